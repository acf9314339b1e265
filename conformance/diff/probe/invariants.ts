/** Whether an invariant became stronger or weaker, with states that show it. */
import { Effect, Result } from "effect"
import { concurrency } from "../../models/verify.ts"
import type { Looked } from "../looked.ts"
import { namedBy } from "../looked.ts"
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

/** The invariants whose meaning may have changed: both sides define them, and a changed definition is a part of them. */
const candidates = (base: Looked, head: Looked, changes: ReadonlyArray<TextChange>): ReadonlyArray<string> =>
  [...namedBy([base, head]).invariants]
    .filter((name) => base.parsed.items.has(name) && head.parsed.items.has(name))
    .filter((name) => changes.some(({ key, reaches }) => key === name || reaches.includes(name)))
    .toSorted()

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

/** What became of the invariants. */
export const invariantChanges = Effect.fn("invariantChanges")(function* (
  base: Looked,
  head: Looked,
  changes: ReadonlyArray<TextChange>
) {
  const names = candidates(base, head, changes)
  if (names.length === 0) return []
  const probes = probesOf(base.explored.lts, head.explored.lts)
  const found = probes === undefined ? undefined : yield* truthsOf(base, head, probes, names)
  return names.map((invariant, i): InvariantChange => {
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
})
