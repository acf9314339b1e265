// What is under way. A workspace that is closed waits for it, but not for ever.
import { Deferred, Effect } from "effect"

interface Activity {
  /** Counts an effect as long as it runs. */
  readonly track: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Resolves when nothing is under way. */
  readonly settled: Effect.Effect<void>
}

export const makeActivity = (): Activity => {
  let count = 0
  let waiting: Array<Deferred.Deferred<void>> = []

  const leave = Effect.suspend(() => {
    count -= 1
    if (count > 0) return Effect.void
    const all = waiting
    waiting = []
    return Effect.forEach(all, (one) => Deferred.succeed(one, undefined), { discard: true })
  })

  return {
    track: (effect) =>
      Effect.suspend(() => {
        count += 1
        return Effect.ensuring(effect, leave)
      }),
    settled: Effect.suspend(() => {
      if (count === 0) return Effect.void
      const done = Deferred.makeUnsafe<void>()
      waiting.push(done)
      return Deferred.await(done)
    })
  }
}
