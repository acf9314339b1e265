// Looks for the shortest text that leads to a state, made of the plainest characters there are; gives up when it takes too long. How long
// it takes is counted in instructions that are looked at, not in milliseconds: the answer is the same on every machine.
import { Result } from "effect"
import type { Automaton, State } from "./automaton.ts"

/** So many instructions are looked at, and so many states made, before a search gives up. */
export const patience = { work: 1_000_000, states: 10_000 }

interface Step {
  readonly state: State
  readonly before: Step | undefined
  readonly class_: number
}

/** Which way a search goes: only to what can still be inside, or everywhere. */
type Ways = "inside" | "anywhere"

/** The shortest text that leads from a state to one that is wanted; undefined if none does. Fails when it takes too long. */
export const shortestTo = (
  automaton: Automaton,
  from: State,
  isWanted: (state: State) => boolean,
  ways: Ways = "inside"
): Result.Result<string | undefined, "TooLong"> => {
  const { shown, classes } = automaton.program
  const all = Array.from({ length: classes }, (_, i) => i)
  const seen = new Set<State>([from])
  let steps: ReadonlyArray<Step> = [{ state: from, before: undefined, class_: -1 }]
  const limit = automaton.work + patience.work
  if (isWanted(from)) return Result.succeed("")
  while (steps.length > 0) {
    const next: Array<Step> = []
    for (const before of steps) {
      for (const class_ of ways === "inside" ? leading(automaton, before.state) : all) {
        const state = automaton.step(before.state, class_)
        if (seen.has(state)) continue
        seen.add(state)
        const step = { state, before, class_ }
        if (isWanted(state)) return Result.succeed(textOf(step, shown))
        if (state.over === false && !state.isCovered) next.push(step)
      }
      if (automaton.work > limit || seen.size > patience.states) return Result.fail("TooLong")
    }
    steps = next
  }
  return Result.succeed(undefined)
}

const textOf = (last: Step, shown: ReadonlyArray<number>): string => {
  let text = ""
  for (let step: Step | undefined = last; step?.before !== undefined; step = step.before)
    text = String.fromCodePoint(shown[step.class_]!) + text
  return text
}

/** The classes by which a text may still come to be inside: by no others does every required layer go on. */
const leading = ({ program, required }: Automaton, state: State): ReadonlyArray<number> => {
  const { takes, has, classes, layerOf, denies } = program
  const sets = new Map<number, Set<number>>()
  for (const at of state.instructions) {
    const layer = layerOf[at]!
    if (layer === 0 || layer >= required || denies[at] === 1) continue
    sets.set(layer, (sets.get(layer) ?? new Set()).add(takes[at]!))
  }
  let fewest: ReadonlySet<number> | undefined
  for (const some of sets.values()) {
    const found = new Set<number>()
    for (const set of some)
      for (let class_ = 0; class_ < classes; class_++) if (has[set * classes + class_] === 1) found.add(class_)
    if (fewest === undefined || found.size < fewest.size) fewest = found
  }
  return fewest === undefined ? Array.from({ length: classes }, (_, i) => i) : [...fewest].sort((a, b) => a - b)
}
