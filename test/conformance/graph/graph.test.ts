import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeBuilder } from "../../../conformance/graph/builder.ts"
import type { BuilderOptions } from "../../../conformance/graph/builder.ts"
import { AmbiguousTransition, BadState, BadVerdicts } from "../../../conformance/graph/errors.ts"
import { sha256 } from "../../../conformance/graph/identity.ts"
import { int } from "../../../conformance/tla/value.ts"
import { read } from "../../../conformance/tla/read.ts"
import { lockGraph } from "../lock.ts"

const x = (value: number) => ({ x: int(value) })

const counters = (options: BuilderOptions = {}) => {
  const builder = makeBuilder(["x"], options)
  const [zero, one] = [builder.handle(x(0)), builder.handle(x(1))]
  builder.initial(zero)
  return { builder, zero, one }
}

describe("building a graph", () => {
  it("keeps parallel edges and self-loops, and merges an edge that TLC prints twice", () => {
    const { builder, zero, one } = counters()
    builder.declare(zero)
    builder.declare(one)
    builder.edge(zero, "Add", [int(1)], one)
    builder.edge(zero, "Add", [int(1)], one)
    builder.edge(zero, "Set", [int(1)], one)
    builder.edge(zero, "Look", [], zero)
    const { graph } = Result.getOrThrow(builder.finish())
    assert.strictEqual(graph.transitions, 3)
    const start = graph.states[graph.initial[0]!]!
    assert.deepStrictEqual(
      start.edges.map(({ label }) => label.text),
      ["Add(1)", "Look", "Set(1)"]
    )
  })

  it("names a state by the hash of its canonical text, whatever the order of variables", () => {
    const builder = makeBuilder(["b", "a"])
    const handle = builder.handle({ b: int(2), a: int(1) })
    assert.strictEqual(builder.handle({ a: int(1), b: int(2) }), handle)
    builder.declare(handle)
    builder.initial(handle)
    builder.edge(handle, "Look", [], handle)
    const { graph } = Result.getOrThrow(builder.finish())
    assert.strictEqual(graph.states[0]!.id, sha256("[a|->1,b|->2]").slice(0, 10))
  })

  it("refuses two targets for one label of one state", () => {
    const { builder, zero, one } = counters()
    builder.edge(zero, "Jump", [int(1)], one)
    assert.throws(() => builder.edge(zero, "Jump", [int(1)], zero), AmbiguousTransition)
    builder.edge(zero, "Jump", [int(2)], zero)
  })

  it("refuses ids that are too short to tell states apart", () => {
    const { builder, zero } = counters({ idDigits: 1 })
    for (let i = 0; i < 40; i++) builder.declare(builder.handle(x(i)))
    builder.edge(zero, "Look", [], zero)
    const result = builder.finish()
    assert.strictEqual(Result.isFailure(result) && result.failure._tag, "HashCollision")
  })

  it("refuses an edge to a state that never came", () => {
    const { builder, zero, one } = counters()
    builder.declare(zero)
    builder.edge(zero, "Look", [], zero)
    builder.edge(zero, "Add", [], one)
    const result = builder.finish()
    assert.strictEqual(Result.isFailure(result) && result.failure._tag, "UndeclaredState")
  })

  it("keeps or drops states that TLC prints although a CONSTRAINT cuts them", () => {
    for (const lostStates of ["keep", "drop"] as const) {
      const { builder, zero, one } = counters({ lostStates })
      builder.declare(zero)
      builder.declare(one)
      builder.edge(zero, "Look", [], zero)
      const { graph, lost } = Result.getOrThrow(builder.finish())
      assert.deepStrictEqual([graph.states.length, lost], lostStates === "keep" ? [2, 0] : [1, 1])
    }
  })

  it("refuses initial states and sources that never came", () => {
    const { builder, one } = counters()
    builder.declare(one)
    builder.edge(one, "Look", [], one)
    const result = builder.finish()
    assert.strictEqual(Result.isFailure(result) && result.failure._tag, "UndeclaredState")
  })

  it("refuses graphs that prove nothing", () => {
    const none = makeBuilder(["x"]).finish()
    assert.strictEqual(Result.isFailure(none) && none.failure._tag, "EmptyGraph")
    const { builder, zero } = counters()
    builder.declare(zero)
    const still = builder.finish()
    assert.include(Result.isFailure(still) ? still.failure.message : "", "no transitions")
  })

  it("refuses states with other variables, and verdicts of another form", () => {
    const { builder, zero } = counters()
    assert.throws(() => builder.handle({ y: int(1) }), BadState)
    assert.throws(() => builder.handle({ x: int(1), y: int(1) }), BadState)
    for (const text of ["1", "[Ask |-> 1]", "[Ask |-> (m1 :> 1)]", '[Ask |-> (m1 :> "")]', '<<"ok">>']) {
      assert.throws(() => builder.declare(zero, read(text)), BadVerdicts)
    }
    builder.declare(zero, read('[Ask |-> "ok"]'))
    assert.throws(() => builder.declare(zero, read('[Ask |-> "Held"]')), BadVerdicts)
  })

  it("reads verdicts whatever form TLC gives the function of arguments", () => {
    const { builder, zero, one } = counters()
    const forms = [
      '[None |-> "ok", One |-> (m1 :> "Held"), Two |-> (<<m1, 2>> :> "Late"), Field |-> [a |-> "ok"], Place |-> <<"ok">>]',
      '[None |-> (<<>> :> "ok"), One |-> (<<m1>> :> "Held"), Two |-> (<<m1, 2>> :> "Late"), Field |-> (<<"a">> :> "ok"), Place |-> (<<1>> :> "ok")]'
    ]
    builder.declare(zero, read(forms[0]!))
    builder.declare(one, read(forms[1]!))
    builder.edge(zero, "Add", [], one)
    const { graph } = Result.getOrThrow(builder.finish())
    assert.strictEqual(graph.states[0]!.verdicts, graph.states[1]!.verdicts)
    assert.deepStrictEqual(
      graph.states[0]!.verdicts.map(({ label, verdict }) => `${label.text} ${verdict}`),
      ['Field("a") ok', "None ok", "One(m1) Held", "Place(1) ok", "Two(m1,2) Late"]
    )
  })

  it("builds the toy", () => {
    const graph = lockGraph()
    assert.strictEqual(graph.states.length, 12)
    assert.strictEqual(graph.transitions, 38)
  })
})
