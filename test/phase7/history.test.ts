// Phase 7c, row by row, end to end: a history that survives a restart.
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import { History } from "../../src/history/service.ts"
import type { TaskTree } from "../../src/history/types.ts"
import type { TaskId } from "../../src/protocol/index.ts"
import type { Task, TaskView } from "../../src/tasks/interface.ts"
import { directoryWith } from "../workspace/directory.ts"
import { approving, fieldsOf, opened, openIn, refusal, statusesIn, untilStatus } from "./support.ts"

/** Some of each kind: a finished tree that wrote, one that failed, one in the foreground, and one that goes on until all is closed. */
const lived = Effect.gen(function* () {
  const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
  const scope = yield* Scope.make()
  const workspace = yield* Scope.provide(openIn(directory, approving), scope)
  const { tasks } = workspace
  const parent = yield* tasks.spawn({ id: "parent", title: "All of it", allowWrites: true }, (task) =>
    Effect.gen(function* () {
      yield* task.spawn({ id: "child", title: "A part", allowWrites: true }, (self: Task) =>
        Effect.as(
          self.edit("a.txt", () => "new"),
          "wrote a"
        )
      )
      const [first] = yield* task.join
      return `child: ${first?.outcome}`
    })
  )
  const failing = yield* tasks.spawn({ id: "failing" }, () => Effect.fail(new Error("no luck")))
  yield* Effect.all([parent.result, failing.result])
  const session = yield* Scope.provide(workspace.start({ id: "chat", title: "A chat" }), scope)
  yield* session.edit("b.txt", () => "new")
  yield* session.complete("said all")
  const begun = yield* Deferred.make<void>()
  yield* tasks.spawn({ id: "endless", allowWrites: true }, () =>
    Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)
  )
  yield* Deferred.await(begun)
  yield* Scope.close(scope, Exit.void)
  return directory
})

const namesOf = (all: ReadonlyArray<TaskTree>): ReadonlyArray<string> =>
  all.map(({ task, children }) => (children.length === 0 ? task : `${task}(${namesOf(children).join()})`))

