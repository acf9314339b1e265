// What it costs that a durable write is guarded.
import { join } from "node:path"
import { Effect } from "effect"
import lockfile from "proper-lockfile"
import writeFileAtomic from "write-file-atomic"
import type { Measurement } from "./measurement.ts"
import { ratios, spreadOf, takeTurns } from "./samples.ts"
import { writeUnguarded } from "./unguarded.ts"
import { freshBytes, openMeasured } from "./workspace.ts"

/** As their documentation has it: lock the file, replace it, unlock it. */
const writeByPeers = async (path: string, bytes: Buffer): Promise<void> => {
  const unlock = await lockfile.lock(path)
  try {
    await writeFileAtomic(path, bytes)
  } finally {
    await unlock()
  }
}

const measure = (directory: string) =>
  Effect.gen(function* () {
    const task = yield* openMeasured(directory, "writer")
    const fresh = freshBytes()
    const [unguarded, peers] = ["unguarded.ts", "peers.ts"].map((name) => join(directory, "src", name)) as [
      string,
      string
    ]
    yield* task.create("src/guarded.ts", fresh())
    writeUnguarded(unguarded, fresh())
    writeUnguarded(peers, fresh())
    const [guardedTimes, unguardedTimes, peerTimes] = (yield* Effect.promise(() =>
      takeTurns(
        [
          () => Effect.runPromise(task.write("src/guarded.ts", fresh())),
          () => writeUnguarded(unguarded, fresh()),
          () => writeByPeers(peers, Buffer.from(fresh()))
        ],
        { seconds: 20, warmUp: 200 }
      )
    )) as [ReadonlyArray<number>, ReadonlyArray<number>, ReadonlyArray<number>]
    return {
      figures: [
        {
          what: "guarded durable write of 4 KB, against an unguarded one",
          unit: "x",
          target: { is: "at most", value: 1.3, aim: 1.1 },
          measured: spreadOf(ratios(guardedTimes, unguardedTimes))
        },
        {
          what: "the same, times faster than `proper-lockfile` with `write-file-atomic`",
          unit: "x",
          target: { is: "at least", value: 1.5 },
          measured: spreadOf(ratios(peerTimes, guardedTimes))
        }
      ],
      rows: [
        { what: "guarded: `task.write`", unit: "µs", measured: spreadOf(guardedTimes) },
        {
          what: "unguarded: write, fsync, rename, fsync of the directory",
          unit: "µs",
          measured: spreadOf(unguardedTimes)
        },
        { what: "`proper-lockfile` with `write-file-atomic`", unit: "µs", measured: spreadOf(peerTimes) }
      ]
    } as const
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "A guarded durable write",
  how:
    "Three files of one directory are written over and over, by turns, in one process. The unguarded write is made of synchronous calls. " +
    "`write-file-atomic` syncs the file and not its directory, so its rename may be lost with the power. What Leasehold does later, when " +
    "the grace of a write is over, is between the samples here, and within them where processes write without pause. " +
    "On ext4 without a journal a new inode takes the longer the more files were removed in the minutes before, since the kernel passes over theirs, " +
    "and a guarded write makes two, the staged file and its sidecar, where an unguarded one makes one: such a machine is to be left alone first.",
  measure
}
