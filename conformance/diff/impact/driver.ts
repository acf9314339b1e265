/** What joins a specification to its implementation, for a comparison: without it nothing is said of code and tests. */
import type { Graph } from "../../graph/graph.ts"
import type { ReplayResult } from "../../replay/replay.ts"

/** A model whose graph is replayed. */
export interface ReplayedModel {
  /** how many digits of a hash name a state in its corpus */
  readonly idDigits: number
  /** what is committed of it; undefined if nothing is */
  readonly corpus: () => Graph | undefined
  /** Replays this graph in the place of the committed one. */
  readonly replay: (graph: Graph) => Pick<ReplayResult, "models" | "failures">
}

/** A module that `--driver` names exports one of these as `impact`. */
export interface ImpactDriver {
  /** the `tsconfig.json` that the code belongs to */
  readonly project: string
  /** the directories that implement the specification */
  readonly code: ReadonlyArray<string>
  /** what the code calls a definition, where it calls it otherwise; a function may begin with a small letter all the same */
  readonly nameOf: (definition: string) => string
  /** by the name of a model; undefined if it is not replayed */
  readonly modelOf: (name: string) => ReplayedModel | undefined
}
