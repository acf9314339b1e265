// What is opened when it is first needed, once, and again if that failed.
import { Effect, Scope, Semaphore } from "effect"

/** It is closed with the scope in which this is called, whoever opens it. */
export const lazily = Effect.fnUntraced(function* <A, E>(open: Effect.Effect<A, E, Scope.Scope>) {
  const scope = yield* Effect.scope
  const one = yield* Semaphore.make(1)
  let opened: A | undefined
  return Effect.suspend(() =>
    opened === undefined
      ? Effect.tap(Scope.provide(open, scope), (made) =>
          Effect.sync(() => {
            opened = made
          })
        )
      : Effect.succeed(opened)
  ).pipe(one.withPermits(1))
})
