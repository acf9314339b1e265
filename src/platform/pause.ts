// Waiting for locks of the operating system, by its time, whatever clock the protocol is given: first until others had their turn,
// then a little, and if that does not help for longer.
import { Effect } from "effect"

/** As long as others hold it only while they decide, in ms; and if somebody stands still with it. */
const shortest = 1
const longest = 8
const patience = 100

const timeOf = (attempt: number): number => {
  if (attempt < 4) return 0
  return attempt < patience ? shortest : shortest + Math.random() * (longest - shortest)
}

/** The pause after that many attempts. */
export const pause = (attempt: number): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const ms = timeOf(attempt)
    if (ms === 0) {
      const next = setImmediate(() => resume(Effect.void))
      return Effect.sync(() => clearImmediate(next))
    }
    const timer = setTimeout(() => resume(Effect.void), ms)
    return Effect.sync(() => clearTimeout(timer))
  })
