// Sessions: tasks that a host goes on with by a loop of its own.
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { approveAll, denyAll } from "../../src/tasks/approval.ts"
import type { OpenWorkspace } from "../../src/workspace/options.ts"
import { Workspace, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

const opened = (options: Partial<OpenWorkspace> = {}) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith({ "a.txt": "old" })
    return yield* Workspace.open({ directory, tendMs: 10, ...options })
  })

/** Completes once the task is so far. */
const becomes = (workspace: WorkspaceService, task: string, status: string) =>
  workspace.tasks.list.pipe(
    Effect.map((all) => all.find((view) => view.task === task)?.status),
    Effect.tap(() => Effect.sleep(1)),
    Effect.repeat({ until: (now) => now === status })
  )

/** Counts what it is told. */
const listener = () => {
  const reasons: Array<string> = []
  const told = Deferred.makeUnsafe<string>()
  const cancel = (reason: string) => {
    reasons.push(reason)
    return Deferred.succeed(told, reason)
  }
  return { reasons, told: Deferred.await(told), cancel }
}

describe("a session that is told to end", () => {
  it.live("hears so once, with why, and comes to its end when it has ended", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const { told, reasons, cancel } = listener()
      const session = yield* workspace.start({ id: "mine" }, { cancel })
      yield* workspace.tasks.cancel("mine", "enough")
      assert.strictEqual(yield* told, "cancelled: enough")
      assert.strictEqual((yield* session.stopped).reason, "Stopping")
      assert.strictEqual((yield* Effect.flip(session.create("b.txt", "")))._tag, "TaskNotRunning")
      yield* becomes(workspace, "mine", "stopping")
      yield* session.end
      yield* becomes(workspace, "mine", "cancelled")
      assert.deepStrictEqual(reasons, ["cancelled: enough"])
    })
  )

  it.live("hears of the end of what started it", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const { told, cancel } = listener()
      yield* workspace.start({ id: "mine" }, { cancel: (reason) => Effect.andThen(cancel(reason), Effect.die("late")) })
      yield* workspace.tasks.cancel("mine")
      assert.strictEqual(yield* told, "cancelled")
    })
  )

  it.live("does not if it ends itself, however it does", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const { reasons, cancel } = listener()
      const [one, two, three] = yield* Effect.forEach(["one", "two", "three"], (id) =>
        workspace.start({ id }, { cancel })
      )
      yield* one!.end
      yield* two!.complete("done")
      yield* three!.fail("no luck")
      yield* Effect.scoped(workspace.start({ id: "four" }, { cancel }))
      const all = yield* workspace.tasks.list
      assert.deepStrictEqual(all.map(({ task, status }) => `${task} ${status}`).sort(), [
        "four interrupted",
        "one interrupted",
        "three failed",
        "two completed"
      ])
      assert.isEmpty(reasons)
    })
  )

  it.live("does if it could not complete, and was told after that", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const { told, cancel } = listener()
      const session = yield* workspace.start({ id: "mine" }, { cancel })
      yield* session.spawn({ id: "child" }, () => Effect.never)
      assert.strictEqual((yield* Effect.flip(session.complete()))._tag, "ChildrenLive")
      yield* workspace.tasks.cancel("mine")
      assert.strictEqual(yield* told, "cancelled")
    })
  )
})

describe("a session whose loop is gone", () => {
  for (const [how, isAlive] of [
    ["says so", Effect.succeed(false)],
    ["cannot be asked", Effect.fail(new Error("ESRCH"))]
  ] as const)
    it.live(`is interrupted as if it had ended, if that ${how}, and gives back what it holds`, () =>
      Effect.gen(function* () {
        const workspace = yield* opened()
        let alive: Effect.Effect<boolean, Error> = Effect.succeed(true)
        const { reasons, cancel } = listener()
        const session = yield* workspace.start({ id: "mine" }, { cancel, isAlive: Effect.suspend(() => alive) })
        yield* session.acquire("a.txt")
        alive = isAlive
        assert.strictEqual((yield* session.stopped).reason, "Ended")
        yield* becomes(workspace, "mine", "interrupted")
        assert.isUndefined(yield* workspace.holderOf("a.txt"))
        assert.isEmpty(reasons)
        yield* workspace.start({ id: "mine" })
      })
    )
})

describe("a session in the background", () => {
  it.live("waits to be approved", () =>
    Effect.gen(function* () {
      const workspace = yield* opened({ approver: approveAll("test") })
      const session = yield* workspace.start({ id: "mine", background: true, allowWrites: true })
      yield* session.edit("a.txt", () => "new")
      const denying = yield* opened({ approver: denyAll("not today") })
      const refused = yield* Effect.flip(denying.start({ id: "mine", background: true, allowWrites: true }))
      assert.strictEqual(refused._tag, "TaskNotRunning")
      yield* becomes(denying, "mine", "denied")
    })
  )

  it.live("waits for a slot", () =>
    Effect.gen(function* () {
      const workspace = yield* opened({ maxBackground: 1 })
      const first = yield* workspace.start({ id: "first", background: true })
      const second = yield* Effect.forkChild(workspace.start({ id: "second", background: true }))
      yield* becomes(workspace, "second", "queued")
      assert.isUndefined(second.pollUnsafe())
      yield* first.end
      yield* Fiber.join(second)
    })
  )

  it.live("whose loop dies while it waits, waits no more", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const waiting = workspace.start(
        { id: "mine", background: true, allowWrites: true },
        { isAlive: Effect.succeed(false) }
      )
      assert.strictEqual((yield* Effect.flip(waiting))._tag, "TaskNotRunning")
      assert.strictEqual((yield* workspace.tasks.list)[0]!.status, "interrupted")
    })
  )
})
