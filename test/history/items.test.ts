// What is appended is there: by a naive model of streams, for whoever opens the history next, and beside what is damaged.
import { chmodSync, closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { History } from "../../src/history/service.ts"
import type { Entry, Item, NewItem } from "../../src/history/types.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"

const newItem: fc.Arbitrary<NewItem> = fc.oneof(
  fc.record({ json: fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 20 }) })
)

const command = fc.record({
  how: fc.constantFrom("append" as const, "append" as const, "replaceLast" as const),
  task: fc.constantFrom("a", "b"),
  stream: fc.constantFrom("said", "shown"),
  item: newItem
})

/** Without the time, and bytes as text. */
const plain = (item: Item | NewItem): unknown =>
  "bytes" in item
    ? { bytes: Buffer.from(item.bytes).toString("hex") }
    : "json" in item
      ? { json: JSON.stringify(item.json) }
      : item

const pagesOf = (history: History["Service"], task: string, stream: string, limit: number) =>
  Effect.gen(function* () {
    const found: Array<Item> = []
    for (;;) {
      const { items } = yield* history.items(task, stream, { after: found.at(-1)?.n ?? 0, limit })
      if (items.length === 0) return found
      found.push(...items)
    }
  })

const replayed = (history: History["Service"], task: string, limit: number) =>
  Effect.gen(function* () {
    const found: Array<Entry> = []
    for (;;) {
      const entries = yield* history.replay(task, { after: found.at(-1)?.ord ?? -1, limit })
      if (entries.length === 0) return found
      found.push(...entries)
    }
  })

/** Other than through Leasehold. */
const inFile = (directory: string, use: (database: DatabaseSync) => void): void => {
  const database = new DatabaseSync(join(directory, ".leasehold/history.sqlite"))
  use(database)
  database.close()
}

/** What a page's head says is nonsense from now on. */
const damage = (path: string, at: number): void => {
  const file = openSync(path, "r+")
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, at)
  closeSync(file)
}

describe("items", () => {
  it.live("are those of a naive model, in pages of any size from either end, and after it was opened anew", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (commands, limit) =>
          Effect.runPromise(
            Effect.scoped(
              Effect.gen(function* () {
                const directory = yield* directoryWith()
                const model = new Map<string, Array<NewItem>>()
                const order: Array<string> = []
                yield* Effect.scoped(
                  Effect.gen(function* () {
                    const history = yield* History.open({ directory })
                    for (const { how, task, stream, item } of commands) {
                      const name = `${task}/${stream}`
                      const kept = model.get(name) ?? []
                      model.set(name, kept)
                      if (how === "replaceLast" && kept.length === 0) {
                        const refused = yield* Effect.flip(history.replaceLast(task, stream, item))
                        assert.strictEqual(refused._tag, "NotLast")
                        continue
                      }
                      if (how === "append") order.push(name)
                      kept.splice(how === "append" ? kept.length : kept.length - 1, 1, item)
                      assert.strictEqual(yield* history[how](task, stream, item), kept.length)
                    }
                  })
                )
                const history = yield* History.open({ directory })
                for (const [name, kept] of model) {
                  const [task, stream] = name.split("/") as [string, string]
                  const found = yield* pagesOf(history, task, stream, limit)
                  assert.deepStrictEqual(found.map(plain), kept.map(plain))
                  assert.deepStrictEqual(
                    found.map(({ n }) => n),
                    kept.map((_, at) => at + 1)
                  )
                  const last = yield* history.items(task, stream, { before: kept.length + 1, limit })
                  assert.deepStrictEqual(last.items, found.slice(-limit))
                  assert.strictEqual(last.last, kept.length)
                }
                for (const task of ["a", "b"]) {
                  const entries = yield* replayed(history, task, limit)
                  assert.deepStrictEqual(
                    entries.map((entry) => (entry.kind === "item" ? `${task}/${entry.stream}` : "")),
                    order.filter((name) => name.startsWith(task))
                  )
                }
              })
            )
          )
        ),
        propertyOptions(15)
      )
    )
  )

  it.live("are refused with the limit that they are beyond, and then nothing of them is there", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory, maxItemBytes: 10, maxTaskBytes: 15 })
      const large = yield* Effect.flip(history.append("a", "said", { json: "x".repeat(9) }))
      assert.deepInclude(large, { _tag: "ItemTooLarge", bytes: 11, limit: 10 })
      assert.match(large.message, /Split it/)
      yield* history.append("a", "said", { bytes: Buffer.alloc(10) })
      const more = yield* Effect.flip(history.append("a", "shown", { bytes: Buffer.alloc(6) }))
      assert.deepInclude(more, { _tag: "TaskTooLarge", bytes: 16, limit: 15 })
      yield* history.replaceLast("a", "said", { bytes: Buffer.alloc(9) })
      yield* history.append("a", "shown", { bytes: Buffer.alloc(6) })
      const nothing = yield* Effect.flip(history.append("a", "said", { json: undefined }))
      assert.strictEqual(nothing._tag, "NotUnderstood")
      assert.deepInclude(yield* history.task("a"), { items: 2, bytes: 15, status: "unknown" })
      yield* Effect.flip(history.append("b", "said", { bytes: Buffer.alloc(16) }))
      assert.strictEqual(yield* history.task("b"), undefined)
    })
  )

  it.live("are replaced only if nobody appended meanwhile, for whoever says which one is to be the last", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const [one, other] = [yield* History.open({ directory }), yield* History.open({ directory })]
      const n = yield* one.append("a", "said", { json: "Let me" })
      yield* one.replaceLast("a", "said", { json: "Let me see" }, n)
      yield* other.append("a", "said", { json: "Stop" })
      const refused = yield* Effect.flip(one.replaceLast("a", "said", { json: "Let me see it" }, n))
      assert.deepInclude(refused, { _tag: "NotLast", last: 2 })
      assert.deepStrictEqual((yield* other.items("a", "said")).items.map(plain), [
        { json: '"Let me see"' },
        { json: '"Stop"' }
      ])
    })
  )

  it.live("that are damaged or missing show as that, and all others are there", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const history = yield* History.open({ directory })
      for (let n = 1; n <= 6; n++) yield* history.append("a", "said", { json: n })
      inFile(directory, (database) => {
        database.exec("UPDATE item SET body = x'39' WHERE n = 2")
        database.exec("DELETE FROM item WHERE n IN (4, 6)")
      })
      const expected = [
        { json: "1" },
        { n: 2, lost: "damaged" },
        { json: "3" },
        { n: 4, lost: "missing" },
        { json: "5" },
        { n: 6, lost: "missing" }
      ]
      assert.deepStrictEqual((yield* history.items("a", "said")).items.map(plain), expected)
      for (const limit of [1, 2, 3, 100]) {
        const entries = yield* replayed(history, "a", limit)
        assert.deepStrictEqual(
          entries.map((entry) => (entry.kind === "item" ? plain(entry.item) : entry)),
          expected
        )
      }
      assert.strictEqual(yield* history.append("a", "said", { json: 7 }), 7)
    })
  )

  it.live("on pages of the file that cannot be read are lost, and all others are there", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const items = 60
      yield* Effect.scoped(
        Effect.gen(function* () {
          const history = yield* History.open({ directory })
          for (let n = 1; n <= items; n++) yield* history.append("a", "said", { json: `${n}`.repeat(400) })
        })
      )
      let pages: ReadonlyArray<number> = []
      inFile(directory, (database) => {
        // Leaves of the table: the first and the last are left whole.
        pages = (
          database
            .prepare("SELECT pageno FROM dbstat WHERE name = 'item' AND pagetype = 'leaf' ORDER BY path")
            .all() as Array<{ pageno: number }>
        ).map(({ pageno }) => pageno)
      })
      assert.isAbove(pages.length, 6)
      const path = join(directory, ".leasehold/history.sqlite")
      for (const page of pages.slice(2, 4)) damage(path, (page - 1) * 4096)
      const history = yield* History.open({ directory })
      const { items: found } = yield* history.items("a", "said", { limit: items })
      const lost = found.filter((item) => "lost" in item)
      assert.isAbove(lost.length, 0)
      assert.isBelow(lost.length, items / 2)
      const entries = yield* history.replay("a", { limit: items })
      assert.deepStrictEqual(
        entries.map((entry) => (entry.kind === "item" ? plain(entry.item) : entry)),
        found.map(plain)
      )
    })
  )
})

