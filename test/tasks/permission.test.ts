// What becomes of a task at work whose permission is taken back, or narrowed.
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schedule, Stream } from "effect"
import type { Task } from "../../src/tasks/interface.ts"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import { approving, opened, refusal } from "../phase7/support.ts"

type Takes = (workspace: WorkspaceService, task: string) => Effect.Effect<void, { readonly _tag: string }>

/** How it is taken back, and what the task is told then. */
const ways: ReadonlyArray<readonly [string, string, Takes]> = [
  ["revoked", "ApprovalRevoked", ({ tasks }, task) => tasks.revoke(task, "enough")],
  ["narrowed", "OutOfScope", ({ tasks }, task) => tasks.narrow(task, { write: { allow: ["src/**"] } })]
]

/** Completes once somebody waits for a lease. */
const isQueued = ({ journal }: WorkspaceService) =>
  Effect.repeat(Stream.runCollect(journal), {
    schedule: Schedule.spaced(5),
    until: (lines) => lines.some((line) => line.includes("Enqueue"))
  })

describe.each(ways)("a task whose permission is %s", (_, conflict, takeBack) => {
  it.live("cannot renew its lease, so it keeps the file from nobody", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({ "a.txt": "old" }, { ...approving, leaseMs: 100 })
      const holds = yield* Deferred.make<void>()
      const taken = yield* Deferred.make<void>()
      const spawned = yield* workspace.tasks.spawn({ id: "holding", allowWrites: true }, (task) =>
        Effect.gen(function* () {
          const lease = yield* task.acquire("a.txt")
          yield* lease.renew
          yield* Deferred.succeed(holds, undefined)
          yield* Deferred.await(taken)
          const refused = yield* Effect.flip(lease.renew)
          return `${refused._tag}, ${(yield* lease.lost).reason}`
        })
      )
      yield* Deferred.await(holds)
      yield* takeBack(workspace, "holding")
      const next = yield* workspace.start({ id: "next" })
      const waiting = yield* Effect.forkChild(next.acquire("a.txt", { wait: true }))
      yield* Deferred.succeed(taken, undefined)
      yield* Fiber.join(waiting)
      assert.strictEqual((yield* spawned.result).outcome, `${conflict}, Expired`)
    })
  )

  it.live("waits for no lease, and nobody waits behind it", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({ "a.txt": "old" }, approving)
      const holder = yield* workspace.start({ id: "holder" })
      const lease = yield* holder.acquire("a.txt")
      const spawned = yield* workspace.tasks.spawn({ id: "waiting", allowWrites: true }, (task: Task) =>
        refusal(task.acquire("a.txt", { wait: true }))
      )
      yield* isQueued(workspace)
      yield* takeBack(workspace, "waiting")
      assert.strictEqual((yield* spawned.result).outcome, conflict)
      yield* lease.release
      const next = yield* workspace.start({ id: "next" })
      yield* next.acquire("a.txt")
    })
  )
})
