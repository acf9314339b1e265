// Who is killed gives back its locks one after the other: for a moment its gate is free, and it seems to live.
import { readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { arena, operationsOf } from "./crash.ts"
import { kindNamed } from "./kinds.ts"
import { runWriter } from "./process.ts"
import { openSession } from "./session.ts"

describe("a write whose writer is dying", () => {
  it.live("is settled by who comes then, and not refused", () =>
    Effect.gen(function* () {
      const kind = kindNamed("replace")
      const operations = (yield* operationsOf(kind)).map(({ call }) => call)
      const { directory, log } = yield* arena(kind)
      let looks = Infinity
      const session = yield* openSession(directory, {
        native: (native) =>
          native && {
            ...native,
            flock: (fd, how) => {
              const isLife = how === "shared" && readlinkSync(`/proc/self/fd/${fd}`).includes("/live/")
              return isLife && looks-- > 0 ? false : native.flock(fd, how)
            }
          }
      })
      yield* runWriter({ directory, log, kind: kind.name, killAt: operations.indexOf("exchange") + 1 })
      yield* session.host.store.refresh
      looks = 3
      const [path] = Object.keys(kind.before)
      const task = yield* session.workspace.start({ id: "next" })
      yield* task.observe(path!)
      assert.isAtMost(looks, 0)
      yield* task.write(path!, "next")
      assert.strictEqual(readFileSync(join(directory, path!), "utf8"), "next")
    })
  )
})
