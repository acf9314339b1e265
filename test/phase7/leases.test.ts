// Phase 7a, row by row, end to end: leases of files.
import { setImmediate } from "node:timers/promises"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { Deferred, Effect, Exit, Result, Scope, Stream } from "effect"
import { openFileLockManager } from "../../src/facade.ts"
import type { Spawned, Task } from "../../src/tasks/interface.ts"
import { defaults } from "../../src/workspace/options.ts"
import type { Path } from "../../src/workspace/paths.ts"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import { approving, fieldsOf, opened, openIn, secondProcess } from "./support.ts"

const holder = (workspace: WorkspaceService, path: Path) =>
  Effect.map(workspace.holderOf(path), (lease): string | null => lease?.task ?? null)

describe("7a: leases of files", () => {
  it.live("7a.1 a lease per file for a task; who comes second fails at once, over all processes", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened()
      const other = yield* secondProcess(directory)
      const one = yield* workspace.start({ id: "one" })
      assert.strictEqual(yield* Effect.promise(() => other.call("acquire", "other", "a.txt")), "done")
      const refused = yield* Effect.flip(one.acquire("a.txt"))
      assert.deepInclude(fieldsOf(refused), { _tag: "LeaseHeld", task: "other", mode: "foreground" })
      yield* one.acquire("b.txt")
      assert.strictEqual(yield* Effect.promise(() => other.call("acquire", "third", "b.txt")), "LeaseHeld")
      yield* Effect.promise(() => other.call("release", "a.txt"))
      yield* one.acquire("a.txt")
    })
  )

  // How a task that holds two files comes to its end, with the status that it comes to.
  const endings: ReadonlyArray<
    readonly [
      how: string,
      status: string,
      body: Effect.Effect<string, string>,
      end: (of: Spawned) => Effect.Effect<void>
    ]
  > = [
    ["completion", "completed", Effect.succeed("done"), () => Effect.void],
    ["error", "failed", Effect.fail("no luck"), () => Effect.void],
    ["a defect", "failed", Effect.die(new Error("a bug")), () => Effect.void],
    ["cancel", "cancelled", Effect.never, (of) => Effect.orDie(of.cancel())],
    ["timeout", "timed out", Effect.never, () => Effect.void]
  ]

  it.live.each(endings)("7a.2 releases one, and all of a task by %s", ([, status, body, end]) =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, approving)
      const holds = yield* Deferred.make<void>()
      const holding = (task: Task) =>
        Effect.gen(function* () {
          yield* task.acquire("a.txt")
          yield* task.acquire({ directory: "src" })
          const third = yield* task.acquire("c.txt")
          yield* third.release
          yield* Deferred.succeed(holds, undefined)
          return yield* body
        })
      const spawned = yield* workspace.tasks.spawn(
        { id: "holding", allowWrites: true, timeoutMs: status === "timed out" ? 300 : 10_000 },
        holding
      )
      yield* Deferred.await(holds)
      yield* end(spawned)
      assert.strictEqual((yield* spawned.result).status, status)
      assert.deepStrictEqual(yield* workspace.leasesOf("holding"), [])
      const next = yield* workspace.start({ id: "next" })
      for (const path of ["a.txt", { directory: "src" }, "c.txt"]) yield* next.acquire(path)
    })
  )

  it.live("7a.3 who holds this file, and what does this task hold: queries that change nothing", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened()
      const other = yield* openIn(directory)
      const one = yield* workspace.start({ id: "one" })
      const lease = yield* one.acquire("a.txt")
      yield* one.acquire({ directory: "src" })
      const rows = Stream.runCollect(workspace.journal)
      const before = yield* rows
      for (const seen of [workspace, other]) {
        for (let times = 0; times < 20; times++) {
          assert.deepInclude(fieldsOf(yield* seen.holderOf("a.txt")), { task: "one", token: lease.token })
          assert.strictEqual(yield* holder(seen, "src/deep/b.txt"), "one")
          assert.isNull(yield* holder(seen, "b.txt"))
          assert.strictEqual((yield* seen.leasesOf("one")).length, 2)
          assert.deepStrictEqual(yield* seen.leasesOf("nobody"), [])
          yield* Effect.all([seen.tasks.list, seen.tasks.pending, seen.tasks.questions])
        }
      }
      assert.deepStrictEqual(yield* rows, before)
    })
  )

  it.live("7a.4 the longest time to hold it: 2 minutes or as set; it is taken away, and its holder told", () =>
    Effect.gen(function* () {
      assert.strictEqual(defaults.leaseMs, 120_000)
      const { workspace, text } = yield* opened({ "a.txt": "old" }, { leaseMs: 80 })
      const one = yield* workspace.start({ id: "one" })
      const other = yield* workspace.start({ id: "other" })
      yield* one.observe("a.txt")
      const lease = yield* one.acquire("a.txt")
      // Who waits is served once the time is over, with a later token.
      const next = yield* other.acquire("a.txt", { wait: true })
      assert.isAbove(next.token, lease.token)
      assert.deepInclude(yield* lease.lost, { _tag: "LeaseLost", reason: "Expired" })
      assert.strictEqual((yield* Effect.flip(one.write("a.txt", "late")))._tag, "LeaseHeld")
      assert.strictEqual((yield* Effect.flip(lease.renew))._tag, "LeaseLost")
      assert.strictEqual(text("a.txt"), "old")
    })
  )

  it.live("7a.5 the foreground claims files the same way", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, approving)
      const foreground = yield* workspace.start({ id: "foreground" })
      const taken = yield* Deferred.make<void>()
      const told = yield* Deferred.make<void>()
      yield* foreground.acquire("ours.txt")
      const spawned = yield* workspace.tasks.spawn({ id: "background", allowWrites: true }, (task) =>
        Effect.gen(function* () {
          const refused = yield* Effect.flip(task.edit("ours.txt", () => "theirs"))
          yield* task.acquire("theirs.txt")
          yield* Deferred.succeed(taken, undefined)
          yield* Deferred.await(told)
          return "mode" in refused ? `${refused._tag} by ${refused.mode}` : refused._tag
        })
      )
      yield* Deferred.await(taken)
      const refused = yield* Effect.flip(foreground.edit("theirs.txt", () => "ours"))
      assert.deepInclude(fieldsOf(refused), { _tag: "LeaseHeld", task: "background", mode: "background" })
      yield* Deferred.succeed(told, undefined)
      assert.strictEqual((yield* spawned.result).outcome, "LeaseHeld by foreground")
    })
  )

  it.live("7a.6 the interface that was planned, over the same leases as tasks have", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({ "a.txt": "old" }, approving)
      const locks = yield* Effect.promise(() => openFileLockManager({ directory }))
      onTestFinished(() => locks.close())
      assert.isTrue(locks.acquireLock("a.txt", "host"))
      assert.isFalse(locks.acquireLock("a.txt", "other"))
      locks.releaseLock("a.txt", "other")
      assert.strictEqual(locks.getLockHolder("a.txt"), "host")
      assert.deepStrictEqual(locks.getLockedFiles("host"), ["a.txt"])
      const write = (task: Task) =>
        Effect.as(
          task.edit("a.txt", () => task.task),
          "wrote"
        )
      const refused = yield* workspace.tasks.spawn({ id: "early", allowWrites: true }, write)
      assert.strictEqual((yield* refused.result).status, "failed")
      locks.releaseAllLocks("host")
      const allowed = yield* workspace.tasks.spawn({ id: "late", allowWrites: true }, write)
      assert.strictEqual((yield* allowed.result).outcome, "wrote")
      yield* Effect.promise(() => setImmediate())
      assert.isTrue(locks.acquireLock("a.txt", "host"))
    })
  )
})

