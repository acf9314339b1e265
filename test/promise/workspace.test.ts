// The Promise face: a workspace and its tasks, on real directories and in two processes.
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { forModel, isLeaseholdError, LeaseHeld, LeaseLost, openWorkspace, StoreUnavailable } from "../../src/index.ts"
import { promised } from "../../src/promise/workspace.ts"
import { defaults } from "../../src/workspace/options.ts"
import { openWith } from "../../src/workspace/workspace.ts"
import { directoryWith, opened, otherProcess, reasonOf, someoneWaits } from "./support.ts"

const module = join(import.meta.dirname, "process.ts")

describe("a task", () => {
  it("observes, writes, creates, moves, deletes and patches", async () => {
    const { one, text } = await opened({ "a.txt": "old\n" })
    assert.strictEqual((await one.observe("a.txt")).text, "old\n")
    const { contents } = await one.write("a.txt", "new\n")
    assert.strictEqual((await one.observe("a.txt")).content, contents.get("a.txt"))
    await one.create("deep/b.txt", "b")
    await one.move("deep/b.txt", "c.txt")
    await one.patch([
      { path: "a.txt", content: "newer\n" },
      { path: "c.txt", delete: true }
    ])
    assert.strictEqual(text("a.txt"), "newer\n")
    assert.isNull((await one.observe("c.txt")).bytes)
    assert.isNull((await one.editBytes("c.txt", () => null)).intent)
  })

  it("begins an edit anew on what changed, and commits what was prepared", async () => {
    const { one, other, text } = await opened({ "a.txt": "one\n" })
    const prepared = await one.prepare("a.txt", (before) => `${before ?? ""}two\n`)
    assert.deepStrictEqual([String(prepared.after), text("a.txt")], ["one\ntwo\n", "one\n"])
    await one.commit(prepared)
    const stale = await one.prepare("a.txt", (before) => `${before ?? ""}three\n`)
    await other.edit("a.txt", (before) => `${before ?? ""}other\n`)
    const refused = await reasonOf(one.commit(stale))
    assert.strictEqual(isLeaseholdError(refused) && refused._tag === "StaleBase" ? refused.writer : "", "other")
    await one.edit("a.txt", (before) => `${before ?? ""}three\n`)
    assert.strictEqual(text("a.txt"), "one\ntwo\nother\nthree\n")
  })

  it("merges what was prepared with what others changed, if that is asked for", async () => {
    const { one, other, text } = await opened({ "a.txt": "one\ntwo\nthree\n" })
    const prepared = await one.prepare("a.txt", (before) => (before ?? "").replace("one", "ONE"))
    await other.edit("a.txt", (before) => (before ?? "").replace("three", "THREE"))
    await one.commit(prepared, { merge: true })
    assert.strictEqual(text("a.txt"), "ONE\ntwo\nTHREE\n")
  })

  it("is told why not, as an error with a stack and a text for a model", async () => {
    const { one, other } = await opened({ "a.txt": "" })
    await one.acquire({ directory: "" })
    const refused = await reasonOf(other.acquire("a.txt"))
    assert.isTrue(refused instanceof LeaseHeld && refused instanceof Error && isLeaseholdError(refused))
    if (!(refused instanceof LeaseHeld)) return
    assert.strictEqual(refused.task, "one")
    assert.include(forModel(refused), 'by the foreground task "one"')
    assert.include(refused.stack ?? "", "workspace.test.ts")
  })

  it("throws what its transformation throws, and writes nothing", async () => {
    const { one, text } = await opened({ "a.txt": "old" })
    const failed = new Error("mine")
    const thrown = reasonOf(
      one.edit("a.txt", () => {
        throw failed
      })
    )
    assert.strictEqual(await thrown, failed)
    assert.strictEqual(text("a.txt"), "old")
  })

  it("may do what it was started with, and has one run at a time", async () => {
    const { workspace } = await opened(
      { "a.txt": "", "src/b.txt": "" },
      { approver: () => ({ approve: true, by: "test" }) }
    )
    const reader = await workspace.start({ id: "reader", background: true })
    await reader.observe("a.txt")
    assert.strictEqual(tagOf(await reasonOf(reader.write("a.txt", "x"))), "WriteNotAllowed")
    const writer = await workspace.start({
      id: "writer",
      background: true,
      allowWrites: true,
      scope: { write: { allow: ["src/**"] } }
    })
    await writer.edit("src/b.txt", () => "x")
    assert.strictEqual(tagOf(await reasonOf(writer.edit("a.txt", () => "x"))), "OutOfScope")
    assert.strictEqual(tagOf(await reasonOf(workspace.start({ id: "writer" }))), "TaskRunning")
    await writer.end()
    await writer.end()
    assert.strictEqual(tagOf(await reasonOf(writer.edit("src/b.txt", () => "y"))), "TaskNotRunning")
    await workspace.start({ id: "writer" })
  })
})

