// What people and grants see of a scope: one text and one digest for what is the same, however it was written.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  canonical,
  describeBeyond,
  describeExplanation,
  describeOverlap,
  describeScope,
  describeWithin,
  digestOf,
  explain,
  overlap,
  parseScope,
  ScopeInvalid,
  type ScopeInput,
  within
} from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { decider, scope, scopeInput, writing } from "./patterns.ts"

describe("a scope", () => {
  const input = {
    read: { allow: ["**"], deny: ["**/.env", "secrets/**"] },
    write: [{ allow: ["src/**", { regex: "docs/.*" }], deny: ["src/gen/**"] }, { allow: ["src/ui/**"] }],
    tools: { allow: [] },
    commands: { allow: ["npm test"] }
  }

  it("is read as text", () => {
    assert.deepStrictEqual(describeScope(scope(input)).split("\n"), [
      'may read files: "**"; but not "**/.env", "secrets/**"',
      'may write files: "src/**", regex "docs/.*"; but not "src/gen/**"',
      '    and of those only: "src/ui/**"',
      "may call tools: none",
      'may run commands: "npm test"'
    ])
    assert.strictEqual(describeScope(scope({})).split("\n")[1], "may write files: all")
  })

  it("shows what does not show", () => {
    const text = describeScope(scope({ write: { allow: ["a\u202eb", "c\nmay call tools: all", "d\u200b\u00a0e"] } }))
    assert.include(text, '"a\\u{202e}b", "c\\nmay call tools: all", "d\\u{200b}\\u{a0}e"')
    assert.strictEqual(text.split("\n").length, 4)
  })

  it("has a digest of its own: what is the same has the same, what is written differently another", () => {
    const shuffled = {
      commands: { deny: [], allow: ["npm test", "npm test"] },
      tools: [{ allow: [], deny: ["x"] }],
      write: [
        { allow: ["src/ui/**"], deny: [] },
        { deny: ["src/gen/**"], allow: [{ regex: "docs/.*" }, "src/**"] }
      ],
      read: { deny: ["secrets/**", "**/.env"], allow: ["**"] }
    }
    assert.strictEqual(digestOf(scope(shuffled)), digestOf(scope(input)))
    // Of what this version writes: if it changes, grants that were given are no longer of it.
    assert.strictEqual(digestOf(scope(input)), "dad9cf302b09b49b2e779c0a273c8e9e451bbcd2b2371abb0efc292c29e846cc")
    const property = fc.property(scopeInput, scopeInput, (a, b) => {
      const [one, other] = [scope(a), scope(b)]
      const isSame = canonical(one) === canonical(other)
      assert.strictEqual(digestOf(one) === digestOf(other), isSame)
      assert.strictEqual(describeScope(one) === describeScope(other), isSame)
    })
    fc.assert(property, propertyOptions(1_000))
  })

  it("cannot be changed", () => {
    const frozen = scope(input)
    for (const value of [frozen, frozen.write, frozen.write[0], frozen.write[0]!.allow, frozen.write[0]!.allow.at(-1)])
      assert.isFrozen(value)
  })

  it("is refused if it has another shape, and says where", () => {
    const refused: ReadonlyArray<readonly [input: unknown, message: RegExp]> = [
      [{ write: {} }, /Missing key.*\["write"\]\["allow"\]/s],
      [{ wirte: { allow: [] } }, /\["wirte"\]/],
      [{ write: { allow: [1] } }, /\["write"\]\["allow"\]\[0\]/],
      [{ write: { allow: [], dny: [] } }, /\["write"\]\["dny"\]/],
      [null, /this is no scope/],
      ["src/**", /this is no scope/]
    ]
    for (const [value, message] of refused) {
      const error = Result.getOrThrow(Result.flip(parseScope(value)))
      assert.instanceOf(error, ScopeInvalid)
      assert.match(error.message, message)
    }
  })
})

describe("a verdict", () => {
  const [child, parent] = [writing(["src/**"]), writing(["src/**"], ["src/gen/**"])]

  it("is read as text", () => {
    assert.strictEqual(
      describeWithin(within(child, parent)),
      'It is wider than the other: it may write files such as "src/gen", and the other may not. Ask for less.'
    )
    assert.strictEqual(describeWithin(within(parent, child)), "It is within the other.")
    assert.strictEqual(
      describeOverlap(overlap(child, parent)),
      'They overlap: both may write "src". Part them, or run one after the other.'
    )
    assert.strictEqual(describeOverlap(overlap(child, writing(["docs/**"]))), "They overlap nowhere.")
    assert.strictEqual(
      describeOverlap({ _tag: "Undecided", part: "write", pattern: { regex: ".*a.{99}" } }),
      'It cannot be decided in bounded time, above all for regex ".*a.{99}" under "write". Repeat less in it, or name directories.'
    )
  })

  it("says in a few words what is asked for beyond another scope", () => {
    const asked = decider({ tools: { allow: ["web*"] }, commands: { allow: ["git **"] } })
    const said = (parent: ScopeInput) => describeBeyond(within(asked, decider(parent)))
    assert.strictEqual(said({}), undefined)
    assert.strictEqual(said({ read: { allow: ["src/**"] } }), 'to read "a"')
    assert.strictEqual(said({ write: { allow: ["src/**"] } }), 'to write "a"')
    assert.strictEqual(said({ tools: { allow: ["webfetch"] } }), 'to call the tool "web"')
    assert.strictEqual(said({ commands: { allow: ["git status"] } }), 'to run "git"')
    assert.strictEqual(
      describeBeyond({ _tag: "Undecided", part: "write", pattern: "**/a*" }),
      'more than can be compared in bounded time, above all by "**/a*" under "write"'
    )
  })

  it("says why a key is not in scope", () => {
    const said = (path: string) => describeExplanation("write", path, explain(parent, "write", path))
    assert.strictEqual(said("src/a"), 'the file "src/a" is in scope.')
    assert.strictEqual(said("src/gen/a"), 'the file "src/gen/a" is denied by "src/gen/**".')
    assert.strictEqual(said("sr/a"), 'the file "sr/a" is not in scope. The nearest that is: "src/**".')
    assert.strictEqual(said(".leasehold/a"), 'the file ".leasehold/a" is in nobody\'s scope.')
    assert.strictEqual(said("../a"), "a path outside the workspace is in nobody's scope.")
    const none = decider({ commands: { allow: [] } })
    assert.strictEqual(
      describeExplanation("commands", "git\0push", explain(none, "commands", "git\0push")),
      'the command "git push" is not in scope, nothing is.'
    )
  })
})
