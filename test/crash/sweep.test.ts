// A process dies while another one clears what the dead left: what it displaced is not taken for that.
import { readFileSync, readlinkSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { arena, operationsOf } from "./crash.ts"
import { guarantees } from "./guarantees.ts"
import { kindNamed } from "./kinds.ts"
import { runWriter } from "./process.ts"
import { openSession } from "./session.ts"

const stateOf = (pid: number): string => /\) (.)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))![1]!

const stopped = (pid: number): Effect.Effect<void> =>
  Effect.suspend(() => (stateOf(pid) === "T" ? Effect.void : Effect.andThen(Effect.sleep(1), stopped(pid))))

describe("what a process staged that dies while its life is asked for", () => {
  it.live("stays if it was decided meanwhile", () =>
    Effect.gen(function* () {
      const kind = kindNamed("refused, replaced meanwhile")
      const operations = (yield* operationsOf(kind)).map(({ call }) => call)
      const stopAt = operations.lastIndexOf("commit", operations.indexOf("symlink"))
      const { directory, log } = yield* arena(kind)
      let pid = 0
      let isAsked = false
      const session = yield* openSession(directory, {
        native: (native) =>
          native && {
            ...native,
            flock: (fd, how) => {
              if (isAsked && readlinkSync(`/proc/self/fd/${fd}`).includes("/live/")) {
                isAsked = false
                process.kill(pid, "SIGCONT")
                while (!native.flock(fd, "shared"));
              }
              return native.flock(fd, how)
            }
          }
      })
      const job = { directory, log, kind: kind.name, stopAt, killAt: operations.indexOf("exchange") + 1 }
      const writer = yield* Effect.forkChild(
        runWriter(job, (started) => {
          pid = started
        }),
        { startImmediately: true }
      )
      yield* stopped(pid)
      isAsked = true
      yield* session.host.reaper.sweep()
      assert.isFalse(isAsked)
      const left = yield* Fiber.join(writer)
      assert.deepStrictEqual(yield* guarantees(directory, kind, left, { beside: session }), [])
    })
  )
})