describe("owners", () => {
  it.live("a cancelled instance that finishes late does not free what its resumed successor holds", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({}, approving)
      const scope = yield* Scope.make()
      const first = yield* Scope.provide(openIn(directory, approving), scope)
      let late: Task | undefined
      const begun = yield* Deferred.make<void>()
      yield* first.tasks.spawn({ id: "one", allowWrites: true }, (task) =>
        Effect.suspend(() => {
          late = task
          return Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)
        })
      )
      yield* Deferred.await(begun)
      const lease = yield* late!.acquire("a.txt")
      // Its loop goes on after it was closed: what it does then is nobody's.
      yield* Scope.close(scope, Exit.void)
      const holds = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const resumed = yield* workspace.tasks.resume("one", (task) =>
        Effect.gen(function* () {
          yield* task.acquire("a.txt")
          yield* Deferred.succeed(holds, undefined)
          yield* Deferred.await(go)
          return "held"
        })
      )
      yield* Deferred.await(holds)
      const ends = yield* Effect.all([lease.release, late!.edit("b.txt", () => "late")].map(Effect.result))
      assert.isTrue(Result.isFailure(ends[1]!))
      assert.strictEqual(yield* holder(workspace, "a.txt"), "one")
      yield* Deferred.succeed(go, undefined)
      assert.strictEqual((yield* resumed.result).outcome, "held")
    })
  )
})
