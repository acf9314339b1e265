// How a task that is looked at gets on: batches, in order, of what matters.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { Progress } from "../../src/tasks/progress.ts"
import { Workspace, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

const opened = Effect.gen(function* () {
  return yield* Workspace.open({ directory: yield* directoryWith({}), tendMs: 100 })
})

const shown = (batch: ReadonlyArray<Progress>): string =>
  batch.map((one) => (one.kind === "status" ? one.status : `${one.kind} ${one.name}`)).join(", ")

/** What is told of a task, a batch at a time. */
const looked = (workspace: WorkspaceService, task: string) =>
  Effect.gen(function* () {
    const batches = yield* Queue.unbounded<string>()
    const looking = yield* Effect.forkScoped(
      Stream.runForEach(workspace.tasks.subscribe(task), (batch) => Queue.offer(batches, shown(batch)))
    )
    return { looking, next: Queue.take(batches), all: Queue.clear(batches) }
  })

describe("who looks at a task", () => {
  it.effect("is told in batches of five each half second, what matters most first", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const session = yield* workspace.start({ id: "mine" })
      const { next, all } = yield* looked(workspace, "mine")
      assert.strictEqual(yield* next, "queued, running")
      for (const n of [1, 2, 3, 4]) yield* session.report({ kind: "call", name: `read ${n}` })
      yield* session.report({ kind: "result", name: "read 1" })
      yield* session.report({ kind: "error", name: "read 2" })
      yield* TestClock.adjust(499)
      assert.isEmpty(yield* all)
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* next, "error read 2, result read 1, call read 1, call read 2, call read 3")
      yield* session.report({ kind: "result", name: "read 4" })
      yield* TestClock.adjust(500)
      assert.strictEqual(yield* next, "result read 4, call read 4")
    })
  )

  it.effect("late, is told the last twenty", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const session = yield* workspace.start({ id: "mine" })
      for (let n = 1; n <= 30; n++) yield* session.report({ kind: "call", name: String(n) })
      const { next } = yield* looked(workspace, "mine")
      const kept = Array.from({ length: 20 }, (_, at) => `call ${at + 11}`)
      assert.strictEqual(yield* next, ["running", ...kept].join(", "))
    })
  )

  it.effect("slowly, is told less, but each status", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const session = yield* workspace.start({ id: "mine" })
      const { looking, next, all } = yield* looked(workspace, "mine")
      yield* next
      yield* session.complete("done")
      for (let n = 1; n <= 30; n++) yield* session.report({ kind: "call", name: String(n) })
      yield* TestClock.adjust(60_000)
      yield* Fiber.join(looking)
      const told = (yield* all).join(", ").split(", ")
      assert.deepStrictEqual(told.slice(0, 2), ["stopping", "completed"])
      assert.deepStrictEqual(
        told.slice(2),
        Array.from({ length: 18 }, (_, at) => `call ${at + 13}`)
      )
    })
  )

  it.effect("that is over sees what was, and that is all; of one that there is not, nothing", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const session = yield* workspace.start({ id: "mine" })
      yield* session.report({ kind: "call", name: "read" })
      yield* session.complete()
      const over = yield* Stream.runCollect(workspace.tasks.subscribe("mine"))
      assert.deepStrictEqual(over.map(shown), ["queued, running, stopping, completed, call read"])
      yield* workspace.tasks.delete("mine")
      assert.isEmpty(yield* Stream.runCollect(workspace.tasks.subscribe("mine")))
      assert.isEmpty(yield* Stream.runCollect(workspace.tasks.subscribe("none")))
    })
  )

  it.live("in another process sees how far it is, and not what it reports", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({})
      const [here, there] = yield* Effect.all([
        Workspace.open({ directory, tendMs: 10 }),
        Workspace.open({ directory, tendMs: 10 })
      ])
      const session = yield* here.start({ id: "mine" })
      const { looking, next, all } = yield* looked(there, "mine")
      assert.strictEqual(yield* next, "queued, running")
      yield* session.report({ kind: "call", name: "read" })
      yield* session.complete()
      yield* Fiber.join(looking)
      assert.strictEqual((yield* all).join(", "), "stopping, completed")
    })
  )
})

describe("a report", () => {
  it.effect("is short, and of what is known", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const session = yield* workspace.start({ id: "mine" })
      for (const report of [
        { kind: "call", name: "" },
        { kind: "call", name: "x".repeat(81) },
        { kind: "cat", name: "a" },
        {}
      ])
        assert.strictEqual((yield* Effect.flip(session.report(report as never)))._tag, "InvalidOptions")
    })
  )

  it.effect("of a run that is not the task's any more is told nobody", () =>
    Effect.gen(function* () {
      const workspace = yield* opened
      const late = yield* workspace.start({ id: "mine" })
      yield* late.end
      yield* workspace.start({ id: "mine" })
      yield* late.report({ kind: "call", name: "late" })
      const { next } = yield* looked(workspace, "mine")
      assert.notInclude(yield* next, "late")
    })
  )
})