const tagOf = (error: unknown): string => (isLeaseholdError(error) ? error._tag : String(error))

describe("a lease", () => {
  it("only the last handle releases", async () => {
    const { workspace, one, other } = await opened()
    const [first, second] = [await one.acquire("a.txt"), await one.acquire("a.txt")]
    assert.strictEqual(first.token, second.token)
    await first.release()
    await first.release()
    assert.isTrue((await reasonOf(other.acquire("a.txt"))) instanceof LeaseHeld)
    assert.strictEqual((await workspace.holderOf("a.txt"))?.task, "one")
    await second.release()
    assert.isUndefined(await workspace.holderOf("a.txt"))
    await other.acquire("a.txt")
  })

  it("loss of a lease is told to its holder", async () => {
    const { one } = await opened({}, { leaseMs: 20, upkeepMs: 5 })
    const lease = await one.acquire("a.txt")
    if (!lease.lost.aborted) await new Promise((resolve) => lease.lost.addEventListener("abort", resolve))
    assert.isTrue(lease.lost.reason instanceof LeaseLost && lease.lost.reason.reason === "Expired")
    assert.isTrue((await reasonOf(lease.renew())) instanceof LeaseLost)
    // Also to one who asks when it is over.
    assert.isFalse((await one.acquire("b.txt")).lost.aborted)
  })

  it("is lost with the store, and its holder is told", async () => {
    const { directory, one, other } = await opened({}, { upkeepMs: 5 })
    const [lease, released] = [await one.acquire("a.txt"), await other.acquire("b.txt")]
    const { lost } = lease
    const notLost = released.lost
    await released.release()
    rmSync(join(directory, ".leasehold"), { recursive: true })
    if (!lost.aborted) await new Promise((resolve) => lost.addEventListener("abort", resolve))
    assert.isTrue(lost.reason instanceof LeaseLost)
    assert.isFalse(notLost.aborted)
  })

  it("that is given back is not lost", async () => {
    const { one } = await opened()
    const lease = await one.acquire("a.txt")
    const { lost, expires } = lease
    assert.isAbove(await lease.renew(), expires)
    await lease.release()
    await one.end()
    assert.isFalse(lost.aborted)
  })

  it("goes with the block that uses it, as do task and workspace", async () => {
    const directory = directoryWith()
    const { workspace, task, lease } = await (async () => {
      await using workspace = await openWorkspace({ directory })
      await using task = await workspace.start({ id: "one" })
      await using lease = await task.acquire("a.txt")
      assert.lengthOf(await workspace.leasesOf("one"), 1)
      return { workspace, task, lease }
    })()
    assert.isFalse(lease.lost.aborted)
    const closed = await reasonOf(task.observe("a.txt"))
    assert.isTrue(closed instanceof StoreUnavailable && closed.reason === "Closed")
    // Nothing to do any more.
    for (const each of [lease, task, workspace]) await each[Symbol.asyncDispose]()
  })
})

describe("two processes", () => {
  it("keep each other out, and a waiter is served", async () => {
    const { directory, workspace, one } = await opened({}, { upkeepMs: 5 })
    const lease = await one.acquire("a.txt")
    const child = await otherProcess(module, directory, "child")
    assert.strictEqual(await child.call("acquire", "a.txt", false), "LeaseHeld")
    const waits = someoneWaits(workspace)
    const waiting = child.call("acquire", "a.txt", true)
    await waits
    await lease.release()
    assert.strictEqual(await waiting, "granted")
    assert.strictEqual((await workspace.holderOf("a.txt"))?.task, "child")
    await child.call("close")
    await one.acquire("a.txt")
  })

  it("lose no update", async () => {
    const { directory, one, text } = await opened()
    const child = await otherProcess(module, directory, "child")
    const lines = Array.from({ length: 10 }, (_, n) => n)
    const append = async (line: number) => {
      const mine = async (): Promise<unknown> => {
        try {
          return await one.edit("a.txt", (before) => `${before ?? ""}mine ${line}\n`)
        } catch (error) {
          if (tagOf(error) !== "LeaseHeld" && tagOf(error) !== "StaleBase") throw error
          await using _lease = await one.acquire("a.txt", { wait: true })
          return await one.edit("a.txt", (before) => `${before ?? ""}mine ${line}\n`)
        }
      }
      await mine()
    }
    const theirs = (async () => {
      await child.call("acquire", "b.txt", false)
      for (const line of lines) {
        await child.call("acquire", "a.txt", true)
        await child.call("append", "a.txt", `theirs ${line}`)
        await child.call("release")
      }
    })()
    for (const line of lines) await append(line)
    await theirs
    const all = text("a.txt").trim().split("\n").sort()
    assert.deepStrictEqual(all, lines.flatMap((n) => [`mine ${n}`, `theirs ${n}`]).sort())
  })

  it("a task whose process was killed is started again at once", async () => {
    const { directory, workspace, one } = await opened({}, { upkeepMs: 60_000 })
    const child = await otherProcess(module, directory, "child")
    await child.call("acquire", "a.txt", false)
    assert.strictEqual(tagOf(await reasonOf(workspace.start({ id: "child" }))), "TaskRunning")
    await child.kill()
    await workspace.start({ id: "child" })
    await one.acquire("a.txt")
  })

  it("see what the other one does", async () => {
    const { directory, workspace } = await opened({}, { upkeepMs: 5 })
    const seen: Array<string> = []
    const ended = (async () => {
      for await (const event of workspace.events()) {
        if (event._tag === "Kept" || event.task !== "child") continue
        seen.push(event._tag === "Published" ? `Published ${event.keys.join()}` : event._tag)
        if (event._tag === "Interrupted" || event._tag === "Ended") break
      }
    })()
    const child = await otherProcess(module, directory, "child")
    await child.call("append", "a.txt", "line")
    await child.call("close")
    await ended
    assert.deepStrictEqual(seen.slice(-4), ["Published a.txt", "Released", "Became", "Ended"])
    assert.deepStrictEqual(seen.slice(0, 3), ["Became", "Became", "Started"])
  })
})

