/** Behaviours to look at: paths of arbitrary graphs, and of the lock. */
import * as fc from "fast-check"
import type { Graph } from "../../../conformance/graph/graph.ts"
import { breadthFirst, pathCover, pathTo } from "../../../conformance/graph/paths.ts"
import { behaviourOfPath } from "../../../conformance/trace/behaviour.ts"
import type { Behaviour } from "../../../conformance/trace/behaviour.ts"
import { lockGraph } from "../lock.ts"
import { anyGraph } from "../graph/arbitrary.ts"

/** Shortest paths and long walks; some go on for ever. */
export const anyBehaviour: fc.Arbitrary<Behaviour> = fc
  .record({ graph: anyGraph, pick: fc.nat(), loop: fc.option(fc.nat(), { nil: undefined }) })
  .map(({ graph, pick, loop }) => {
    const tree = breadthFirst(graph)
    const paths = [...pathCover(graph).walks, ...graph.states.flatMap((_, i) => pathTo(graph, tree, i) ?? [])]
    const behaviour = behaviourOfPath(graph, paths[pick % paths.length]!)
    return { ...behaviour, loop: loop === undefined ? undefined : loop % behaviour.states.length }
  })

/** The shortest path to the first state that has these values. */
export const lockPath = (holder: string, count: number, graph: Graph = lockGraph()) => {
  const state = graph.states.findIndex(({ values }) => values[0]!.text === String(count) && values[1]!.text === holder)
  return { graph, state: graph.states[state]!, path: pathTo(graph, breadthFirst(graph), state)! }
}
