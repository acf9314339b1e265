// Tools and commands: the same algebra, on names and on words.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  allowsCommand,
  allowsTool,
  compileScope,
  explain,
  intersect,
  parseScope,
  within
} from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { decider } from "./patterns.ts"

const tools = (allow: ReadonlyArray<string>, deny: ReadonlyArray<string> = []) => decider({ tools: { allow, deny } })
const commands = (allow: ReadonlyArray<string>, deny: ReadonlyArray<string> = []) =>
  decider({ commands: { allow, deny } })

const words = (line: string): ReadonlyArray<string> => line.split(" ")

describe("tools", () => {
  it("are known by name", () => {
    const asked = tools(["read_file", "mcp__github__*", "{grep,glob}"], ["mcp__github__delete_*"])
    for (const yes of ["read_file", "mcp__github__list", "grep", "glob"]) assert.isTrue(allowsTool(asked, yes), yes)
    for (const no of ["read", "read_files", "mcp__github__delete_repo", "mcp__gitlab__list", "", "grep\0x"])
      assert.isFalse(allowsTool(asked, no), no)
    assert.isFalse(allowsTool(tools([]), "read_file"))
    assert.isTrue(allowsTool(decider({}), "read_file"))
    assert.isTrue(allowsTool(tools(["fs/*"]), "fs/read/x y"))
  })

  it("have no segments", () => {
    assert.isTrue(Result.isFailure(parseScope({ tools: { allow: ["a**"] } })))
    assert.isTrue(allowsTool(decider({ tools: { allow: [{ regex: "mcp__(?:a|b)__.*" }] } }), "mcp__b__x"))
  })
})

describe("commands", () => {
  it("are the words that a program is started with", () => {
    const asked = commands(
      ["npm test", "git {status,diff} **", "make *", "node --test test/**.js".replace("**", "*")],
      ["git diff --output=* **", "git ** --ext-diff **"]
    )
    for (const yes of [
      "npm test",
      "git status",
      "git diff HEAD~1 -- src/a.ts",
      "make build",
      "node --test test/a/b.js"
    ])
      assert.isTrue(allowsCommand(asked, words(yes)), yes)
    for (const no of [
      "npm test x",
      "npm",
      "git push",
      "git diff --output=/etc/passwd",
      "git diff a --ext-diff",
      "make",
      "make a b",
      "/usr/bin/npm test"
    ])
      assert.isFalse(allowsCommand(asked, words(no)), no)
  })

  it("are never matched as one text", () => {
    const asked = commands(["git status **"])
    assert.isTrue(allowsCommand(asked, ["git", "status", "; rm -rf /"]))
    assert.isFalse(allowsCommand(asked, ["git status ; rm -rf /"]))
    assert.isFalse(allowsCommand(asked, ["sh", "-c", "git status"]))
    assert.isFalse(allowsCommand(asked, ["git\0status"]))
    assert.isFalse(allowsCommand(commands(["**"]), []))
    assert.isFalse(allowsCommand(commands(["**"]), [""]))
    assert.isTrue(allowsCommand(commands(["a * b"]), ["a", "", "b"]))
    assert.isTrue(allowsCommand(commands(["a\\ b c"]), ["a b", "c"]))
    assert.isTrue(Result.isFailure(parseScope({ commands: { allow: [{ regex: "git .*" }] } })))
  })

  it("are allowed as brute force says", () => {
    const word = fc.constantFrom("a", "b", "ab", "-x", "")
    const line = fc.array(word, { minLength: 1, maxLength: 4 })
    const wordGlob = fc.constantFrom("a", "b", "*", "a*", "?", "**")
    const pattern = fc.array(wordGlob, { minLength: 1, maxLength: 4 })
    const isWord = (glob: string, text: string): boolean =>
      glob === "*" || (glob === "a*" ? text.startsWith("a") : glob === "?" ? text.length === 1 : glob === text)
    const isMatch = (globs: ReadonlyArray<string>, all: ReadonlyArray<string>): boolean => {
      const [first, ...rest] = globs
      if (first === undefined) return all.length === 0
      if (first === "**") return isMatch(rest, all) || (all.length > 0 && isMatch(globs, all.slice(1)))
      return all.length > 0 && isWord(first, all[0]!) && isMatch(rest, all.slice(1))
    }
    const property = fc.property(pattern, pattern, line, (allow, deny, all) => {
      assert.strictEqual(
        allowsCommand(commands([allow.join(" ")], [deny.join(" ")]), all),
        all[0] !== "" && isMatch(allow, all) && !isMatch(deny, all)
      )
    })
    fc.assert(property, propertyOptions(1_000))
  })
})

describe("narrowing lists", () => {
  it("is proved, or shown by an example", () => {
    const parent = decider({
      tools: { allow: ["mcp__*", "bash"], deny: ["mcp__*__delete*"] },
      commands: { allow: ["git **", "npm run *"] }
    })
    const verdict = (tools: ReadonlyArray<string>, commands: ReadonlyArray<string>, deny: ReadonlyArray<string> = []) =>
      within(decider({ tools: { allow: tools, deny }, commands: { allow: commands } }), parent)
    assert.deepStrictEqual(verdict(["mcp__github__list"], ["git status", "npm run test"]), { _tag: "Within" })
    assert.deepStrictEqual(verdict(["mcp__github__*"], []), {
      _tag: "Wider",
      part: "tools",
      example: "mcp__github__delete"
    })
    assert.deepStrictEqual(verdict(["mcp__github__*"], [], ["*delete*"]), { _tag: "Within" })
    assert.deepStrictEqual(verdict([], ["npm run **"]), { _tag: "Wider", part: "commands", example: "npm\0run" })
  })

  it("keeps only what all allow", () => {
    const narrowed = intersect(tools(["a", "b", "c"]).scope, tools(["b", "c"], ["c"]).scope)
    const asked = Result.getOrThrow(compileScope(narrowed))
    assert.deepStrictEqual(
      ["a", "b", "c"].filter((name) => allowsTool(asked, name)),
      ["b"]
    )
    assert.strictEqual(explain(asked, "tools", "a")._tag, "NotAllowed")
    assert.strictEqual(explain(asked, "tools", "c")._tag, "Denied")
  })
})
