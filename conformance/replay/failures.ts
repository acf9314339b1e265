/** Failures are kept going past, gathered into clusters with the same cause, and shown by the one that is easiest to follow. */
import { valuesOf } from "../graph/graph.ts"
import type { Graph, Label } from "../graph/graph.ts"
import { breadthFirst, pathTo } from "../graph/paths.ts"
import type { Path, Tree } from "../graph/paths.ts"
import type { SpecState } from "./driver.ts"

/** What went wrong. */
export type FailureKind =
  /** reading back an entered state gives another state */
  | "enter-observe"
  /** the specification steps, the implementation refuses */
  | "refused-a-step"
  /** both step, to different states */
  | "wrong-target"
  /** the specification refuses, the implementation steps */
  | "accepted-a-refusal"
  /** both refuse, with different conflicts */
  | "wrong-conflict"
  /** refused, but the state is not what it was */
  | "changed-while-refusing"
  /** allowed by the specification, cut by a bound of the model, refused by the implementation */
  | "refused-beyond-bound"
  /** the two fillings of hidden fields behave differently */
  | "variants-differ"
  /** run changed the state it was given */
  | "mutated-state"
  /** the graph has an action or request that the driver lacks */
  | "unmapped-action"
  /** the driver's schemas do not accept the arguments */
  | "undecodable-args"
  /** the driver threw */
  | "crashed"
  /** the graph has a transition for a request whose verdict is not "ok", or that has no verdict beside others that do */
  | "corpus-contradicts-itself"
  /** fails on a walk, passes from the same state entered afresh */
  | "history-dependent"

/** Which total a failure is missing from. */
export type FailurePart = "state" | "transition" | "refusal" | "cut"

/** One failed check. */
export interface Failure {
  readonly kind: FailureKind
  readonly part: FailurePart
  /** index of the state in which the check ran */
  readonly state: number
  readonly variant: number
  /** undefined for entering a state */
  readonly label: Label | undefined
  /** the compared variables that differ */
  readonly variables: ReadonlyArray<string>
  /** what the specification says and what happened, in words: a conflict, "a step" */
  readonly expected: string
  readonly actual: string
  /** compared variables: as they should be, and as they were observed */
  readonly specification?: SpecState
  readonly implementation?: SpecState
  /** the walk that led here, where it was not the shortest path */
  readonly walk?: Path
}

/** The failure that stands for its cluster: one with the shortest path. */
export interface Example {
  readonly model: string
  readonly failure: Failure
  readonly stateId: string
  /** the values of the state in which the check ran */
  readonly before: SpecState
  /** from an initial state to that state; undefined if the graph has no such path */
  readonly path: Path | undefined
  readonly graph: Graph
}

/** Failures with the same cause as far as one can see. */
export interface Cluster {
  readonly kind: FailureKind
  readonly action: string
  /** the differing variables, or what was expected and what happened */
  readonly about: string
  readonly count: number
  readonly example: Example
}

/** Collects failures of several models. */
export interface FailureLog {
  readonly add: (model: string, graph: Graph, failure: Failure) => void
  /** most frequent first */
  readonly clusters: () => ReadonlyArray<Cluster>
}

const aboutOf = ({ variables, expected, actual }: Failure): string =>
  variables.length > 0 ? variables.join(", ") : `expected ${expected}, got ${actual}`

interface Draft {
  readonly kind: FailureKind
  readonly action: string
  readonly about: string
  count: number
  length: number
  model: string
  graph: Graph
  failure: Failure
}

/** A log without failures. Only one failure of each cluster is kept: a broken driver fails a million times. */
export const makeFailureLog = (): FailureLog => {
  const drafts = new Map<string, Draft>()
  const trees = new Map<Graph, Tree>()
  const treeOf = (graph: Graph): Tree => {
    const tree = trees.get(graph) ?? breadthFirst(graph)
    trees.set(graph, tree)
    return tree
  }
  const lengthOf = (graph: Graph, { walk, state }: Failure): number => {
    if (walk !== undefined) return walk.steps.length
    const depth = treeOf(graph).depth[state]!
    return depth === -1 ? Infinity : depth
  }
  const example = ({ model, graph, failure }: Draft): Example => {
    const state = graph.states[failure.state]!
    const path = failure.walk ?? pathTo(graph, treeOf(graph), failure.state)
    return { model, failure, stateId: state.id, before: valuesOf(graph, state), path, graph }
  }
  return {
    add: (model, graph, failure) => {
      const action = failure.label?.action ?? "(enter)"
      const about = aboutOf(failure)
      const key = JSON.stringify([failure.kind, action, about])
      const length = lengthOf(graph, failure)
      const draft = drafts.get(key)
      if (draft === undefined)
        drafts.set(key, { kind: failure.kind, action, about, count: 1, length, model, graph, failure })
      else {
        draft.count++
        if (length < draft.length) Object.assign(draft, { length, model, graph, failure })
      }
    },
    clusters: () =>
      [...drafts.values()]
        .toSorted((a, b) => b.count - a.count)
        .map((draft) => ({
          kind: draft.kind,
          action: draft.action,
          about: draft.about,
          count: draft.count,
          example: example(draft)
        }))
  }
}
