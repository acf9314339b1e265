// What is known of the exchange (facts 10, 11 and 12): nothing outside the workspace is touched, and nothing of two names or two mounts.
import { linkSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { directoryWith } from "../workspace/directory.ts"
import { bound, memory, mounts, needing } from "./machine.ts"
import { openIn, session } from "./session.ts"

/** Does something once, just before the first of these calls. */
const before = (call: Call["call"], act: () => void): ((about: Call) => void) => {
  let done = false
  return (about) => {
    if (done || about.call !== call) return
    done = true
    act()
  }
}

describe("10: paths are not identities, what is checked is what is done", () => {
  for (const call of ["create", "fsync", "symlink", "touch", "exchange"] as const) {
    it.live(`a directory that is swapped for a link before ${call} leads no write out`, () =>
      Effect.gen(function* () {
        // The same as what is written over: nothing but where it lies keeps it from being taken for that.
        const outside = yield* directoryWith({ "a.txt": "old" })
        const directory = yield* directoryWith({ "d/a.txt": "old" })
        const swap = (): void => {
          renameSync(join(directory, "d"), join(directory, "moved"))
          symlinkSync(outside, join(directory, "d"))
        }
        let armed = false
        const swapping = before(call, swap)
        const opened = yield* openIn(directory, { about: (about) => armed && swapping(about) })
        yield* opened.task.observe("d/a.txt")
        armed = true
        const refused = yield* Effect.flip(opened.task.write("d/a.txt", "new"))
        assert.include(["PathEscapes", "OutsideChange", "StaleBase", "NotAFile"], refused._tag)
        assert.strictEqual(readFileSync(join(outside, "a.txt"), "utf8"), "old")
        assert.deepStrictEqual(readdirSync(outside), ["a.txt"])
        assert.strictEqual(opened.text("moved/a.txt"), "old")
      })
    )
  }

  it.live("a directory that is swapped for another one gets no write that was not for it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "d/a.txt": "old", "e/a.txt": "other" })
      let armed = false
      const swapping = before("exchange", () => {
        renameSync(join(directory, "d"), join(directory, "moved"))
        renameSync(join(directory, "e"), join(directory, "d"))
      })
      const opened = yield* openIn(directory, { about: (about) => armed && swapping(about) })
      yield* opened.task.observe("d/a.txt")
      armed = true
      yield* Effect.flip(opened.task.write("d/a.txt", "new"))
      assert.deepStrictEqual([opened.text("moved/a.txt"), opened.text("d/a.txt")], ["old", "other"])
    })
  )
})

describe("11: what lies on another mount cannot be exchanged", () => {
  const nested = (inside: string) =>
    Effect.gen(function* () {
      const opened = yield* session({ "a.txt": "old" })
      yield* opened.task.observe("a.txt")
      const path = opened.path("mnt")
      yield* bound(inside, path)
      return { ...opened, inside }
    })

  needing([mounts], "a part of the same file system that is mounted within is refused, and nothing is changed", () =>
    Effect.gen(function* () {
      const { task, inside, text, staged } = yield* Effect.flatMap(directoryWith({ "b.txt": "there" }), nested)
      for (const write of [
        task.create("mnt/c.txt", "new"),
        task.edit("mnt/b.txt", () => "new"),
        task.patch([
          { path: "a.txt", content: "new" },
          { path: "mnt/c.txt", content: "new" }
        ])
      ]) {
        assert.strictEqual((yield* Effect.flip(write))._tag, "CrossMount")
      }
      assert.strictEqual(text("a.txt"), "old")
      assert.deepStrictEqual(readdirSync(inside), ["b.txt"])
      assert.strictEqual(readFileSync(join(inside, "b.txt"), "utf8"), "there")
      assert.deepStrictEqual(staged(), [])
    })
  )

  needing([mounts], "so is another file system", () =>
    Effect.gen(function* () {
      const { task, inside, staged } = yield* Effect.flatMap(memory("1m"), nested)
      assert.strictEqual((yield* Effect.flip(task.create("mnt/c.txt", "new")))._tag, "CrossMount")
      assert.deepStrictEqual([readdirSync(inside), staged()], [[], []])
    })
  )

  needing([mounts], "so is a single file that is mounted", () =>
    Effect.gen(function* () {
      const other = yield* directoryWith({ "b.txt": "there" })
      const { task, path, text } = yield* session({ "a.txt": "old", "b.txt": "" })
      yield* bound(join(other, "b.txt"), path("b.txt"))
      yield* task.observe("a.txt")
      yield* task.observe("b.txt")
      const refused = yield* Effect.flip(
        task.patch([
          { path: "a.txt", content: "new" },
          { path: "b.txt", content: "new" }
        ])
      )
      assert.strictEqual(refused._tag, "CrossMount")
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["old", "there"])
      assert.strictEqual(readFileSync(join(other, "b.txt"), "utf8"), "there")
      assert.strictEqual((yield* Effect.flip(task.edit("b.txt", () => "new")))._tag, "CrossMount")
      yield* task.edit("a.txt", () => "newer")
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["newer", "there"])
    })
  )
})

describe("12: a file of several names", () => {
  it.live("is not written, unless it may become one of its own", () =>
    Effect.gen(function* () {
      const { task, path, text, staged } = yield* session({ "a.txt": "old" })
      linkSync(path("a.txt"), path("b.txt"))
      yield* task.observe("a.txt")
      const refused = yield* Effect.flip(task.write("a.txt", "new"))
      assert.deepStrictEqual([refused._tag, refused.message.includes("breakLinks")], ["HardLinked", true])
      assert.deepStrictEqual([text("a.txt"), text("b.txt"), staged().length], ["old", "old", 0])
      yield* task.write("a.txt", "new", { breakLinks: true })
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["new", "old"])
      assert.strictEqual(statSync(path("a.txt")).nlink, 1)
    })
  )

  it.live("may be deleted: its other name keeps what it had", () =>
    Effect.gen(function* () {
      const { task, path, text } = yield* session({ "a.txt": "old" })
      linkSync(path("a.txt"), path("b.txt"))
      yield* task.observe("a.txt")
      yield* task.delete("a.txt")
      assert.strictEqual(text("b.txt"), "old")
    })
  )
})
