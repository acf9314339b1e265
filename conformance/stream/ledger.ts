/** What a streamed replay counts, and the failures that it found: one example of each kind, since no state is kept. */
import { byVariable } from "../graph/graph.ts"
import type { Label } from "../graph/graph.ts"
import { defaultIdDigits, sha256, stateText } from "../graph/identity.ts"
import type { Values } from "../replay/check.ts"
import { makeClusters } from "../replay/failures.ts"
import type { Cluster, Failure } from "../replay/failures.ts"
import { increase, sorted } from "../replay/replay.ts"
import type { ModelResult, Tally } from "../replay/replay.ts"
import type { Digest } from "./digest.ts"
import type { Memory } from "./memory.ts"

/** The state that a failure was found in. */
export interface Origin {
  readonly values: Values
  readonly digest: Digest
}

/** See {@link makeLedger}. */
export interface Ledger {
  readonly countRefusals: (total: number, passed: number) => void
  readonly countTransition: (label: Label, passed: boolean) => void
  readonly countVerdicts: (pairs: ReadonlyArray<string>) => void
  readonly report: (failure: Failure, state: Origin) => void
  /** Holds back the failure of an allowed request until one knows whether a bound cuts it. */
  readonly holdBack: (key: Digest, failure: Failure, state: Origin) => void
  /** Drops it: the transition came, and is checked itself. */
  readonly drop: (key: Digest) => void
  readonly exercised: () => ReadonlySet<string>
  readonly verdicts: ReadonlyMap<string, number>
  /** The counts in the end, with the requests of which no transition came as cut. */
  readonly close: () => { readonly result: ModelResult; readonly failures: ReadonlyArray<Cluster> }
}

/** Failures that are told apart by more than kind and action, and those that are held back. */
const clustersKept = 100
const heldBack = 1000

const nameOf = ({ high, low }: Digest): string => `${high} ${low}`

/** An empty ledger of a model. */
export const makeLedger = (model: string, variables: ReadonlyArray<string>, memory: Memory): Ledger => {
  const log = makeClusters(clustersKept)
  const waiting = new Map<string, { readonly failures: Array<Failure>; readonly state: Origin }>()
  const verdicts = new Map<string, number>()
  const actions = new Map<string, Tally>()
  const refusals: Tally = { total: 0, passed: 0 }
  let failedStates = 0

  const report = (failure: Failure, { values, digest }: Origin): void => {
    if (memory.failsIn(digest)) failedStates++
    // The earliest is kept: of states that come breadth first, no other is nearer to an initial one.
    log.add(failure, 0, () => {
      const stateId = sha256(stateText(variables, values)).slice(0, defaultIdDigits)
      return { model, failure, stateId, before: byVariable(variables, values), path: undefined, graph: undefined }
    })
  }

  /** What is left was cut by a bound. */
  const countCuts = (): ReadonlyMap<string, number> => {
    const cut = new Map<string, number>()
    memory.leftovers(({ key, action, failed }) => {
      cut.set(action, (cut.get(action) ?? 0) + 1)
      // Where more failed than were held back, one of those stands for the others, and the states they are in are not counted as failed.
      const held = failed ? (waiting.get(nameOf(key)) ?? waiting.values().next().value) : undefined
      for (const failure of held?.failures ?? []) report(failure, held!.state)
    })
    return cut
  }

  return {
    countRefusals: (total, passed) => {
      refusals.total += total
      refusals.passed += passed
    },
    countTransition: (label, passed) => increase(actions, label.action, passed),
    countVerdicts: (pairs) => {
      for (const pair of pairs) verdicts.set(pair, (verdicts.get(pair) ?? 0) + 1)
    },
    report,
    holdBack: (key, failure, state) => {
      // One with each filling of hidden fields.
      const known = waiting.get(nameOf(key))
      if (known !== undefined) known.failures.push(failure)
      else if (waiting.size < heldBack) waiting.set(nameOf(key), { failures: [failure], state })
    },
    drop: (key) => void waiting.delete(nameOf(key)),
    exercised: () => new Set(actions.keys()),
    verdicts,
    close: () => {
      const cut = countCuts()
      const tallies = [...actions.values()]
      const states = memory.states()
      return {
        result: {
          model,
          states: { passed: states - failedStates, total: states },
          transitions: {
            passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
            total: tallies.reduce((sum, { total }) => sum + total, 0)
          },
          refusals,
          cut: Object.fromEntries(sorted(cut)),
          actions: Object.fromEntries(sorted(actions))
        },
        failures: log.clusters()
      }
    }
  }
}
