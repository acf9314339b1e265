import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../conformance/models/check.ts"
import { findModels } from "../../../conformance/models/model.ts"
import { fallOf, openTraces, traceDigest } from "../../../conformance/models/traces.ts"
import type { Fall } from "../../../conformance/models/traces.ts"
import { behaviourOfTrace } from "../../../conformance/trace/behaviour.ts"
import { describeTlc, directory, module, tools } from "../tlc/support.ts"
import { records, rewrite, verify, writeToy } from "./toy.ts"

const modelOf = (root: string, name: string) =>
  findModels(join(root, "spec-models")).find((model) => model.name === name)!

const fall: Fall = {
  property: "Small",
  initial: 1,
  violation: {
    kind: "invariant",
    name: "Small",
    text: "Invariant Small is violated.",
    location: undefined,
    trace: { steps: [{ action: "Next", location: undefined, state: "x = 3" }], goesOn: { from: 0 } }
  }
}

describe("what is kept of a fall", () => {
  const root = writeToy()
  const model = modelOf(root, "falls/MCCount_Three")
  const other = modelOf(root, "holds/MCCount_Two")

  it("is found again by a later process, under its model and digest only", () => {
    const path = join(directory(), "new", "traces")
    openTraces(path).remember(model, "d", fall)
    const traces = openTraces(path)
    assert.deepInclude(traces.recall(model, "d"), { property: "Small", initial: 1 })
    assert.deepStrictEqual(traces.recall(model, "d")?.violation.trace.steps[0]?.state, "x = 3")
    assert.deepStrictEqual(traces.recall(model, "d")?.violation.trace.goesOn, { from: 0 })
    assert.isUndefined(traces.recall(model, "e"))
    assert.isUndefined(traces.recall(other, "d"))
  })

  it("is nothing where nothing fell, or where the file is damaged", () => {
    const path = directory()
    const traces = openTraces(path)
    traces.remember(model, "d", undefined)
    assert.isUndefined(traces.recall(model, "d"))
    traces.remember(model, "d", fall)
    for (const text of ["", "null", "[]", '{"digest": "d"}', '{"digest": "d", "fall"']) {
      writeFileSync(join(path, "falls/MCCount_Three.json"), text)
      assert.isUndefined(traces.recall(model, "d"))
    }
  })

  it("is void if the model, what it needs, the code that ran it, or TLC is another one", () => {
    const harness = directory({ "run.ts": "1" })
    const place = { library: [join(root, "spec")], harness: [harness] }
    const first = traceDigest(model, place, "jar")
    assert.strictEqual(traceDigest(model, place, "jar"), first)
    const digests = [first, traceDigest(model, place, "other"), traceDigest(other, place, "jar")]
    writeFileSync(join(harness, "run.ts"), "2")
    digests.push(traceDigest(model, place, "jar"))
    rewrite(root, "spec/Base.tla", "---- MODULE Base ----\nEXTENDS Naturals\nZero == 0 + 0\n====\n")
    digests.push(traceDigest(model, place, "jar"))
    assert.strictEqual(new Set(digests).size, 5)
  })
})

describeTlc("verifying models", () => {
  it.effect("keeps how they fall, of those that fall as they must", () =>
    Effect.gen(function* () {
      const kept: Array<string> = []
      const traces = {
        recall: () => undefined,
        remember: (model: { readonly name: string }, _: string, of: Fall | undefined) =>
          void kept.push(
            `${model.name}: ${of === undefined ? "nothing" : `${of.property}, ${of.violation.trace.steps.length}`}`
          )
      }
      const root = writeToy()
      yield* verify(root, [records.holds, records.falls], { traces })
      assert.deepStrictEqual(kept.toSorted(), ["falls/MCCount_Three: Small, 4", "holds/MCCount_Two: nothing"])
      kept.length = 0
      yield* verify(root, [{ ...records.falls, depth: 9 }], { traces })
      assert.notInclude(kept.join(), "falls/")
    })
  )
})

describeTlc("a cycle that violates liveness", () => {
  // Many cycles, each as good as the others.
  const turns = module(
    "MCTurns",
    "EXTENDS Naturals",
    "VARIABLES x, y, event",
    "vars == <<x, y, event>>",
    'Init == x = 0 /\\ y = 0 /\\ event = [action |-> "Init", args |-> <<>>]',
    "Move(i, j) == /\\ x' = i /\\ y' = j",
    '              /\\ event\' = [action |-> "Move", args |-> <<i, j>>]',
    "Next == \\E i, j \\in 0..5 : i + j # 10 /\\ Move(i, j)",
    "Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)",
    "Reached == <>(x = 5 /\\ y = 5)"
  )
  const cfg = "SPECIFICATION Spec\nPROPERTY Reached\nCHECK_DEADLOCK FALSE\n"

  it.live("is the same one in every run", () =>
    Effect.gen(function* () {
      const root = directory({ "MCTurns.tla": turns, "falls/MCTurns_All.cfg": cfg })
      const [model] = findModels(root)
      const fallen = Effect.map(check(model!, { library: [] }), (checked) => fallOf(checked)!)
      const [one, two, three] = [yield* fallen, yield* fallen, yield* fallen]
      assert.strictEqual(one.property, "Reached")
      assert.isDefined(behaviourOfTrace(one.violation.trace, "event").loop)
      assert.deepStrictEqual(two.violation.trace, one.violation.trace)
      assert.deepStrictEqual(three.violation.trace, one.violation.trace)
    }).pipe(Effect.provide(tools))
  )
})
