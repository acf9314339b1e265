import { existsSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { drift, stray, withSection, write } from "../../../conformance/leasehold/generate/files.ts"
import { root } from "../../../conformance/leasehold/paths.ts"
import { directory } from "../tlc/support.ts"

const place = directory({ "same.txt": "a\nb\n", "other.txt": "a\nb\nc\n" })
const file = (name: string, text: string) => ({ path: join(place, name), text })
const shown = (name: string): string => relative(root, join(place, name))

describe("drift", () => {
  it("is none where all is as it should be", () => {
    assert.deepStrictEqual(drift([file("same.txt", "a\nb\n")]), [])
  })

  it("is a missing file, or lines that are gone and lines that came", () => {
    assert.deepStrictEqual(
      drift([file("absent.txt", ""), file("same.txt", "a\nb\n"), file("other.txt", "a\nd\nc\n")]),
      [`${shown("absent.txt")} is missing`, `${shown("other.txt")} has drifted:`, "  - b", "  + d"]
    )
  })

  it("is the order of lines and their number too", () => {
    const other = [`${shown("other.txt")} has drifted:`, "  the same lines in another order or number"]
    assert.deepStrictEqual(drift([file("other.txt", "b\na\nc\n")]), other)
    assert.deepStrictEqual(drift([file("other.txt", "a\nb\nb\nc\n")]), other)
  })

  it("is told shortly", () => {
    const lines = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(200))
    const found = drift([file("same.txt", `a\nb\n${lines.join("\n")}\n`)])
    assert.strictEqual(found.length, 7)
    assert.strictEqual(found[1], `  + ${"0".repeat(160)}`)
    assert.strictEqual(found[6], "  + and 3 lines more")
  })
})

describe("a directory of generated files", () => {
  it("has no other file", () => {
    const files = [file("same.txt", ""), file("other.txt", "")]
    assert.deepStrictEqual(stray(files, place), [])
    assert.deepStrictEqual(stray(files.slice(1), place), [`${shown("same.txt")} is not generated any more: remove it`])
  })
})

describe("writing what is generated", () => {
  it.effect("writes what differs, and tells what it wrote", () =>
    Effect.gen(function* () {
      const files = [file("same.txt", "a\nb\n"), file("new/made.txt", "made\n")]
      assert.deepStrictEqual(yield* write(files), [shown("new/made.txt")])
      assert.strictEqual(readFileSync(join(place, "new/made.txt"), "utf8"), "made\n")
      assert.isTrue(existsSync(join(place, "same.txt")))
      assert.deepStrictEqual(drift(files), [])
      assert.deepStrictEqual(yield* write(files), [])
    })
  )
})

describe("a section", () => {
  const text = "before\n<!-- one -->\n\nold\n\n<!-- /one -->\nbetween\n<!-- two --><!-- /two -->\nafter\n"

  it("is replaced, and nothing else", () => {
    assert.strictEqual(
      withSection(text, "one", "\nnew\nlines\n"),
      "before\n<!-- one -->\n\nnew\nlines\n\n<!-- /one -->\nbetween\n<!-- two --><!-- /two -->\nafter\n"
    )
    assert.include(withSection(text, "two", "new"), "between\n<!-- two -->\n\nnew\n\n<!-- /two -->\nafter")
  })

  it("is replaced by itself", () => {
    const once = withSection(text, "two", "new")
    assert.strictEqual(withSection(once, "two", "new"), once)
    assert.strictEqual(withSection(text, "one", "old"), text)
  })

  it("must be there, in the right order", () => {
    for (const bad of ["", "<!-- one -->", "<!-- /one -->", "<!-- /one --><!-- one -->"]) {
      assert.throws(
        () => withSection(bad, "one", "new"),
        RangeError,
        "no section between <!-- one --> and <!-- /one -->"
      )
    }
  })
})
