// Phase 7b, its other rows: the runner, questions, and what a parent is told.
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import type { Task, TaskResult } from "../../src/tasks/interface.ts"
import type { Progress } from "../../src/tasks/progress.ts"
import { hashOf as hashOfBytes } from "../../src/platform/files.ts"
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

const hashOf = (text: string): string => hashOfBytes(Buffer.from(text))

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

  it.live(
    "7b.8 what a child did is told from the journal, not from its words: files, commands, conflicts, refusals",
    () =>
      Effect.gen(function* () {
        const { directory, workspace } = yield* opened({ "a.txt": "old", "b.txt": "old" }, approving)
        const scope = { write: { allow: ["a.txt", "c.txt"] } }
        const handed = yield* Deferred.make<TaskResult>()
        const parent = yield* workspace.tasks.spawn({ id: "parent", allowWrites: true }, (task) =>
          Effect.gen(function* () {
            yield* task.spawn({ id: "child", allowWrites: true, scope }, (self: Task) =>
              Effect.gen(function* () {
                for (const text of ["half", "new"]) yield* self.edit("a.txt", () => text)
                yield* self.exec({ ...sh("echo new > c.txt; exit 3"), targets: ["c.txt"] })
                yield* refusal(self.edit("b.txt", () => "new"))
                assert.deepStrictEqual((yield* self.commitPaths).join(), "a.txt,c.txt")
                return "I changed b.txt, and nothing else"
              })
            )
            const [result] = yield* task.join
            yield* Deferred.succeed(handed, result!)
          })
        )
        yield* parent.result
        const told = yield* Deferred.await(handed)
        assert.strictEqual(told.outcome, "I changed b.txt, and nothing else")
        const elsewhere = yield* openIn(directory)
        for (const { read, files, commands, refusals } of [told.handOff, yield* elsewhere.tasks.handOff("child")]) {
          assert.strictEqual(read.join(), "a.txt,b.txt")
          assert.deepStrictEqual(files, [
            { key: "a.txt", base: hashOf("old"), content: hashOf("new") },
            { key: "c.txt", base: "absent", content: hashOf("new\n") }
          ])
          assert.deepStrictEqual(
            commands.map(({ code, changed }) => ({ code, changed })),
            [{ code: 3, changed: ["c.txt"] }]
          )
          assert.deepStrictEqual(
            refusals.map(({ conflict }) => conflict),
            ["OutOfScope"]
          )
        }
      })
  )

  it.live(
    "6c how a task gets on: calls, results and errors by name, statuses first and none dropped, in small batches",
    () =>
      Effect.gen(function* () {
        const { directory, workspace } = yield* opened({}, approving)
        const looks = yield* Deferred.make<void>()
        const spawned = yield* workspace.tasks.spawn({ id: "docs", allowWrites: true }, (task) =>
          Effect.gen(function* () {
            yield* Deferred.await(looks)
            for (const kind of ["call", "result", "error", "call"] as const)
              for (const n of [1, 2]) yield* task.report({ kind, name: `${kind} ${n}` })
            return yield* Effect.catch(task.ask("Is it so?"), () => Effect.succeed("no"))
          })
        )
        yield* untilStatus(workspace, "docs", "running")
        const here = yield* Effect.forkChild(Stream.runCollect(workspace.tasks.subscribe("docs")))
        const other = yield* openIn(directory)
        const there = yield* Effect.forkChild(Stream.runCollect(other.tasks.subscribe("docs")))
        yield* Effect.sleep(50)
        yield* Deferred.succeed(looks, undefined)
        yield* untilStatus(workspace, "docs", "waiting")
        yield* workspace.tasks.answer("docs", "yes")
        yield* spawned.result
        const [late, ...batches] = yield* Fiber.join(here)
        assert.isAbove(late!.length, 0)
        const kinds = ["status", "error", "result", "call"]
        for (const batch of batches) {
          assert.isAtMost(batch.length, 5)
          const order = batch.map(({ kind }) => kinds.indexOf(kind))
          assert.deepStrictEqual(order, order.toSorted())
        }
        const statusesOf = (all: ReadonlyArray<ReadonlyArray<Progress>>) =>
          all.flat().flatMap((one) => (one.kind === "status" ? [one.status] : []))
        for (const all of [batches, yield* Fiber.join(there)])
          assert.includeMembers([...statusesOf(all)], ["waiting", "completed"])
        const names = batches.flat().flatMap((one) => (one.kind === "status" ? [] : [Object.keys(one).sort().join()]))
        assert.deepStrictEqual([...new Set(names)], ["at,kind,name"])
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
