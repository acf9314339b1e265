// What a task does with files, on a real directory and a real store.
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith, stagedIn } from "./directory.ts"

const opened = (files: Readonly<Record<string, string | Uint8Array>> = {}) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith(files)
    const workspace = yield* Workspace.open({ directory })
    const task = yield* workspace.start({ id: "writer" })
    return { directory, workspace, task, text: (name: string) => readFileSync(join(directory, name), "utf8") }
  })

describe("a task", () => {
  it.live("writes what it read", () =>
    Effect.gen(function* () {
      const { task, text } = yield* opened({ "a.txt": "old\n" })
      assert.strictEqual((yield* task.observe("a.txt")).text, "old\n")
      yield* task.write("a.txt", "new\n")
      assert.strictEqual(text("a.txt"), "new\n")
      yield* task.write("a.txt", "newer\n")
      assert.strictEqual(text("a.txt"), "newer\n")
    })
  )

  it.live("creates, moves and deletes", () =>
    Effect.gen(function* () {
      const { task, text, directory } = yield* opened()
      yield* task.create("deep/down/a.txt", "a")
      assert.strictEqual(text("deep/down/a.txt"), "a")
      yield* task.move("deep/down/a.txt", "b.txt")
      assert.strictEqual(text("b.txt"), "a")
      assert.isFalse(existsSync(join(directory, "deep/down/a.txt")))
      yield* task.delete("b.txt")
      assert.isFalse(existsSync(join(directory, "b.txt")))
    })
  )

  it.live("changes several files, all or none", () =>
    Effect.gen(function* () {
      const { task, text, directory } = yield* opened({ "a.txt": "a", "b.txt": "b" })
      yield* task.observe("a.txt")
      yield* task.observe("b.txt")
      yield* task.patch([
        { path: "a.txt", content: "a2" },
        { path: "b.txt", content: "b2" },
        { path: "c.txt", content: "c2" }
      ])
      assert.deepStrictEqual([text("a.txt"), text("b.txt"), text("c.txt")], ["a2", "b2", "c2"])
      writeFileSync(join(directory, "b.txt"), "by an editor")
      const refused = yield* Effect.flip(
        task.patch([
          { path: "a.txt", content: "a3" },
          { path: "b.txt", content: "b3" }
        ])
      )
      assert.strictEqual(refused._tag, "StaleBase")
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["a2", "by an editor"])
    })
  )

  it.live("is refused what it did not read, or read before it changed", () =>
    Effect.gen(function* () {
      const { task, text, directory } = yield* opened({ "a.txt": "old" })
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "new")))._tag, "NotObserved")
      yield* task.observe("a.txt")
      writeFileSync(join(directory, "a.txt"), "by an editor")
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "new")))._tag, "StaleBase")
      assert.strictEqual(text("a.txt"), "by an editor")
    })
  )

  it.live("edits again what changed under it", () =>
    Effect.gen(function* () {
      const { task, text, directory } = yield* opened({ "a.txt": "one\n" })
      let times = 0
      yield* task.edit("a.txt", (before) => {
        times += 1
        if (times === 1) writeFileSync(join(directory, "a.txt"), "two\n")
        return `${before ?? ""}mine\n`
      })
      assert.deepStrictEqual([times, text("a.txt")], [2, "two\nmine\n"])
    })
  )

  it.live("keeps byte order mark, line ends and mode", () =>
    Effect.gen(function* () {
      const { task, text, directory } = yield* opened({ "a.sh": "\ufeffone\r\ntwo\r\n" })
      const { mode } = statSync(join(directory, "a.sh"))
      yield* task.edit("a.sh", (before) => `${before ?? ""}three\n`)
      assert.strictEqual(text("a.sh"), "\ufeffone\r\ntwo\r\nthree\r\n")
      assert.strictEqual(statSync(join(directory, "a.sh")).mode, mode)
    })
  )

  it.live("nothing waits for a human inside a lease: what is prepared is leased when it is committed", () =>
    Effect.gen(function* () {
      const { task, text, workspace } = yield* opened({ "a.txt": "old" })
      const prepared = yield* task.prepare("a.txt", () => "new")
      assert.isUndefined(yield* workspace.holderOf("a.txt"))
      assert.strictEqual(text("a.txt"), "old")
      yield* task.commit(prepared)
      assert.strictEqual(text("a.txt"), "new")
    })
  )

  it.live("leaves nothing but what it displaced, and that until it is looked at once more", () =>
    Effect.gen(function* () {
      const { task, directory, workspace } = yield* opened({ "a.txt": "old" })
      yield* task.edit("a.txt", () => "new")
      assert.isUndefined(yield* workspace.holderOf("a.txt"))
      assert.lengthOf(stagedIn(directory), 2)
    })
  )
})

describe("what a write leaves", () => {
  it.live("goes once its grace is over, and bytes that came late are kept", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
      const workspace = yield* Workspace.open({ directory, graceMs: 1 })
      const task = yield* workspace.start({ id: "writer" })
      yield* task.edit("a.txt", () => "new")
      // As a program would that had the file open all the time.
      const editor = openSync(join(directory, "b.txt"), "r")
      yield* task.edit("b.txt", () => "new")
      const displaced = `/proc/self/fd/${editor}`
      writeFileSync(displaced, "late")
      yield* Effect.sleep(5)
      yield* workspace.gc()
      const [kept] = yield* workspace.kept.list
      assert.deepStrictEqual([kept?.key, kept?.task], ["b.txt", "writer"])
      assert.strictEqual(Buffer.from((yield* workspace.kept.read(kept!.name))!).toString(), "late")
      assert.deepStrictEqual(stagedIn(directory), [])
      yield* workspace.kept.release(kept!.name)
      assert.lengthOf(yield* workspace.kept.list, 0)
      closeSync(editor)
    })
  )
})

describe("a lease", () => {
  it.live("keeps others out, and names who has it", () =>
    Effect.gen(function* () {
      const { task, workspace } = yield* opened({ "src/a.txt": "old" })
      const other = yield* workspace.start({ id: "other" })
      const lease = yield* task.acquire({ directory: "src" })
      const refused = yield* Effect.flip(other.acquire("src/a.txt"))
      assert.strictEqual(refused._tag === "LeaseHeld" ? refused.task : "", "writer")
      yield* other.observe("src/a.txt")
      assert.strictEqual((yield* Effect.flip(other.write("src/a.txt", "new")))._tag, "LeaseHeld")
      yield* lease.release
      yield* lease.release
      yield* other.write("src/a.txt", "new")
    })
  )

  it.live("is waited for in the order of coming", () =>
    Effect.gen(function* () {
      const { task, workspace } = yield* opened()
      const lease = yield* task.acquire("a.txt")
      const served: Array<string> = []
      const fibers = []
      for (const id of ["first", "second", "third"]) {
        const waiter = yield* workspace.start({ id })
        const turn = waiter.acquire("a.txt", { wait: true }).pipe(
          Effect.tap(() => Effect.sync(() => served.push(id))),
          Effect.flatMap(({ release }) => release)
        )
        fibers.push(yield* Effect.forkChild(turn, { startImmediately: true }))
      }
      yield* lease.release
      for (const fiber of fibers) yield* Fiber.join(fiber)
      assert.deepStrictEqual(served, ["first", "second", "third"])
    })
  )
})
