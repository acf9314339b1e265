/**
 * In which states predicates are true, as far as they make sense there. TLC ends at the first state in which one does not, and most
 * often it makes none in others that were made in the same way: these are left out, and the rest is asked again.
 */
import { Effect, Result } from "effect"
import type { Read } from "../looked.ts"
import { evaluate } from "./evaluate.ts"
import type { Questions } from "./evaluate.ts"

/** What is asked, and in what groups. */
export interface Asked extends Omit<Questions, "skipped" | "onAnswer"> {
  /** the groups of each state, of which the last is the narrowest */
  readonly groups: ReadonlyArray<ReadonlyArray<string>>
  /** whether a predicate is asked in states of a group */
  readonly asks: (predicate: number, group: string) => boolean
}

/** For each state whether each predicate is true; undefined where it makes no sense, or was not asked. */
export type Truths = ReadonlyArray<ReadonlyArray<boolean | undefined>>

/** Each of them takes a second. */
const mostRuns = 6

/** A group in which so many states make no sense is not asked any more. */
const mostSenseless = 2

/** Fails as TLC does where the reason is no state. */
export const truthsOf = Effect.fn("truthsOf")(function* (side: Read, asked: Asked) {
  const { predicates, states, groups, asks, ...rest } = asked
  const truths = states.map(() => predicates.map((): boolean | undefined => undefined))
  const senseless = predicates.map(() => new Map<string, number>())
  const open = states.map((_, at) => predicates.map((_, p) => groups[at]!.every((group) => asks(p, group))))
  // What made no sense waits until all else is answered.
  let waiting = new Set<number>()
  for (let run = 0; run < mostRuns; run++) {
    const isOpen = (at: number): boolean => open[at]!.some((yes, p) => yes && !waiting.has(p))
    if (!states.some((_, at) => isOpen(at))) waiting = new Set()
    const places = states.flatMap((_, at) => (isOpen(at) ? [at] : []))
    if (places.length === 0) break
    const ended = yield* evaluate(side, {
      ...rest,
      predicates,
      states: places.map((at) => states[at]!),
      skipped: predicates.map((_, p) =>
        places.flatMap((at, i) => (open[at]![p] === true && !waiting.has(p) ? [] : [i]))
      ),
      onAnswer: (state, predicate, truth) => {
        truths[places[state]!]![predicate] = truth
        open[places[state]!]![predicate] = false
      }
    }).pipe(Effect.result)
    if (Result.isSuccess(ended)) continue
    if (ended.failure._tag !== "EvaluationFailed") return yield* Effect.fail(ended.failure)
    const at = places.find(isOpen)
    if (at === undefined) break
    const predicate = open[at]!.findIndex((yes, p) => yes && !waiting.has(p))
    waiting.add(predicate)
    const group = groups[at]!.at(-1)!
    const many = (senseless[predicate]!.get(group) ?? 0) + 1
    senseless[predicate]!.set(group, many)
    const lost = many < mostSenseless ? [at] : places.filter((place) => groups[place]!.includes(group))
    for (const place of lost) open[place]![predicate] = false
  }
  return truths satisfies Truths
})
