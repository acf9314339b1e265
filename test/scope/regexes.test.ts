// What regular expressions mean, and which are refused.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { DFA, JS, NFA } from "refa"
import { allows, overlap, parseScope, PatternInvalid, within } from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { path, regex, writing } from "./patterns.ts"

describe("a regular expression matches", () => {
  it("what JavaScript's own does, if that is about the whole path and a dot is any character", () => {
    const property = fc.property(regex, fc.array(path, { minLength: 10, maxLength: 10 }), (source, paths) => {
      const [asked, all] = [writing([{ regex: source }]), writing(["**"])]
      const isMatch = new RegExp(`^(?:${source})$`, "su")
      for (const one of paths)
        assert.strictEqual(
          allows(asked, "write", one),
          allows(all, "write", one) && isMatch.test(one),
          `${source} ${one}`
        )
    })
    fc.assert(property, propertyOptions(500))
  })

  const table: ReadonlyArray<readonly [regex: string, matches: ReadonlyArray<string>, not: ReadonlyArray<string>]> = [
    ["secret", ["secret"], ["a/secret", "secrets", "secret/a"]],
    [".*secret.*", ["a/secret/b", "secrets", "a\nsecret"], ["public"]],
    ["^src/.+$", ["src/a"], ["src", "xsrc/a", "src/../a"]],
    ["^a$|^b$", ["a", "b"], ["ab"]],
    ["(?:^a|b)c$", ["ac", "bc"], ["abc"]],
    ["(?<name>a+)b{2,3}", ["abb", "aabbb"], ["ab", "abbbb"]],
    ["\\u{1f600}.", ["😀x", "😀😀"], ["😀"]],
    ["[\\w.]+\\s\\d*?", ["a.b 1", "a\u00a0"], ["ab", "é 1"]],
    ["[^/]+", ["a"], ["a/b"]],
    ["[^a]+", ["b/c"], ["ba"]],
    ["[^]+", ["a/b"], []],
    ["[]|a", ["a"], ["b"]],
    ["(a|)*b", ["b", "aab"], ["a"]],
    ["(?:){1000000000}a", ["a"], [""]]
  ]
  for (const [source, matches, not] of table) {
    it(`as in ${source}`, () => {
      const asked = writing([{ regex: source }])
      assert.deepStrictEqual(
        matches.filter((one) => !allows(asked, "write", one)),
        []
      )
      assert.deepStrictEqual(
        not.filter((one) => allows(asked, "write", one)),
        []
      )
    })
  }
})

describe("what is proved of regular expressions is what another library finds", () => {
  const segment = "(?:[^./\\0][^/\\0]*|\\.[^./\\0][^/\\0]*|\\.\\.[^/\\0]+)"
  const automatonOf = (source: string): NFA => {
    const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: "su" }).parse()
    return NFA.fromRegex(expression, { maxCharacter })
  }
  const own = DFA.fromFA(automatonOf("\\.leasehold(?:/[^]*)?"))
  own.complement()
  const keys = NFA.fromIntersection(automatonOf(`${segment}(?:/${segment})*`), own)
  const languageOf = (source: string): NFA => NFA.fromIntersection(keys, automatonOf(source))

  it("of two that overlap, or of one within another", () => {
    const property = fc.property(regex, regex, (a, b) => {
      const [one, other] = [writing([{ regex: a }]), writing([{ regex: b }])]
      const both = NFA.fromIntersection(languageOf(a), languageOf(b))
      assert.strictEqual(overlap(one, other)._tag, both.isEmpty ? "Disjoint" : "Overlapping")
      const rest = DFA.fromFA(languageOf(b))
      rest.complement()
      const isWithin = NFA.fromIntersection(languageOf(a), rest).isEmpty
      assert.strictEqual(within(one, other)._tag, isWithin ? "Within" : "Wider")
    })
    fc.assert(property, propertyOptions(200))
  })
})

const refused: ReadonlyArray<readonly [regex: string, at: number, reason: RegExp]> = [
  ["", 0, /is empty/],
  ["a(b", 3, /Unterminated group/],
  ["a[b", 3, /Unterminated character class/],
  ["a**", 3, /Nothing to repeat/],
  ["a(?=b)", 1, /deny list/],
  ["(?!a).*", 0, /deny list/],
  ["(?<=a)b", 0, /deny list/],
  ["a\\b", 1, /word boundaries/],
  ["(a)\\1", 3, /refers back/],
  ["(?<x>a)\\k<x>", 7, /refers back/],
  ["a^b", 1, /Leave them out/],
  ["a$b", 1, /Leave them out/],
  ["(?:^a)*", 3, /Leave them out/],
  ["\\p{L}+", 0, /Write ranges/],
  ["[\\p{L}]", 1, /Write ranges/],
  ["(?i:a)", 0, /modifiers/],
  ["(".repeat(60), 50, /nested deeper/],
  ["a".repeat(4_097), 4_096, /more than 4096/]
]

describe("a regular expression is refused, with its place and what to write instead", () => {
  for (const [source, at, reason] of refused) {
    it(JSON.stringify(source.slice(0, 30)), () => {
      const error = Result.getOrThrow(Result.flip(parseScope({ write: { allow: [{ regex: source }] } })))
      if (!(error instanceof PatternInvalid)) return assert.fail(error.message)
      assert.match(error.reason, reason)
      assert.strictEqual(error.at, at)
    })
  }

  it("whatever it is made of, and nothing else happens", () => {
    const wild = fc.string({ unit: fc.constantFrom(..."ab/*?[]{}()!+|\\,-^$.:=<>1wpuk"), maxLength: 12 })
    const property = fc.property(wild, (source) => {
      const parsed = parseScope({ write: { allow: [{ regex: source }] } })
      if (Result.isFailure(parsed)) assert.instanceOf(parsed.failure, PatternInvalid)
      else assert.doesNotThrow(() => new RegExp(source, "u"))
    })
    fc.assert(property, propertyOptions(2_000))
  })
})
