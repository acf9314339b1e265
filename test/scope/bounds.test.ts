// No pattern blocks the process: whatever is asked of it is answered within 50 ms, "undecided" and "too complex" among the answers.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  allows,
  compileScope,
  covers,
  type Decider,
  explain,
  type Fold,
  foldOf,
  overlap,
  parseScope,
  type Pattern,
  TooComplex,
  within
} from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { decider, writing } from "./patterns.ts"

const mostMs = 50

/** The least time that this thread is busy with it: others may have had the processor meanwhile, and the compiler its own work. */
const timed = <A>(what: string, run: () => A): A => {
  let least = Infinity
  let result: A | undefined
  for (let i = 0; i < 5 && least > mostMs; i++) {
    const start = process.threadCpuUsage()
    result = run()
    const { user, system } = process.threadCpuUsage(start)
    least = Math.min(least, (user + system) / 1_000)
  }
  assert.isBelow(least, mostMs, what)
  return result as A
}

const foldsAll = foldOf["case and unicode"]

const noise = (length: number): string => {
  let seed = 20_261_123
  return Array.from({ length }, () => ((seed = (seed * 48_271) % 2_147_483_647) & 64 ? "a" : "b")).join("")
}

const keys = [
  "a".repeat(255),
  `${"a".repeat(254)}!`,
  `${"a/".repeat(2_000)}b`,
  `${"ab".repeat(100)}/`.repeat(20).slice(0, -1),
  noise(4_095),
  `${"x".repeat(4_000)}😀`
]

/** Asks everything of a pattern that is asked of any. */
const askAll = (pattern: Pattern, fold?: Fold): ReadonlyArray<string> => {
  const what = JSON.stringify(pattern).slice(0, 40)
  const parsed = timed(`parse ${what}`, () => parseScope({ write: { allow: [pattern, "a/**"], deny: ["x"] } }))
  if (Result.isFailure(parsed)) return [parsed.failure._tag]
  const compiled = timed(`compile ${what}`, () => compileScope(parsed.success, fold))
  if (Result.isFailure(compiled)) return [compiled.failure._tag]
  const asked: Decider = compiled.success
  for (const key of keys) {
    timed(`allows ${what} ${key.slice(0, 10)}`, () => allows(asked, "write", key))
    timed(`explain ${what} ${key.slice(0, 10)}`, () => explain(asked, "write", key))
  }
  const other = writing(["src/**", "**/*.ts", { regex: "(?:[^/]*/)*b+" }], ["**/*.lock"])
  return [
    timed(`within ${what}`, () => within(asked, other))._tag,
    timed(`around ${what}`, () => within(other, asked))._tag,
    timed(`overlap ${what}`, () => overlap(asked, other))._tag,
    timed(`covers ${what}`, () => covers(asked, "write", "a"))._tag
  ]
}

/** What may be answered. */
const known = ["Within", "Wider", "Disjoint", "Overlapping", "Undecided", "TooComplex"]

const evil: ReadonlyArray<Pattern> = [
  { regex: "(a+)+$" },
  { regex: "(a|a)*b" },
  { regex: "(a|aa)+!" },
  { regex: "([a-z]+)*\\d" },
  { regex: "(.*a){25}" },
  { regex: "[^]*a.{16}" },
  { regex: "[^]*a[^]{60}b[^]*" },
  { regex: "(.*a){12}.{100}" },
  { regex: "(a|b|ab)*.{500}b" },
  { regex: "(.?){60}(.+){60}x" },
  { regex: "(a?){1000}(a*){900}" },
  { regex: "(?:(?:(.+)*){17}){17}" },
  { regex: "(?:(?:(.+)?)?(?:a*)){130}" },
  { regex: "([ab]|.a|.b)*(a.{1700})b" },
  { regex: "(((((a*)*)*)*)*)*b" },
  { regex: "a{1000000000}" },
  { regex: "((a{1000}){1000}){1000}" },
  { regex: "(?:(?:){1000000}){1000000}a" },
  { regex: "((a|){1000}){1000}" },
  { regex: `(${Array.from({ length: 600 }, (_, i) => `a${i}`).join("|")})*` },
  { regex: "[\\u0000-\\u{10ffff}]*[\\u0000-\\u{10fffe}]" },
  { regex: Array.from({ length: 400 }, (_, i) => `[^${String.fromCodePoint(0x4e00 + i * 7)}]`).join("") },
  "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
  "**/**/**/**/**/**/**/**/a/**/**/b",
  "+(+(+(+(a*|b)|c)|d)|e)f",
  "*(*(*(a|b)|a)|b)c",
  `${"{a,b}".repeat(300)}c`,
  `${"@(a|b|c|aa)".repeat(200)}`,
  `${"{".repeat(40)}a${",b}".repeat(40)}`,
  `+(${"a|".repeat(1_000)}b)`,
  "[a-\u{10ffff}]".repeat(200),
  `${"?".repeat(4_000)}`,
  `${"a*".repeat(2_000)}`
]

