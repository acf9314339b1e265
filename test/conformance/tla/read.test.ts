import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { makeReader } from "../../../conformance/tla/intern.ts"
import { print } from "../../../conformance/tla/print.ts"
import { read, readResult, ValueSyntaxError } from "../../../conformance/tla/read.ts"
import { splitTuple } from "../../../conformance/tla/split.ts"
import { compare, equal, fn, int, record, set, string, tuple } from "../../../conformance/tla/value.ts"
import { propertyOptions } from "../seed.ts"
import { anyTlaValue, respell } from "./arbitrary.ts"

const draws = fc.infiniteStream(fc.nat({ max: 1_000_000 }))

describe("reading TLA+ values", () => {
  const cases: ReadonlyArray<readonly [spelling: string, canonical: string]> = [
    ["TRUE", "TRUE"],
    ["-7", "-7"],
    ["-0", "0"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ["-9007199254740993", "-9007199254740993"],
    ["1..3", "{1,2,3}"],
    ["3..1", "{}"],
    ["-1..1", "{-1,0,1}"],
    ["{1..2, 3}", "{3,{1,2}}"],
    ["{10, 9, 10}", "{9,10}"],
    ["{ }", "{}"],
    ["<< >>", "<<>>"],
    ["<<<<1>>, <<>>>>", "<<<<1>>,<<>>>>"],
    ["[b |-> 1, a |-> {m2, m1}]", "[a|->{m1,m2},b|->1]"],
    ["(2 :> b @@ 1 :> a)", "<<a,b>>"],
    ["(0 :> b @@ 1 :> a)", "(0:>b@@1:>a)"],
    ['("x" :> 1 @@ "a" :> 2)', "[a|->2,x|->1]"],
    ['("x y" :> 1 @@ "a" :> 2)', '("a":>2@@"x y":>1)'],
    ["(m1 :> -1 @@ m0 :> 2)", "(m0:>2@@m1:>-1)"],
    ["1a", "1a"],
    ["_", "_"],
    ['"say \\"hi\\" \\\\ \\n"', '"say \\"hi\\" \\\\ \\n"'],
    ["[SF_x |-> 1]", "[SF_x|->1]"],
    ["[état |-> 1]", '("état":>1)'],
    ["\n<<1,\r\n\t2>> ", "<<1,2>>"]
  ]
  it.each(cases)("%s is %s", (spelling, canonical) => {
    assert.strictEqual(print(read(spelling)), canonical)
  })

  // Printed by TLC 2.18 for a module that evaluates these forms, and met in public specifications.
  const printedByTlc: ReadonlyArray<readonly [printed: string, canonical: string]> = [
    ['"<<\\"S\\", <<(k1 :> NoVal @@ k2 :> NoVal), {}>>>>"', '"<<\\"S\\", <<(k1 :> NoVal @@ k2 :> NoVal), {}>>>>"'],
    ["-5..-3", "{-5,-4,-3}"],
    ["(0 :> 0 @@ 1 :> 1 @@ 2 :> 2)", "(0:>0@@1:>1@@2:>2)"],
    ["(-2 :> 2 @@ -1 :> 1)", "(-2:>2@@-1:>1)"],
    ['("b" :> 1 @@ "a b" :> 1)', '("a b":>1@@"b":>1)'],
    ['("1" :> 1 @@ "2" :> 1)', '("1":>1@@"2":>1)'],
    ['("_" :> 1 @@ "WF_x" :> 1)', '("WF_x":>1@@"_":>1)'],
    ['("WF_xx" :> 1)', "[WF_xx|->1]"],
    ["{{}, {1}, {2}, {1, 2}}", "{{1,2},{1},{2},{}}"],
    ["(<<1, 1>> :> 2 @@ <<2, 1>> :> 3 @@ <<1, 2>> :> 3)", "(<<1,1>>:>2@@<<1,2>>:>3@@<<2,1>>:>3)"],
    ['<<"a,b", "x>>y", "{">>', '<<"a,b","x>>y","{">>'],
    ["[x |-> <<{1}, {2}, {3}>>]", "[x|-><<{1},{2},{3}>>]"],
    ["{<<m1, m1>>}", "{<<m1,m1>>}"]
  ]
  it.each(printedByTlc)("TLC's %s is %s", (printed, canonical) => {
    assert.strictEqual(print(read(printed)), canonical)
  })

  it("reads a printed string twice to get the value that ToString made", () => {
    const line = read('"<<\\"say \\\\\\"hi\\\\\\"\\", {2, 1}>>"')
    assert.strictEqual(line._tag === "string" ? read(line.value).text : "", '<<"say \\"hi\\"",{1,2}>>')
  })

  const malformed: ReadonlyArray<readonly [text: string, offset: number]> = [
    ["", 0],
    ["<<1, 2", 6],
    ["<<1, 2>", 6],
    ["{1,}", 3],
    ["[a -> 1]", 3],
    ["[]", 1],
    ["()", 1],
    ["(1 :> 2", 7],
    ["(1 :> 2 @ 3 :> 4)", 8],
    ["(1 :> 2 @@ 1 :> 3)", 0],
    ["[a |-> 1, a |-> 1]", 0],
    ['"open', 5],
    ['"bad \\q"', 5],
    ["1 2", 2],
    ["1..", 3],
    ["-", 1],
    ["1..99999999", 11],
    ["SUBSET {1}", 0],
    ["[x \\in {1} |-> 2]", 3],
    ["SUBSET 1..12", 0],
    ["Seq({1})", 3],
    ["[n \\in Nat |-> <expression line 42, col 25>]", 3],
    ["Attempted to", 10]
  ]
  it.each(malformed)("%j is refused at %i", (text, offset) => {
    const result = readResult(text)
    assert.isTrue(Result.isFailure(result))
    if (Result.isSuccess(result)) return
    assert.instanceOf(result.failure, ValueSyntaxError)
    assert.strictEqual(result.failure.offset, offset)
    assert.include(result.failure.message, `at offset ${offset}`)
  })

  it("reads back what it prints", () => {
    fc.assert(
      fc.property(anyTlaValue, (value) => {
        assert.deepStrictEqual(read(print(value)), value)
      }),
      propertyOptions(500)
    )
  })

  it("gives one text for all spellings of a value", () => {
    fc.assert(
      fc.property(anyTlaValue, draws, (value, stream) => {
        const spelling = respell(value, (below) => stream.next().value % below)
        assert.strictEqual(print(read(spelling)), value.text, spelling)
      }),
      propertyOptions(500)
    )
  })

  it("never reads a text that was cut off as a whole value of several characters", () => {
    fc.assert(
      fc.property(anyTlaValue, fc.nat(), (value, cut) => {
        fc.pre(/[}\])>"]$/.test(value.text))
        assert.isTrue(Result.isFailure(readResult(value.text.slice(0, cut % value.text.length))))
      }),
      propertyOptions(500)
    )
  })
})

