/** A graph that was explored for a comparison as one that can be replayed. */
import { makeLabels } from "../../graph/builder.ts"
import type { Edge, Graph, State } from "../../graph/graph.ts"
import { sha256, stateText } from "../../graph/identity.ts"
import { byLabel } from "../../graph/verdicts.ts"
import { makeReader } from "../../tla/intern.ts"
import { stateCount } from "../graph/lts.ts"
import type { Lts, StepLabel } from "../graph/lts.ts"

/** `digits` of a hash name a state, as in the corpus that it is compared with. */
export const graphOf = (lts: Lts, digits: number): Graph => {
  const { variables } = lts
  const reader = makeReader()
  const labelled = makeLabels()
  const labelOf = ({ action, args }: StepLabel) => labelled(action, args.map(reader.read))
  const values = lts.texts.map(reader.read)
  const labels = lts.labels.map(labelOf)
  const vectors = lts.vectors.map((vector) =>
    vector.map((told) => ({ label: labelOf(told), verdict: told.verdict })).toSorted(byLabel)
  )
  const states = Array.from({ length: stateCount(lts) }, (_, state) => {
    const own = variables.map((_, v) => values[lts.cells[state * variables.length + v]!]!)
    return { state, own, id: sha256(stateText(variables, own)).slice(0, digits) }
  }).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const place = new Int32Array(states.length)
  states.forEach(({ state }, i) => (place[state] = i))
  const edgesOf = (state: number): ReadonlyArray<Edge> =>
    Array.from({ length: lts.first[state + 1]! - lts.first[state]! }, (_, i): Edge => {
      const edge = lts.first[state]! + i
      return { label: labels[lts.label[edge]!]!, target: place[lts.target[edge]!]! }
    }).toSorted(byLabel)
  return {
    variables,
    states: states.map(({ state, own, id }): State => ({
      id,
      values: own,
      verdicts: vectors.length === 0 ? [] : vectors[lts.vector[state]!]!,
      edges: edgesOf(state)
    })),
    initial: Array.from(lts.initial, (state) => place[state]!).toSorted((a, b) => a - b),
    transitions: lts.target.length
  }
}
