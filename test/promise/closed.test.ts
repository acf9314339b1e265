// What becomes of tasks when their workspace is closed.
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { isLeaseholdError, openWorkspace, StoreUnavailable, type Task } from "../../src/index.ts"
import { aborted, directoryWith, reasonOf, statusOf } from "./support.ts"

describe("a workspace that is closed", () => {
  const interrupted = async (
    body: (task: Task, options: { signal: AbortSignal }) => Promise<void>,
    closeMs: number
  ) => {
    const directory = directoryWith({ "a.txt": "old" })
    const first = await openWorkspace({ directory, tendMs: 10, approver: () => ({ approve: true, by: "test" }) })
    const begun = Promise.withResolvers<void>()
    await first.tasks.spawn(
      { id: "docs", allowWrites: true, scope: { write: { allow: ["a.txt"] } } },
      (task, options) => {
        begun.resolve()
        return body(task, options)
      }
    )
    await begun.promise
    await first.close({ deadlineMs: closeMs })
    const second = await openWorkspace({ directory, tendMs: 10 })
    onTestFinished(() => second.close({ deadlineMs: 0 }))
    assert.strictEqual(await statusOf(second, "docs"), "interrupted")
    return second
  }

  it("tells bodies to end, waits for them, and leaves their tasks to be resumed, no wider than before", async () => {
    let reason: unknown
    const second = await interrupted(async (_, { signal }) => {
      reason = await aborted(signal)
      throw reason
    }, 60_000)
    assert.isTrue(reason instanceof StoreUnavailable && reason.reason === "Closed")
    const resumed = await second.tasks.resume("docs", async (task) => {
      const refused = await reasonOf(task.create("b.txt", ""))
      await task.edit("a.txt", () => "new")
      return isLeaseholdError(refused) ? refused._tag : ""
    })
    assert.deepInclude(await resumed.result(), { task: "docs", status: "completed", outcome: "OutOfScope" })
  })

  it("waits not for ever for a body that does not end, not even for one that was told so before", async () => {
    await interrupted(() => new Promise(() => {}), 30)
    const workspace = await openWorkspace({ directory: directoryWith(), tendMs: 10 })
    const begun = Promise.withResolvers<void>()
    const spawned = await workspace.tasks.spawn({}, () => {
      begun.resolve()
      return new Promise(() => {})
    })
    await begun.promise
    await spawned.cancel()
    await workspace.close({ deadlineMs: 30 })
    assert.isTrue((await reasonOf(spawned.status())) instanceof StoreUnavailable)
  })

  it("takes no more tasks", async () => {
    const workspace = await openWorkspace({ directory: directoryWith() })
    await workspace.close()
    assert.isTrue((await reasonOf(workspace.tasks.spawn({}, () => {}))) instanceof StoreUnavailable)
    assert.isTrue((await reasonOf(workspace.tasks.list())) instanceof StoreUnavailable)
  })
})