describe("canonical values", () => {
  it("orders totally and agrees with equality", () => {
    fc.assert(
      fc.property(anyTlaValue, anyTlaValue, anyTlaValue, (a, b, c) => {
        assert.strictEqual(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) + 0)
        assert.strictEqual(compare(a, b) === 0, equal(a, b))
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.isTrue(compare(a, c) <= 0)
      }),
      propertyOptions()
    )
  })
  it("makes tuples and records of functions", () => {
    assert.strictEqual(fn([])._tag, "tuple")
    assert.strictEqual(record([])._tag, "tuple")
    assert.strictEqual(record([["a b", int(1)]])._tag, "function")
    assert.strictEqual(fn([[int(1), int(5)]])._tag, "tuple")
    assert.strictEqual(fn([[string("a"), int(5)]])._tag, "record")
  })
  it("refuses two values for one argument, and integers that a number cannot hold", () => {
    assert.throws(() => fn([[int(1), int(2)], [int(1), int(3)]]), RangeError) // prettier-ignore
    assert.throws(() => record([["a", int(2)], ["a", int(3)]]), RangeError) // prettier-ignore
    assert.throws(() => int(2 ** 53), RangeError)
  })
  it("keeps a function of one key apart from sets and tuples", () => {
    assert.notStrictEqual(set([int(1)]).text, tuple([int(1)]).text)
    assert.notStrictEqual(string("a").text, "a")
  })
})

describe("splitting a tuple", () => {
  it("cuts where reading would", () => {
    fc.assert(
      fc.property(fc.array(anyTlaValue, { maxLength: 5 }), draws, (values, stream) => {
        const spelling = `<<${values.map((value) => respell(value, (below) => stream.next().value % below)).join(", ")}>>`
        assert.deepStrictEqual(
          splitTuple(spelling).map((piece) => read(piece).text),
          values.map(({ text }) => text)
        )
      }),
      propertyOptions(500)
    )
  })
  it.each(["", "1", "<<1", "<<1>", '<<"a>>', "<<1>> 2", "x <<1>>"])("refuses %j", (text) => {
    assert.throws(() => splitTuple(text), ValueSyntaxError)
  })
})

describe("the cache of readings", () => {
  it("gives one object for all spellings, and stays right beyond its bound", () => {
    const reader = makeReader({ limit: 4 })
    assert.strictEqual(reader.read("{1, 2}"), reader.read("{2,1}"))
    for (let i = 0; i < 100; i++) assert.strictEqual(reader.read(`<<${i % 13}, 1>>`).text, `<<${i % 13},1>>`)
  })
})
