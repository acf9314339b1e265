// fsync, without stopping everything else: where the disk answers quickly it is called in place, which saves two changes of thread, and
// where it does not, in the background.
import { fsync } from "node:fs"
import { Effect } from "effect"
import type { Calls } from "./calls.ts"

/** What calls take on the average, in ms, above which whoever else waits for this thread would feel it; and below which not. */
const slowMs = 2
const quickMs = 1

/** How much the last call counts for the average. */
const weight = 1 / 8

export interface Sync {
  /** Fails with what `node:fs` throws. */
  readonly fsync: (fd: number) => Effect.Effect<void, unknown>
}

export const makeSync = (calls: Calls): Sync => {
  let average = 0
  let isSlow = false

  const note = (since: number): void => {
    average += (performance.now() - since - average) * weight
    isSlow = average > (isSlow ? quickMs : slowMs)
  }

  return {
    fsync: (fd) =>
      Effect.suspend((): Effect.Effect<void, unknown> => {
        const since = performance.now()
        if (!isSlow) {
          return Effect.try({
            try: () => {
              calls.fsync(fd)
              note(since)
            },
            catch: (error) => error
          })
        }
        calls.about({ call: "fsync", fd })
        return Effect.callback((resume) => {
          fsync(fd, (error) => {
            note(since)
            resume(error === null ? Effect.void : Effect.fail(error))
          })
        })
      })
  }
}
