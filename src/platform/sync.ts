// fsync, without stopping everything else. Where there is something to be done meanwhile it is called in the background; where there is
// not, and the disk answers quickly, in place, which saves two changes of thread.
import { closeSync } from "node:fs"
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
  /** Begins to sync in the background; closes the file when that is done. Returns what waits for it, and fails as it does. */
  readonly begin: (fd: number) => Effect.Effect<void, unknown>
}

export const makeSync = (calls: Calls): Sync => {
  let average = 0
  let isSlow = false
  /** As long as any goes on, the disk has much to do. */
  let underWay = 0

  const note = (since: number): void => {
    average += (performance.now() - since - average) * weight
    isSlow = average > (isSlow ? quickMs : slowMs)
  }

  const behind = async (fd: number): Promise<void> => {
    underWay += 1
    try {
      await calls.fsyncBehind(fd)
    } finally {
      underWay -= 1
    }
  }

  return {
    fsync: (fd) =>
      Effect.suspend((): Effect.Effect<void, unknown> => {
        const since = performance.now()
        const noted = Effect.sync(() => note(since))
        if (!isSlow && underWay === 0) {
          return Effect.andThen(Effect.try({ try: () => calls.fsync(fd), catch: (error) => error }), noted)
        }
        // Whoever closes the file has to wait for it.
        return Effect.tryPromise({ try: () => behind(fd), catch: (error) => error }).pipe(
          Effect.uninterruptible,
          Effect.ensuring(noted)
        )
      }),
    begin: (fd) => {
      const synced = behind(fd).finally(() => closeSync(fd))
      // Who was interrupted does not ask what became of it.
      synced.catch(() => undefined)
      return Effect.tryPromise({ try: () => synced, catch: (error) => error })
    }
  }
}
