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
  /** fails on a walk, passes from the same state entered afresh; of a stream: failed when it was run first, and not again */
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
  /** undefined if none was kept: then there is no path either */
  readonly graph: Graph | undefined
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

/** Gathers failures, one example for each cluster: a broken driver fails a million times. */
export interface Clusters {
  /** Of two examples that with the shorter path is kept. */
  readonly add: (failure: Failure, length: number, example: () => Example) => void
  /** most frequent first */
  readonly clusters: () => ReadonlyArray<Cluster>
}

/** Collects failures of several models. */
export interface FailureLog extends Pick<Clusters, "clusters"> {
  readonly add: (model: string, graph: Graph, failure: Failure) => void
}

const aboutOf = ({ variables, expected, actual }: Failure): string =>
  variables.length > 0 ? variables.join(", ") : `expected ${expected}, got ${actual}`

interface Draft {
  readonly kind: FailureKind
  readonly action: string
  readonly about: string
  count: number
  length: number
  example: () => Example
}

/** No clusters yet. Of more than `limit` the further ones are told apart by kind and action only: a message may name a state. */
export const makeClusters = (limit = Infinity): Clusters => {
  const drafts = new Map<string, Draft>()
  return {
    add: (failure, length, example) => {
      const { kind, label } = failure
      const action = label?.action ?? "(enter)"
      let about = aboutOf(failure)
      let key = JSON.stringify([kind, action, about])
      if (drafts.size >= limit && !drafts.has(key)) {
        about = "others"
        key = JSON.stringify([kind, action])
      }
      const draft = drafts.get(key)
      if (draft === undefined) drafts.set(key, { kind, action, about, count: 1, length, example })
      else {
        draft.count++
        if (length < draft.length) Object.assign(draft, { length, example })
      }
    },
    clusters: () =>
      [...drafts.values()]
        .toSorted((a, b) => b.count - a.count)
        .map(({ kind, action, about, count, example }) => ({ kind, action, about, count, example: example() }))
  }
}

/** A log without failures. */
export const makeFailureLog = (): FailureLog => {
  const { add, clusters } = makeClusters()
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
  return {
    add: (model, graph, failure) =>
      add(failure, lengthOf(graph, failure), () => {
        const state = graph.states[failure.state]!
        const path = failure.walk ?? pathTo(graph, treeOf(graph), failure.state)
        return { model, failure, stateId: state.id, before: valuesOf(graph, state), path, graph }
      }),
    clusters
  }
}
