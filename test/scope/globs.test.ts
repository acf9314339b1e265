// What globs mean, and which are refused.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import picomatch from "picomatch"
import { allows, escapeGlob, parseScope, PatternInvalid } from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { glob, key, writing } from "./patterns.ts"

const table: ReadonlyArray<readonly [glob: string, matches: ReadonlyArray<string>, not: ReadonlyArray<string>]> = [
  ["src", ["src"], ["src/a", "a/src", "srcs", "Src", "sr"]],
  ["src/*", ["src/a", "src/.env", "src/a b"], ["src", "src/a/b", "x/src/a"]],
  ["src/**", ["src", "src/a", "src/a/b/.c"], ["srcs", "x/src/a", "src2/a"]],
  ["**", ["a", "a/b/c", ".a"], []],
  ["**/a", ["a", "b/a", "b/c/a"], ["b", "a/b", "ba"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "a/b/c"]],
  ["**/a/**", ["a", "x/a", "a/x", "x/y/a/z"], ["xa", "ax/b"]],
  ["*.ts", ["a.ts", ".ts"], ["a/b.ts", "a.tsx"]],
  ["**/*.ts", ["a.ts", "a/b.ts"], ["a.js"]],
  ["a?c", ["abc", "a😀c", "aéc", "a.c"], ["ac", "abbc", "a/c"]],
  ["[ab]c", ["ac", "bc"], ["cc", "c"]],
  ["[!ab]c", ["cc", "😀c"], ["ac", "/c", "a/c"]],
  ["[^a-c]", ["d", "A"], ["a", "c", "dd"]],
  ["[+-9]", ["+", "5", "."].slice(0, 2), ["a/"]],
  ["[\\]\\-]", ["]", "-"], ["\\"]],
  ["[a-]", ["a", "-"], ["b"]],
  ["{a,b}/c", ["a/c", "b/c"], ["{a,b}/c", "c"]],
  ["{a/b,c/**}", ["a/b", "c", "c/d"], ["a", "a/b/c"]],
  ["{,src/}a", ["a", "src/a"], ["src", "/a"]],
  ["{src/,lib}x", ["src/x", "libx"], ["lib/x", "srcx"]],
  ["a/{**,b}/c", ["a/c", "a/b/c", "a/x/y/c"], ["ac"]],
  ["{a,{b,c}}{1,2}", ["a1", "c2"], ["a", "bc"]],
  ["a,b", ["a,b"], ["a"]],
  ["@(a|b).c", ["a.c", "b.c"], ["ab.c", ".c"]],
  ["?(a|b)c", ["c", "ac"], ["abc"]],
  ["*(a|b)c", ["c", "ac", "abac"], ["adc"]],
  ["+(a|b)c", ["ac", "bac"], ["c"]],
  ["+(a*|?b)", ["axyz", "xb"], ["x"]],
  ["app/\\(auth\\)/\\[id\\]/**", ["app/(auth)/[id]/page.tsx"], ["app/auth/i"]],
  ["a!b@c+d", ["a!b@c+d"], []],
  ["\\!a", ["!a"], ["a"]],
  ["#a", ["#a"], []],
  ["...", ["..."], [".."]],
  [".*", [".a", "..a"], [".", "..", "a"]]
]

