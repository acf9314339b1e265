// Phase 7b, its other rows: the runner, questions, and what a parent is told.
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import type { Task } from "../../src/tasks/interface.ts"
import { defaults } from "../../src/workspace/options.ts"
import {
  approving,
  opened,
  openIn,
  refusal,
  secondProcess,
  sh,
  statusesIn,
  untilFile,
  untilStatus,
  untilTask
} from "./support.ts"

describe("7b: the runner, questions, and what it tells", () => {
  it.live(
    "7b.6 at most three at a time or as set, five minutes, cancel by anybody and by the parent, and nothing is left",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(defaults.taskMs, 300_000)
        const { directory, workspace } = yield* opened({}, approving)
        const other = yield* secondProcess(directory)
        const working = { now: 0, most: 0 }
        const ids = ["one", "two", "three", "four", "five"]
        for (const id of ids)
          yield* workspace.tasks.spawn({ id, allowWrites: true }, (task: Task) =>
            Effect.acquireUseRelease(
              Effect.sync(() => (working.most = Math.max(working.most, (working.now += 1)))),
              () => Effect.asVoid(task.exec({ ...sh(`touch ${id}; sleep 600`), targets: [id] })),
              () => Effect.sync(() => (working.now -= 1))
            )
          )
        yield* Effect.forEach(ids.slice(0, 3), (id) => untilFile(join(directory, id)))
        const statuses = yield* statusesIn(workspace)
        assert.deepStrictEqual([statuses["four"], statuses["five"]], ["queued", "queued"])
        assert.strictEqual(yield* Effect.promise(() => other.call("cancel", "one")), "done")
        yield* untilStatus(workspace, "one", "cancelled")
        yield* untilFile(join(directory, "four"))
        for (const id of ids.slice(1)) yield* workspace.tasks.cancel(id)
        for (const id of ids) yield* untilStatus(workspace, id, "cancelled")
        assert.deepStrictEqual(working, { now: 0, most: 3 })
        for (const id of ids) assert.isUndefined(yield* workspace.holderOf(id))
        // A slow one, and one whose parent is cancelled while a command of it runs.
        const slow = yield* workspace.tasks.spawn({ timeoutMs: 20 }, () => Effect.never)
        assert.strictEqual((yield* slow.result).status, "timed out")
        const parent = yield* workspace.tasks.spawn({ id: "parent", allowWrites: true }, (task: Task) =>
          Effect.gen(function* () {
            const run = { ...sh("touch child; sleep 600"), targets: ["child"] }
            yield* task.spawn({ id: "child", allowWrites: true }, (self: Task) => Effect.asVoid(self.exec(run)))
            yield* task.join
          })
        )
        yield* untilFile(join(directory, "child"))
        yield* parent.cancel("all of it")
        assert.strictEqual((yield* parent.result).status, "cancelled")
        assert.strictEqual((yield* statusesIn(workspace))["child"], "cancelled")
        assert.isUndefined(yield* workspace.holderOf("child"))
      })
  )

  it.live(
    "7b.7 a question is seen at the root, answered by whoever sees it or by policy, and never denied silently",
    () =>
      Effect.gen(function* () {
        const questions = { waitMs: 100, otherwise: null }
        const { directory, workspace } = yield* opened({}, { ...approving, maxBackground: 1 })
        const other = yield* secondProcess(directory)
        const root = yield* workspace.tasks.spawn({ id: "root" }, (task: Task) =>
          Effect.gen(function* () {
            const child = yield* task.spawn({ id: "deep" }, (self: Task) => self.ask("Tabs or spaces?"))
            yield* task.join
            return (yield* child.result).outcome ?? ""
          })
        )
        const asking = yield* untilTask(workspace, "deep", ({ question }) => question !== null)
        assert.strictEqual(asking.status, "waiting")
        assert.strictEqual((yield* untilTask(workspace, "root", () => true)).status, "waiting")
        // Neither has the only slot meanwhile.
        const third = yield* workspace.tasks.spawn({ id: "third" }, () => Effect.succeed("done"))
        assert.strictEqual((yield* third.result).outcome, "done")
        assert.deepStrictEqual(yield* Effect.promise(() => other.call("questions")), [["deep", "Tabs or spaces?"]])
        assert.strictEqual(yield* Effect.promise(() => other.call("reply", "deep", "tabs")), "done")
        assert.strictEqual(yield* Effect.promise(() => other.call("reply", "deep", "spaces")), "NotWaiting")
        assert.strictEqual((yield* root.result).outcome, "tabs")
        for (const [otherwise, outcome] of [
          ["as you like", "as you like"],
          [null, "Unanswered"]
        ] as const) {
          const unattended = yield* openIn(directory, { questions: { ...questions, otherwise } })
          const asked = yield* unattended.tasks.spawn({}, (task: Task) =>
            Effect.catchTag(task.ask("Anybody?"), "Unanswered", ({ _tag }) => Effect.succeed(_tag))
          )
          assert.strictEqual((yield* asked.result).outcome, outcome)
        }
      })
  )

  it.live("7b.8 what a child changed, by files and by commands, is told from the journal, not from its words", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({ "a.txt": "old", "b.txt": "old" }, approving)
      const parent = yield* workspace.tasks.spawn({ allowWrites: true }, (task: Task) =>
        Effect.gen(function* () {
          const paths = yield* Deferred.make<ReadonlyArray<string>>()
          yield* task.spawn({ allowWrites: true }, (self: Task) =>
            Effect.gen(function* () {
              yield* self.edit("a.txt", () => "new")
              yield* self.exec({ ...sh("echo new > c.txt"), targets: ["c.txt"] })
              yield* Deferred.succeed(paths, yield* self.commitPaths)
              return "I changed b.txt"
            })
          )
          yield* task.join
          return (yield* Deferred.await(paths)).join()
        })
      )
      assert.strictEqual((yield* parent.result).outcome, "a.txt,c.txt")
    })
  )
})

describe("nothing waits inside a lease", () => {
  it.live("nothing waits for a human inside a lease, nor for children", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, approving)
      const spawned = yield* workspace.tasks.spawn({ allowWrites: true }, (task: Task) =>
        Effect.gen(function* () {
          const lease = yield* task.acquire("a.txt")
          const other = yield* workspace.start({ id: "other" })
          yield* other.acquire("b.txt")
          const waits = yield* Effect.forkChild(task.acquire("b.txt", { wait: true }))
          const refused = [yield* refusal(task.ask("May I?")), yield* refusal(task.join)]
          yield* lease.release
          yield* Fiber.interrupt(waits)
          return refused.join()
        }).pipe(Effect.scoped)
      )
      assert.strictEqual((yield* spawned.result).outcome, "HoldsLease,HoldsLease")
    })
  )
})
