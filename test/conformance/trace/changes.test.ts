import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { changesOf, changingIn } from "../../../conformance/trace/changes.ts"
import { read } from "../../../conformance/tla/read.ts"
import type { Value } from "../../../conformance/tla/value.ts"
import { propertyOptions } from "../seed.ts"
import { anyTlaValue } from "../tla/arbitrary.ts"
import { anyBehaviour } from "./paths.ts"

const between = (before: Value, after: Value): ReadonlyArray<string> =>
  changesOf(["x"], { step: undefined, values: { x: before } }, { step: undefined, values: { x: after } })

describe("what a step changed", () => {
  const cases: ReadonlyArray<readonly [before: string, after: string, ...changes: ReadonlyArray<string>]> = [
    ["1", "1"],
    ["1", "2", "x: 1 -> 2"],
    ['"no host"', '"h"', 'x: "no host" -> h'],
    ['[holder |-> "nobody", token |-> 0]', '[holder |-> "a1", token |-> 0]', "x.holder: nobody -> a1"],
    [
      '("d/x" :> [holder |-> "nobody"] @@ "d" :> 1)',
      '("d/x" :> [holder |-> "a1"] @@ "d" :> 1)',
      "x[d/x].holder: nobody -> a1"
    ],
    ["{1, 2}", "{2, 3, 4}", "x: added 3, 4; removed 1"],
    ["{}", "{1}", "x: added 1"],
    ["{1}", "{}", "x: removed 1"],
    ["{}", "<<>>", "x: {} -> <<>>"],
    ["<<>>", "<<7>>", "x: appended 7"],
    ["<<1>>", "<<1, 2, 3>>", "x: appended 2, 3"],
    ["<<1, 2, 3>>", "<<2, 3>>", "x: removed 1"],
    ["<<1, 2, 3>>", "<<1, 3>>", "x: removed 2"],
    ["<<1, 1, 2>>", "<<1, 2>>", "x: removed 1"],
    ["<<1, 2, 3>>", "<<3, 2>>", "x: <<1, 2, 3>> -> <<3, 2>>"],
    ["<<1, 2, 3>>", "<<1>>", "x: <<1, 2, 3>> -> <<1>>"],
    ["<<1>>", "<<2, 1>>", "x: <<1>> -> <<2, 1>>"],
    ["<<1, {1}>>", "<<1, {2}>>", "x[2]: added 2; removed 1"],
    ["<<>>", "[a |-> 1]", "x.a: added, 1"],
    ["[a |-> 1, b |-> <<1>>]", "[b |-> <<1>>]", "x.a: removed, was 1"],
    ["(0 :> 1)", "(0 :> 1 @@ 5 :> 2)", "x[5]: added, 2"],
    ["[a |-> 1]", "<<1>>", "x: [a |-> 1] -> <<1>>"],
    ["[a |-> 1]", '("d/x" :> 1)', "x.a: removed, was 1", "x[d/x]: added, 1"],
    ["m1", "{m1}", "x: m1 -> {m1}"]
  ]
  for (const [before, after, ...changes] of cases) {
    it(`is ${changes.length === 0 ? "nothing" : changes.join(" and ")}`, () => {
      assert.deepStrictEqual(between(read(before), read(after)), changes)
    })
  }

  it("is nothing exactly if nothing is other than before, and is told by variable", () => {
    fc.assert(
      fc.property(anyTlaValue, anyTlaValue, (before, after) => {
        assert.deepStrictEqual(between(before, before), [])
        const changes = between(before, after)
        assert.strictEqual(changes.length === 0, before.text === after.text)
        for (const change of changes) assert.match(change, /^x[:.[]/)
      }),
      propertyOptions()
    )
  })
})

describe("the variables that change in a behaviour", () => {
  it("are those that some step changes", () => {
    fc.assert(
      fc.property(anyBehaviour, (behaviour) => {
        const { variables, states } = behaviour
        const changed = new Set(
          states
            .slice(1)
            .flatMap((moment, i) => variables.filter((name) => changesOf([name], states[i]!, moment).length > 0))
        )
        assert.deepStrictEqual(
          changingIn(behaviour),
          variables.filter((name) => changed.has(name))
        )
      }),
      propertyOptions(50)
    )
  })
})
