/**
 * Collects the graph of a specification whose steps do not name themselves, from what TLC dumps with `-dump dot,actionlabels`: the
 * names that TLC gives actions, without their arguments.
 */
import { Unreadable } from "../../spec/printing.ts"
import { readState } from "../../tla/state.ts"
import { makeLtsBuilder } from "./lts.ts"
import type { Collector } from "./printed.ts"

const edgeLine = /^(-?\d+) -> (-?\d+) \[label="([^"]*)"/
const stateLine = /^(-?\d+) \[label="((?:[^"\\]|\\.)*)"(,style = filled)?/

/** Takes the file line by line. `variables` are sorted. */
export const collectDot = (variables: ReadonlyArray<string>): Collector => {
  const builder = makeLtsBuilder(variables, false)
  const states = new Map<string, number>()
  // A state is written after the first edge to it, so edges are known by TLC's numbers until the end.
  const edges: Array<readonly [source: string, action: string, target: string]> = []
  const numbers = new Map<string, string>()
  const own = (text: string): string => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    const copy = Buffer.from(text).toString()
    numbers.set(copy, copy)
    return copy
  }

  const take = (line: string): void => {
    const edge = edgeLine.exec(line)
    if (edge !== null) {
      edges.push([own(edge[1]!), own(edge[3]!), own(edge[2]!)])
      return
    }
    const found = stateLine.exec(line)
    if (found === null) return
    const text: unknown = JSON.parse(`"${found[2]!}"`)
    const values = readState(String(text))
    const cells = variables.map((name) => {
      const value = values[name]
      if (value === undefined) throw new Unreadable({ line, reason: `it has no ${name}` })
      return builder.text(value.text)
    })
    const state = builder.state(cells)
    states.set(own(found[1]!), state)
    builder.declare(state)
    if (found[3] !== undefined) builder.initial(state)
  }

  return {
    take,
    states: builder.states,
    finish: () => {
      for (const [source, action, target] of edges) {
        const [from, to] = [states.get(source), states.get(target)]
        if (from !== undefined && to !== undefined) builder.edge(from, { action, args: [] }, to)
      }
      return builder.finish()
    }
  }
}
