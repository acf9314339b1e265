// Tasks with promises: bodies, signals, children, approval, questions.
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import {
  forModel,
  HoldsLease,
  isLeaseholdError,
  NotPending,
  openWorkspace,
  ScopeTooWide,
  TaskExists,
  TaskNotRunning,
  Unanswered
} from "../../src/index.ts"
import { aborted, approving, directoryWith, question, reasonOf, someoneWaits, statusOf } from "./support.ts"

describe("a task that is spawned", () => {
  it("writes, and tells what it came to", async () => {
    const { workspace, text } = await approving({ "a.txt": "old" })
    const spawned = await workspace.tasks.spawn({ id: "docs", allowWrites: true }, async (task) => {
      await task.edit("a.txt", () => "new")
      return "edited"
    })
    assert.deepInclude(await spawned.result(), { task: "docs", status: "completed", outcome: "edited" })
    assert.strictEqual(await spawned.status(), "completed")
    assert.strictEqual(text("a.txt"), "new")
  })

  it("fails with what its body throws, at once or later", async () => {
    const { workspace } = await approving()
    const bodies = [
      () => {
        throw new Error("no luck")
      },
      () => Promise.reject(new Error("no luck"))
    ]
    for (const body of bodies) {
      const { task, result } = await workspace.tasks.spawn({}, body)
      assert.deepInclude(await result(), { task, status: "failed", outcome: "no luck" })
    }
  })

  it("is told by its signal to end, and is over when its promise is settled", async () => {
    const { workspace } = await approving()
    const begun = Promise.withResolvers<AbortSignal>()
    const finish = Promise.withResolvers<void>()
    const spawned = await workspace.tasks.spawn({ id: "slow" }, async (_, { signal }) => {
      begun.resolve(signal)
      await finish.promise
      return "done all the same"
    })
    const signal = await begun.promise
    await spawned.cancel("enough")
    const reason = await aborted(signal)
    assert.isTrue(reason instanceof TaskNotRunning && reason.reason === "Stopping")
    assert.strictEqual(await spawned.status(), "stopping")
    finish.resolve()
    assert.deepInclude(await spawned.result(), { task: "slow", status: "cancelled", outcome: "enough" })
  })

  it("has its calls withdrawn, and refused, when it is told to end", async () => {
    const { workspace, one, text } = await approving({ "a.txt": "old" })
    await one.acquire("a.txt")
    const reasons: Array<unknown> = []
    const waits = someoneWaits(workspace)
    const spawned = await workspace.tasks.spawn({ id: "waits", allowWrites: true }, async (task) => {
      reasons.push(await reasonOf(task.acquire("a.txt", { wait: true })))
      reasons.push(await reasonOf(task.create("b.txt", "b")))
    })
    await waits
    await spawned.cancel()
    assert.strictEqual((await spawned.result()).status, "cancelled")
    for (const reason of reasons) assert.isTrue(reason instanceof TaskNotRunning, String(reason))
    assert.lengthOf(reasons, 2)
    assert.strictEqual(text("a.txt"), "old")
  })

  it("may only read unless it was allowed to write", async () => {
    const { workspace } = await approving({ "a.txt": "old" })
    const { result } = await workspace.tasks.spawn({ id: "reader" }, async (task) => {
      const refused = await reasonOf(task.edit("a.txt", () => "new"))
      return isLeaseholdError(refused) ? refused._tag : ""
    })
    assert.strictEqual((await result()).outcome, "WriteNotAllowed")
  })

  it("is ended when its time is over", async () => {
    const { workspace } = await approving()
    const { result } = await workspace.tasks.spawn({ timeoutMs: 20 }, async (_, { signal }) => {
      await aborted(signal)
    })
    assert.strictEqual((await result()).status, "timed out")
  })

  it("has an id that no other ever has", async () => {
    const { workspace } = await approving()
    const { result } = await workspace.tasks.spawn({ id: "once" }, () => {})
    await result()
    await workspace.tasks.delete("once")
    assert.isUndefined(await statusOf(workspace, "once"))
    assert.isTrue((await reasonOf(workspace.tasks.spawn({ id: "once" }, () => {}))) instanceof TaskExists)
  })
})

