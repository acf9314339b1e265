/** A clock whose times can be set, the wall's and the monotonic one apart. */
import { Clock, Effect } from "effect"

export const settable = () => {
  const ms = { wall: 0, monotonic: 0 }
  const real = Clock.Clock.defaultValue()
  const nanos = (of: number): bigint => BigInt(Math.round(of * 1e6))
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe() + ms.wall,
    currentTimeMillis: Effect.sync(() => clock.currentTimeMillisUnsafe()),
    currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe() + nanos(ms.wall),
    currentTimeNanos: Effect.sync(() => clock.currentTimeNanosUnsafe()),
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe() + nanos(ms.monotonic),
    monotonicTimeNanos: Effect.sync(() => clock.monotonicTimeNanosUnsafe()),
    sleep: (duration) => real.sleep(duration)
  }
  return { ms, clock }
}
