/** A behaviour as text for people: the initial state, then each step with what it changed. */
import { plainLines } from "../tla/plain.ts"
import { stepText } from "./behaviour.ts"
import type { Behaviour, Moment } from "./behaviour.ts"
import { changesOf } from "./changes.ts"

/** `variable = value` for each of the variables. */
export const stateLines = (variables: ReadonlyArray<string>, { values }: Moment): ReadonlyArray<string> =>
  variables.flatMap((name) => plainLines(name, values[name]!))

const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.map((line) => `     ${line}`)

/** How it goes on after the last state; nothing if it ends there. */
const rest = ({ variables, states, loop }: Behaviour): ReadonlyArray<string> => {
  if (loop === undefined) return []
  if (loop === states.length - 1) return ["and nothing more, for ever"]
  const [last, next] = [states.at(-1)!, states[loop]!]
  const again = next.step === undefined ? "the initial state" : `${loop}. ${stepText(next.step)}`
  return [`and again ${again}`, ...indented(changesOf(variables, last, next)), "and so on, for ever"]
}

/** The text; `names` are what people call the states, one for each. */
export const renderBehaviour = (behaviour: Behaviour, names?: ReadonlyArray<string>): string => {
  const { variables, states } = behaviour
  const named = (i: number): string => (names?.[i] === undefined ? "" : ` -> ${names[i]}`)
  return [
    ...states.flatMap((moment, i) => {
      if (moment.step === undefined)
        return ["0. the initial state" + named(i), ...indented(stateLines(variables, moment))]
      const changes = changesOf(variables, states[i - 1]!, moment)
      return [
        `${i}. ${stepText(moment.step)}${named(i)}`,
        ...indented(changes.length === 0 ? ["changes nothing"] : changes)
      ]
    }),
    ...rest(behaviour)
  ].join("\n")
}
