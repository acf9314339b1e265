// The life of tasks with promises: bodies, signals, approval, questions, ends.
import { setImmediate } from "node:timers/promises"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import {
  forModel,
  HoldsLease,
  isLeaseholdError,
  NotPending,
  type OpenWorkspace,
  openWorkspace,
  ScopeTooWide,
  StoreUnavailable,
  type Task,
  TaskExists,
  TaskNotRunning,
  Unanswered,
  type Workspace
} from "../../src/index.ts"
import { directoryWith, opened as withTasks, reasonOf } from "./support.ts"

const opened = async (files: Readonly<Record<string, string>> = {}, options: Omit<OpenWorkspace, "directory"> = {}) =>
  withTasks(files, { tendMs: 10, approver: () => ({ approve: true, by: "test" }), ...options })

/** Resolves when the signal is aborted, to its reason. */
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    else signal.addEventListener("abort", () => resolve(signal.reason))
  })

/** Resolves to the first question that is asked. */
const question = async (workspace: Workspace) => {
  for (;;) {
    const [first] = await workspace.tasks.questions()
    if (first !== undefined) return first
    await setImmediate()
  }
}

const statusOf = async (workspace: Workspace, task: string) =>
  (await workspace.tasks.list()).find((view) => view.task === task)?.status

describe("a task that is spawned", () => {
  it("writes, and tells what it came to", async () => {
    const { workspace, text } = await opened({ "a.txt": "old" })
    const spawned = await workspace.tasks.spawn({ id: "docs", allowWrites: true }, async (task) => {
      await task.edit("a.txt", () => "new")
      return "edited"
    })
    assert.deepInclude(await spawned.result(), { task: "docs", status: "completed", outcome: "edited" })
    assert.strictEqual(await spawned.status(), "completed")
    assert.strictEqual(text("a.txt"), "new")
  })

  it("fails with what its body throws, at once or later", async () => {
    const { workspace } = await opened()
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
    const { workspace } = await opened()
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
    const { workspace, one, text } = await opened({ "a.txt": "old" })
    await one.acquire("a.txt")
    const reasons: Array<unknown> = []
    const waits = waiting(workspace)
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
    const { workspace } = await opened({ "a.txt": "old" })
    const { result } = await workspace.tasks.spawn({ id: "reader" }, async (task) => {
      const refused = await reasonOf(task.edit("a.txt", () => "new"))
      return isLeaseholdError(refused) ? refused._tag : ""
    })
    assert.strictEqual((await result()).outcome, "WriteNotAllowed")
  })

  it("is ended when its time is over", async () => {
    const { workspace } = await opened()
    const { result } = await workspace.tasks.spawn({ timeoutMs: 20 }, async (_, { signal }) => {
      await aborted(signal)
    })
    assert.strictEqual((await result()).status, "timed out")
  })

  it("has an id that no other ever has", async () => {
    const { workspace } = await opened()
    const { result } = await workspace.tasks.spawn({ id: "once" }, () => {})
    await result()
    await workspace.tasks.delete("once")
    assert.isUndefined(await statusOf(workspace, "once"))
    assert.isTrue((await reasonOf(workspace.tasks.spawn({ id: "once" }, () => {}))) instanceof TaskExists)
  })
})

/** Resolves when somebody waits for a lease; it listens from now on. */
const waiting = async (workspace: Workspace): Promise<void> => {
  for await (const event of workspace.events()) if (event._tag === "Waiting") return
}

describe("a child", () => {
  it("does no more than its parent may, and tells it what it came to", async () => {
    const { workspace, text } = await opened({ "a.txt": "a", "b.txt": "b" })
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
    const { one } = await opened({ "a.txt": "" })
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
    const { workspace } = await opened({ "a.txt": "old" }, { approver: () => new Promise(() => {}) })
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
    const { workspace } = await opened()
    const { result } = await workspace.tasks.spawn({ id: "asking" }, (task) => task.ask("Tabs or spaces?"))
    const asked = await question(workspace)
    assert.strictEqual(asked.question.text, "Tabs or spaces?")
    assert.strictEqual((await workspace.tasks.list()).find(({ task }) => task === "asking")?.status, "waiting")
    await workspace.tasks.answer(asked.task, "spaces")
    assert.strictEqual((await result()).outcome, "spaces")
  })

  it("that nobody answers is answered as it was set, or not at all", async () => {
    const asking = async (otherwise: string | null) => {
      const { workspace } = await opened({}, { questions: { waitMs: 1, otherwise } })
      const { result } = await workspace.tasks.spawn({}, async (task) =>
        task.ask("May I?").catch((error: unknown) => (error instanceof Unanswered ? forModel(error) : "?"))
      )
      return (await result()).outcome
    }
    assert.strictEqual(await asking("Yes."), "Yes.")
    assert.include(await asking(null), 'Nobody answers what you asked: "May I?"')
  })

  it("that is withdrawn is not asked any more", async () => {
    const { workspace, one } = await opened()
    const controller = new AbortController()
    const asked = reasonOf(one.ask("May I?", { signal: controller.signal }))
    await question(workspace)
    controller.abort()
    assert.strictEqual(await asked, controller.signal.reason)
    assert.isEmpty(await workspace.tasks.questions())
  })
})

describe("a session", () => {
  it("is told when it is to end, and comes to its end when it says so", async () => {
    const { workspace } = await opened()
    const session = await workspace.start({ id: "mine" })
    assert.isFalse(session.stopped.aborted)
    await workspace.tasks.cancel("mine", "enough")
    assert.isTrue((await aborted(session.stopped)) instanceof TaskNotRunning)
    assert.strictEqual(await statusOf(workspace, "mine"), "stopping")
    await session.end()
    assert.strictEqual(await ended(workspace, "mine"), "cancelled")
  })

  it("is completed, or fails, once and for all, or ends and is resumed", async () => {
    const { workspace } = await opened()
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
    const { workspace } = await opened()
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

/** Resolves to what the task came to. */
const ended = async (workspace: Workspace, task: string): Promise<string | undefined> => {
  for (;;) {
    const status = await statusOf(workspace, task)
    if (status !== "stopping") return status
    await setImmediate()
  }
}

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

describe("a loop of a host's own", () => {
  it("is told why its task ends, and asked whether it goes on", async () => {
    const { workspace } = await opened()
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
    const { workspace } = await opened()
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

describe("who looks at a task", () => {
  it("sees how it gets on, until it is over", async () => {
    const { workspace } = await opened()
    const begun = Promise.withResolvers<void>()
    const spawned = await workspace.tasks.spawn({ id: "docs" }, async (task) => {
      task.report({ kind: "call", name: "read" })
      begun.resolve()
    })
    await begun.promise
    await spawned.result()
    const entries: Array<string> = []
    for await (const batch of workspace.tasks.subscribe("docs"))
      for (const entry of batch) entries.push(entry.kind === "status" ? entry.status : `${entry.kind} ${entry.name}`)
    assert.deepStrictEqual(entries, ["queued", "running", "stopping", "completed", "call read"])
  })

  it("goes by the signal", async () => {
    const { workspace } = await opened()
    const controller = new AbortController()
    const batches: Array<unknown> = []
    for await (const batch of workspace.tasks.subscribe("one", { signal: controller.signal })) {
      batches.push(batch)
      controller.abort()
    }
    assert.lengthOf(batches, 1)
  })
})
