import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { action } from "../../../conformance/replay/action.ts"
import { modelOrString } from "../../../conformance/replay/codecs.ts"
import { diffStates, diffValues, renderDiff } from "../../../conformance/replay/diff.ts"
import { stepped, refused } from "../../../conformance/replay/driver.ts"
import { renderCluster } from "../../../conformance/replay/explain.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { read } from "../../../conformance/tla/read.ts"
import { equal } from "../../../conformance/tla/value.ts"
import { lockGraph, withActions } from "../lock.ts"
import type { Lock } from "../lock.ts"
import { propertyOptions } from "../seed.ts"
import { anyTlaValue } from "../tla/arbitrary.ts"

describe("the diff of two values", () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ["[a |-> 1, b |-> 2]", "[a |-> 1, b |-> 3]", "v.b: spec 2, implementation 3"],
    ["[a |-> 1]", "[b |-> 1]", "v.a: spec 1, implementation (nothing)\nv.b: spec (nothing), implementation 1"],
    ["<<1, <<2>>>>", "<<1, <<3>>>>", "v[2][1]: spec 2, implementation 3"],
    ["<<1>>", "<<1, 2>>", "v[2]: spec (nothing), implementation 2"],
    ["{1, 2}", "{2, 3}", "v{}: spec 1, implementation (nothing)\nv{}: spec (nothing), implementation 3"],
    ["(m1 :> [x |-> 1])", "(m1 :> [x |-> {}])", "v[m1].x: spec 1, implementation {}"],
    ["1", "{}", "v: spec 1, implementation {}"]
  ]
  it.each(cases)("of %s and %s", (expected, actual, text) => {
    assert.strictEqual(renderDiff(diffValues(read(expected), read(actual), "v")), text)
  })

  it("is empty exactly for equal values", () => {
    fc.assert(
      fc.property(anyTlaValue, anyTlaValue, (a, b) => {
        assert.strictEqual(diffValues(a, b).length === 0, equal(a, b))
        assert.deepStrictEqual(diffStates({ a, b }, { a, b }), [])
        assert.isTrue(diffStates({ a }, { a, b }).length > 0)
      }),
      propertyOptions()
    )
  })
})

describe("an explained failure", () => {
  it("shows the shortest path, both sides, the differences and how to run it again", () => {
    const driver = withActions({
      Release: action([modelOrString], (lock: Lock, who) =>
        lock.holder === who ? stepped({ ...lock, holder: null, count: 0 }) : refused("NotHolder", lock)
      )
    })
    const [cluster] = replay(driver, [{ name: "MCLock", graph: lockGraph() }]).failures
    assert.isDefined(cluster)
    const text = renderCluster(
      cluster!,
      ({ stateId, failure }) => `replay --state ${stateId} --label '${failure.label?.text}'`
    )
    const anyId = text.replace(/\b[0-9a-f]{10}\b/g, "ID")
    assert.strictEqual(
      anyId,
      `wrong-target: Release: count (12 failures)
example: model MCLock, Release(c1) in state ID, hidden fields filled in way 0
specification: a step; implementation: a step to another state
path: 2 steps from the initial state ID
  1. Acquire(c1) -> ID
  2. Raise(c1,1) -> ID
before:
  count = 1
  holder = c1
  log = <<>>
after:
    variable  specification  implementation
  * count     1              0
    holder    nobody         nobody
  differences:
    count: spec 1, implementation 0
reproduce: replay --state ID --label 'Release(c1)'`
    )
  })
})
