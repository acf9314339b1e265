// A write that is not decided after all leaves nothing: no staged file, no lease.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { workspaceOn } from "../../src/workspace/workspace.ts"
import { directoryWith, stagedIn } from "./directory.ts"

describe("a write that is not decided", () => {
  it.live("takes its sidecar with it, which is a file if it is long", () =>
    Effect.gen(function* () {
      const paths = Array.from({ length: 12 }, (_, n) => `${"d".repeat(200)}/${n}.txt`)
      const directory = yield* directoryWith(Object.fromEntries(paths.map((path) => [path, "old"])))
      const workspace = yield* workspaceOn(yield* openHost({ ...defaults, directory, storeDir: undefined }))
      const task = yield* workspace.start({ id: "writer" })
      for (const path of paths) yield* task.observe(path)
      writeFileSync(join(directory, paths[11]!), "by an editor")
      const refused = yield* Effect.flip(task.patch(paths.map((path) => ({ path, content: "new" }))))
      assert.strictEqual(refused._tag, "StaleBase")
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )

  it.live("writes nothing more once it is interrupted, when other files may have its descriptor's number", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      let begun = 0
      let ended = 0
      const started = yield* Deferred.make<void>()
      const host = yield* openHost({
        ...defaults,
        directory,
        storeDir: undefined,
        calls: (calls) => ({
          ...calls,
          writeLarge: async (fd, bytes, position) => {
            begun += 1
            Deferred.doneUnsafe(started, Effect.void)
            const written = await calls.writeLarge(fd, bytes, position)
            ended += 1
            return written
          }
        })
      })
      const task = yield* (yield* workspaceOn(host)).start({ id: "writer" })
      const writing = yield* Effect.forkChild(task.create("a.bin", new Uint8Array(12 << 20)))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(writing)
      assert.deepStrictEqual([begun, ended], [1, 1])
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )

  it.live("gives back what it leased if there is no room for its sidecar", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      let isFull = true
      const host = yield* openHost({
        ...defaults,
        directory,
        storeDir: undefined,
        calls: (calls) => ({
          ...calls,
          symlink: (target, name) => {
            if (isFull) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" })
            calls.symlink(target, name)
          }
        })
      })
      const workspace = yield* workspaceOn(host)
      const task = yield* workspace.start({ id: "writer" })
      yield* task.observe("a.txt")
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "new")))._tag, "NoSpace")
      assert.isUndefined(yield* workspace.holderOf("a.txt"))
      assert.deepStrictEqual(stagedIn(directory), [])
      isFull = false
      yield* task.write("a.txt", "new")
    })
  )
})
