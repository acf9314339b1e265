// Large files (fact 16): they are hashed elsewhere, and no hash is trusted that may be out of date.
import { closeSync, openSync, readFileSync, statSync, utimesSync, writeFileSync, writeSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { hashOf, versionOf } from "../../src/platform/files.ts"
import type { Facts } from "../../src/platform/report.ts"
import type { Content } from "../../src/protocol/index.ts"
import { directoryWith } from "../workspace/directory.ts"
import { longestDelay } from "./delay.ts"
import { loop, loops, mounts, needing } from "./machine.ts"
import { openIn, session } from "./session.ts"

const megabyte = 1 << 20
const large = (fill: string, size = 100 * megabyte): Buffer => Buffer.alloc(size, fill)

/** In one piece, reading, hashing or syncing that many bytes takes longer on any machine, and a few ms are what it should be. */
const mostMs = 100

describe("16: large files", () => {
  it.live(
    "are read and written while others go on",
    () =>
      Effect.gen(function* () {
        const { task, path, put } = yield* session()
        const [old, after] = [large("old\n"), large("\xff", 50 * megabyte)]
        const round = Effect.gen(function* () {
          put("a.bin", old)
          const delays = {
            observe: yield* longestDelay(task.observe("a.bin")),
            write: yield* longestDelay(task.write("a.bin", after)),
            create: yield* longestDelay(task.create("b.bin", after)),
            delete: yield* longestDelay(Effect.andThen(task.observe("b.bin"), task.delete("b.bin")))
          }
          assert.isTrue(readFileSync(path("a.bin")).equals(after))
          return delays
        })
        // What the machine does beside all this differs from round to round, what stops the loop by itself does not.
        const rounds = [yield* round, yield* round, yield* round]
        for (const what of ["observe", "write", "create", "delete"] as const) {
          assert.isBelow(Math.min(...rounds.map((delays) => delays[what])), mostMs, what)
        }
      }),
    60_000
  )

  it.live("are refused if they changed, though their size did not", () =>
    Effect.gen(function* () {
      const { task, path, put } = yield* session()
      put("a.bin", large("old\n", megabyte))
      yield* task.observe("a.bin")
      const fd = openSync(path("a.bin"), "r+")
      writeSync(fd, "new", 12_345)
      closeSync(fd)
      assert.strictEqual((yield* Effect.flip(task.write("a.bin", "after")))._tag, "StaleBase")
      assert.strictEqual(statSync(path("a.bin")).size, megabyte)
    })
  )

  it.live("are refused while another program writes them, and that does not go on for ever", () =>
    Effect.gen(function* () {
      const { task, path, put } = yield* session()
      put("a.bin", large("old\n", megabyte))
      yield* task.observe("a.bin")
      const fd = openSync(path("a.bin"), "r+")
      yield* Effect.addFinalizer(() => Effect.sync(() => closeSync(fd)))
      writeSync(fd, "new", 12_345)
      const refused = yield* Effect.flip(task.write("a.bin", Buffer.from("after")).pipe(Effect.timeout(3_000)))
      assert.strictEqual(refused._tag, "StaleBase")
    })
  )

  const coarse = {
    facts: (facts: Facts) => ({ ...facts, findings: { ...facts.findings, changeTimes: "they are coarse" } })
  }

  for (const [what, options] of [
    ["fine", {}],
    ["coarse", coarse]
  ] as const) {
    it.live(`are asked for writers before they are hashed anew, where change times are ${what}`, () =>
      Effect.gen(function* () {
        const { task, path, put } = yield* session({}, options)
        put("a.bin", large("old\n", megabyte))
        yield* task.observe("a.bin")
        // Another version of the same content; and a program that has it open, and may write it by a mapping.
        utimesSync(path("a.bin"), 1, 1)
        const fd = openSync(path("a.bin"), "r+")
        yield* Effect.addFinalizer(() => Effect.sync(() => closeSync(fd)))
        const refused = yield* Effect.flip(task.write("a.bin", Buffer.from("after")).pipe(Effect.timeout(3_000)))
        assert.strictEqual(refused._tag === "OutsideChange" ? refused.reason : refused._tag, "BeingWritten")
        assert.strictEqual(statSync(path("a.bin")).size, megabyte)
      })
    )
  }

  it.live("are looked at once where nobody knows who writes them", () =>
    Effect.gen(function* () {
      const { task, put, path } = yield* session(
        {},
        {
          unknownWriters: "accept",
          onWeakPlatform: "accept",
          native: (native) => ({ ...native!, writer: () => "unknown" })
        }
      )
      put("a.bin", large("old\n", megabyte))
      yield* task.observe("a.bin")
      const { mtime } = statSync(path("a.bin"))
      // Another version of the same content, which was not hashed yet.
      utimesSync(path("a.bin"), mtime, mtime)
      const { promise } = yield* task.write("a.bin", Buffer.from("after")).pipe(Effect.timeout(3_000))
      assert.isFalse(promise.ring2)
    })
  )

  /** What is seen of a file whose version is remembered with another content than it has. */
  const seenIn = (directory: string, options: Parameters<typeof openIn>[1] = {}) =>
    Effect.gen(function* () {
      writeFileSync(`${directory}/a.txt`, "old")
      const { host } = yield* openIn(directory, options)
      host.hasher.remember(versionOf(statSync(`${directory}/a.txt`, { bigint: true })), "as it was" as Content)
      const seen = host.tree.glance(host.layout.rootDirectory, "a.txt")
      return {
        seen: seen === null || seen === "large" ? seen : seen.content,
        fine: host.report.capabilities.changeTimes.works
      }
    })

  it.live("are known by their version in the gate where no two changes have one change time", () =>
    Effect.gen(function* () {
      const { seen, fine } = yield* Effect.flatMap(directoryWith(), seenIn)
      assert.strictEqual(seen, fine ? "as it was" : hashOf(Buffer.from("old")))
      const hashed = yield* Effect.flatMap(directoryWith(), (directory) => seenIn(directory, coarse))
      assert.strictEqual(hashed.seen, hashOf(Buffer.from("old")))
    })
  )

  needing([mounts, loops("ext2")], "are hashed in the gate on a file system with coarse change times", () =>
    Effect.gen(function* () {
      const { seen, fine } = yield* Effect.flatMap(loop("ext2"), seenIn)
      assert.deepStrictEqual([seen, fine], [hashOf(Buffer.from("old")), false])
    })
  )
})
