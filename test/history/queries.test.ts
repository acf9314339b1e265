// What is asked of a history beside its items; and how it is exported, imported, and grows no larger than it may.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { isHistoryError, NotLast, openHistory } from "../../src/history.ts"
import { History } from "../../src/history/service.ts"
import type { TaskTree } from "../../src/history/types.ts"
import { type RunId, type TaskId } from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import type { StoreService } from "../../src/store/store.ts"
import { Store } from "../../src/workspace/store.ts"
import { directoryWith as directoryOf, reasonOf } from "../promise/support.ts"
import { directoryWith } from "../workspace/directory.ts"

const spawn = (store: StoreService, id: string, background: boolean, parent?: string) =>
  store.transact((tx) => {
    const [task, run] = [id as TaskId, `${id}/1` as RunId]
    const profile = { background, allowWrites: false, scope: everything, title: `Do ${id}` }
    const by = parent === undefined ? null : (`${parent}/1` as RunId)
    tx.must({ _tag: "Spawn", task, run, host: store.host, by, profile, timeoutMs: 60_000 })
    return tx.step({ _tag: "Schedule", task })
  })

const complete = (store: StoreService, id: string) =>
  store.transact((tx) => {
    tx.must({ _tag: "Complete", run: `${id}/1` as RunId, outcome: "done" })
    return tx.step({ _tag: "Finish", task: id as TaskId, changed: [] })
  })

/** A root that runs, with one child that runs and one whose result nobody took; and one that is over. */
const inFamily = <A, E, R>(
  body: (world: { directory: string; store: StoreService; history: History["Service"] }) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith()
    return yield* Effect.gen(function* () {
      const store = yield* Store
      const history = yield* History.open({ directory })
      yield* spawn(store, "root", false)
      yield* spawn(store, "child", true, "root")
      yield* spawn(store, "other", true, "root")
      yield* spawn(store, "alone", true)
      yield* complete(store, "other")
      yield* complete(store, "alone")
      return yield* body({ directory, store, history })
    }).pipe(Effect.provide(Store.layerSqlite({ directory, upkeepMs: 600_000 }), { local: true }))
  })

const shape = ({ task, children }: TaskTree): unknown =>
  children.length === 0 ? task : { [task]: children.map(shape) }

const idsOf = (history: History["Service"], filter: Parameters<History["Service"]["list"]>[0]) =>
  Effect.map(history.list(filter), ({ tasks }) => tasks.map(({ task }) => task))

describe("tasks", () => {
  it.live("are listed by what is asked for, the newest first, in pages, as trees, and counted", () =>
    inFamily(({ history }) =>
      Effect.gen(function* () {
        yield* history.append("heard of", "said", { json: 1 })
        assert.deepStrictEqual(yield* idsOf(history, {}), ["heard of", "alone", "other", "child", "root"])
        assert.deepStrictEqual(yield* idsOf(history, { background: true, status: ["completed"] }), ["alone", "other"])
        assert.deepStrictEqual(yield* idsOf(history, { parent: "root" }), ["other", "child"])
        assert.deepStrictEqual(yield* idsOf(history, { parent: null, text: "DO " }), ["alone", "root"])
        assert.deepStrictEqual(yield* idsOf(history, { status: ["running"], until: 0 }), [])
        assert.deepStrictEqual(yield* idsOf(history, { since: Date.now() + 1_000 }), [])
        const first = yield* history.list({}, { limit: 3 })
        const second = yield* history.list({}, { limit: 3, after: first.next! })
        assert.deepStrictEqual(
          [...first.tasks, ...second.tasks].map(({ task }) => task),
          yield* idsOf(history, {})
        )
        assert.strictEqual(second.next, undefined)
        const forest = (yield* history.tree()).map(shape)
        assert.deepStrictEqual(forest, [{ root: ["child", "other"] }, "alone", "heard of"])
        assert.deepStrictEqual((yield* history.tree("root")).map(shape), [forest[0]])
        assert.deepStrictEqual(yield* history.counts(), {
          completed: { foreground: 0, background: 2 },
          running: { foreground: 1, background: 1 },
          unknown: { foreground: 1, background: 0 }
        })
      })
    )
  )

  it.live(
    "go when there are too many or they are too old, but for those that are live or that somebody waits for",
    () =>
      inFamily(({ store, history }) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* history.retention({}), [])
          assert.deepStrictEqual(yield* history.retention({ maxTasks: 0 }), ["alone"])
          assert.deepStrictEqual(yield* history.retention({ maxTasks: 4 }), [])
          assert.deepStrictEqual(yield* history.retention({ maxAgeMs: 60_000 }), [])
          yield* store.transact((tx) => {
            tx.must({ _tag: "Deliver", task: "other" as TaskId })
            return tx.step({ _tag: "Take", run: "root/1" as RunId, task: "other" as TaskId })
          })
          assert.deepStrictEqual(yield* history.retention({ maxTasks: 0 }), ["other", "alone"])
        })
      )
  )

  it.live("that are deleted are gone with all that they said, and nothing brings them back", () =>
    inFamily(({ store, history }) =>
      Effect.gen(function* () {
        yield* history.append("alone", "said", { json: 1 })
        const refused = yield* Effect.flip(history.remove("alone"))
        assert.strictEqual(refused._tag, "TaskInStore")
        const lines = yield* Stream.runCollect(history.export(["alone"]))
        yield* store.transact((tx) => tx.step({ _tag: "Delete", task: "alone" as TaskId }))
        assert.strictEqual(yield* history.task("alone"), undefined)
        assert.deepStrictEqual(yield* history.items("alone", "said"), { items: [], last: 0 })
        assert.deepStrictEqual(yield* history.import(lines), {
          tasks: 0,
          items: 0,
          skipped: [{ task: "alone", why: "deleted" }]
        })
        assert.strictEqual(yield* history.task("alone"), undefined)
      })
    )
  )
})

