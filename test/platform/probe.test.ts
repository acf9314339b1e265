// What is known of the probe for writers (facts 6 and 7).
import { chmodSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { directoryWith } from "../workspace/directory.ts"
import { actor, actorIn } from "./actors.ts"
import { asNobody, needing, nobody, overlay, overlays } from "./machine.ts"
import { openIn, session } from "./session.ts"

describe("6: the probe can kill the process", () => {
  it.live("one that others open all the time survives it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const [prober, opener] = yield* Effect.all([actor(), actor()])
      const ms = 3_000
      const [probed, hammered] = yield* Effect.all(
        [
          prober.tell({ do: "probe", path: `${directory}/a.txt`, ms }),
          opener.tell({ do: "hammer", path: `${directory}/a.txt`, ms })
        ],
        { concurrency: "unbounded" }
      )
      assert.isAbove(Number(probed), 1_000)
      assert.isAbove(Number(hammered), 1_000)
    })
  )
})

describe("7: an answer that is not that somebody writes is not that nobody does", () => {
  needing([nobody], "whoever may not ask does not read the file, unless its host accepts that", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      chmodSync(directory, 0o777)
      const careful = yield* actorIn(directory, {}, asNobody)
      const refused = yield* Effect.flip(careful.tell({ do: "observe", path: "a.txt" }))
      assert.strictEqual(refused.tag, "WriterUnknown")
      assert.include(refused.message, 'unknownWriters: "accept"')
      const accepting = yield* actorIn(directory, { unknownWriters: "accept" }, asNobody)
      assert.strictEqual(yield* accepting.tell({ do: "observe", path: "a.txt" }), "old")
    })
  )

  it.live("a write on which nobody could be asked says that it has no such promise", () =>
    Effect.gen(function* () {
      const { task } = yield* session(
        { "a.txt": "old", "b.txt": "old" },
        {
          unknownWriters: "accept",
          // Of one file it is known, of the other it is not: such is a file of another user's.
          native: (native) => {
            let asked = 0
            return { ...native!, writer: (fd) => ((asked += 1) <= 3 ? native!.writer(fd) : "unknown") }
          }
        }
      )
      assert.isFalse((yield* task.edit("a.txt", () => "new")).promise.ring2)
    })
  )

  needing([overlays], "on a file system of layers it is not trusted", () =>
    Effect.gen(function* () {
      const directory = yield* Effect.flatMap(directoryWith(), overlay)
      writeFileSync(`${directory}/a.txt`, "old")
      const refused = yield* Effect.flip(openIn(directory))
      assert.strictEqual(refused._tag, "WeakPlatform")
      assert.include((refused as Error).message, "overlay")
      const { task } = yield* openIn(directory, { onWeakPlatform: "accept" })
      assert.strictEqual((yield* Effect.flip(task.observe("a.txt")))._tag, "WriterUnknown")
      const accepting = yield* openIn(directory, { onWeakPlatform: "accept", unknownWriters: "accept" })
      assert.isFalse((yield* accepting.task.edit("a.txt", () => "new")).promise.ring2)
      assert.strictEqual(accepting.text("a.txt"), "new")
    })
  )
})
