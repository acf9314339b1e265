// fsync, without stopping everything else: where the disk answers quickly it is called in place, which saves two changes of thread, and
// where it does not, in the background.
import { Effect } from "effect"
import type { Calls } from "./calls.ts"

/** What calls take on the average, in ms, above which whoever else waits for this thread would feel it; and below which not. */
const slowMs = 2
const quickMs = 1

/** How much the last call counts for the average. */
const weight = 1 / 8

export interface Sync {
  /** Fails with what `node:fs` throws. `large`: there is much to be written, so that it takes long however quick the disk is. */
  readonly fsync: (fd: number, large?: boolean) => Effect.Effect<void, unknown>
}

export const makeSync = (calls: Calls): Sync => {
  let average = 0
  let isSlow = false

  /** Large files say nothing about the others. */
  const note = (since: number): void => {
    average += (performance.now() - since - average) * weight
    isSlow = average > (isSlow ? quickMs : slowMs)
  }

  return {
    fsync: (fd, large = false) =>
      Effect.suspend((): Effect.Effect<void, unknown> => {
        const since = performance.now()
        if (!isSlow && !large) {
          return Effect.try({
            try: () => {
              calls.fsync(fd)
              note(since)
            },
            catch: (error) => error
          })
        }
        const synced = Effect.tryPromise({ try: () => calls.fsyncLarge(fd), catch: (error) => error })
        return Effect.ensuring(
          // Whoever closes the file has to wait for it.
          Effect.uninterruptible(synced),
          Effect.sync(() => {
            if (!large) note(since)
          })
        )
      })
  }
}