describe("an export", () => {
  it.live("is imported elsewhere as it was, once, and bears where it is from", () =>
    inFamily(({ history }) =>
      Effect.gen(function* () {
        for (let n = 1; n <= 450; n++)
          yield* history.append("child", "said", n % 2 === 0 ? { json: { n } } : { bytes: Buffer.from([n]) })
        const lines = yield* Stream.runCollect(history.export())
        const other = yield* History.open({ directory: yield* directoryWith() })
        assert.deepStrictEqual(yield* other.import(lines), { tasks: 4, items: 450, skipped: [] })
        assert.deepStrictEqual(yield* other.import(lines), { tasks: 0, items: 0, skipped: [] })
        const about = yield* history.about
        const again = yield* Stream.runCollect(other.export())
        const without = (text: string): unknown => {
          const line = JSON.parse(text) as { readonly task?: Record<string, unknown> }
          if (line.task === undefined) return line
          assert.include([null, about.history], line.task["origin"])
          return { task: { ...line.task, origin: null } }
        }
        assert.deepStrictEqual(again.slice(1).map(without), lines.slice(1).map(without))
        const page = { limit: 10_000 }
        assert.deepStrictEqual(
          (yield* other.items("child", "said", page)).items,
          (yield* history.items("child", "said", page)).items
        )
        assert.deepStrictEqual(yield* idsOf(other, { imported: false }), [])
        yield* history.append("child", "said", { json: "more" })
        const more = yield* Stream.runCollect(history.export(["child"]))
        assert.deepStrictEqual(yield* other.import(more), { tasks: 0, items: 1, skipped: [] })
        yield* other.remove("child")
        assert.deepStrictEqual((yield* other.import(more)).skipped, [{ task: "child", why: "deleted" }])
      })
    )
  )

  it.live("that is none, or is cut off, is refused with the line; what came before it stays", () =>
    Effect.gen(function* () {
      const history = yield* History.open({ directory: yield* directoryWith() })
      const none = yield* Effect.flip(history.import(["{}"]))
      assert.match(none.message, /line 1 .*Give the lines of an export/)
      const header = JSON.stringify({ format: "leasehold-history", version: 1, history: "other" })
      const cut = yield* Effect.flip(history.import([header, '{"task":{"task":"a"']))
      assert.match(cut.message, /line 2/)
      const newer = yield* Effect.flip(history.import([header.replace(":1", ":2")]))
      assert.match(newer.message, /Update Leasehold/)
    })
  )

  it("is made, and taken in, by a program that knows promises alone", async () => {
    await using one = await openHistory({ directory: directoryOf() })
    await using other = await openHistory({ directory: directoryOf() })
    await one.append("docs", "said", { json: { role: "user" } })
    assert.strictEqual(await one.replaceLast("docs", "said", { json: { role: "me" } }, { n: 1 }), 1)
    assert.deepStrictEqual(await other.import(one.export()), { tasks: 1, items: 1, skipped: [] })
    const [item] = (await other.items("docs", "said")).items
    assert.deepInclude(item, { n: 1, json: { role: "me" } })
    const [task] = (await other.list({ imported: true })).tasks
    assert.strictEqual(task?.origin, (await one.about()).history)
    const refused = await reasonOf(one.replaceLast("docs", "said", { json: 1 }, { n: 2 }))
    assert.isTrue(refused instanceof NotLast)
    assert.isTrue(isHistoryError(refused))
    const signal = AbortSignal.abort("enough")
    assert.strictEqual(await reasonOf(one.append("docs", "said", { json: 1 }, { signal })), "enough")
    const last = one.append("docs", "said", { json: 2 })
    await one.close()
    assert.strictEqual(await last, 2)
    assert.deepInclude(await reasonOf(one.append("docs", "said", { json: 3 })), { reason: "Closed" })
  })
})
