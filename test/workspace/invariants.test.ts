// Invariants that the original design broke, by their names: those of files and leases that no other test has by its name
// (docs/evidence.md says which has). Each is shown on real files, and each of these tests fails without what ensures it.
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, type Scope, Stream } from "effect"
import { type FileLockManager, openFileLockManager } from "../../src/facade.ts"
import type { Call } from "../../src/platform/calls.ts"
import type { JournalLine } from "../../src/store/journal.ts"
import { openHost } from "../../src/workspace/host.ts"
import type { PatchChange } from "../../src/workspace/interface.ts"
import { defaults } from "../../src/workspace/options.ts"
import { Workspace, type WorkspaceService, workspaceOn } from "../../src/workspace/workspace.ts"
import { actorIn } from "../platform/actors.ts"
import { settable } from "../platform/clock.ts"
import { session } from "../platform/session.ts"
import { directoryWith, stagedIn } from "./directory.ts"

/** Another one in the workspace that asks at once, so that it can do so in the middle of a write. */
const locksIn = (directory: string): Effect.Effect<FileLockManager, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => openFileLockManager({ directory })),
    (locks) => Effect.promise(() => locks.close())
  )

/** All files but Leasehold's own. */
const contentsOf = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.leasehold"))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, "utf8")])
  )

const before = { "update.txt": "old", "delete.txt": "old", "from.txt": "old" }

/** One of each kind that a patch may have. */
const patch: ReadonlyArray<PatchChange> = [
  { path: "update.txt", content: "new" },
  { path: "delete.txt", delete: true },
  { path: "add.txt", content: "new" },
  { path: "from.txt", moveTo: "to.txt" }
]
const targets = ["update.txt", "delete.txt", "add.txt", "from.txt", "to.txt"]

/** A session that has read what the patch changes, and is told of each call of its own. */
const patching = Effect.fnUntraced(function* (about: (call: Call) => void = () => undefined) {
  const opened = yield* session(before, { about })
  for (const path of Object.keys(before)) yield* opened.task.observe(path)
  return { ...opened, locks: yield* locksIn(opened.directory) }
})

describe("who may write", () => {
  it.live("a write needs the current lease", () => {
    const { ms, clock } = settable()
    return Effect.gen(function* () {
      const { task, start, text } = yield* session({ "a.txt": "old" }, { leaseMs: 60_000 })
      yield* task.observe("a.txt")
      const first = yield* task.acquire("a.txt")
      ms.monotonic = 61_000
      const other = yield* start("other")
      const second = yield* other.acquire("a.txt")
      assert.isAbove(second.token, first.token)
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "late")))._tag, "LeaseHeld")
      assert.strictEqual((yield* Effect.flip(first.renew))._tag, "LeaseLost")
      // Nor does it free what its successor holds.
      yield* first.release
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "late")))._tag, "LeaseHeld")
      assert.strictEqual(text("a.txt"), "old")
    }).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("no write on a stale base", () =>
    Effect.gen(function* () {
      const { task, start, text, put } = yield* session({ "a.txt": "old" })
      const other = yield* start("other")
      yield* task.observe("a.txt")
      yield* other.observe("a.txt")
      yield* task.write("a.txt", "first")
      assert.strictEqual((yield* Effect.flip(other.write("a.txt", "second")))._tag, "StaleBase")
      assert.strictEqual(text("a.txt"), "first")
      yield* other.observe("a.txt")
      put("a.txt", "by an editor")
      for (const late of [task, other]) {
        assert.strictEqual((yield* Effect.flip(late.write("a.txt", "late")))._tag, "StaleBase")
      }
      assert.strictEqual(text("a.txt"), "by an editor")
    })
  )

  it.live("background without allowWrites writes nothing", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith(before)
      const workspace = yield* Workspace.open({ directory })
      const reader = yield* workspace.start({ id: "reader", background: true })
      for (const path of Object.keys(before)) yield* reader.observe(path)
      const prepared = yield* reader.prepare("update.txt", () => "new")
      const attempts = [
        reader.write("update.txt", "new"),
        reader.edit("update.txt", () => "new"),
        reader.editBytes("update.txt", () => new Uint8Array(1)),
        reader.commit(prepared),
        reader.create("add.txt", "new"),
        reader.delete("delete.txt"),
        reader.move("from.txt", "to.txt"),
        reader.patch(patch),
        reader.acquire("update.txt"),
        reader.acquire({ directory: "" }, { wait: true })
      ]
      for (const attempt of attempts) {
        assert.strictEqual(
          (yield* Effect.flip<unknown, { readonly _tag: string }, never>(attempt))._tag,
          "WriteNotAllowed"
        )
      }
      assert.deepStrictEqual(contentsOf(directory), before)
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )
})

