// Nothing stays open that nobody needs, whatever came of what was tried.
import { linkSync, readdirSync, symlinkSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { directoryWith } from "../workspace/directory.ts"
import { openIn, session } from "./session.ts"

const open = (): number => readdirSync("/proc/self/fd").length

describe("descriptors", () => {
  it.live("are closed after each call, done or refused", () =>
    Effect.gen(function* () {
      const { task, start, path, put } = yield* session({ "a.txt": "old", "d/b.txt": "old", "hard.txt": "old" })
      linkSync(path("hard.txt"), path("other.txt"))
      symlinkSync("/etc", path("out"))
      const other = yield* start("other")
      const once = Effect.gen(function* () {
        yield* task.edit("a.txt", () => String(Math.random()))
        yield* task.edit("d/b.txt", () => Buffer.alloc(300_000, String(Math.random())))
        yield* task.create("d/new.txt", "new")
        yield* task.move("d/new.txt", "e/moved.txt")
        yield* task.observe("e/moved.txt")
        yield* task.delete("e/moved.txt")
        yield* task.observe("d/b.txt")
        put("d/b.txt", "by an editor")
        const lease = yield* other.acquire({ directory: "leased" })
        const attempts: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          task.edit("hard.txt", () => "new"),
          task.observe("out/passwd"),
          task.create("a.txt/b.txt", "new"),
          task.observe("d"),
          task.create("leased/a.txt", "new"),
          task.write("d/b.txt", Buffer.from("new"))
        ]
        for (const attempt of attempts) yield* Effect.flip(attempt)
        yield* lease.release
      })
      yield* once
      const before = open()
      for (let i = 0; i < 20; i++) yield* once
      assert.isAtMost(open(), before)
    })
  )

  it.live("are closed with the workspace, opened or refused", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const once = Effect.scoped(
        Effect.flatMap(openIn(directory), ({ task }) => task.edit("a.txt", () => String(Math.random())))
      )
      const weak = Effect.flip(
        Effect.scoped(openIn(directory, { native: (native) => ({ ...native!, rename: () => "EINVAL" }) }))
      )
      const damaged = yield* directoryWith({ ".leasehold/store.db": Buffer.alloc(8_192, "garbage") })
      const corrupt = Effect.flip(Effect.scoped(openIn(damaged)))
      const changed = yield* directoryWith({ "a.txt": "old" })
      yield* Effect.scoped(openIn(changed))
      const database = new DatabaseSync(`${changed}/.leasehold/store.db`)
      database.exec("DELETE FROM checkpoint; UPDATE journal SET entries = 'x' WHERE seq = 1")
      database.close()
      const unreadable = Effect.flip(Effect.scoped(openIn(changed)))
      assert.strictEqual((yield* unreadable)._tag, "StoreUnavailable")
      const all = Effect.all([once, weak, corrupt, unreadable])
      yield* all
      const before = open()
      for (let i = 0; i < 5; i++) yield* all
      assert.isAtMost(open(), before)
    })
  )
})
