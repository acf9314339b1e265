// What it costs that a durable write is guarded.
import { join } from "node:path"
import { Effect } from "effect"
import lockfile from "proper-lockfile"
import writeFileAtomic from "write-file-atomic"
import { atLeast, atMost, figure, type Measurement, row } from "./measurement.ts"
import { ratios, takeTurns } from "./samples.ts"
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
    const [unguarded, peers] = [join(directory, "src/unguarded.ts"), join(directory, "src/peers.ts")]
    yield* task.create("src/guarded.ts", fresh())
    writeUnguarded(unguarded, fresh())
    writeUnguarded(peers, fresh())
    const [guardedTimes, unguardedTimes, peerTimes] = yield* Effect.promise(() =>
      takeTurns(
        [
          () => Effect.runPromise(task.write("src/guarded.ts", fresh())),
          () => writeUnguarded(unguarded, fresh()),
          () => writeByPeers(peers, Buffer.from(fresh()))
        ],
        { seconds: 20, warmUp: 200 }
      )
    )
    return {
      figures: [
        figure(
          "guarded durable write of 4 KB, against an unguarded one",
          "x",
          atMost(1.3, 1.1),
          ratios(guardedTimes, unguardedTimes)
        ),
        figure(
          "the same, times faster than `proper-lockfile` with `write-file-atomic`",
          "x",
          atLeast(1.5),
          ratios(peerTimes, guardedTimes)
        )
      ],
      rows: [
        row("guarded: `task.write`", "µs", guardedTimes),
        row("unguarded: write, fsync, rename, fsync of the directory", "µs", unguardedTimes),
        row("`proper-lockfile` with `write-file-atomic`", "µs", peerTimes)
      ]
    }
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
