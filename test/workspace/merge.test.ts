// Three-way merges: against what each side changed, over generated texts.
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { merged } from "../../src/workspace/merge.ts"
import { propertyOptions } from "../conformance/seed.ts"

const text = (lines: ReadonlyArray<string>): string => lines.map((line) => `${line}\n`).join("")

describe("merged", () => {
  it("has both changes if a line lies between them", () => {
    assert.strictEqual(merged("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"), "A\nb\nC\n")
    assert.strictEqual(merged("a\nb\nc\n", "a\nb\nc\nd\n", "0\na\nb\nc\n"), "0\na\nb\nc\nd\n")
  })

  it("is nothing if they meet", () => {
    assert.isUndefined(merged("a\nb\nc\n", "a\nB\nc\n", "a\nX\nc\n"))
    assert.isUndefined(merged("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n"))
    assert.isUndefined(merged("", "mine\n", "theirs\n"))
  })

  it("is what both say if they say the same", () => {
    assert.strictEqual(merged("a\n", "b\n", "b\n"), "b\n")
  })

  it("puts any two changes of lines apart together", () => {
    const change = fc.array(fc.string({ unit: fc.constantFrom("x", "y", "z") }), { maxLength: 3 })
    fc.assert(
      fc.property(change, change, fc.integer({ min: 1, max: 4 }), (first, second, between) => {
        const middle = Array.from({ length: between }, (_, i) => `line ${i}`)
        const base = text(["one", ...middle, "two"])
        const ours = text([...first, ...middle, "two"])
        const theirs = text(["one", ...middle, ...second])
        assert.strictEqual(merged(base, ours, theirs), text([...first, ...middle, ...second]))
      }),
      propertyOptions()
    )
  })
})