describe("a lease", () => {
  it.live("success means that all asked for are held", () =>
    Effect.gen(function* () {
      const { task, start } = yield* session({ "src/a.txt": "old" })
      const other = yield* start("other")
      const inside = yield* other.acquire("src/deep/b.txt")
      // One file of many is another one's: nothing of it is had.
      assert.strictEqual((yield* Effect.flip(task.acquire({ directory: "src" })))._tag, "LeaseHeld")
      yield* Effect.flatMap(other.acquire("src/a.txt"), ({ release }) => release)
      yield* inside.release
      yield* task.acquire({ directory: "src" })
      for (const path of ["src/a.txt", "src/new.txt", "src/deep/b.txt"]) {
        assert.strictEqual((yield* Effect.flip(other.acquire(path)))._tag, "LeaseHeld", path)
        yield* task.edit(path, () => "mine")
      }
      assert.strictEqual((yield* Effect.flip(other.acquire({ directory: "" })))._tag, "LeaseHeld")
    })
  )

  it.live("leases outlive effects: nothing is released while a tool call or its rollback still runs", () =>
    Effect.gen(function* () {
      const had: Array<boolean> = []
      let whileInside = (): void => undefined
      const { task, host, path, text } = yield* session(
        { "a.txt": "old" },
        { about: ({ call }) => (call === "exchange" ? whileInside() : undefined) }
      )
      const locks = yield* locksIn(host.layout.root)
      yield* task.observe("a.txt")
      yield* task.acquire("a.txt")
      // The task ends while its write is exchanged, and while that is taken back again, as an editor was first.
      whileInside = () => {
        if (had.length === 0) {
          Effect.runFork(task.end)
          assert.deepStrictEqual(locks.getLockHolder("a.txt"), undefined)
          writeFileSync(`${path("a.txt")}.tmp`, "by an editor")
          renameSync(`${path("a.txt")}.tmp`, path("a.txt"))
        }
        had.push(locks.acquireLock("a.txt", "successor"))
      }
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "new")))._tag, "OutsideChange")
      assert.deepStrictEqual(had, [false, false])
      assert.strictEqual(text("a.txt"), "by an editor")
      assert.isTrue(locks.acquireLock("a.txt", "successor"))
    })
  )

  it.live("recovery touches only the dead: a second process that starts leaves a live task alone", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const child = yield* actorIn(directory)
      yield* child.tell({ do: "observe", path: "a.txt" })
      yield* child.tell({ do: "acquire", path: "a.txt" })
      // It lives, though it says nothing at all.
      child.signal("SIGSTOP")
      const second = yield* Workspace.open({ directory })
      yield* second.gc()
      const holder = yield* second.holderOf("a.txt")
      assert.isDefined(holder)
      const third = yield* Workspace.open({ directory })
      yield* third.gc()
      assert.deepStrictEqual(yield* third.holderOf("a.txt"), holder)
      child.signal("SIGCONT")
      yield* child.tell({ do: "write", path: "a.txt", content: "alive" })
      const interrupted = yield* Effect.forkChild(
        Stream.runHead(Stream.filter(third.events, ({ _tag }) => _tag === "Interrupted")),
        { startImmediately: true }
      )
      child.signal("SIGKILL")
      yield* child.ended
      yield* second.gc()
      yield* third.gc()
      const event = yield* Fiber.join(interrupted)
      assert.strictEqual(event._tag === "Some" && "run" in event.value ? event.value.run : "", holder?.run)
      assert.isUndefined(yield* third.holderOf("a.txt"))
    })
  )
})

