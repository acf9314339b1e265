import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { placeIn, plain, plainLines } from "../../../conformance/tla/plain.ts"
import { read } from "../../../conformance/tla/read.ts"
import { int, string, tuple } from "../../../conformance/tla/value.ts"
import { propertyOptions } from "../seed.ts"
import { anyTlaValue } from "./arbitrary.ts"

describe("a value for people", () => {
  const cases: ReadonlyArray<readonly [value: string, shown: string]> = [
    ['"nobody"', "nobody"],
    ['"d/x.ts"', "d/x.ts"],
    ['"no host"', '"no host"'],
    ['""', '""'],
    ['"1"', '"1"'],
    ['"TRUE"', '"TRUE"'],
    ['"TRUEly"', "TRUEly"],
    ['"a\\"b"', '"a\\"b"'],
    ['"{x}"', '"{x}"'],
    ["m1", "m1"],
    ["{}", "{}"],
    ["<<>>", "<<>>"],
    ['{"b", 1, "a"}', "{1, a, b}"],
    ['[run |-> "a1", seen |-> <<1, 2>>]', "[run |-> a1, seen |-> <<1, 2>>]"],
    ['("d/x" :> TRUE @@ "d/y" :> FALSE)', "(d/x :> TRUE @@ d/y :> FALSE)"]
  ]
  for (const [value, shown] of cases) {
    it(`is ${shown}`, () => {
      assert.strictEqual(plain(read(value)), shown)
    })
  }

  it("is always one line", () => {
    fc.assert(
      fc.property(anyTlaValue, (value) => {
        assert.notInclude(plain(value), "\n")
      }),
      propertyOptions()
    )
  })
})

describe("a place in a value", () => {
  it("is a field of a record, or an argument of a function", () => {
    assert.strictEqual(placeIn("x", string("a"), read("[a |-> 1]")), "x.a")
    assert.strictEqual(placeIn("x", string("d/x"), read('("d/x" :> 1)')), "x[d/x]")
    assert.strictEqual(placeIn("x", int(1), tuple([int(7)])), "x[1]")
  })
})

describe("a variable with its value", () => {
  const wide = "w".repeat(70)

  it("is one line where that is not too wide", () => {
    assert.deepStrictEqual(plainLines("x", read("[a |-> 1, b |-> <<>>]")), ["x = [a |-> 1, b |-> <<>>]"])
  })

  it("is a line for each value of a function that is too wide, and for each of their values if need be", () => {
    const value = read(`("d/x" :> [a |-> "${wide}", b |-> "${wide}"] @@ "d/y" :> [a |-> 1, b |-> 2])`)
    assert.deepStrictEqual(plainLines("x", value), [
      `x[d/x].a = ${wide}`,
      `x[d/x].b = ${wide}`,
      "x[d/y] = [a |-> 1, b |-> 2]"
    ])
  })

  it("is one line where it has no parts to break it at", () => {
    assert.deepStrictEqual(plainLines("x", read(`{"${wide}", "a${wide}"}`)), [`x = {a${wide}, ${wide}}`])
  })
})
