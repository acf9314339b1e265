/** The committed corpora, read once for a file's tests, and parts of them. */
import type { Graph } from "../../../conformance/graph/graph.ts"
import { readCommitted } from "../../../conformance/leasehold/corpora.ts"
import { lifecycle, store } from "../../../conformance/leasehold/specifications.ts"
import type { Model } from "../../../conformance/replay/replay.ts"

export const committed = readCommitted()

const modelsOf = (specification: string): ReadonlyArray<Model> =>
  committed
    .filter((corpus) => corpus.specification === specification)
    .map(({ info, graph, cuts }) => ({ name: info.model, graph, cuts }))
    .toSorted((a, b) => a.graph.transitions - b.graph.transitions)

/** All models of the protocol, the one with the fewest transitions first. */
export const models: ReadonlyArray<Model> = modelsOf("")

/** Those of the store, likewise. */
export const storeGraphs: ReadonlyArray<Model> = modelsOf(store)

/** Those of the life of tasks, likewise. */
export const lifeGraphs: ReadonlyArray<Model> = modelsOf(lifecycle)

/** A small one that writes; it has no step of hosts. */
export const small: Model = models.find(({ name }) => name === "Permissions")!

const onlyOf = (graph: Graph, action: string): Graph => ({
  ...graph,
  states: graph.states.map((state) => ({
    ...state,
    edges: state.edges.filter(({ label }) => label.action === action),
    verdicts: []
  }))
})

/** The transitions of one action, of all models. */
export const onlyAction = (action: string): ReadonlyArray<Model> =>
  models.map(({ name, graph }) => ({ name, graph: onlyOf(graph, action) }))
