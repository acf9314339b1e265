/**
 * A clock that stands where it is put. Effect's test clock goes forward only; here each request is asked at an instant of its own: a
 * lease at the moment it expires and a millisecond before, a late check at the end of the grace.
 */
import { Effect } from "effect"
import type { Clock } from "effect"

export interface StoppedClock extends Clock.Clock {
  /** ms */
  now: number
}

const nanos = (ms: number): bigint => BigInt(Math.round(ms * 1e6))

/** A clock at this time, in ms. */
export const stoppedAt = (start: number): StoppedClock => {
  const clock: StoppedClock = {
    now: start,
    currentTimeMillisUnsafe: () => clock.now,
    currentTimeMillis: Effect.sync(() => clock.now),
    currentTimeNanosUnsafe: () => nanos(clock.now),
    currentTimeNanos: Effect.sync(() => nanos(clock.now)),
    monotonicTimeNanosUnsafe: () => nanos(clock.now),
    monotonicTimeNanos: Effect.sync(() => nanos(clock.now)),
    sleep: () => Effect.void
  }
  return clock
}

/** Runs an effect at another time. */
export const at = <A, E, R>(clock: StoppedClock, ms: number, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const before = clock.now
    clock.now = ms
    return Effect.ensuring(
      effect,
      Effect.sync(() => {
        clock.now = before
      })
    )
  })