describe("a write of several files", () => {
  it.live("locks cover all effects: every target of a patch, whatever is done to it", () =>
    Effect.gen(function* () {
      const seen = new Map<string, Set<string | undefined>>()
      let look = (): void => undefined
      const { task, locks } = yield* patching(({ call }) => {
        if (call === "exchange" || call === "noreplace") look()
      })
      look = () => {
        for (const path of targets) {
          seen.set(path, (seen.get(path) ?? new Set()).add(locks.getLockHolder(path)))
          assert.isFalse(locks.acquireLock(path, "other"), path)
        }
      }
      yield* task.patch(patch)
      assert.deepStrictEqual([...seen.keys()], targets)
      for (const path of targets) assert.deepStrictEqual([...seen.get(path)!], [task.task], path)
      for (const path of targets) assert.isTrue(locks.acquireLock(path, "other"), path)
    })
  )

  it.live("no effect before the lock; a refusal has no effect ever, not later either", () =>
    Effect.gen(function* () {
      const { directory, locks, task, host, staged } = yield* patching()
      for (const path of targets) {
        assert.isTrue(locks.acquireLock(path, "other"))
        assert.strictEqual((yield* Effect.flip(task.patch(patch)))._tag, "LeaseHeld", path)
        assert.deepStrictEqual([contentsOf(directory), staged()], [before, []])
        // What was taken for it on the way is given back.
        for (const free of targets) assert.strictEqual(locks.getLockHolder(free), free === path ? "other" : undefined)
        locks.releaseLock(path, "other")
      }
      // Nor when who held it is gone, and all that was left is gone through, also by who comes next.
      yield* workspaceOn(host).pipe(Effect.flatMap(({ gc }) => gc()))
      yield* Workspace.open({ directory }).pipe(Effect.flatMap(({ gc }) => gc()))
      assert.deepStrictEqual(contentsOf(directory), before)
    })
  )

  it.live(
    'reports tell the truth: "done" if and only if committed',
    () =>
      Effect.gen(function* () {
        const all = new Set<string>()
        // An editor saves one of its files before the nth call of the write.
        for (let nth = 1; ; nth++) {
          const said = yield* Effect.scoped(savedBefore(nth))
          if (said === undefined) break
          all.add(said)
        }
        assert.sameMembers([...all], ["Published", "OutsideChange", "StaleBase"])
      }),
    60_000
  )
})

/** Whether a write is committed, by the journal. */
const hasCommitted = ({ journal }: WorkspaceService) =>
  Effect.map(Stream.runCollect(journal), (lines) =>
    lines
      .slice(1)
      .flatMap((line) => (JSON.parse(line) as JournalLine).entries)
      .some((entry) => entry._tag === "Step" && entry.action._tag === "Settle")
  )

/** What was said of a write before whose nth call an editor saved; nothing if it had no more calls. */
const savedBefore = Effect.fnUntraced(function* (nth: number) {
  const directory = yield* directoryWith(before)
  let calls = -Infinity
  const about = (): void => {
    if ((calls += 1) !== nth) return
    writeFileSync(join(directory, "tmp"), "by an editor")
    renameSync(join(directory, "tmp"), join(directory, "update.txt"))
  }
  const workspace = yield* workspaceOn(yield* openHost({ ...defaults, storeDir: undefined, directory, about }))
  const task = yield* workspace.start({ id: "writer" })
  for (const path of Object.keys(before)) yield* task.observe(path)
  calls = 0
  const answer = yield* Effect.result(task.patch(patch))
  const wasSaved = calls >= nth
  calls = -Infinity
  if (!wasSaved) return undefined
  yield* workspace.gc()
  assert.strictEqual(yield* hasCommitted(workspace), answer._tag === "Success")
  const { "update.txt": update, tmp: _, ...others } = contentsOf(directory)
  const done = { "add.txt": "new", "to.txt": "old" }
  if (answer._tag === "Success") {
    assert.deepStrictEqual(others, done)
    // Saved after it was done.
    assert.strictEqual(update, "by an editor")
    return "Published"
  }
  assert.deepStrictEqual([update, others], ["by an editor", { "delete.txt": "old", "from.txt": "old" }])
  return answer.failure._tag
})
