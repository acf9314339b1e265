/** Shortest paths of a graph. */
import type { Lts } from "../graph/lts.ts"

/** A path: edges from an initial state on. */
export interface Path {
  readonly start: number
  readonly edges: ReadonlyArray<number>
}

/** Gives a shortest path to each state. */
export const pathsOf = ({ initial, first, target }: Lts): ((state: number) => Path) => {
  const size = first.length - 1
  const [via, from] = [new Int32Array(size).fill(-1), new Int32Array(size).fill(-1)]
  const begins = new Set(initial)
  // States are numbered in the order of the search.
  for (let state = 0; state < size; state++) {
    for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
      const to = target[edge]!
      if (via[to] !== -1 || begins.has(to)) continue
      via[to] = edge
      from[to] = state
    }
  }
  return (state) => {
    const edges: Array<number> = []
    let at = state
    for (; via[at] !== -1; at = from[at]!) edges.push(via[at]!)
    return { start: at, edges: edges.toReversed() }
  }
}
