// What is known of locks (facts 1, 2, 4 and 5): none of it loses a write, nor makes anybody wait who should not.
import { closeSync, cpSync, openSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type * as Library from "../../src/index.ts"
import { loadNative } from "../../src/platform/native.ts"
import { directoryWith } from "../workspace/directory.ts"
import { actorIn } from "./actors.ts"
import { needing, pidNamespaces } from "./machine.ts"
import { openIn, session } from "./session.ts"

const { native } = loadNative()

const root = join(import.meta.dirname, "../..")

const times = 20

describe("1: the store's lock is none of SQLite's", () => {
  it.live("a process that reads the store's files in the middle of its transactions loses nothing", () =>
    Effect.gen(function* () {
      const { directory, text } = yield* session({ "a.txt": "" })
      const actors = yield* Effect.all([actorIn(directory), actorIn(directory)])
      yield* Effect.forEach(actors, ({ tell }) => tell({ do: "spy", directory }))
      yield* Effect.forEach(
        actors,
        ({ tell }, i) => tell({ do: "many", times, commands: [{ do: "edit", path: "a.txt", add: `${i}\n` }] }),
        { concurrency: "unbounded" }
      )
      const lines = text("a.txt").split("\n")
      assert.deepStrictEqual(
        [lines.filter((line) => line === "0").length, lines.filter((line) => line === "1").length],
        [times, times]
      )
    })
  )
})

describe("2: a lock belongs to the open file", () => {
  it.live("two fibres of one process do not both have it", () =>
    Effect.gen(function* () {
      // What is large is not written at one stretch: one fibre comes while another one is in the gate.
      const large = "-".repeat(300_000)
      const { start, text } = yield* session({ "a.txt": large })
      const tasks = yield* Effect.forEach(["one", "two"], start)
      const edits = tasks.flatMap((task) =>
        Array.from({ length: 5 }, () => task.edit("a.txt", (before) => `${before}x`, { retries: 1_000 }))
      )
      yield* Effect.all(edits, { concurrency: "unbounded" })
      assert.strictEqual(text("a.txt"), large + "x".repeat(10))
    })
  )

  it.live("a program that its holder started does not keep it", () =>
    Effect.gen(function* () {
      const { directory, task } = yield* session({ "a.txt": "" })
      const holder = yield* actorIn(directory)
      yield* holder.tell({ do: "acquire", path: "a.txt" })
      const sleeper = Number(yield* holder.tell({ do: "spawn" }))
      yield* Effect.addFinalizer(() => Effect.sync(() => process.kill(sleeper)))
      assert.strictEqual((yield* Effect.flip(task.acquire("a.txt")))._tag, "LeaseHeld")
      holder.signal("SIGKILL")
      yield* holder.ended
      yield* task.acquire("a.txt")
    })
  )
})

describe("4: who is alive", () => {
  needing([pidNamespaces], "a process in another namespace of process numbers is not taken for dead", () =>
    Effect.gen(function* () {
      const { directory, task } = yield* session({ "a.txt": "" })
      const inside = yield* actorIn(directory, {}, ["unshare", "--pid", "--fork", "--kill-child"])
      yield* inside.tell({ do: "acquire", path: "a.txt" })
      assert.strictEqual((yield* Effect.flip(task.acquire("a.txt")))._tag, "LeaseHeld")
      // Nor does it take us for dead.
      yield* task.acquire("b.txt")
      const refused = yield* Effect.flip(inside.tell({ do: "acquire", path: "b.txt" }))
      assert.strictEqual(refused.tag, "LeaseHeld")
    })
  )

  it.live("two instances in one process are two, and the end of one is not that of the other", () =>
    Effect.gen(function* () {
      const { directory, task } = yield* session({ "a.txt": "" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const other = yield* openIn(directory)
          yield* other.task.acquire("a.txt")
          assert.strictEqual((yield* Effect.flip(task.acquire("a.txt")))._tag, "LeaseHeld")
          yield* task.acquire("b.txt")
        })
      )
      yield* task.acquire("a.txt")
      yield* task.edit("b.txt", () => "still alive")
    })
  )
})

describe("4: two copies of the library in one process", () => {
  it.live("are two instances, which keep each other out", () =>
    Effect.gen(function* () {
      const { directory, task } = yield* session({ "a.txt": "" })
      const copy = yield* directoryWith({ "package.json": '{ "type": "module" }' })
      cpSync(join(root, "src"), join(copy, "src"), { recursive: true })
      // As npm has it: what both depend on is there once.
      symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))
      const { openWorkspace }: typeof Library = yield* Effect.promise(() => import(join(copy, "src/index.ts")))
      const workspace = yield* Effect.acquireRelease(
        Effect.promise(() => openWorkspace({ directory })),
        (opened) => Effect.promise(() => opened.close())
      )
      const other = yield* Effect.promise(() => workspace.start({ id: "other" }))
      yield* task.acquire("a.txt")
      const refused = yield* Effect.flip(
        Effect.tryPromise({ try: () => other.acquire("a.txt"), catch: (error) => error })
      )
      assert.strictEqual((refused as { readonly _tag: string })._tag, "LeaseHeld")
      yield* Effect.promise(() => other.edit("b.txt", () => "by the copy"))
      yield* Effect.promise(() => workspace.close())
      yield* task.edit("a.txt", () => "still alive")
    })
  )
})

describe("5: nothing waits inside SQLite or flock", () => {
  const blockers = {
    "the lock of the store": (directory: string) => {
      const fd = openSync(`${directory}/.leasehold/lock`, "r")
      assert.isTrue(native!.flock(fd, "exclusive"))
      return () => closeSync(fd)
    },
    "SQLite's own lock": (directory: string) => {
      const database = new DatabaseSync(`${directory}/.leasehold/store.db`, { timeout: 0 })
      database.exec("BEGIN IMMEDIATE")
      return () => database.close()
    }
  }
  for (const [what, block] of Object.entries(blockers)) {
    it.live(`the event loop goes on while another process holds ${what}`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "" })
        const waiter = yield* actorIn(directory, { storeWaitMs: 1_500 })
        const edit = { do: "edit", path: "a.txt", add: "x" } as const
        yield* waiter.tell(edit)
        const release = block(directory)
        const since = performance.now()
        const longest = Number(yield* waiter.tell({ do: "delay", of: edit }))
        assert.isAbove(performance.now() - since, 1_400)
        assert.isBelow(longest, 700)
        const refused = yield* Effect.flip(waiter.tell(edit))
        assert.deepStrictEqual([refused.tag, refused.reason], ["StoreUnavailable", "Busy"])
        release()
        yield* waiter.tell(edit)
      })
    )
  }
})