describe("within 50 ms", () => {
  for (const pattern of evil) {
    it(JSON.stringify(pattern).slice(0, 50), () => {
      for (const answers of [askAll(pattern), askAll(pattern, foldsAll)]) assert.includeMembers(known, [...answers])
    })
  }

  it("whatever regular expression it is", () => {
    const atom = fc.constantFrom("a", "b", ".", "[^b]", "(a|b)", "(a*)", "(.+)", "(a|ab|b)")
    const times = fc.constantFrom("", "*", "+", "?", "{3,40}", "{20}", "{200}")
    const piece = fc.tuple(atom, times).map(([one, often]) => `(?:${one}${often})`)
    const source = fc
      .tuple(
        fc.array(
          fc.tuple(piece, times).map(([one, often]) => one + often),
          { minLength: 1, maxLength: 4 }
        ),
        times
      )
      .map(([pieces, often]) => `(?:${pieces.join("")})${often}`)
    const property = fc.property(source, (regex) => {
      assert.includeMembers(known, [...askAll({ regex })])
    })
    fc.assert(property, propertyOptions(50))
  })

  it("also where many files are named", () => {
    const files = Array.from({ length: 400 }, (_, i) => `packages/part-${i % 37}/src/components/thing-${i}.tsx`)
    const globs = Array.from({ length: 90 }, (_, i) => `packages/part-${i}/**/*.{ts,tsx}`)
    const parsed = timed("parse", () => Result.getOrThrow(parseScope({ write: { allow: files } })))
    const asked = timed("compile", () => Result.getOrThrow(compileScope(parsed)))
    const others = writing(globs)
    assert.isTrue(timed("allows", () => allows(asked, "write", files[300]!)))
    assert.strictEqual(timed("within", () => within(asked, others))._tag, "Within")
    assert.strictEqual(timed("around", () => within(others, asked))._tag, "Wider")
    assert.strictEqual(timed("overlap", () => overlap(asked, others))._tag, "Overlapping")
    assert.strictEqual(timed("within all", () => within(others, writing(["packages/*/**"])))._tag, "Within")
  })
})

describe("what takes too long", () => {
  it("is refused before it is read, if it is long", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `src/${i}`)
    const error = Result.getOrThrow(Result.flip(parseScope({ write: { allow: many } })))
    assert.match(error.message, /at most 60000 are read/)
  })

  it("is said to be undecided, with the pattern that took the most", () => {
    const pattern = { regex: "[^]*a.{16}" }
    const asked = writing(["docs/**", pattern])
    const found = overlap(asked, writing([{ regex: "[^]*b[^]{17}" }], ["**/a*"]))
    assert.strictEqual(found._tag, "Undecided")
    // Whoever is refused for that is told what to say otherwise; a key is decided all the same.
    assert.isTrue(allows(asked, "write", "docs/x"))
    assert.strictEqual(allows(asked, "write", `a${noise(16)}`), true)
  })

  it("is refused before it is compiled, with the pattern that takes the most", () => {
    for (const pattern of [{ regex: "a{100000}" }, { regex: "(ab?){5000}" }, "+(a|b)".repeat(680)]) {
      const parsed = Result.getOrThrow(parseScope({ write: { allow: ["src/**", pattern] } }))
      const error = Result.getOrThrow(Result.flip(compileScope(parsed)))
      assert.instanceOf(error, TooComplex)
      assert.strictEqual(error.pattern, typeof pattern === "string" ? pattern : pattern.regex)
      assert.strictEqual(error.part, "write")
    }
  })

  it("never changes an answer: a key is decided alike with states that are kept and without", () => {
    const [allow, deny] = ["[^]*a.{6}(?:b|[^]*c)", "[^]*b[^]{7}.?[^a]"]
    const isMatch = (source: string, key: string) => new RegExp(`^(?:${source})$`, "su").test(key)
    const layers = [
      { allow: [{ regex: allow }], deny: [{ regex: deny }] },
      { allow: ["**"], deny: ["*d"] }
    ]
    const asked = decider({ write: layers })
    const unit = fc.constantFrom("a", "b", "c", "c", "d")
    const property = fc.property(fc.string({ unit, minLength: 120, maxLength: 250 }), (key) => {
      const isAllowed = isMatch(allow, key) && !isMatch(deny, key) && !key.endsWith("d")
      assert.strictEqual(allows(asked, "write", key), isAllowed)
    })
    fc.assert(property, propertyOptions(500))
  })
})
