// A lease that all processes know of.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import lockfile from "proper-lockfile"
import { atLeast, figure, type Measurement, row } from "./measurement.ts"
import { ratios, takeTurns } from "./samples.ts"
import { openMeasured } from "./workspace.ts"

const measure = (directory: string) =>
  Effect.gen(function* () {
    const task = yield* openMeasured(directory, "holder")
    const locked = join(directory, "src/locked.ts")
    for (const path of [locked, join(directory, "src/leased.ts")]) writeFileSync(path, "")
    const lease = Effect.flatMap(task.acquire("src/leased.ts"), ({ release }) => release)
    const [leaseTimes, lockTimes] = yield* Effect.promise(() =>
      takeTurns([() => Effect.runPromise(lease), () => lockfile.lock(locked).then((unlock) => unlock())], {
        seconds: 8,
        warmUp: 500
      })
    )
    return {
      figures: [
        figure(
          "lease taken and given back, store in SQLite, times faster than `proper-lockfile`",
          "x",
          atLeast(2),
          ratios(lockTimes, leaseTimes)
        )
      ],
      rows: [
        row("lease: `task.acquire` and `release`", "µs", leaseTimes),
        row("`proper-lockfile`: `lock` and `unlock`", "µs", lockTimes)
      ]
    }
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "A lease, in SQLite",
  how:
    "By turns, in one process, on two files of one directory. A lease is two transactions: neither is synced, since a lease need not " +
    "outlive the power; a lock is a directory that is made and removed.",
  measure
}