describe("events", () => {
  it("come from when they were asked for, until the workspace is closed", async () => {
    const { workspace, one } = await opened()
    const events = workspace.events()
    const stopped = new AbortController()
    const other = workspace.events({ signal: stopped.signal })
    await one.create("a.txt", "a")
    stopped.abort()
    await workspace.close()
    const tags: Array<string> = []
    for await (const event of events) if (event._tag !== "Kept" && event.task === "one") tags.push(event._tag)
    assert.deepStrictEqual(tags, ["Granted", "Published", "Released", "Became", "Ended"])
    for await (const _ of other) void _
  })
})

describe("gc", () => {
  it("takes limits, and says what it did and what is left", async () => {
    const { workspace, one } = await opened({ "a.txt": "", "b.txt": "" }, { graceMs: 0.001, upkeepMs: 60_000 })
    for (const path of ["a.txt", "b.txt"]) await one.edit(path, () => "new")
    assert.deepStrictEqual(await workspace.gc({ olderThanMs: 60_000 }), { cleared: 0, left: 0 })
    assert.deepStrictEqual(await workspace.gc({ maxWrites: 1 }), { cleared: 1, left: 1 })
    assert.deepStrictEqual(await workspace.gc(), { cleared: 1, left: 0 })
    assert.strictEqual(tagOf(await reasonOf(workspace.gc({ budgetMs: -1 }))), "InvalidOptions")
    assert.strictEqual(await reasonOf(workspace.gc({ signal: AbortSignal.abort("enough") })), "enough")
  })
})

describe("without system calls", () => {
  it("one process has the workspace for itself, and another one is told so", async () => {
    const directory = directoryWith()
    const open = () =>
      promised(
        openWith({
          ...defaults,
          unknownWriters: "accept",
          onWeakPlatform: "accept",
          directory,
          storeDir: undefined,
          native: () => undefined
        })
      )
    const workspace = await open()
    const task = await workspace.start({ id: "one" })
    assert.isFalse((await task.create("a.txt", "a")).promise.ring2)
    const refused = await reasonOf(open())
    assert.isTrue(refused instanceof StoreUnavailable && refused.reason === "InUse")
    await workspace.close()
    await (await open()).close()
  })
})

describe("options", () => {
  it("that cannot be are named", async () => {
    const directory = directoryWith()
    const refused = await reasonOf(openWorkspace({ directory, leaseMs: -1 }))
    assert.strictEqual(tagOf(refused), "InvalidOptions")
    assert.include((refused as Error).message, "leaseMs")
    writeFileSync(join(directory, "file"), "")
    assert.strictEqual(
      tagOf(await reasonOf(openWorkspace({ directory: join(directory, "file/none") }))),
      "InvalidOptions"
    )
  })
})

describe("the journal", () => {
  it("reads the same for whoever reads it again", async () => {
    const { workspace } = await opened()
    const read = async (): Promise<ReadonlyArray<string>> => {
      const lines: Array<string> = []
      for await (const line of workspace.journal()) lines.push(line)
      return lines
    }
    assert.deepStrictEqual(await read(), await read())
  })

  it("is read line by line, as far as the loop goes", async () => {
    const { workspace } = await opened()
    const lines: Array<string> = []
    for await (const line of workspace.journal()) {
      lines.push(line)
      if (lines.length === 2) break
    }
    assert.deepStrictEqual([JSON.parse(lines[0]!).format, JSON.parse(lines[1]!).nth], ["leasehold-journal", 1])
  })
})