describe("7c: a history that survives a restart", () => {
  it.live("7c.1 of a task there are its background, parent, status and result after a restart", () =>
    Effect.gen(function* () {
      const directory = yield* lived
      const workspace = yield* openIn(directory)
      const views = new Map((yield* workspace.tasks.list).map((view) => [`${view.task}`, fieldsOf(view)]))
      const expected: Readonly<Record<string, Partial<TaskView>>> = {
        parent: { background: true, allowWrites: true, parent: null, status: "completed", outcome: "child: wrote a" },
        child: {
          background: true,
          allowWrites: true,
          parent: "parent" as TaskId,
          status: "completed",
          outcome: "wrote a"
        },
        failing: { background: true, allowWrites: false, parent: null, status: "failed", outcome: "no luck" },
        chat: { background: false, allowWrites: false, parent: null, status: "completed", outcome: "said all" },
        endless: { background: true, allowWrites: true, parent: null, status: "interrupted", outcome: null }
      }
      const history = yield* History.open({ directory })
      for (const [task, { background, parent, status, ...rest }] of Object.entries(expected)) {
        assert.deepInclude(views.get(task), { background, parent, status, ...rest })
        assert.deepInclude(fieldsOf(yield* history.task(task)), { background, parent, status })
      }
    })
  )

  it.live("7c.2 what the user sees and what the model needs are two streams; replay works beside a damaged item", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const history = yield* History.open({ directory })
          const workspace = yield* openIn(directory, approving)
          const spawned = yield* workspace.tasks.spawn({ id: "docs", allowWrites: true }, (task) =>
            Effect.gen(function* () {
              for (let n = 1; n <= 3; n++) {
                yield* history.append("docs", "model", { json: { role: "user", n } })
                yield* history.append("docs", "shown", { bytes: Buffer.from(`message ${n}`) })
                yield* task.edit("a.txt", () => `${n}`)
              }
            })
          )
          yield* spawned.result
        })
      )
      const damaged = new DatabaseSync(join(directory, ".leasehold/history.sqlite"))
      damaged.exec("UPDATE item SET body = x'39' WHERE n = 2 AND stream = 1")
      damaged.exec("DELETE FROM item WHERE n = 3 AND stream = 2")
      damaged.close()
      const history = yield* History.open({ directory })
      const kinds = (yield* history.replay("docs")).flatMap((entry) => {
        if (entry.kind === "write") return [`wrote ${entry.write.key}`]
        if (entry.kind === "event") return []
        return ["lost" in entry.item ? `${entry.stream} ${entry.item.lost}` : entry.stream]
      })
      assert.deepStrictEqual(
        kinds.filter((kind) => !kind.startsWith("wrote")),
        ["model", "shown", "model damaged", "shown", "shown missing", "model"]
      )
      assert.strictEqual(kinds.filter((kind) => kind === "wrote a.txt").length, 3)
      const { items, last } = yield* history.items("docs", "model", { after: 2 })
      assert.deepStrictEqual([items.map((item) => "json" in item && item.json), last], [[{ role: "user", n: 3 }], 3])
    })
  )

  it.live("7c.3 tasks in the background are shown, hidden, filtered, marked and counted, and their replay opened", () =>
    Effect.gen(function* () {
      const history = yield* History.open({ directory: yield* lived })
      const named = (filter: Parameters<typeof history.list>[0]) =>
        Effect.map(history.list(filter), ({ tasks }) => tasks.map(({ task }) => task).sort())
      assert.deepStrictEqual(yield* named({}), ["chat", "child", "endless", "failing", "parent"])
      assert.deepStrictEqual(yield* named({ background: false }), ["chat"])
      assert.deepStrictEqual(yield* named({ background: true, parent: null }), ["endless", "failing", "parent"])
      assert.deepStrictEqual(yield* named({ status: ["failed", "interrupted"] }), ["endless", "failing"])
      assert.deepStrictEqual(yield* named({ text: "A PART" }), ["child"])
      assert.deepStrictEqual([...namesOf(yield* history.tree())].sort(), [
        "chat",
        "endless",
        "failing",
        "parent(child)"
      ])
      assert.deepStrictEqual(yield* history.counts(), {
        completed: { foreground: 1, background: 2 },
        failed: { foreground: 0, background: 1 },
        interrupted: { foreground: 0, background: 1 }
      })
      const replayed = yield* history.replay("child")
      assert.deepStrictEqual(
        replayed.flatMap((entry) => (entry.kind === "write" ? [`${entry.write.key} ${entry.write.status}`] : [])),
        ["a.txt committed"]
      )
      const [writer] = yield* history.whoWrote({ path: "a.txt" })
      assert.deepInclude(fieldsOf(writer), { by: "task", task: "child", title: "A part" })
      const { approval } = fieldsOf(writer)
      assert.deepInclude(fieldsOf(approval as object), { task: "child", by: "test" })
    })
  )

  it.live("7c.4 the same is kept of background and foreground, by count and age, and nothing live is dropped", () =>
    Effect.gen(function* () {
      const directory = yield* lived
      const history = yield* History.open({ directory })
      const over = ["chat", "child", "endless", "failing", "parent"]
      assert.deepStrictEqual([...(yield* history.retention({ maxTasks: 0 }))].sort(), over)
      assert.deepStrictEqual([...(yield* history.retention({ maxAgeMs: 0 }))].sort(), over)
      assert.deepStrictEqual(yield* history.retention({ maxAgeMs: 60_000, maxTasks: 100 }), [])
      assert.strictEqual((yield* history.retention({ maxTasks: 4 })).length, 1)
      const workspace = yield* openIn(directory, approving)
      yield* workspace.tasks.resume("endless", () => Effect.never)
      for (const task of yield* history.retention({ maxTasks: 0 })) yield* workspace.tasks.delete(task)
      assert.strictEqual(yield* refusal(workspace.tasks.delete("endless")), "NotEnded")
      yield* untilStatus(workspace, "endless", "running")
      assert.deepStrictEqual(yield* statusesIn(workspace), { endless: "running" })
      assert.deepStrictEqual(
        (yield* history.list()).tasks.map(({ task }) => task),
        ["endless"]
      )
      // A deletion is final: the id stays taken, and a token is never given again.
      const again = workspace.tasks.spawn({ id: "parent" }, () => Effect.void)
      assert.strictEqual(yield* refusal(again), "TaskExists")
    })
  )
})

describe("what is durable", () => {
  it.live("the newest durable record wins, and delete is final", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({}, approving)
      const history = yield* History.open({ directory })
      const spawned = yield* workspace.tasks.spawn({ id: "docs" }, () => Effect.succeed("first"))
      yield* spawned.result
      yield* history.append("docs", "shown", { json: "first" })
      yield* history.replaceLast("docs", "shown", { json: "second" })
      const other = yield* History.open({ directory })
      assert.deepInclude(fieldsOf((yield* other.items("docs", "shown")).items[0]), { n: 1, json: "second" })
      yield* workspace.tasks.delete("docs")
      for (const seen of [history, other]) assert.isUndefined(yield* seen.task("docs"))
      assert.strictEqual(yield* refusal(history.append("docs", "shown", { json: "late" })), "TaskDeleted")
    })
  )
})