describe("a child", () => {
  it("does no more than its parent may, and tells it what it came to", async () => {
    const { workspace, text } = await approving({ "a.txt": "a", "b.txt": "b" })
    const only = (path: string) => ({ write: { allow: [path] } })
    const spawned = await workspace.tasks.spawn({ allowWrites: true, scope: only("a.txt") }, async (task) => {
      const refused = await reasonOf(task.spawn({ allowWrites: true, scope: only("b.txt") }, () => {}))
      assert.isTrue(refused instanceof ScopeTooWide, String(refused))
      const child = await task.spawn({ id: "child", allowWrites: true }, async (below) => {
        await below.edit("a.txt", () => "by a child")
        return "done"
      })
      const results = await task.join()
      await task.acknowledge(child.task)
      return results.map(({ outcome }) => outcome).join()
    })
    assert.strictEqual((await spawned.result()).outcome, "done")
    assert.strictEqual(text("a.txt"), "by a child")
  })

  it("is waited for by nobody who holds a lease", async () => {
    const { one } = await approving({ "a.txt": "" })
    await one.acquire("a.txt")
    for (const call of [one.join(), one.ask("May I?")]) {
      const refused = await reasonOf(call)
      assert.isTrue(refused instanceof HoldsLease, String(refused))
      if (refused instanceof HoldsLease) assert.include(forModel(refused), '"a.txt"')
    }
  })
})

describe("approval", () => {
  it("is of what was shown, by somebody, later", async () => {
    const directory = directoryWith({ "a.txt": "old" })
    const workspace = await openWorkspace({ directory, tendMs: 10 })
    onTestFinished(() => workspace.close({ deadlineMs: 0 }))
    const spawned = await workspace.tasks.spawn({ id: "docs", allowWrites: true }, (task) =>
      task.edit("a.txt", () => "new").then(() => "edited")
    )
    const [request] = await workspace.tasks.pending()
    assert.include(request!.text, "asks to modify files in the background")
    assert.isTrue(request!.profile.allowWrites)
    const other = { task: "docs", digest: "0".repeat(64) }
    assert.isTrue((await reasonOf(workspace.tasks.approve(other, "me"))) instanceof NotPending)
    await workspace.tasks.approve(request!, "me", { expires: Date.now() + 60_000 })
    assert.strictEqual((await spawned.result()).outcome, "edited")
  })

  it("that is denied or revoked lets nothing be written", async () => {
    const { workspace } = await approving({ "a.txt": "old" }, { approver: () => new Promise(() => {}) })
    const denied = await workspace.tasks.spawn({ id: "denied", allowWrites: true }, () => {})
    await workspace.tasks.deny("denied", "not today")
    assert.deepInclude(await denied.result(), { task: "denied", status: "denied", outcome: "not today" })
    const begun = Promise.withResolvers<void>()
    const revoked = Promise.withResolvers<void>()
    const spawned = await workspace.tasks.spawn({ id: "docs", allowWrites: true }, async (task) => {
      begun.resolve()
      await revoked.promise
      const refused = await reasonOf(task.edit("a.txt", () => "new"))
      return isLeaseholdError(refused) ? `${refused._tag}: ${forModel(refused)}` : ""
    })
    await workspace.tasks.approve((await workspace.tasks.pending())[0]!, "me")
    await begun.promise
    await workspace.tasks.revoke("docs", "changed my mind")
    revoked.resolve()
    assert.include((await spawned.result()).outcome, "ApprovalRevoked: It was revoked that this task may write")
  })
})

describe("a question", () => {
  it("is seen by all, and its answer goes to who asked", async () => {
    const { workspace } = await approving()
    const { result } = await workspace.tasks.spawn({ id: "asking" }, (task) => task.ask("Tabs or spaces?"))
    const asked = await question(workspace)
    assert.strictEqual(asked.question.text, "Tabs or spaces?")
    assert.strictEqual((await workspace.tasks.list()).find(({ task }) => task === "asking")?.status, "waiting")
    await workspace.tasks.answer(asked.task, "spaces")
    assert.strictEqual((await result()).outcome, "spaces")
  })

  it("that nobody answers is answered as it was set, or not at all", async () => {
    const asking = async (otherwise: string | null) => {
      const { workspace } = await approving({}, { questions: { waitMs: 1, otherwise } })
      const { result } = await workspace.tasks.spawn({}, async (task) =>
        task.ask("May I?").catch((error: unknown) => (error instanceof Unanswered ? forModel(error) : "?"))
      )
      return (await result()).outcome
    }
    assert.strictEqual(await asking("Yes."), "Yes.")
    assert.include(await asking(null), 'Nobody answers what you asked: "May I?"')
  })

  it("that is withdrawn is not asked any more", async () => {
    const { workspace, one } = await approving()
    const controller = new AbortController()
    const asked = reasonOf(one.ask("May I?", { signal: controller.signal }))
    await question(workspace)
    controller.abort()
    assert.strictEqual(await asked, controller.signal.reason)
    assert.isEmpty(await workspace.tasks.questions())
  })
})
