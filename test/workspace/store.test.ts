// The store by itself: the same steps in memory and in SQLite, there shared with whoever has the workspace open.
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Result } from "effect"
import { Store, type StoreService, Workspace } from "../../src/effect.ts"
import { file, type Key, type RunId, type TaskId } from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import { later } from "../crash/session.ts"
import { directoryWith } from "./directory.ts"

const profile = { background: false, allowWrites: false, scope: everything, title: "" }
const [a, b] = [file("a.txt" as Key), file("b.txt" as Key)]

const start = ({ transact, host }: StoreService, id: string) => {
  const [task, run] = [id as TaskId, `${id}/1` as RunId]
  const begun = transact((tx) => {
    tx.task(task, profile)
    return tx.step({ _tag: "Start", run, task, host })
  })
  return Effect.as(begun, run)
}

const of = <E>(layer: Layer.Layer<Store, E>) => Effect.map(Layer.build(layer), Context.get(Store))

const stores = {
  "in memory": Effect.suspend(() => of(Store.layerMemory({ leaseMs: 1_000 }))),
  "in SQLite": Effect.flatMap(directoryWith(), (directory) => of(Store.layerSqlite({ directory, leaseMs: 1_000 })))
}

for (const [where, open] of Object.entries(stores)) {
  describe(`a store ${where}`, () => {
    it.live("decides all of a transaction or nothing", () =>
      Effect.gen(function* () {
        const store = yield* open
        const run = yield* start(store, "one")
        const before = [store.state(), (yield* store.rows(0)).length]
        const refused = yield* Effect.flip(
          store.transact((tx) =>
            Result.andThen(tx.step({ _tag: "Acquire", run, resource: a }), () =>
              tx.step({ _tag: "Withdraw", run, resource: b })
            )
          )
        )
        assert.strictEqual(refused._tag, "NotQueued")
        assert.deepStrictEqual([store.state(), (yield* store.rows(0)).length], before)
      })
    )

    it.live("grants, refuses, and lets leases expire whose time is over, as the protocol has it", () =>
      Effect.gen(function* () {
        const store = yield* open
        const [one, other] = [yield* start(store, "one"), yield* start(store, "other")]
        const acquire = (run: RunId) => store.transact((tx) => tx.step({ _tag: "Acquire", run, resource: a }))
        const [granted] = yield* acquire(one)
        assert.strictEqual(granted?._tag, "Granted")
        assert.strictEqual((yield* Effect.flip(acquire(other)))._tag, "LeaseHeld")
        const told: Array<string> = []
        store.listen((_, orders) => told.push(...orders.map(({ _tag }) => _tag)))
        yield* later(1_000)(store.transact((tx) => tx.step({ _tag: "Expire", resource: a })))
        yield* acquire(other)
        assert.includeMembers(told, ["Lost", "Granted"])
      })
    )
  })
}

describe("a store in SQLite", () => {
  it.live("is the one that a workspace's tasks decide in", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const store = yield* of(Store.layerSqlite({ directory }))
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "task" })
      const run = yield* start(store, "run")
      yield* store.transact((tx) => tx.step({ _tag: "Acquire", run, resource: a }))
      assert.strictEqual((yield* Effect.flip(task.edit("a.txt", () => "new")))._tag, "LeaseHeld")
      assert.strictEqual((yield* workspace.holderOf("a.txt"))?.generationNonce, store.generationNonce)
      yield* store.transact((tx) => tx.step({ _tag: "End", run }))
      yield* task.edit("a.txt", () => "new")
    })
  )

  it.live("frees what it held when its layer ends", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "task" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const store = yield* of(Store.layerSqlite({ directory }))
          const run = yield* start(store, "run")
          yield* store.transact((tx) => tx.step({ _tag: "Acquire", run, resource: a }))
          assert.strictEqual((yield* Effect.flip(task.acquire("a.txt")))._tag, "LeaseHeld")
        })
      )
      yield* task.acquire("a.txt")
    })
  )

  it.live("takes the options of a workspace, and says which cannot be", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const refused = yield* Effect.flip(of(Store.layerSqlite({ directory, leaseMs: -1 })))
      assert.strictEqual(refused._tag, "InvalidOptions")
    })
  )
})
