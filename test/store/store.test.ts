// The store of a workspace: what it keeps, and what it does not go on with.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

/** A workspace in which something was written, closed again. */
const written = (files: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith(files)
    yield* Effect.scoped(
      Effect.gen(function* () {
        const workspace = yield* Workspace.open({ directory })
        const task = yield* workspace.start({ id: "writer" })
        for (const name of Object.keys(files)) yield* task.edit(name, (before) => `${before ?? ""}more`)
      })
    )
    return directory
  })

const withDatabase = (directory: string, sql: string): void => {
  const database = new DatabaseSync(join(directory, ".leasehold/store.db"))
  database.exec(sql)
  database.close()
}

describe("the journal", () => {
  it.live("is lines of JSON after a header, and counts the rows of each writer", () =>
    Effect.gen(function* () {
      const directory = yield* written({ "a.txt": "", "b.txt": "" })
      const workspace = yield* Workspace.open({ directory })
      const lines = (yield* Stream.runCollect(workspace.journal)).map((line) => JSON.parse(line))
      const [header, ...rows] = lines
      assert.deepStrictEqual([header.format, header.version, header.schema], ["leasehold-journal", 1, 1])
      assert.match(header.spec, /^[0-9a-f]{16}$/)
      assert.deepStrictEqual(
        rows.map(({ seq }) => seq),
        rows.map((_, i) => i + 1)
      )
      const writers = Map.groupBy(rows, ({ host }) => host)
      assert.strictEqual(writers.size, 2)
      for (const own of writers.values()) {
        assert.deepStrictEqual(
          own.map(({ nth }) => nth),
          own.map((_, i) => i + 1)
        )
      }
      const actions = rows.flatMap(({ entries }) =>
        entries.flatMap(({ action }: { action?: { _tag: string } }) => action?._tag ?? [])
      )
      assert.includeMembers(actions, [
        "HostOpen",
        "Spawn",
        "Schedule",
        "Observe",
        "Decide",
        "Exchange",
        "Sync",
        "Settle",
        "End"
      ])
    })
  )

  it.live("is not gone on with if a row of it was changed", () =>
    Effect.gen(function* () {
      const directory = yield* written({ "a.txt": "" })
      withDatabase(directory, "UPDATE journal SET entries = '[]' WHERE seq = 3")
      const refused = yield* Effect.flip(Workspace.open({ directory }))
      assert.strictEqual(refused._tag === "StoreUnavailable" ? refused.reason : "", "Corrupt")
    })
  )
})

describe("a store of a newer version", () => {
  it.live("is read, and nothing is decided in it", () =>
    Effect.gen(function* () {
      const directory = yield* written({ "a.txt": "" })
      withDatabase(directory, "PRAGMA user_version = 2")
      const workspace = yield* Workspace.open({ directory })
      const refused = yield* Effect.flip(workspace.start({ id: "writer" }))
      assert.strictEqual(refused._tag === "StoreUnavailable" ? refused.reason : "", "TooNew")
      assert.include(refused.message, "Update Leasehold")
      assert.isAbove((yield* Stream.runCollect(workspace.journal)).length, 5)
    })
  )

  it.live("is not even read if it says so", () =>
    Effect.gen(function* () {
      const directory = yield* written({ "a.txt": "" })
      withDatabase(directory, `PRAGMA user_version = 2; UPDATE header SET header = json_set(header, '$.readableBy', 2)`)
      const refused = yield* Effect.flip(Workspace.open({ directory }))
      assert.strictEqual(refused._tag === "StoreUnavailable" ? refused.reason : "", "TooNew")
    })
  )

  it.live("is noticed by who has it open", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "writer" })
      withDatabase(directory, "PRAGMA user_version = 2")
      const refused = yield* Effect.flip(task.acquire("a.txt"))
      assert.strictEqual(refused._tag === "StoreUnavailable" ? refused.reason : "", "TooNew")
    })
  )
})

describe("a workspace", () => {
  it.live("leaves nobody alive and nothing leased when it is closed", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const workspace = yield* Workspace.open({ directory })
          const task = yield* workspace.start({ id: "writer" })
          yield* task.acquire("a.txt")
        })
      )
      assert.deepStrictEqual(readdirSync(join(directory, ".leasehold/live")), [])
      const workspace = yield* Workspace.open({ directory })
      const other = yield* workspace.start({ id: "other" })
      yield* other.acquire("a.txt")
    })
  )

  it.live("is shared by several hosts, with its store elsewhere", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const storeDir = join(yield* directoryWith(), "store")
      const one = yield* Workspace.open({ directory, storeDir })
      const other = yield* Workspace.open({ directory, storeDir })
      const first = yield* one.start({ id: "first" })
      const second = yield* other.start({ id: "second" })
      const lease = yield* first.acquire("a.txt")
      assert.strictEqual((yield* Effect.flip(second.acquire("a.txt")))._tag, "LeaseHeld")
      yield* lease.release
      yield* second.edit("a.txt", () => "by the second")
      assert.strictEqual((yield* first.observe("a.txt")).text, "by the second")
      assert.notInclude(readdirSync(join(directory, ".leasehold")), "store.db")
    })
  )
})
