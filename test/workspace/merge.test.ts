// Three-way merges: against what each side changed, over generated texts.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { merged } from "../../src/workspace/merge.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "./directory.ts"

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

describe("a change that was prepared", () => {
  const prepared = Effect.gen(function* () {
    const directory = yield* directoryWith({ "a.txt": "one\ntwo\nthree\n" })
    const workspace = yield* Workspace.open({ directory })
    const task = yield* workspace.start({ id: "writer" })
    const change = yield* task.prepare("a.txt", (text) => (text ?? "").replace("one", "ONE"))
    const file = join(directory, "a.txt")
    return { task, change, file, text: () => readFileSync(file, "utf8") }
  })

  it.live("is merged with what others changed, if that is asked for", () =>
    Effect.gen(function* () {
      const { task, change, file, text } = yield* prepared
      writeFileSync(file, "one\ntwo\nTHREE\n")
      assert.strictEqual((yield* Effect.flip(task.commit(change)))._tag, "StaleBase")
      yield* task.commit(change, { merge: true })
      assert.strictEqual(text(), "ONE\ntwo\nTHREE\n")
    })
  )

  it.live("is refused if others changed the same", () =>
    Effect.gen(function* () {
      const { task, change, file, text } = yield* prepared
      writeFileSync(file, "1\ntwo\nthree\n")
      assert.strictEqual((yield* Effect.flip(task.commit(change, { merge: true })))._tag, "StaleBase")
      assert.strictEqual(text(), "1\ntwo\nthree\n")
    })
  )
})
