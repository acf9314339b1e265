/** What of a committed corpus the new version of a specification keeps: each of its entries is a test. */
import type { Graph, State } from "../../graph/graph.ts"
import { compareSets } from "../compare/transitions.ts"
import type { Counts } from "../compare/transitions.ts"

/** States, transitions and refusals by what a corpus calls them. */
export interface CorpusChanges {
  readonly states: Counts
  readonly transitions: Counts
  readonly refusals: Counts
}

const entries = ({ states }: Graph, of: (state: State) => ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(states.flatMap((state) => of(state).map((entry) => `${state.id} ${entry}`)))

export const corpusChanges = (corpus: Graph, graph: Graph): CorpusChanges => {
  const compare = (of: (state: State, graph: Graph) => ReadonlyArray<string>): Counts =>
    compareSets(
      entries(corpus, (state) => of(state, corpus)),
      entries(graph, (state) => of(state, graph))
    )
  return {
    states: compare(() => [""]),
    transitions: compare(({ edges }, { states }) =>
      edges.map(({ label, target }) => `${label.text} ${states[target]!.id}`)
    ),
    refusals: compare(({ verdicts }) =>
      verdicts.filter(({ verdict }) => verdict !== "ok").map(({ label, verdict }) => `${label.text} ${verdict}`)
    )
  }
}
