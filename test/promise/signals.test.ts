// What a signal, or the end of the workspace, does to a call that is under way.
import { once } from "node:events"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { OutsideChange, StoreUnavailable } from "../../src/index.ts"
import type { Call } from "../../src/platform/calls.ts"
import { promised } from "../../src/promise/workspace.ts"
import { defaults } from "../../src/workspace/options.ts"
import { openWith } from "../../src/workspace/workspace.ts"
import { directoryWith, opened, reasonOf, someoneWaits } from "./support.ts"
import { stagedIn } from "../workspace/directory.ts"

/** A workspace that tells of each call that changes files, just before it is made. */
const watched = async (about: (call: Call) => void, files: Readonly<Record<string, string>> = { "a.txt": "old" }) => {
  const directory = directoryWith(files)
  const workspace = await promised(openWith({ ...defaults, directory, storeDir: undefined, about }))
  onTestFinished(() => workspace.close({ deadlineMs: 0 }))
  const task = await workspace.start({ id: "one" })
  return { directory, workspace, task, text: (name: string) => readFileSync(join(directory, name), "utf8") }
}

const staged = (directory: string): ReadonlyArray<string> => stagedIn(directory)

const isClosed = (error: unknown): boolean => error instanceof StoreUnavailable && error.reason === "Closed"

describe("a signal", () => {
  it("that was aborted before begins nothing", async () => {
    const { one, text } = await opened({ "a.txt": "old" })
    const reason = new Error("enough")
    const options = { signal: AbortSignal.abort(reason) }
    assert.strictEqual(await reasonOf(one.edit("a.txt", () => "new", options)), reason)
    assert.strictEqual(await reasonOf(one.acquire("a.txt", options)), reason)
    assert.strictEqual(text("a.txt"), "old")
  })

  it("withdraws one who waits, who stands in nobody's way then", async () => {
    const { workspace, one, other } = await opened()
    const lease = await one.acquire("a.txt")
    const controller = new AbortController()
    const waits = someoneWaits(workspace)
    const waiting = reasonOf(other.acquire("a.txt", { wait: true, signal: controller.signal }))
    await waits
    controller.abort()
    assert.strictEqual(await waiting, controller.signal.reason)
    const third = await workspace.start({ id: "third" })
    await lease.release()
    await third.acquire("a.txt")
  })

  it("interrupts before the decision, and nothing has changed", async () => {
    const { one, text, directory } = await opened({ "a.txt": "old" })
    const controller = new AbortController()
    const edit = one.edit(
      "a.txt",
      () => {
        controller.abort()
        return "new"
      },
      { signal: controller.signal }
    )
    assert.strictEqual(await reasonOf(edit), controller.signal.reason)
    assert.deepStrictEqual([text("a.txt"), staged(directory)], ["old", []])
  })

  it("interrupts a large file that is being staged, and nothing is left of it", async () => {
    const controller = new AbortController()
    let writes = 0
    const { task, text, directory } = await watched(({ call }) => {
      if (call === "write" && (writes += 1) === 1) queueMicrotask(() => controller.abort())
    })
    await task.observe("a.txt")
    const write = task.write("a.txt", new Uint8Array(32 << 20), { signal: controller.signal })
    assert.strictEqual(await reasonOf(write), controller.signal.reason)
    assert.deepStrictEqual([text("a.txt"), staged(directory)], ["old", []])
  })

  // Each call from the decision on: the sidecar, the exchange, the syncs, the last transaction.
  const afterwards = ["symlink", "exchange", "touch", "fsync", "commit"] as const
  for (const call of afterwards) {
    it(`after the decision, at ${call}, lets the write go through, and its outcome is told`, async () => {
      const controller = new AbortController()
      let decided = false
      const { task, text } = await watched((made) => {
        decided ||= made.call === "symlink"
        if (decided && made.call === call) controller.abort()
      })
      await task.observe("a.txt")
      const { contents } = await task.write("a.txt", "new", { signal: controller.signal })
      assert.strictEqual(text("a.txt"), "new")
      assert.strictEqual((await task.observe("a.txt")).content, contents.get("a.txt"))
    })
  }

  it("after the decision tells a refusal too", async () => {
    const controller = new AbortController()
    const { task, text, directory } = await watched(({ call }) => {
      if (call !== "exchange" || controller.signal.aborted) return
      controller.abort()
      writeFileSync(join(directory, "new"), "by an editor")
      renameSync(join(directory, "new"), join(directory, "a.txt"))
    })
    await task.observe("a.txt")
    const refused = await reasonOf(task.write("a.txt", "new", { signal: controller.signal }))
    assert.isTrue(refused instanceof OutsideChange)
    assert.strictEqual(text("a.txt"), "by an editor")
  })
})

describe("closing a workspace", () => {
  it("withdraws who waits for a lease at once, and takes no more calls", async () => {
    const { workspace, one, other } = await opened()
    await one.acquire("a.txt")
    const waits = someoneWaits(workspace)
    const waiting = reasonOf(other.acquire("a.txt", { wait: true }))
    await waits
    const closing = workspace.close()
    assert.isTrue(isClosed(await waiting))
    assert.isTrue(isClosed(await reasonOf(one.observe("a.txt"))))
    await closing
    await workspace.close()
  })

  it("waits for a write, and ends it at the deadline before it is decided", async () => {
    const started = new EventTarget()
    const { task, workspace, text } = await watched(({ call }) => {
      if (call === "write") started.dispatchEvent(new Event("write"))
    })
    await task.observe("a.txt")
    const large = new Uint8Array(4 << 20)
    const begun = once(started, "write")
    const write = task.write("a.txt", large)
    await begun
    await workspace.close()
    await write
    assert.lengthOf(text("a.txt"), large.length)

    const second = await watched(({ call }) => {
      if (call === "write") started.dispatchEvent(new Event("write"))
    })
    await second.task.observe("a.txt")
    const again = once(started, "write")
    const withdrawn = reasonOf(second.task.write("a.txt", new Uint8Array(64 << 20)))
    await again
    await second.workspace.close({ deadlineMs: 0 })
    assert.isTrue(isClosed(await withdrawn))
    assert.strictEqual(second.text("a.txt"), "old")
  })
})
