import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { makeBuilder } from "../../../conformance/graph/builder.ts"
import type { Edge, Graph } from "../../../conformance/graph/graph.ts"
import { breadthFirst, pathCover, pathTo } from "../../../conformance/graph/paths.ts"
import type { Path } from "../../../conformance/graph/paths.ts"
import { int } from "../../../conformance/tla/value.ts"
import { lockGraph } from "../lock.ts"
import { propertyOptions } from "../seed.ts"
import { anyGraph } from "./arbitrary.ts"

/** The edges that a walk passes; fails if it is not a walk of the graph. */
const passed = (graph: Graph, { start, steps }: Path): ReadonlyArray<Edge> => {
  assert.include(graph.initial, start)
  let at = start
  return steps.map(({ source, label, target }) => {
    assert.strictEqual(source, at)
    at = target
    const edge = graph.states[source]!.edges.find((candidate) => candidate.label === label)
    assert.strictEqual(edge?.target, target)
    return edge!
  })
}

describe("shortest paths", () => {
  it("are walks, and no edge shortens one", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const tree = breadthFirst(graph)
        graph.states.forEach((state, i) => {
          const path = pathTo(graph, tree, i)
          assert.strictEqual(path === undefined, tree.depth[i] === -1)
          if (path === undefined) return
          assert.strictEqual(passed(graph, path).length, tree.depth[i])
          assert.strictEqual(path.steps.at(-1)?.target ?? path.start, i)
          for (const { target } of state.edges) {
            assert.isTrue(tree.depth[target]! >= 0 && tree.depth[target]! <= tree.depth[i]! + 1)
          }
        })
      }),
      propertyOptions()
    )
  })
})

describe("covering all edges", () => {
  it("passes every reachable edge, counts the others, and depends on nothing but the graph", () => {
    fc.assert(
      fc.property(anyGraph, fc.option(fc.integer({ min: 1, max: 6 })), (graph, limit) => {
        const options = limit === null ? {} : { longest: limit }
        const cover = pathCover(graph, options)
        const seen = new Set(cover.walks.flatMap((path) => passed(graph, path)))
        assert.strictEqual(seen.size + cover.unreachable, graph.transitions)
        assert.strictEqual(
          cover.walks.reduce((sum, { steps }) => sum + steps.length, 0),
          cover.steps
        )
        assert.deepStrictEqual(pathCover(graph, options), cover)
      }),
      propertyOptions()
    )
  })

  it("walks a cyclic graph in one walk with few repeated steps", () => {
    const graph = lockGraph()
    const cover = pathCover(graph)
    assert.isTrue(cover.walks.length < 8, `${cover.walks.length} walks`)
    assert.isTrue(cover.ratio < 0.7, `ratio ${cover.ratio}`)
  })

  it("counts a state that no path reaches", () => {
    const builder = makeBuilder(["x"])
    const [zero, lost] = [builder.handle({ x: int(0) }), builder.handle({ x: int(9) })]
    builder.declare(zero)
    builder.declare(lost)
    builder.initial(zero)
    builder.edge(zero, "Look", [], zero)
    builder.edge(lost, "Look", [], lost)
    const { graph } = Result.getOrThrow(builder.finish())
    const cover = pathCover(graph)
    assert.deepStrictEqual([cover.unreachable, cover.steps, cover.ratio], [1, 1, 1])
  })
})