describe("a glob matches", () => {
  for (const [pattern, matches, not] of table) {
    it(pattern, () => {
      const asked = writing([pattern])
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

  it("the path that it was escaped from, and no other", () => {
    const odd = fc.string({
      unit: fc.constantFrom(..."ab*?[]{}()!+@|\\,-^.é😀".match(/./gu)!),
      minLength: 1,
      maxLength: 6
    })
    const paths = fc
      .array(
        odd.filter((name) => name !== "." && name !== ".."),
        { minLength: 1, maxLength: 3 }
      )
      .map((names) => names.join("/"))
    const property = fc.property(paths, paths, (one, other) => {
      const asked = writing([escapeGlob(one)])
      assert.isTrue(allows(asked, "write", one))
      assert.strictEqual(allows(asked, "write", other), one === other)
    })
    fc.assert(property, propertyOptions(500))
  })

  it("the whole key, never a part of it", () => {
    const property = fc.property(key, key, (one, more) => {
      const asked = writing([escapeGlob(one)])
      for (const longer of [`${one}/${more}`, `${more}/${one}`, `${one}${more}`, `${more}${one}`])
        assert.isFalse(allows(asked, "write", longer), longer)
    })
    fc.assert(property, propertyOptions())
  })
})

describe("where both say the same, globs mean what picomatch takes them for", () => {
  const part = fc.constantFrom(
    "a",
    "b",
    ".",
    "-",
    "é",
    "A",
    "ab",
    "*",
    "?",
    "[ab]",
    "[^a]",
    "[a-c]",
    "{a,b}",
    "{a,bc}",
    "@(a|b)",
    "+(a|bc)"
  )
  // picomatch takes what follows a group for a repetition of it, and a run of stars for one.
  const isPlain = (text: string) => !/^\.\.?$|[*?})][@+{*?]|[@+]\(.*\)\?/.test(text)
  const segment = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(""))
    .filter(isPlain)
  const pattern = fc
    .array(fc.oneof({ weight: 3, arbitrary: segment }, { weight: 1, arbitrary: fc.constant("**") }), {
      minLength: 1,
      maxLength: 4
    })
    .map((segments) => segments.join("/"))
    // A directory's own path is matched by "a/**", and in picomatch not by "*/**".
    .filter((text) => !/(\*|\?)(\/\*\*)+$/.test(text.replace(/^(\*\*\/)+/, "")))
  const name = fc
    .string({ unit: fc.constantFrom("a", "b", "c", ".", "-", "é", "A"), minLength: 1, maxLength: 3 })
    .filter((text) => text !== "." && text !== "..")
  const keys = fc.array(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/")),
    { minLength: 20, maxLength: 20 }
  )

  it("dot files included", () => {
    const property = fc.property(pattern, keys, (text, all) => {
      const asked = writing([text])
      const isMatch = picomatch(text, { dot: true, windows: false })
      for (const one of all) assert.strictEqual(allows(asked, "write", one), isMatch(one), `${text} ${one}`)
    })
    fc.assert(property, propertyOptions(500))
  })
})

const refused: ReadonlyArray<readonly [glob: string, at: number, reason: RegExp]> = [
  ["", 0, /is empty/],
  ["/src", 0, /relative to the workspace/],
  ["src/", 3, /Write "\/\*\*" after a directory/],
  ["a//b", 2, /a segment is empty/],
  ["./a", 0, /no "\." segment/],
  ["../a", 0, /no "\.\." segment/],
  ["a/../b", 2, /no "\.\." segment/],
  ["a/..", 2, /no "\.\." segment/],
  ["{a,..}/b", 3, /no "\.\." segment/],
  ["!a", 0, /deny list/],
  ["!(a|b)", 0, /deny list/],
  ["a/!(b)", 2, /deny list/],
  ["**.ts", 2, /whole segments/],
  ["a**", 1, /stands alone/],
  ["a/***", 2, /stands alone/],
  ["{a,**}b", 6, /whole segments/],
  ["x{a,**}", 4, /stands alone/],
  ["@(a|**)", 4, /in parentheses/],
  ["@(a/b)", 3, /Use braces/],
  ["@(a|{b,c/d})", 8, /Use braces/],
  ["{a", 0, /never closed/],
  ["{a,b", 0, /never closed/],
  ["a{b}", 1, /have alternatives/],
  ["{1..3}", 0, /ranges in braces/],
  ["a}", 1, /bare "}"/],
  ["(a|b)", 0, /@\(a\|b\)/],
  ["a|b", 1, /bare "\|"/],
  ["a)", 1, /bare "\)"/],
  ["a]", 1, /bare "\]"/],
  ["@(a|b", 1, /never closed/],
  ["[a", 0, /never closed/],
  ["[", 0, /never closed/],
  ["[a\\", 0, /never closed/],
  ["[]", 0, /class is empty/],
  ["[!]", 0, /class is empty/],
  ["[[:alpha:]]", 1, /ranges for/],
  ["[b-a]", 1, /ends before it begins/],
  ["a\\", 1, /ends with/],
  ["src\\a", 3, /Write "\/" between directories/],
  ["a\0", 1, /NUL/],
  [`${"{a,".repeat(60)}`, 150, /nested deeper/],
  ["a".repeat(4_097), 4_096, /more than 4096/]
]

describe("a glob is refused, with its place and what to write instead", () => {
  for (const [pattern, at, reason] of refused) {
    it(JSON.stringify(pattern.slice(0, 30)), () => {
      const error = Result.getOrThrow(Result.flip(parseScope({ write: { allow: [pattern] } })))
      if (!(error instanceof PatternInvalid)) return assert.fail(error.message)
      assert.match(error.reason, reason)
      assert.strictEqual(error.at, at)
      assert.include(error.message, `at character ${at + 1}`)
    })
  }

  it("whatever it is made of, and nothing else happens", () => {
    const wild = fc.string({ unit: fc.constantFrom(..."ab/*?[]{}()!+@|\\,-^. "), maxLength: 12 })
    const property = fc.property(fc.oneof(glob, wild), (text) => {
      const parsed = parseScope({ write: { allow: [text] } })
      assert.isTrue(Result.isSuccess(parsed) || parsed.failure instanceof PatternInvalid)
    })
    fc.assert(property, propertyOptions(2_000))
  })
})
