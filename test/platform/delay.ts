/** For how long this thread stood still. */
import { Effect } from "effect"

/** For how long the event loop stood still at most, in ms, until the effect was done, whatever came of it. */
export const longestDelay = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<number, never, R> =>
  Effect.suspend(() => {
    let longest = 0
    let last = performance.now()
    const note = (): void => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
    const timer = setInterval(note, 1)
    return Effect.exit(effect).pipe(
      Effect.map(() => {
        clearInterval(timer)
        note()
        return longest
      })
    )
  })
