// A lease that all processes know of.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import lockfile from "proper-lockfile"
import type { Measurement } from "./measurement.ts"
import { ratios, spreadOf, takeTurns } from "./samples.ts"
import { openMeasured } from "./workspace.ts"

const measure = (directory: string) =>
  Effect.gen(function* () {
    const task = yield* openMeasured(directory, "holder")
    const locked = join(directory, "src/locked.ts")
    for (const path of [locked, join(directory, "src/leased.ts")]) writeFileSync(path, "")
    const lease = Effect.flatMap(task.acquire("src/leased.ts"), ({ release }) => release)
    const [leaseTimes, lockTimes] = (yield* Effect.promise(() =>
      takeTurns([() => Effect.runPromise(lease), () => lockfile.lock(locked).then((unlock) => unlock())], {
        seconds: 8,
        warmUp: 500
      })
    )) as [ReadonlyArray<number>, ReadonlyArray<number>]
    return {
      figures: [
        {
          what: "lease taken and given back, store in SQLite, times faster than `proper-lockfile`",
          unit: "x",
          target: { is: "at least", value: 2 },
          measured: spreadOf(ratios(lockTimes, leaseTimes))
        }
      ],
      rows: [
        { what: "lease: `task.acquire` and `release`", unit: "µs", measured: spreadOf(leaseTimes) },
        { what: "`proper-lockfile`: `lock` and `unlock`", unit: "µs", measured: spreadOf(lockTimes) }
      ]
    } as const
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "A lease, in SQLite",
  how:
    "By turns, in one process, on two files of one directory. A lease is two transactions: neither is synced, since a lease need not " +
    "outlive the power; a lock is a directory that is made and removed.",
  measure
}
