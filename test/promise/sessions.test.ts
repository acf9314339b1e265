// Tasks that a host goes on with by a loop of its own, with promises.
import { assert, describe, it } from "@effect/vitest"
import { TaskNotRunning } from "../../src/index.ts"
import { aborted, approving, ended, reasonOf, statusOf } from "./support.ts"

describe("a session", () => {
  it("is told when it is to end, and comes to its end when it says so", async () => {
    const { workspace } = await approving()
    const session = await workspace.start({ id: "mine" })
    assert.isFalse(session.stopped.aborted)
    await workspace.tasks.cancel("mine", "enough")
    assert.isTrue((await aborted(session.stopped)) instanceof TaskNotRunning)
    assert.strictEqual(await statusOf(workspace, "mine"), "stopping")
    await session.end()
    assert.strictEqual(await ended(workspace, "mine"), "cancelled")
  })

  it("is completed, or fails, once and for all, or ends and is resumed", async () => {
    const { workspace } = await approving()
    const [done, failed, left] = [
      await workspace.start({ id: "done" }),
      await workspace.start({ id: "failed" }),
      await workspace.start({ id: "left" })
    ]
    await done.complete("all of it")
    await failed.fail("no luck")
    await left.end()
    assert.deepStrictEqual(
      (await workspace.tasks.list())
        .filter(({ task }) => ["done", "failed", "left"].includes(task))
        .map(({ task, status, outcome }) => `${task} ${status} ${outcome}`)
        .sort(),
      ["done completed all of it", "failed failed no luck", "left interrupted null"]
    )
    assert.isTrue((await reasonOf(done.observe("a.txt"))) instanceof TaskNotRunning)
    await workspace.start({ id: "left" })
  })

  it("spawns children, which end with it", async () => {
    const { workspace } = await approving()
    const session = await workspace.start({ id: "mine" })
    const begun = Promise.withResolvers<void>()
    const child = await session.spawn({ id: "child" }, async (_, { signal }) => {
      begun.resolve()
      await aborted(signal)
    })
    await begun.promise
    await session.fail("no luck")
    assert.strictEqual((await child.result()).status, "cancelled")
  })
})

describe("a loop of a host's own", () => {
  it("is told why its task ends, and asked whether it goes on", async () => {
    const { workspace } = await approving()
    const told = Promise.withResolvers<string>()
    let alive = true
    const attachment = { cancel: told.resolve, isAlive: async () => alive }
    const cancelled = await workspace.start({ id: "cancelled" }, attachment)
    const gone = await workspace.start({ id: "gone" }, attachment)
    await workspace.tasks.cancel("cancelled", "enough")
    assert.strictEqual(await told.promise, "cancelled: enough")
    await cancelled.end()
    alive = false
    const reason = await aborted(gone.stopped)
    assert.isTrue(reason instanceof TaskNotRunning && reason.reason === "Ended")
    assert.strictEqual(await statusOf(workspace, "gone"), "interrupted")
  })

  it("is gone if asking it throws", async () => {
    const { workspace } = await approving()
    const session = await workspace.start(
      { id: "gone" },
      {
        isAlive: () => {
          throw new Error("ESRCH")
        }
      }
    )
    await aborted(session.stopped)
    assert.strictEqual(await statusOf(workspace, "gone"), "interrupted")
  })
})
