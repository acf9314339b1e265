// What is known of names and of what they name (facts 14 and 15).
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { inodeOf } from "../../src/platform/files.ts"
import { nameOfBytes } from "../../src/platform/names.ts"
import { directoryWith } from "../workspace/directory.ts"
import { fineTimes, needing } from "./machine.ts"
import { session } from "./session.ts"

const latin = Buffer.from("caf\u00e9.txt", "latin1")

const inRoot = (directory: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${directory}/`), name])

describe("14: names", () => {
  it.live("that are no UTF-8 name files like others", () =>
    Effect.gen(function* () {
      const { task, directory } = yield* session()
      yield* task.create(latin, "one")
      assert.deepStrictEqual(
        readdirSync(Buffer.from(directory), { encoding: "buffer" }).filter((name) => name[0] !== 0x2e),
        [latin]
      )
      // It has a string, too, by which it is found again.
      assert.strictEqual((yield* task.observe(nameOfBytes(latin))).text, "one")
      yield* task.edit(latin, (before) => `${before} two`)
      assert.strictEqual(readFileSync(inRoot(directory, latin), "utf8"), "one two")
      yield* task.move(latin, Buffer.concat([Buffer.from("d/"), latin]))
      yield* task.delete(Buffer.concat([Buffer.from("d/"), latin]))
      assert.deepStrictEqual(readdirSync(`${directory}/d`), [])
    })
  )

  it.live("may be as long as the file system has them, and no longer", () =>
    Effect.gen(function* () {
      const { task, text } = yield* session()
      const longest = "x".repeat(255)
      yield* task.create(longest, "one")
      yield* task.edit(longest, () => "two")
      assert.strictEqual(text(longest), "two")
      // 255 bytes, of two each but the last.
      const umlauts = `${"\u00fc".repeat(127)}x`
      yield* task.create(umlauts, "one")
      assert.strictEqual(text(umlauts), "one")
      for (const name of [`${longest}x`, `${umlauts}x`, `${longest}/${longest}x`]) {
        assert.strictEqual((yield* Effect.flip(task.create(name, "")))._tag, "PathEscapes")
      }
    })
  )

  it.live("may lie as deep as a path is long", () =>
    Effect.gen(function* () {
      const { task } = yield* session()
      const deep = `${Array.from({ length: 15 }, (_, i) => `${i}`.padEnd(250, "d")).join("/")}/a.txt`
      yield* task.create(deep, "one")
      yield* task.edit(deep, (before) => `${before} two`)
      assert.strictEqual((yield* task.observe(deep)).text, "one two")
    })
  )

  it.live("of more files than a link has room for are written as one", () =>
    Effect.gen(function* () {
      const { task, directory, text } = yield* session({ "a.txt": "old" })
      const names = Array.from({ length: 60 }, (_, i) => `${"n".repeat(200)}${i}`)
      yield* task.patch(names.map((path) => ({ path, content: path })))
      for (const name of names) assert.strictEqual(text(name), name)
      yield* task.patch(names.map((path) => ({ path, delete: true })))
      assert.deepStrictEqual(readdirSync(directory).sort(), [".leasehold", "a.txt"])
    })
  )
})

/** Another file at the same path that has the same number, if the file system gives it out again. */
const replaceByAnother = (path: string, content: string): boolean => {
  const { ino } = statSync(path)
  for (let i = 0; i < 100; i++) {
    unlinkSync(path)
    writeFileSync(path, content)
    if (statSync(path).ino === ino) return true
  }
  return false
}

describe("15: numbers of files are used again", () => {
  // Within one tick of a coarse clock they are not told apart: of such a file system the doctor says so.
  needing([fineTimes], "two files that had one number are two", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const path = `${directory}/a.txt`
      const before = inodeOf(statSync(path, { bigint: true }))
      const isReused = replaceByAnother(path, "old")
      // Where numbers are not given out again at once, they are two all the more.
      assert.notStrictEqual(inodeOf(statSync(path, { bigint: true })), before, String(isReused))
    })
  )

  it.live("a file that was replaced by one of its number just before the exchange comes back", () =>
    Effect.gen(function* () {
      let armed = true
      const about = ({ call }: Call): void => {
        if (call !== "exchange" || !armed) return
        armed = false
        replaceByAnother(path("a.txt"), "by an editor")
      }
      const { task, path, text } = yield* session({ "a.txt": "old" }, { about })
      yield* task.observe("a.txt")
      const refused = yield* Effect.flip(task.write("a.txt", "new"))
      assert.strictEqual(refused._tag, "OutsideChange")
      assert.strictEqual(text("a.txt"), "by an editor")
      yield* task.edit("a.txt", (before) => `${before}, and a task`)
      assert.strictEqual(text("a.txt"), "by an editor, and a task")
    })
  )
})
