// Where names fold, patterns fold as well: what names one file is in scope or is not, whichever way it is written.
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { allows, covers, type Fold, foldOf, overlap, within } from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { writing } from "./patterns.ts"

const caseFold = foldOf.case
const unicodeFold = foldOf.unicode
const bothFold = foldOf["case and unicode"]

const keyOf = (path: string, fold: Fold): string => path.split("/").map(fold).join("/")

describe("where names fold", () => {
  const table: ReadonlyArray<
    readonly [
      what: string,
      fold: Fold,
      pattern: string | { regex: string },
      paths: ReadonlyArray<string>,
      not: ReadonlyArray<string>
    ]
  > = [
    ["letters of either case are one", caseFold, "SRC/*.TS", ["src/a.ts", "Src/A.Ts"], ["src/a.js"]],
    ["so are those of a class", caseFold, "[A-C]x", ["ax", "BX"], ["dx"]],
    ["and those that a class leaves out", caseFold, "[!A]", ["b", "B"], ["a", "A"]],
    ["a letter may become two", caseFold, "Stra\u00dfe", ["STRASSE", "strasse", "stra\u00dfe"], ["strase"]],
    ["in a class, too", caseFold, "x[\u00dfa]", ["xss", "xSS", "xA", "x\u1e9e"], ["xs"]],
    [
      "a sigma is one wherever it stands",
      caseFold,
      "*\u03a3",
      ["\u0391\u03a3", "\u03b1\u03c2", "\u03b1\u03c3"],
      ["\u03b1"]
    ],
    [
      "also in the middle",
      caseFold,
      "\u0391\u03a3*",
      ["\u0391\u03a3\u0392", "\u03b1\u03c3", "\u0391\u03c2"],
      ["\u0391"]
    ],
    [
      "regular expressions fold",
      caseFold,
      { regex: "[A-Z]+\\.MD|\\W" },
      ["readme.md", "README.md", "!"],
      ["r1.md", "a"]
    ],
    ["a range of all letters stays so", caseFold, { regex: "[\\u0000-\\u{10ffff}]+" }, ["a", "A\u03a3\u00df"], []],
    [
      "accents are one however they are written",
      unicodeFold,
      "caf\u0065\u0301*",
      ["caf\u00e9", "cafe\u0301s"],
      ["cafe", "CAF\u00c9"]
    ],
    ["both", bothFold, "CAF\u00c9/?", ["cafe\u0301/A", "Caf\u00c9/a"], ["cafe/a"]],
    ["what folds to nothing else stays", bothFold, "[\u4e00-\u9fff]\u{1f600}", ["\u4e2d\u{1f600}"], ["a\u{1f600}"]]
  ]
  for (const [what, fold, pattern, paths, not] of table) {
    it(what, () => {
      const asked = writing([pattern], [], fold)
      assert.deepStrictEqual(
        paths.filter((path) => !allows(asked, "write", keyOf(path, fold))),
        []
      )
      assert.deepStrictEqual(
        not.filter((path) => allows(asked, "write", keyOf(path, fold))),
        []
      )
      assert.isTrue(paths.every((path) => !allows(writing(["**"], [pattern], fold), "write", keyOf(path, fold))))
    })
  }

  it("a key is matched that would be matched as it is written", () => {
    const unit = fc.constantFrom(
      "a",
      "B",
      "\u00df",
      "\u03a3",
      "\u03c2",
      "\u0130",
      "\u01c5",
      "\u00e9",
      "k",
      "\u212a",
      ".",
      "\ufb01"
    )
    const text = fc.string({ unit, minLength: 1, maxLength: 4 }).filter((name) => !/^\.\.?$/.test(name))
    const piece = fc.oneof(
      text,
      text.map((chars) => `[${chars.replaceAll(".", "")}x]`),
      fc.constantFrom("*", "?")
    )
    const patterns = fc
      .array(piece, { minLength: 1, maxLength: 3 })
      .map((pieces) => pieces.join(""))
      .filter((glob) => !/\*\*|^\.\.?$/.test(glob))
    const property = fc.property(patterns, text, (glob, name) => {
      const folded = caseFold(name)
      // One character as it is written may be two once it is folded.
      const isOther = glob.includes("?") && [...folded].length !== [...name].length
      const isMatch = !isOther && allows(writing([glob]), "write", name)
      assert.isTrue(!isMatch || allows(writing([glob], [], caseFold), "write", folded), `${glob} ${name}`)
    })
    fc.assert(property, propertyOptions(2_000))
  })

  it("a name and what it folds to are one key to a pattern that is that name", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 5 })
      .filter((text) => /^[^./\\*?[\]{}()|!+@\0]+$/u.test(text))
    const property = fc.property(name, fc.constantFrom(caseFold, unicodeFold, bothFold), (text, fold) => {
      for (const written of [text, text.toUpperCase(), text.toLowerCase()])
        assert.isTrue(fold(written) !== fold(text) || allows(writing([written], [], fold), "write", fold(text)))
    })
    fc.assert(property, propertyOptions(1_000))
  })

  it("Leasehold's own is nobody's, whatever its letters", () => {
    for (const path of [".LEASEHOLD", ".Leasehold/store.db"])
      assert.isFalse(allows(writing(["**"], [], caseFold), "write", keyOf(path, caseFold)))
    assert.strictEqual(covers(writing(["**"], [], caseFold), "write", "")._tag, "Within")
  })

  it("scopes are compared as they fold", () => {
    const of = (pattern: string, fold?: Fold) => writing([pattern], [], fold)
    assert.strictEqual(overlap(of("A"), of("a"))._tag, "Disjoint")
    assert.deepStrictEqual(overlap(of("A/**", caseFold), of("a/B", caseFold)), { _tag: "Overlapping", example: "a/b" })
    assert.strictEqual(within(of("SRC/A", caseFold), of("src/**", caseFold))._tag, "Within")
    // The same layer is another where names fold otherwise.
    assert.deepStrictEqual(within(of("A"), of("A", caseFold)), { _tag: "Wider", part: "write", example: "A" })
  })
})

describe("names that are no UTF-8", () => {
  it("have a character for each such byte", () => {
    const odd = "a\udc80b"
    assert.isTrue(allows(writing(["a?b"]), "write", odd))
    assert.isTrue(allows(writing([odd]), "write", odd))
    assert.isFalse(allows(writing(["a\udc81b"]), "write", odd))
    assert.isTrue(allows(writing([{ regex: "a.b" }]), "write", odd))
    assert.isFalse(allows(writing(["**"], ["a*"], bothFold), "write", odd))
  })
})
