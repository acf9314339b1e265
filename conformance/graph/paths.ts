/** Shortest paths from the initial states, and walks that pass every edge. */
import type { Edge, Graph, Label } from "./graph.ts"

/** One step of a path; states are indices into the graph. */
export interface Step {
  readonly source: number
  readonly label: Label
  readonly target: number
}

/** A walk through the graph from an initial state; it may have no steps. */
export interface Path {
  readonly start: number
  readonly steps: ReadonlyArray<Step>
}

/** The breadth-first tree of a graph from its initial states. */
export interface Tree {
  /** the states in breadth-first order; unreachable ones are missing */
  readonly order: ReadonlyArray<number>
  /** steps from an initial state, -1 if unreachable */
  readonly depth: Int32Array
  /** the state before, -1 for initial and unreachable states */
  readonly parent: Int32Array
  /** which edge of the parent leads here */
  readonly parentEdge: Int32Array
}

/** Breadth-first search from all initial states, in the order of states and labels: deterministic. */
export const breadthFirst = (graph: Graph): Tree => {
  const size = graph.states.length
  const depth = new Int32Array(size).fill(-1)
  const parent = new Int32Array(size).fill(-1)
  const parentEdge = new Int32Array(size).fill(-1)
  const order: Array<number> = [...graph.initial]
  for (const state of order) depth[state] = 0
  for (let head = 0; head < order.length; head++) {
    const source = order[head]!
    graph.states[source]!.edges.forEach(({ target }, i) => {
      if (depth[target] !== -1) return
      depth[target] = depth[source]! + 1
      parent[target] = source
      parentEdge[target] = i
      order.push(target)
    })
  }
  return { order, depth, parent, parentEdge }
}

const step = (source: number, edge: Edge): Step => ({ source, label: edge.label, target: edge.target })

/** A shortest path from an initial state, undefined if the state cannot be reached. */
export const pathTo = (graph: Graph, tree: Tree, state: number): Path | undefined => {
  if (tree.depth[state] === -1) return undefined
  const steps: Array<Step> = []
  let at = state
  for (let before = tree.parent[at]!; before !== -1; before = tree.parent[at]!) {
    steps.push(step(before, graph.states[before]!.edges[tree.parentEdge[at]!]!))
    at = before
  }
  return { start: at, steps: steps.toReversed() }
}

/** Walks that together pass every reachable edge. */
export interface PathCover {
  readonly walks: ReadonlyArray<Path>
  /** how many steps all walks have together */
  readonly steps: number
  /** edges that no walk from an initial state can pass */
  readonly unreachable: number
  /** the steps of one test for each edge, each from an initial state by a shortest path */
  readonly oneTestPerEdge: number
  /** `steps / oneTestPerEdge`: what the cover costs against that */
  readonly ratio: number
}

/** Options of {@link pathCover}. */
export interface CoverOptions {
  /** A walk stops at its first divergence, so very long ones hide much behind one fault; unlimited unless given. */
  readonly longest?: number
}

/** The edges of each state in the order to walk them: self-loops first, they cost nothing. */
interface Agenda {
  readonly edges: ReadonlyArray<ReadonlyArray<Edge>>
  /** how many edges of each state have been walked */
  readonly next: Int32Array
}

const makeAgenda = (graph: Graph): Agenda => ({
  edges: graph.states.map(({ edges }, state) => [
    ...edges.filter(({ target }) => target === state),
    ...edges.filter(({ target }) => target !== state)
  ]),
  next: new Int32Array(graph.states.length)
})

/** Finds the nearest state with an edge not yet walked. Marks are stamped with the search's number, so nothing is cleared. */
const makeNearest = (graph: Graph, { edges, next }: Agenda): ((from: number) => ReadonlyArray<Step> | undefined) => {
  const seen = new Int32Array(graph.states.length)
  const parent = new Int32Array(graph.states.length)
  const via: Array<Edge | undefined> = []
  const queue = new Int32Array(graph.states.length)
  let search = 0
  return (from) => {
    search++
    let tail = 0
    queue[tail++] = from
    seen[from] = search
    for (let head = 0; head < tail; head++) {
      const state = queue[head]!
      if (next[state]! < edges[state]!.length) {
        const steps: Array<Step> = []
        for (let at = state; at !== from; at = parent[at]!) steps.push(step(parent[at]!, via[at]!))
        return steps.toReversed()
      }
      for (const edge of edges[state]!) {
        if (seen[edge.target] === search) continue
        seen[edge.target] = search
        parent[edge.target] = state
        via[edge.target] = edge
        queue[tail++] = edge.target
      }
    }
    return undefined
  }
}

/** Every reachable edge tested alone: its source's depth and itself. */
const costOfSingleTests = (graph: Graph, tree: Tree): number =>
  graph.states.reduce((sum, { edges }, i) => {
    const depth = tree.depth[i]!
    return depth === -1 ? sum : sum + edges.length * (depth + 1)
  }, 0)

/**
 * A deterministic, near-minimal set of walks over all edges: walk on along an edge not yet walked; where there is none, go to the
 * nearest state that has one; start again from an initial state only if there is no such state.
 */
export const pathCover = (graph: Graph, options: CoverOptions = {}): PathCover => {
  const longest = options.longest ?? Infinity
  const tree = breadthFirst(graph)
  const agenda = makeAgenda(graph)
  const nearest = makeNearest(graph, agenda)
  const walks: Array<Path> = []
  let steps = 0
  // Edges only ever get walked, so the nearest unwalked state from the start moves through the breadth-first order once.
  for (const restart of tree.order) {
    while (agenda.next[restart]! < agenda.edges[restart]!.length) {
      const { start, steps: prefix } = pathTo(graph, tree, restart)!
      const walk = walkOn(agenda, nearest, [...prefix], restart, longest)
      walks.push({ start, steps: walk })
      steps += walk.length
    }
  }
  const reachable = tree.order.reduce((sum, state) => sum + graph.states[state]!.edges.length, 0)
  const oneTestPerEdge = costOfSingleTests(graph, tree)
  const ratio = oneTestPerEdge === 0 ? 1 : steps / oneTestPerEdge
  return { walks, steps, unreachable: graph.transitions - reachable, oneTestPerEdge, ratio }
}

const walkOn = (
  { edges, next }: Agenda,
  nearest: (from: number) => ReadonlyArray<Step> | undefined,
  walk: Array<Step>,
  from: number,
  longest: number
): ReadonlyArray<Step> => {
  let at = from
  for (;;) {
    const edge = edges[at]![next[at]!]
    if (edge === undefined) {
      const detour = nearest(at)
      if (detour === undefined || walk.length + detour.length >= longest) return walk
      for (const taken of detour) walk.push(taken)
      at = detour.at(-1)!.target
    } else {
      next[at] = next[at]! + 1
      walk.push(step(at, edge))
      at = edge.target
      if (walk.length >= longest) return walk
    }
  }
}
