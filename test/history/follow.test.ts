// The history is what the store's journal makes of it: for whoever looks, whenever.
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { History } from "../../src/history/service.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { runWriter } from "../crash/process.ts"
import { directoryWith } from "../workspace/directory.ts"
import { edited, hash } from "./support.ts"

describe("who wrote", () => {
  it.live("is told by path and by bytes, by a process that has no workspace open", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "outside" })
      yield* edited(directory, "docs", "a.txt", "one")
      yield* edited(directory, "tests", "a.txt", "two")
      const history = yield* History.open({ directory })
      const [two, one, outside] = yield* history.whoWrote({ path: "a.txt" })
      assert.deepInclude(two, { by: "task", task: "tests", title: "The tests", status: "committed", grant: null })
      assert.deepInclude(two, { base: hash("one"), content: hash("two") })
      assert.deepInclude(one, { task: "docs", base: hash("outside"), content: hash("one") })
      assert.deepInclude(outside, { by: "outside", key: "a.txt", content: hash("outside") })
      assert.deepStrictEqual(yield* history.whoWrote({ content: hash("one") }), [one!])
      assert.deepStrictEqual(yield* history.whoWrote({ content: hash("nobody's") }), [])
      assert.deepStrictEqual(yield* history.whoWrote({ path: "b.txt" }), [])
    })
  )

  it.live("knows a program outside only where its bytes were seen between those of tasks", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory })
      yield* edited(directory, "docs", "a.txt", "one")
      assert.strictEqual((yield* history.whoWrote({ path: "a.txt" })).length, 1)
      writeFileSync(join(directory, "a.txt"), "saved by an editor")
      yield* edited(directory, "docs", "a.txt", "two")
      const writers = yield* history.whoWrote({ path: "a.txt" })
      assert.deepStrictEqual(
        writers.map((writer) => [writer.by, writer.content]),
        [
          ["task", hash("two")],
          ["outside", hash("saved by an editor")],
          ["task", hash("one")]
        ]
      )
    })
  )

  it.live("tells of a write that its process did not live to be told of", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const log = join(yield* directoryWith(), "log")
      const { operations } = yield* runWriter({ directory, log, kind: "replace" })
      rmSync(log)
      // Late enough that it is decided, and before it is settled.
      const killAt = operations.findLastIndex(({ call }) => call === "commit") - 1
      yield* runWriter({ directory, log, kind: "replace", killAt })
      const history = yield* History.open({ directory })
      const before = (yield* history.list()).tasks.map(({ status }) => status)
      assert.include(before, "running")
      yield* Effect.scoped(Workspace.open({ directory }))
      const { tasks } = yield* history.list()
      assert.isTrue(tasks.every(({ status }) => status === "interrupted"))
    })
  )
})

describe("following", () => {
  it.live("goes on where another process was, and says the same to all", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const one = yield* History.open({ directory })
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "docs" })
      for (let at = 0; at < 4; at++) {
        yield* task.edit("a.txt", () => `${at}`)
        const other = yield* Scope.make()
        const there = yield* Scope.provide(History.open({ directory }), other)
        const [first, second] = at % 2 === 0 ? [one, there] : [there, one]
        const replayed = yield* first.replay("docs")
        assert.strictEqual(replayed.filter(({ kind }) => kind === "write").length, at + 1)
        assert.deepStrictEqual(yield* second.replay("docs"), replayed)
        yield* Scope.close(other, Exit.void)
      }
    })
  )

  it.live("goes on by itself in a process that has the store open", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory, followMs: 1 })
      const workspace = yield* Workspace.open({ directory })
      const rows = (): number => {
        const database = new DatabaseSync(join(directory, ".leasehold/history.sqlite"), { readOnly: true })
        const { count } = database.prepare("SELECT count(*) AS count FROM write").get() as { readonly count: number }
        database.close()
        return count
      }
      const listeners = new Set<() => void>()
      yield* history.follow((listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      })
      const task = yield* workspace.start({ id: "docs" })
      yield* task.create("a.txt", "one")
      assert.strictEqual(rows(), 0)
      for (const listener of listeners) listener()
      yield* Effect.repeat(Effect.sync(rows).pipe(Effect.delay(1)), { until: (count) => count === 1 })
    })
  )

  it.live("sees what others wrote after this process closed a workspace of its own", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const history = yield* History.open({ directory })
      yield* edited(directory, "docs", "b.txt", "one")
      yield* history.catchUp
      yield* runWriter({ directory, log: join(directory, "log"), kind: "replace" })
      yield* runWriter({ directory, log: join(directory, "log"), kind: "replace" })
      assert.isAbove((yield* history.list()).tasks.length, 1)
      const { following } = yield* history.about
      const anew = yield* History.open({ directory })
      assert.deepStrictEqual((yield* anew.about).following, following)
    })
  )

  it.live("tells what it has where nothing can be written, and why there is no more", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory, waitMs: 20 })
      yield* edited(directory, "docs", "a.txt", "one")
      assert.strictEqual((yield* history.list()).tasks.length, 1)
      yield* edited(directory, "tests", "a.txt", "two")
      const other = new DatabaseSync(join(directory, ".leasehold/history.sqlite"))
      other.exec("BEGIN IMMEDIATE")
      assert.strictEqual((yield* history.list()).tasks.length, 1)
      assert.match((yield* history.about).behind!, /another process writes it/)
      const refused = yield* Effect.flip(history.append("docs", "said", { json: 1 }))
      assert.deepInclude(refused, { _tag: "HistoryUnavailable", reason: "Busy" })
      other.exec("ROLLBACK")
      other.close()
      assert.strictEqual((yield* history.list()).tasks.length, 2)
      assert.strictEqual((yield* history.about).behind, undefined)
    })
  )

  it.live("orders what was said among what was done", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory })
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "docs" })
      yield* history.append("docs", "said", { json: "before" })
      yield* task.create("a.txt", "one")
      yield* history.append("docs", "said", { json: "between" })
      yield* task.edit("a.txt", () => "two")
      yield* history.append("docs", "said", { json: "after" })
      const entries = yield* history.replay("docs")
      assert.deepStrictEqual(
        entries.map((entry) =>
          entry.kind === "item"
            ? "json" in entry.item
              ? entry.item.json
              : ""
            : entry.kind === "write"
              ? entry.write.content
              : entry.event.tag
        ),
        ["Spawn", "Became", "Schedule", "Became", "before", hash("one"), "between", hash("two"), "after"]
      )
    })
  )
})
