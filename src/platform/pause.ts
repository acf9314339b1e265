// Waiting for locks of the operating system, by its time, whatever clock the protocol is given: first until others had their turn,
// then for longer and longer, and never in step with who waits beside.
import { Effect } from "effect"

/** In ms. */
const longest = 8

const timeOf = (attempt: number): number => (attempt < 4 ? 0 : Math.min(longest, 1 + Math.random() * (attempt - 3)))

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
