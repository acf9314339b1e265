// The tasks that this process goes on with, and the loop that looks after them.
import { Effect, Queue, Result } from "effect"
import { type HostId, type RunId, step as protocolStep, type Step, type TaskId } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import { nowOf, type StoreService } from "../store/store.ts"
import { type Quiet, quietOf, type Stewardship, tend } from "./steward.ts"
import { makeUntold } from "./untold.ts"

/** What this process knows of a task that it goes on with. */
export interface Own {
  readonly task: TaskId
  readonly run: RunId
  /** Nothing of it runs here any more. */
  hasStopped: boolean
}

export interface Registry {
  readonly add: (task: TaskId, run: RunId) => Own
  readonly remove: (own: Own) => void
  /** Says that nothing of it runs here any more, so that it can come to its end. */
  readonly stopped: (own: Own) => void
  /** Looks after them, as long as it runs. */
  readonly keeping: Effect.Effect<never, StoreError>
}

interface RegistryOptions {
  readonly store: StoreService
  readonly host: HostId
  readonly step?: Step | undefined
  /** How often it is looked whether the time of something is over, in ms. */
  readonly everyMs: number
}

export const makeRegistry = Effect.fnUntraced(function* ({
  store,
  host,
  step = protocolStep,
  everyMs
}: RegistryOptions) {
  const own = new Map<TaskId, Own>()
  const untold = makeUntold()
  // What is known to be as it was is not looked at again: thousands of tasks may wait for a few.
  let quiet: Quiet | undefined
  const signals = yield* Queue.sliding<void>(1)
  const signal = (): void => void Queue.offerUnsafe(signals, undefined)
  const ownChanged = (): void => {
    quiet = undefined
    signal()
  }

  yield* Effect.acquireRelease(
    Effect.sync(() =>
      store.listen((_, orders) => {
        if (orders.some(({ _tag }) => _tag === "Became" || _tag === "Interrupted")) signal()
      })
    ),
    (stop) => Effect.sync(stop)
  )

  const tending = Effect.clockWith((clock): Effect.Effect<void, StoreError> => {
    const [state, now, wall] = [store.state(), nowOf(clock), clock.currentTimeMillisUnsafe()]
    if (quiet?.state === state && now < quiet.until && wall < quiet.untilWall) return Effect.void
    const stewardship: Stewardship = { host, own, untold, wall }
    quiet = quietOf(step, state, now, stewardship)
    if (quiet !== undefined) return Effect.void
    const taken = store.transact((tx): Result.Result<void> => {
      tend(tx, stewardship)
      return Result.succeed(undefined)
    })
    // What a task came to is on the disk before anybody is told.
    return Effect.andThen(taken, store.durable)
  })

  const next = Effect.andThen(tending, Effect.timeoutOption(Queue.take(signals), everyMs))

  return {
    add: (task, run) => {
      const added: Own = { task, run, hasStopped: false }
      own.set(task, added)
      ownChanged()
      return added
    },
    remove: (gone) => {
      if (own.get(gone.task) !== gone) return
      own.delete(gone.task)
      ownChanged()
    },
    stopped: (stopped) => {
      stopped.hasStopped = true
      ownChanged()
    },
    keeping: Effect.forever(next)
  } satisfies Registry
})
