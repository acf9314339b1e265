// The interface of Phase 7a: what its rows ask for, and the invariants that its first implementation broke.
import { rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { type FileLockManagerOptions, type LostLock, openFileLockManager } from "../../src/facade.ts"
import { openWorkspace } from "../../src/index.ts"
import { directoryWith, otherProcess, reasonOf, someoneWaits } from "../promise/support.ts"

const module = join(import.meta.dirname, "process.ts")

const opened = async (options: Omit<FileLockManagerOptions, "directory"> = {}, directory = directoryWith()) => {
  const locks = await openFileLockManager({ directory, ...options })
  onTestFinished(() => locks.close())
  return { directory, locks }
}

describe("a file's lock", () => {
  it("is one task's at a time: who comes second is told so at once (7a.1)", async () => {
    const { locks } = await opened()
    assert.isTrue(locks.acquireLock("a.txt", "one"))
    assert.isFalse(locks.acquireLock("a.txt", "other"))
    assert.isTrue(locks.acquireLock("b.txt", "other"))
    locks.releaseLock("a.txt", "one")
    assert.isTrue(locks.acquireLock("a.txt", "other"))
  })

  it("is had or not: acquired twice, one release frees it", async () => {
    const { locks } = await opened()
    assert.isTrue(locks.acquireLock("a.txt", "one"))
    assert.isTrue(locks.acquireLock("a.txt", "one"))
    assert.deepStrictEqual(locks.getLockedFiles("one"), ["a.txt"])
    locks.releaseLock("a.txt", "one")
    assert.isUndefined(locks.getLockHolder("a.txt"))
  })

  it("a refused acquire changes nothing", async () => {
    const { locks, directory } = await opened()
    locks.acquireLock("a.txt", "one")
    const workspace = await openWorkspace({ directory })
    onTestFinished(() => workspace.close())
    const events = workspace.events()
    assert.isFalse(locks.acquireLock("a.txt", "other"))
    assert.deepStrictEqual(locks.getLockedFiles("other"), [])
    // The next thing that happens is the next thing that is granted.
    assert.isTrue(locks.acquireLock("b.txt", "third"))
    const tasks = new Set<string>()
    for await (const event of events) {
      if (event._tag !== "Kept") tasks.add(event.task)
      if (event._tag === "Granted") break
    }
    assert.deepStrictEqual([...tasks], ["third"])
  })

  it("release by a non-holder does nothing (7a.6)", async () => {
    const { locks } = await opened()
    locks.acquireLock("a.txt", "one")
    locks.releaseLock("a.txt", "other")
    locks.releaseAllLocks("other")
    locks.releaseLock("b.txt", "one")
    assert.strictEqual(locks.getLockHolder("a.txt"), "one")
  })

  it("has a fencing token, by which each acquisition is told from those before, and which others see too", async () => {
    const { locks, directory } = await opened()
    const workspace = await openWorkspace({ directory })
    onTestFinished(() => workspace.close())
    locks.acquireLock("a.txt", "one")
    const first = locks.getFencingToken("a.txt", "one")!
    locks.acquireLock("a.txt", "one")
    assert.deepStrictEqual(locks.getFencingToken("a.txt", "one"), first)
    const { generation, generationNonce, token } = (await workspace.holderOf("a.txt"))!
    assert.deepStrictEqual({ generation, generationNonce, token }, first)
    assert.isUndefined(locks.getFencingToken("a.txt", "other"))
    locks.releaseLock("a.txt", "one")
    assert.isUndefined(locks.getFencingToken("a.txt", "one"))
    locks.acquireLock("a.txt", "other")
    assert.isAbove(locks.getFencingToken("a.txt", "other")!.token, first.token)
  })

  it("all of a task's are released, and no other's (7a.2)", async () => {
    const { locks } = await opened()
    for (const path of ["a.txt", "b.txt", "c.txt"]) locks.acquireLock(path, path === "c.txt" ? "other" : "one")
    locks.releaseAllLocks("one")
    locks.releaseAllLocks("one")
    assert.deepStrictEqual(locks.getLockedFiles("one"), [])
    assert.deepStrictEqual(locks.getLockedFiles("other"), ["c.txt"])
    // The task may begin again.
    assert.isTrue(locks.acquireLock("a.txt", "one"))
  })

  it("one file, one key, and paths are given back as they came (7a.3)", async () => {
    const { locks, directory } = await opened({}, directoryWith({ "src/a.txt": "" }))
    symlinkSync("src", join(directory, "link"))
    assert.isTrue(locks.acquireLock("./src//a.txt", "one"))
    assert.isFalse(locks.acquireLock("link/a.txt", "other"))
    assert.isFalse(locks.acquireLock(join(directory, "src/a.txt"), "other"))
    assert.strictEqual(locks.getLockHolder(join(directory, "link/a.txt")), "one")
    assert.isTrue(locks.acquireLock(join(directory, "b.txt"), "one"))
    assert.deepStrictEqual(locks.getLockedFiles("one"), ["./src//a.txt", join(directory, "b.txt")])
    locks.releaseLock("src/a.txt", "one")
    assert.isUndefined(locks.getLockHolder("src/a.txt"))
  })

  it("queries are pure", async () => {
    const { locks, directory } = await opened()
    locks.acquireLock("a.txt", "one")
    const workspace = await openWorkspace({ directory })
    const events = workspace.events()
    for (const path of ["a.txt", "b.txt"]) locks.getLockHolder(path)
    for (const task of ["one", "nobody"]) locks.getLockedFiles(task)
    await workspace.close()
    for await (const event of events) assert.fail(event._tag)
    assert.strictEqual(locks.getLockHolder("a.txt"), "one")
  })

  it("what leads out of the workspace is no file of it", async () => {
    const { locks } = await opened()
    for (const path of ["/etc/passwd", "../a.txt", "a/../../b", "", ".leasehold/lock"])
      assert.throws(() => locks.acquireLock(path, "one"))
    await locks.close()
    assert.throws(() => locks.acquireLock("a.txt", "one"), "closed")
    await locks.close()
  })
})

describe("the maximum hold time (7a.4)", () => {
  it("loss of a lease is told to its holder", async () => {
    const { promise, resolve } = Promise.withResolvers<LostLock>()
    const { locks } = await opened({ maxHoldMs: 20, upkeepMs: 5, onLost: resolve })
    locks.acquireLock("./a.txt", "one")
    const fence = locks.getFencingToken("a.txt", "one")!
    assert.deepStrictEqual(await promise, { filePath: "./a.txt", taskId: "one", ...fence })
    assert.deepStrictEqual(locks.getLockedFiles("one"), [])
    assert.isTrue(locks.acquireLock("a.txt", "other"))
  })

  it("is over when the store is removed, which is told too", async () => {
    const { promise, resolve } = Promise.withResolvers<LostLock>()
    const { locks, directory } = await opened({ upkeepMs: 5, onLost: resolve })
    locks.acquireLock("a.txt", "one")
    const fence = locks.getFencingToken("a.txt", "one")!
    rmSync(join(directory, ".leasehold"), { recursive: true })
    assert.deepStrictEqual(await promise, { filePath: "a.txt", taskId: "one", ...fence })
    assert.throws(() => locks.acquireLock("b.txt", "one"), "the store is unavailable")
  })

  it("nothing is told of what was released", async () => {
    const lost: Array<LostLock> = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const onLost = (lock: LostLock): void => {
      lost.push(lock)
      if (lock.filePath === "last.txt") resolve()
    }
    const { locks } = await opened({ maxHoldMs: 20, upkeepMs: 5, onLost })
    locks.acquireLock("a.txt", "one")
    locks.releaseLock("a.txt", "one")
    locks.acquireLock("b.txt", "two")
    locks.releaseAllLocks("two")
    locks.acquireLock("last.txt", "three")
    await promise
    assert.lengthOf(lost, 1)
  })
})

describe("the foreground (7a.5)", () => {
  it("claims files the same way: tasks of a workspace and locks keep each other out, and a waiter is served", async () => {
    const { locks, directory } = await opened()
    const workspace = await openWorkspace({ directory })
    onTestFinished(() => workspace.close())
    const task = await workspace.start({ id: "foreground" })
    const lease = await task.acquire({ directory: "src" })
    assert.isFalse(locks.acquireLock("src/a.txt", "one"))
    assert.strictEqual(locks.getLockHolder("src/a.txt"), "foreground")
    await lease.release()
    assert.isTrue(locks.acquireLock("src/a.txt", "one"))
    const refused = await reasonOf(task.create("src/a.txt", "a"))
    assert.strictEqual((refused as { readonly task?: string }).task, "one")
    const waits = someoneWaits(workspace)
    const waiting = task.acquire("src/a.txt", { wait: true })
    await waits
    locks.releaseLock("src/a.txt", "one")
    await waiting
  })
})

describe("two processes", () => {
  it("have one lock for each file", async () => {
    const { locks, directory } = await opened()
    const child = await otherProcess(module, directory)
    assert.isTrue(await child.call("acquireLock", "a.txt", "theirs"))
    assert.isFalse(locks.acquireLock("a.txt", "mine"))
    assert.strictEqual(locks.getLockHolder("a.txt"), "theirs")
    assert.deepStrictEqual(locks.getLockedFiles("theirs"), ["a.txt"])
    await child.call("releaseLock", "a.txt", "theirs")
    assert.isTrue(locks.acquireLock("a.txt", "mine"))
    assert.strictEqual(await child.call("getLockHolder", "a.txt"), "mine")
  })

  it("an owner is one running instance: a task of the same id elsewhere neither shares nor frees its locks", async () => {
    const { locks, directory } = await opened()
    const child = await otherProcess(module, directory)
    await child.call("acquireLock", "a.txt", "task")
    assert.isFalse(locks.acquireLock("a.txt", "task"))
    assert.isFalse(locks.acquireLock("b.txt", "task"))
    locks.releaseLock("a.txt", "task")
    locks.releaseAllLocks("task")
    assert.strictEqual(locks.getLockHolder("a.txt"), "task")
    assert.deepStrictEqual(await child.call("getLockedFiles", "task"), ["a.txt"])
    await child.call("releaseAllLocks", "task")
    assert.isTrue(locks.acquireLock("a.txt", "task"))
  })

  it("leave no lock when one is killed", async () => {
    const { locks, directory } = await opened({ upkeepMs: 60_000 })
    const child = await otherProcess(module, directory)
    await child.call("acquireLock", "a.txt", "task")
    await child.kill()
    assert.isTrue(locks.acquireLock("a.txt", "other"))
    assert.isTrue(locks.acquireLock("b.txt", "task"))
  })

  it("at most one writer inside a file, over all processes, however they race", async () => {
    const { directory } = await opened()
    const children = [await otherProcess(module, directory), await otherProcess(module, directory)]
    const raced = await Promise.all(children.map((child, n) => child.call("race", "a.txt", `task ${n}`, 100)))
    for (const { had, shared } of raced as ReadonlyArray<{ had: number; shared: number }>) {
      assert.strictEqual(had, 100)
      assert.strictEqual(shared, 0)
    }
  })
})
