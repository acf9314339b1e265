/** Arbitrary graphs: few states, many labels, parallel edges, self-loops, states that cannot be reached. */
import { Result } from "effect"
import * as fc from "fast-check"
import { makeBuilder } from "../../../conformance/graph/builder.ts"
import type { Graph } from "../../../conformance/graph/graph.ts"
import { fn, int, recordOf, string, tuple } from "../../../conformance/tla/value.ts"
import type { Value } from "../../../conformance/tla/value.ts"
import { anyTlaValue } from "../tla/arbitrary.ts"

const args = fc.array(anyTlaValue, { maxLength: 2 })

const verdicts = fc.uniqueArray(fc.tuple(args, fc.constantFrom("ok", "Held", "a b", 'odd "one"')), {
  selector: ([list]) => tuple(list).text,
  maxLength: 4
})

const vector: fc.Arbitrary<Value> = fc
  .dictionary(fc.constantFrom("Ask", "Tell"), verdicts, { maxKeys: 2, noNullPrototype: true })
  .map((requests) =>
    recordOf(
      Object.fromEntries(
        Object.entries(requests).map(([name, list]) => [
          name,
          fn(list.map(([arg, verdict]) => [tuple(arg), string(verdict)]))
        ])
      )
    )
  )

const edge = fc.record({
  source: fc.nat(),
  target: fc.nat(),
  action: fc.constantFrom("Step", "Jump", "M!Do"),
  args
})

/** Any graph; the first state is initial, so it is never empty. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    values: fc.uniqueArray(anyTlaValue, { minLength: 1, maxLength: 8, selector: ({ text }) => text }),
    vectors: fc.array(vector, { minLength: 1, maxLength: 3 }),
    edges: fc.array(edge, { minLength: 1, maxLength: 25 }),
    digits: fc.integer({ min: 8, max: 20 })
  })
  .map(({ values, vectors, edges, digits }) => {
    const builder = makeBuilder(["x", "a"], { idDigits: digits })
    const handles = values.map((x, i) => builder.handle({ x, a: int(i % 2) }))
    handles.forEach((handle, i) => builder.declare(handle, vectors[i % vectors.length]!))
    builder.initial(handles[0]!)
    const taken = new Set<string>()
    for (const { source, target, action, args: list } of edges) {
      const from = handles[source % handles.length]!
      const key = `${from} ${action} ${tuple(list).text}`
      // One label has one target: that is tested where it belongs.
      if (!taken.has(key)) builder.edge(from, action, list, handles[target % handles.length]!)
      taken.add(key)
    }
    return Result.getOrThrow(builder.finish()).graph
  })
