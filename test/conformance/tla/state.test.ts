import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { ValueSyntaxError } from "../../../conformance/tla/read.ts"
import { readState } from "../../../conformance/tla/state.ts"
import { propertyOptions } from "../seed.ts"
import { anyTlaValue, respell } from "./arbitrary.ts"

const texts = (state: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(readState(state)).map(([name, { text }]) => [name, text]))

describe("reading a state of a counterexample", () => {
  it("takes one variable without a conjunction, or several with it, over any number of lines", () => {
    assert.deepStrictEqual(texts("x = 1"), { x: "1" })
    assert.deepStrictEqual(texts("/\\ x = 1"), { x: "1" })
    assert.deepStrictEqual(texts('/\\ lock = [ a |->\n      {1,\n  2} ]\n/\\ log_2 = <<"/\\\\ x = 2">>\n'), {
      lock: "[a|->{1,2}]",
      log_2: '<<"/\\\\ x = 2">>'
    })
  })

  it("has every value as it is, however it is spelled", () => {
    const draws = fc.infiniteStream(fc.nat({ max: 1_000_000 }))
    fc.assert(
      fc.property(fc.array(anyTlaValue, { minLength: 1, maxLength: 4 }), draws, (values, stream) => {
        const draw = (below: number): number => (stream.next().value as number) % below
        const state = values.map((value, i) => `/\\ v${i} = ${respell(value, draw)}`).join("\n")
        assert.deepStrictEqual(texts(state), Object.fromEntries(values.map(({ text }, i) => [`v${i}`, text])))
      }),
      propertyOptions()
    )
  })

  for (const [what, text] of [
    ["nothing", ""],
    ["no value", "x"],
    ["an unfinished value", "/\\ x = <<1"],
    ["a variable twice", "/\\ x = 1\n/\\ x = 2"],
    ["no conjunction", "x = 1\ny = 2"],
    ["a conjunction of nothing", "x = 1 /\\"],
    ["something else", "Stuttering"]
  ] as const) {
    it(`fails where there is ${what}`, () => {
      assert.throws(() => readState(text), ValueSyntaxError)
    })
  }
})
