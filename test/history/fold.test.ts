// Whatever tasks do, the history says of them what the protocol's state says, and of what they did what was asked: seen by a second,
// naive account of the same requests. It is looked at now and then, by histories that were opened before and by new ones.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { History } from "../../src/history/service.ts"
import { lifeOf, runOf, snapshot, taskOf, type TaskId } from "../../src/protocol/index.ts"
import type { StoreService } from "../../src/store/store.ts"
import { Store } from "../../src/workspace/store.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"
import { type Account, script, step, type Wish, wish } from "./wishes.ts"

const check = (store: StoreService, history: History["Service"], account: Account) =>
  Effect.gen(function* () {
    const state = store.state()
    const { tasks } = yield* history.list()
    const live = snapshot(state).lives.filter(({ status }) => status !== "deleted")
    assert.sameMembers(
      tasks.map(({ task }) => task),
      live.map(({ task }) => task)
    )
    for (const record of tasks) {
      const life = lifeOf(state, record.task as TaskId)!
      const profile = taskOf(state, record.task as TaskId)
      assert.strictEqual<string>(record.status, life.status)
      assert.deepInclude(record, { title: profile.title, background: profile.background })
      assert.strictEqual(record.parent, life.parent ?? null)
      for (const name of ["approval", "waits", "grant", "question", "answer", "outcome", "result", "command"] as const)
        assert.deepStrictEqual(record.life[name], life[name], name)
      assert.deepStrictEqual(record.life["scope"], profile.scope)
      const entries = yield* history.replay(record.task, { limit: 1_000 })
      assert.deepStrictEqual(
        entries.flatMap((entry) => (entry.kind === "event" && entry.event.tag !== "Became" ? [entry.event.tag] : [])),
        account.events.flatMap(([task, tag]) => (task === record.task ? [tag] : []))
      )
      assert.deepStrictEqual(
        entries.flatMap(({ ...entry }) =>
          entry.kind === "write" ? [[entry.write.key, entry.write.content, entry.write.status, entry.write.grant]] : []
        ),
        account.writes.flatMap(([task, ...write]) => (task === record.task ? [write] : []))
      )
      const runs = yield* history.runs(record.task)
      const known = snapshot(state).runs.filter(({ task }) => task === record.task)
      assert.sameDeepMembers(
        runs.map(({ run, status }) => [run, status]),
        known.map(({ run, status }) => [run, status])
      )
      assert.strictEqual(runs.find(({ status }) => status === "running")?.run, runOf(state, record.task as TaskId))
    }
    for (const task of account.deleted) {
      assert.deepStrictEqual(yield* history.replay(task), [])
      assert.strictEqual((yield* Effect.flip(history.append(task, "said", { json: 1 })))._tag, "TaskDeleted")
    }
  })

const holds = (directory: string, wishes: ReadonlyArray<Wish>, seen: Set<string>) =>
  Effect.gen(function* () {
    const store = yield* Store
    const kept = yield* History.open({ directory, rowsPerSnapshot: 5 })
    const account: Account = { events: [], writes: [], deleted: new Set() }
    for (const one of wishes) {
      if (one.verb !== "look") yield* step(store, one, account)
      else if (one.flag) yield* check(store, kept, account)
      else
        yield* Effect.scoped(
          Effect.flatMap(History.open({ directory, rowsPerSnapshot: 5 }), (anew) => check(store, anew, account))
        )
    }
    yield* check(store, kept, account)
    for (const [, tag] of account.events) seen.add(tag)
    for (const [, , content, status] of account.writes) seen.add(content === null ? "changed" : status)
    if (account.deleted.size > 0) seen.add("Delete")
  }).pipe(Effect.provide(Store.layerSqlite({ directory, upkeepMs: 600_000 }), { local: true }))

describe("what the history says of tasks", () => {
  it.live(
    "is what the state of the protocol says, and what was asked",
    () =>
      Effect.promise(async () => {
        const seen = new Set<string>()
        await fc.assert(
          fc.asyncProperty(fc.array(wish, { minLength: 100, maxLength: 400, size: "max" }), (wishes) =>
            Effect.runPromise(
              Effect.scoped(Effect.flatMap(directoryWith(), (directory) => holds(directory, wishes, seen)))
            )
          ),
          { ...propertyOptions(25), examples: [[script]] }
        )
        // Else it would show nothing.
        for (const what of ["Approve", "Answer", "Take", "Interrupted", "Delete", "changed", "committed", "refused"])
          assert.include([...seen], what)
      }),
    120_000
  )
})
