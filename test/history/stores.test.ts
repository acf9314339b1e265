// A store that was replaced, put back or damaged does not make its history lie.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { History } from "../../src/history/service.ts"
import type { TaskId } from "../../src/protocol/index.ts"
import { Store } from "../../src/workspace/store.ts"
import { directoryWith } from "../workspace/directory.ts"
import { edited, hash, written } from "./support.ts"

const storeFiles = ["store.db", "store.db-wal", "store.db-shm", "mark"] as const

const copyStore = (directory: string, to: string): void => {
  for (const name of storeFiles) {
    const path = join(directory, ".leasehold", name)
    rmSync(join(to, name), { force: true })
    if (existsSync(path)) copyFileSync(path, join(to, name))
  }
}

const putBack = (directory: string, from: string): void => {
  for (const name of storeFiles) {
    const path = join(directory, ".leasehold", name)
    rmSync(path, { force: true })
    // The mark stays away: it would tell of what is missing all the same.
    if (existsSync(join(from, name)) && name !== "mark") copyFileSync(join(from, name), path)
  }
}

describe("a store that is not what it was", () => {
  it.live("was replaced: what was known of the old one stays, and says so", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory })
      yield* edited(directory, "docs", "a.txt", "one")
      const [before] = yield* history.whoWrote({ path: "a.txt" })
      for (const name of storeFiles) rmSync(join(directory, ".leasehold", name), { force: true })
      yield* edited(directory, "tests", "a.txt", "two")
      const writers = yield* history.whoWrote({ path: "a.txt" })
      assert.deepStrictEqual(
        writers.map(({ by, content }) => [by, content]),
        [
          ["task", hash("two")],
          ["task", hash("one")]
        ]
      )
      assert.deepStrictEqual(writers[1], before)
      assert.notStrictEqual(writers[0]?.from?.store, writers[1]?.from?.store)
      const { following } = yield* history.about
      assert.strictEqual(following?.store, writers[0]?.from?.store)
    })
  )

  it.live("takes no task that was deleted for a program outside, though nobody knows any more who it was", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory })
      yield* edited(directory, "docs", "a.txt", "one")
      yield* Effect.gen(function* () {
        const store = yield* Store
        yield* store.transact((tx) => tx.step({ _tag: "Delete", task: "docs" as TaskId }))
      }).pipe(Effect.provide(Store.layerSqlite({ directory }), { local: true }))
      assert.deepStrictEqual(yield* history.whoWrote({ path: "a.txt" }), [])
      for (const name of storeFiles) rmSync(join(directory, ".leasehold", name), { force: true })
      yield* edited(directory, "tests", "a.txt", "two")
      assert.deepStrictEqual(yield* written(history, "a.txt"), [["tests", "committed", hash("two")]])
    })
  )

  it.live("was put back: what it forgot stays, and nothing of what it tells again is there twice", () =>
    Effect.gen(function* () {
      const [directory, copies] = [yield* directoryWith(), yield* directoryWith()]
      const history = yield* History.open({ directory })
      yield* edited(directory, "docs", "a.txt", "one")
      copyStore(directory, copies)
      yield* edited(directory, "docs", "a.txt", "two")
      yield* edited(directory, "tests", "a.txt", "three")
      const before = yield* history.replay("docs")
      const told = yield* history.task("tests")
      yield* history.append("docs", "said", { json: "between" })
      putBack(directory, copies)
      yield* edited(directory, "more", "a.txt", "four")
      assert.deepStrictEqual(yield* written(history, "a.txt"), [
        ["more", "committed", hash("four")],
        ["tests", "committed", hash("three")],
        ["docs", "committed", hash("two")],
        ["docs", "committed", hash("one")]
      ])
      assert.deepStrictEqual((yield* history.replay("docs")).slice(0, before.length), before)
      assert.deepStrictEqual(yield* history.task("tests"), told)
      const { following, behind } = yield* history.about
      assert.strictEqual(behind, undefined)
      assert.isAbove(following!.generation, told!.from!.generation)
    })
  )

  it.live("is damaged: what was known is told, with the reason why there is no more", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      yield* edited(directory, "docs", "a.txt", "one")
      const history = yield* History.open({ directory })
      assert.deepStrictEqual(yield* written(history, "a.txt"), [["docs", "committed", hash("one")]])
      yield* edited(directory, "docs", "a.txt", "two")
      const path = join(directory, ".leasehold/store.db")
      const database = new DatabaseSync(path)
      database.exec("UPDATE journal SET entries = '[]' WHERE seq = (SELECT max(seq) FROM journal)")
      database.close()
      assert.deepStrictEqual(yield* written(history, "a.txt"), [
        ["docs", "committed", hash("two")],
        ["docs", "committed", hash("one")]
      ])
      assert.match((yield* history.about).behind!, /row \d+ of the journal is not what was written/)
      assert.strictEqual(yield* history.append("docs", "said", { json: 1 }), 1)
      assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "two")
      renameSync(path, `${path}.away`)
      assert.strictEqual((yield* written(history, "a.txt")).length, 2)
    })
  )
})
