import { assert, describe, it } from "@effect/vitest"
import { findDefinition } from "../../../conformance/spec/source.ts"
import { module } from "../tlc/support.ts"

const base = module(
  "Base",
  "(***************************************************************************)",
  "(* The head of the module.                                                 *)",
  "(***************************************************************************)",
  "Zero == 0",
  "",
  "(* Not above One. *)",
  "",
  "\\* Said in two",
  "\\* lines.",
  "One(a, b) ==",
  "  LET two == 2",
  "",
  "  IN  a + b",
  "",
  "Higher(F(_), a) == F(a)",
  "OneMore == 1",
  "Tight==1",
  "-----",
  "(* Above a rule. *)"
)

const sources = [
  { name: "spec/Base.tla", text: base },
  { name: "spec/Other.tla", text: "Zero == 1\r\nLast ==\r\n  9" }
]

const textOf = (name: string): string | undefined => findDefinition(sources, name)?.text

describe("the text of a definition", () => {
  it("is what its author wrote, with the comment right above it", () => {
    assert.strictEqual(textOf("One"), "\\* Said in two\n\\* lines.\nOne(a, b) ==\n  LET two == 2\n\n  IN  a + b")
    assert.strictEqual(textOf("Higher"), "Higher(F(_), a) == F(a)")
    assert.strictEqual(textOf("OneMore"), "OneMore == 1")
    assert.strictEqual(textOf("Tight"), "Tight==1")
  })

  it("does not take the head of a module for a comment of its first definition's", () => {
    assert.strictEqual(textOf("Zero"), "Zero == 0")
  })

  it("comes from the first source that has it", () => {
    assert.strictEqual(findDefinition(sources, "Zero")?.source, "spec/Base.tla")
    assert.deepStrictEqual(findDefinition(sources, "Last"), { source: "spec/Other.tla", text: "Last ==\n  9" })
  })

  it("is none for what is used, or part of a name, or an odd one", () => {
    for (const name of ["two", "On", "Missing", "", "One(a, b)", ".*"]) assert.isUndefined(textOf(name))
    assert.isUndefined(findDefinition([], "Zero"))
  })
})