describe("the file", () => {
  it.live("is for its owner alone, and lies where the store does", () =>
    Effect.gen(function* () {
      const [directory, storeDir] = [yield* directoryWith(), yield* directoryWith()]
      chmodSync(storeDir, 0o755)
      const history = yield* History.open({ directory, storeDir })
      yield* history.append("a", "said", { json: 1 })
      for (const name of readdirSync(storeDir).filter((name) => name.startsWith("history")))
        assert.strictEqual(statSync(join(storeDir, name)).mode & 0o777, 0o600, name)
      assert.include(readdirSync(storeDir), "history.sqlite")
    })
  )

  it.live("that was removed or replaced takes nothing more: who has it open is told so", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const path = join(directory, ".leasehold/history.sqlite")
      const removed = yield* History.open({ directory })
      yield* removed.append("a", "said", { json: 1 })
      for (const name of ["", "-wal", "-shm"]) renameSync(path + name, `${path}${name}.away`)
      const missing = yield* Effect.flip(removed.append("a", "said", { json: 2 }))
      assert.deepInclude(missing, { _tag: "HistoryUnavailable", reason: "Missing" })
      const anew = yield* History.open({ directory })
      assert.strictEqual(yield* anew.append("a", "said", { json: 1 }), 1)
      assert.deepInclude(yield* Effect.flip(removed.append("a", "said", { json: 2 })), { reason: "Replaced" })
      for (const name of ["", "-wal", "-shm"]) rmSync(`${path}${name}.away`)
    })
  )

  it.live("of a newer version is told to be that", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      yield* Effect.scoped(
        Effect.flatMap(History.open({ directory }), (history) => history.append("a", "said", { json: 1 }))
      )
      inFile(directory, (database) => database.exec("PRAGMA user_version = 2"))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const history = yield* History.open({ directory })
          assert.strictEqual((yield* history.items("a", "said")).last, 1)
          assert.deepInclude(yield* Effect.flip(history.append("a", "said", { json: 2 })), { reason: "TooNew" })
        })
      )
      inFile(directory, (database) => database.exec(`UPDATE header SET header = json_set(header, '$.readableBy', 2)`))
      const refused = yield* Effect.flip(Effect.scoped(History.open({ directory })))
      assert.deepInclude(refused, { reason: "TooNew" })
      assert.match(refused.message, /Update Leasehold/)
    })
  )
})
