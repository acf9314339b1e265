/** Whether an invariant became stronger or weaker, with states that show it. */
import { Effect, Result } from "effect"
import { sha256 } from "../../graph/identity.ts"
import { concurrency } from "../../models/verify.ts"
import type { Store } from "../kept.ts"
import type { Looked, Read } from "../looked.ts"
import { namedBy } from "../looked.ts"
import { reachedFrom } from "../text/changes.ts"
import type { TextChange } from "../text/changes.ts"
import { evaluate } from "./evaluate.ts"
import { probesOf } from "./states.ts"
import type { Probes } from "./states.ts"

/** A state that one version of an invariant allows and the other one forbids. */
export interface ProbedState {
  readonly variables: ReadonlyArray<string>
  readonly values: ReadonlyArray<string>
  /** whether a side reaches it */
  readonly reached: boolean
}

/** An invariant, one of whose definitions changed. */
export interface InvariantChange {
  readonly invariant: string
  /** "same" says only that no state that was looked at tells them apart */
  readonly change: "strengthened" | "weakened" | "incomparable" | "same" | "not compared"
  /** a state that only the base allows, and one that only the head allows */
  readonly onlyBase: ProbedState | undefined
  readonly onlyHead: ProbedState | undefined
  /** how many states were looked at */
  readonly states: number
}

const changeOf = (onlyBase: number, onlyHead: number): InvariantChange["change"] => {
  if (onlyBase >= 0) return onlyHead >= 0 ? "incomparable" : "strengthened"
  return onlyHead >= 0 ? "weakened" : "same"
}

const stateAt = ({ variables, values, states, reached }: Probes, at: number): ProbedState | undefined =>
  at < 0 ? undefined : { variables, values: states[at]!.map((value, v) => values[v]![value]!), reached: at < reached }

const asksWhatIsEnabled = ({ parsed }: Read, name: string): boolean =>
  [...reachedFrom(parsed, [name])].some((key) => parsed.items.get(key)?.meaning.includes("operator(ENABLED )") === true)

/**
 * The invariants whose meaning may have changed: both sides define them, and a changed definition is a part of them. One that asks
 * what is enabled has all guards as parts, and its meaning elsewhere than in the states of a side is none: it is what it claims.
 */
const candidates = (base: Read, head: Read, changes: ReadonlyArray<TextChange>): ReadonlyArray<string> =>
  [...namedBy([base, head]).invariants]
    .filter((name) => base.parsed.items.has(name) && head.parsed.items.has(name))
    .filter((name) => changes.some(({ key, reaches }) => key === name || reaches.includes(name)))
    .filter((name) => !asksWhatIsEnabled(base, name) && !asksWhatIsEnabled(head, name))
    .toSorted()

/** In so many models an invariant is looked at: each takes two runs of TLC, and shows much the same. */
const modelsEach = 3

/** A model on both sides. */
interface Pair {
  readonly name: string
  readonly both: readonly [Read, Read]
  readonly changes: ReadonlyArray<TextChange>
}

/** The invariants that are looked at in each model. */
export const probedIn = (pairs: ReadonlyArray<Pair>): ReadonlyMap<string, ReadonlySet<string>> => {
  const counts = new Map<string, number>()
  return new Map(
    pairs.map(({ name, both, changes }) => {
      const some = candidates(...both, changes).filter((invariant) => (counts.get(invariant) ?? 0) < modelsEach)
      for (const invariant of some) counts.set(invariant, (counts.get(invariant) ?? 0) + 1)
      return [name, new Set(some)] as const
    })
  )
}

/** Both sides' truths; where a state makes no sense to an invariant, only states that a side reaches are asked for. */
const truthsOf = Effect.fnUntraced(function* (
  base: Looked,
  head: Looked,
  probes: Probes,
  names: ReadonlyArray<string>
) {
  const both = (some: Probes) =>
    Effect.all([evaluate(base, some, names), evaluate(head, some, names)], { concurrency }).pipe(
      Effect.map((truths) => ({ truths, probes: some })),
      Effect.result
    )
  const first = yield* both(probes)
  if (Result.isSuccess(first)) return first.success
  const second = yield* both({ ...probes, states: probes.states.slice(0, probes.reached) })
  return Result.isSuccess(second) ? second.success : undefined
})

const format = "leasehold.diff.invariants/1"

/** What became of these invariants. */
export const invariantChanges = Effect.fn("invariantChanges")(function* (
  base: Looked,
  head: Looked,
  asked: ReadonlySet<string>,
  store: Store
) {
  const names = [...asked]
  if (names.length === 0) return []
  const digest = sha256([format, base.meaning.whole, head.meaning.whole, ...names].join("\n"))
  const kept = store.recall<ReadonlyArray<InvariantChange>>(digest)
  if (kept !== undefined) return kept
  const probes = probesOf(base.explored.lts, head.explored.lts)
  const found = probes === undefined ? undefined : yield* truthsOf(base, head, probes, names)
  const changes = names.map((invariant, i): InvariantChange => {
    if (found === undefined) {
      return { invariant, change: "not compared", onlyBase: undefined, onlyHead: undefined, states: 0 }
    }
    const [before, after] = found.truths
    const find = (one: typeof before, other: typeof before): number =>
      one.findIndex((truths, at) => truths[i] === true && other[at]![i] === false)
    const [onlyBase, onlyHead] = [find(before, after), find(after, before)]
    return {
      invariant,
      change: changeOf(onlyBase, onlyHead),
      onlyBase: stateAt(found.probes, onlyBase),
      onlyHead: stateAt(found.probes, onlyHead),
      states: found.probes.states.length
    }
  })
  store.keep(digest, changes)
  return changes
})
