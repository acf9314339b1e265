// Patterns, keys and scopes at random, over few characters, so that they meet often.
import { Result } from "effect"
import * as fc from "fast-check"
import {
  compileScope,
  type Decider,
  type Fold,
  parseScope,
  type Pattern,
  type Scope,
  type ScopeInput
} from "../../src/scope/index.ts"

/** A scope that is understood. */
export const scope = (input: ScopeInput): Scope => Result.getOrThrow(parseScope(input))

/** A scope that can be asked. */
export const decider = (input: ScopeInput, fold?: Fold): Decider => Result.getOrThrow(compileScope(scope(input), fold))

/** A scope of one writing layer. */
export const writing = (allow: ReadonlyArray<Pattern>, deny: ReadonlyArray<Pattern> = [], fold?: Fold): Decider =>
  decider({ write: { allow, deny } }, fold)

const letter = fc.constantFrom("a", "b", "c", ".", "-", "é", "😀", "A")

const name = fc.string({ unit: letter, minLength: 1, maxLength: 3 }).filter((text) => text !== "." && text !== "..")

/** A key. */
export const key = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"))

/** What may be asked for, whether it is a key or not. */
export const path = fc.oneof(
  { weight: 6, arbitrary: key },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(name, fc.constantFrom("..", ".", "", "\0")), { maxLength: 4 })
      .map((all) => all.join("/"))
  },
  { weight: 1, arbitrary: key.map((rest) => `.leasehold/${rest}`) }
)

const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "\\.", "-", "é", "😀", "A", "ab") },
  { weight: 3, arbitrary: fc.constantFrom("*", "?", "[ab]", "[!a]", "[a-c]") },
  { weight: 1, arbitrary: fc.constantFrom("?(a|b)", "*(a|b)", "+(a|bc)", "@(a|b)", "@(a*|b?)") }
)

const segment = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(""))
  .filter((text) => !text.includes("**") && text !== "\\." && text !== "\\.\\.")

const plainGlob = fc
  .array(fc.oneof({ weight: 3, arbitrary: segment }, { weight: 1, arbitrary: fc.constant("**") }), {
    minLength: 1,
    maxLength: 4
  })
  .map((segments) => segments.join("/"))

/** A glob. Stars of which only one is in braces are two stars, where the reference writes braces out. */
export const glob = fc
  .oneof(
    { weight: 3, arbitrary: plainGlob },
    { weight: 1, arbitrary: fc.tuple(plainGlob, plainGlob).map(([a, b]) => `{${a},${b}}`) },
    { weight: 1, arbitrary: fc.tuple(segment, segment, segment).map(([a, b, c]) => `${a}/{${b},${c}/**}`) },
    { weight: 1, arbitrary: fc.tuple(segment, segment, segment).map(([a, b, c]) => `{${a},}${b}/${c}`) }
  )
  .filter((text) => !/\*\}\*|\*,\}\*/.test(text))

const { regexSource } = fc.letrec<{ regexSource: string }>((tie) => ({
  regexSource: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "c", "/", ".", "\\.", "[ab]", "[^a]", "é", "😀", "\\w", "\\W", "\\d?"),
    fc.tuple(tie("regexSource"), tie("regexSource")).map(([a, b]) => a + b),
    fc.tuple(tie("regexSource"), tie("regexSource")).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie("regexSource"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "*?"))
      .map(([a, times]) => `(${a})${times}`)
  )
}))

/** The source of a regular expression. */
export const regex = regexSource

/** A pattern. */
export const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 3, arbitrary: glob },
  { weight: 1, arbitrary: regex.map((source) => ({ regex: source })) }
)

/** A layer. */
export const layer = fc.record({
  allow: fc.array(pattern, { maxLength: 3 }),
  deny: fc.array(pattern, { maxLength: 2 })
})

/** A scope of files. */
export const scopeInput: fc.Arbitrary<ScopeInput> = fc.record(
  { read: fc.array(layer, { maxLength: 2 }), write: fc.array(layer, { maxLength: 2 }) },
  { requiredKeys: [] }
)

/** The same pattern, or one that says it of fewer keys. */
const narrower = (pattern: Pattern): fc.Arbitrary<Pattern> =>
  typeof pattern === "string"
    ? fc.constantFrom(
        pattern,
        pattern.replace(/(?<![*])\*(?![*(])/, "a"),
        pattern.replace(/\*\*(?=\/|$)/, "a/**"),
        pattern.replace(/\/\*\*$/, "/*.b"),
        pattern.replace(/\?(?!\()/, "b")
      )
    : fc.constant(pattern)

/** Two scopes of which the first is often within the second, and not because a layer of the second is in it. */
export const narrowing: fc.Arbitrary<readonly [child: ScopeInput, parent: ScopeInput]> = layer.chain(
  ({ allow, deny }) =>
    fc
      .record({
        allow: fc.tuple(...allow.map(narrower)),
        more: fc.array(pattern, { maxLength: 1 }),
        deny: fc.oneof({ weight: 3, arbitrary: fc.constant(deny) }, { weight: 1, arbitrary: fc.subarray(deny) }),
        less: fc.array(pattern, { maxLength: 1 }),
        wider: fc.subarray(["c", ".a"])
      })
      .map((child) => [
        {
          write: {
            allow: [...child.allow, ...child.more.slice(child.wider.length)],
            deny: [...child.deny, ...child.less]
          }
        },
        { write: { allow: [...allow, ...child.wider], deny } }
      ])
)
