/** A graph as TLC prints it: initial states, then breadth first each state's edges, each new target right behind its edge. */
import type { Graph, State } from "../../../conformance/graph/graph.ts"
import { fn, recordOf, string, tuple } from "../../../conformance/tla/value.ts"
import type { Value } from "../../../conformance/tla/value.ts"

const tupleText = (texts: ReadonlyArray<string>): string => `<<${texts.join(", ")}>>`

/** As TLC prints a string. */
export const line = (...pieces: ReadonlyArray<string>): string => JSON.stringify(tupleText(pieces))

const verdictsOf = ({ verdicts }: State): Value => {
  const requests = new Map<string, Array<readonly [Value, Value]>>()
  for (const { label, verdict } of verdicts) {
    const entry = [tuple(label.args), string(verdict)] as const
    requests.set(label.action, [...(requests.get(label.action) ?? []), entry])
  }
  return recordOf(Object.fromEntries([...requests].map(([request, entries]) => [request, fn(entries)])))
}

/** The lines; records as TLC prints them, with spaces. */
export const linesOf = ({ states, initial }: Graph): ReadonlyArray<string> => {
  const stateLine = (state: State): string =>
    line('"state"', tupleText(state.values.map(({ text }) => text)), spaced(verdictsOf(state)))
  const lines = initial.map((index) => stateLine(states[index]!))
  const seen = new Set(initial)
  for (const index of seen) {
    const source = states[index]!
    lines.push(line('"from"', tupleText(source.values.map(({ text }) => text))))
    for (const { label, target } of source.edges) {
      const event = recordOf({ action: string(label.action), args: tuple(label.args) })
      const changes = states[target]!.values.map((value, i) =>
        value.text === source.values[i]!.text ? "<<>>" : `<<${value.text}>>`
      )
      lines.push(line('"edge"', spaced(event), ...changes))
      if (!seen.has(target)) lines.push(stateLine(states[target]!))
      seen.add(target)
    }
  }
  return lines
}

const spaced = ({ text }: Value): string => text.replaceAll("|->", " |-> ").replaceAll(",", ", ")
