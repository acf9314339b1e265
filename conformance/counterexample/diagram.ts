/** A behaviour as a sequence diagram of Mermaid's: who acts, in which order, and where the property breaks. */
import { breakOf } from "./counterexample.ts"
import type { Counterexample } from "./counterexample.ts"
import { arrowOf } from "./parties.ts"
import type { Arrow, Roles } from "./parties.ts"

/** What Mermaid would take for its own syntax, or for HTML. */
const escaped = (text: string): string =>
  text.replace(/[#;<>&]/g, (c) => `#${c.codePointAt(0)};`).replaceAll("%%", "#37;#37;")

/** Mermaid knows who takes part by an identifier of its own: a name of the specification might be one of its words. */
const makeParticipants = (arrows: ReadonlyArray<Arrow>): ReadonlyMap<string, string> =>
  new Map([...new Set(arrows.flatMap(({ from, to }) => [from, to]))].map((name, i) => [name, `p${i + 1}`]))

/** The diagram's text; undefined where nothing happens. */
export const renderDiagram = (counterexample: Counterexample, roles: Roles): string | undefined => {
  const { states, loop } = counterexample.behaviour
  const steps = states.flatMap(({ step }, i) =>
    step === undefined ? [] : [{ number: i, arrow: arrowOf(roles, step) }]
  )
  const cycles = loop !== undefined && loop < states.length - 1
  // The step that closes a cycle is the one that first led to where it begins.
  const first = loop === undefined ? undefined : states[loop]?.step
  const again = !cycles ? [] : [first === undefined ? undefined : { number: loop, arrow: arrowOf(roles, first) }]
  if (steps.length === 0) return undefined
  const participants = makeParticipants(steps.map(({ arrow }) => arrow))
  const line = ({ number, arrow: { from, to, text } }: (typeof steps)[number], more = ""): string =>
    `${participants.get(from)}->>${participants.get(to)}: ${number}. ${escaped(text)}${more}`
  const inCycle = steps.filter(({ number }) => cycles && number > loop)
  const [everyone, last] = [[...participants.values()], steps.at(-1)!]
  const ends = everyone.length === 1 ? everyone[0]! : `${everyone[0]},${everyone.at(-1)}`
  return [
    "sequenceDiagram",
    ...[...participants].map(([name, id]) => `  participant ${id} as ${escaped(name)}`),
    ...steps.filter((step) => !inCycle.includes(step)).map((step) => `  ${line(step)}`),
    ...(cycles
      ? [
          "  loop for ever",
          ...inCycle.map((step) => `    ${line(step)}`),
          ...again.map((step) =>
            step === undefined
              ? `    Note over ${participants.get(last.arrow.from)}: the initial state again`
              : `    ${line(step, " again")}`
          ),
          "  end"
        ]
      : []),
    `  Note over ${ends}: ${escaped(breakOf(counterexample).replaceAll("`", ""))}`
  ].join("\n")
}
