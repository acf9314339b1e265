// How far `gc` goes: as far as its limits say, the oldest first, and never to what was kept aside.
import { closeSync, openSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { Files } from "../../src/workspace/interface.ts"
import { Workspace, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { later } from "../crash/session.ts"
import { directoryWith } from "./directory.ts"

const graceMs = 10_000

/** A workspace that is kept up by nobody else, and so many writes in it, each of a file of its own. */
const withWrites = (count: number) =>
  Effect.gen(function* () {
    const files = Array.from({ length: count }, (_, n) => `${n}.txt`)
    const directory = yield* directoryWith(Object.fromEntries(files.map((name) => [name, "old"])))
    const workspace = yield* Workspace.open({ directory, graceMs, upkeepMs: 3_600_000 })
    const task = yield* workspace.start({ id: "writer" })
    for (const name of files) yield* task.edit(name, () => "new")
    return { directory, workspace, task }
  })

/** What lies staged: for each write one file that it displaced. */
const staged = (directory: string): number =>
  readdirSync(join(directory, ".leasehold/stage"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile()
  ).length

const gc = (workspace: WorkspaceService, after: number, limits?: Parameters<WorkspaceService["gc"]>[0]) =>
  later(after)(workspace.gc(limits))

/** A program writes what was displaced, through a descriptor that it had. */
const keepAside = (directory: string, task: Files) =>
  Effect.gen(function* () {
    const editor = openSync(join(directory, "0.txt"), "r")
    yield* task.edit("0.txt", () => "newest")
    writeFileSync(`/proc/self/fd/${editor}`, "late")
    closeSync(editor)
  })

describe("gc", () => {
  it.live("clears so many writes at most, and goes on where it ended", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 8 }),
          fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }),
          (writes, limits) =>
            Effect.gen(function* () {
              const { directory, workspace } = yield* withWrites(writes)
              let left = writes
              for (const maxWrites of limits) {
                const cleared = Math.min(maxWrites, left)
                left -= cleared
                assert.deepStrictEqual(yield* gc(workspace, graceMs, { maxWrites }), { cleared, left })
                assert.strictEqual(staged(directory), left)
              }
              assert.deepStrictEqual(yield* gc(workspace, graceMs), { cleared: left, left: 0 })
              assert.strictEqual(staged(directory), 0)
            }).pipe(Effect.scoped, Effect.runPromise)
        ),
        propertyOptions(20)
      )
    )
  )

  it.live("begins nothing more when its time is over, but always goes on", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* withWrites(70)
      const first = yield* gc(workspace, graceMs, { budgetMs: 0.001 })
      assert.isAbove(first.cleared, 0)
      assert.isAbove(first.left, 0)
      assert.strictEqual(staged(directory), first.left)
      assert.deepStrictEqual(yield* gc(workspace, graceMs, { budgetMs: 0.001 }), { cleared: first.left, left: 0 })
    })
  )

  it.live("clears nothing before its grace is over, or that is younger than it is asked for", () =>
    Effect.gen(function* () {
      const { workspace } = yield* withWrites(2)
      assert.deepStrictEqual(yield* gc(workspace, 0, { olderThanMs: 0 }), { cleared: 0, left: 0 })
      assert.deepStrictEqual(yield* gc(workspace, graceMs, { olderThanMs: 2 * graceMs }), { cleared: 0, left: 0 })
      assert.deepStrictEqual(yield* gc(workspace, 2 * graceMs, { olderThanMs: 2 * graceMs }), { cleared: 2, left: 0 })
    })
  )

  it.live("is not held up by what a program has open, and says that this is left", () =>
    Effect.gen(function* () {
      const { directory, workspace, task } = yield* withWrites(1)
      const editor = openSync(join(directory, "0.txt"), "r")
      yield* task.edit("0.txt", () => "newer")
      const writing = openSync(`/proc/self/fd/${editor}`, "r+")
      yield* task.create("other.txt", "")
      yield* task.edit("other.txt", () => "new")
      const { cleared, left } = yield* gc(workspace, graceMs, { maxWrites: 3 })
      assert.deepStrictEqual([cleared, left], [3, 1])
      closeSync(writing)
      closeSync(editor)
      assert.deepStrictEqual(yield* gc(workspace, graceMs), { cleared: 1, left: 0 })
    })
  )

  it.live("leaves what was kept aside, whatever its age", () =>
    Effect.gen(function* () {
      const { directory, workspace, task } = yield* withWrites(1)
      yield* keepAside(directory, task)
      yield* gc(workspace, 100 * graceMs)
      const kept = yield* workspace.kept.list
      assert.lengthOf(kept, 1)
      assert.strictEqual(Buffer.from((yield* workspace.kept.read(kept[0]!.name)) ?? []).toString(), "late")
    })
  )

  it.live("refuses limits that cannot be", () =>
    Effect.gen(function* () {
      const { workspace } = yield* withWrites(0)
      for (const limits of [{ maxWrites: -1 }, { maxWrites: 1.5 }, { budgetMs: 0 }, { olderThanMs: NaN }, { most: 1 }])
        assert.strictEqual((yield* Effect.flip(workspace.gc(limits)))._tag, "InvalidOptions", JSON.stringify(limits))
    })
  )
})
