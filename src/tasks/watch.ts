// How this process learns how far tasks are, whoever changes that: from the journal's orders, and by looking now and then for what other
// processes decided.
import { Effect, Schedule } from "effect"
import { lifeOf, type Life, type TaskId } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { StoreService } from "../store/store.ts"

export interface Watch {
  /** Calls back with each change of the task, until it is told to stop. */
  readonly on: (task: TaskId, changed: () => void) => () => void
  /** Completes once this holds of the task; at once if it does already. */
  readonly until: (
    task: TaskId,
    holds: (life: Life | undefined) => boolean
  ) => Effect.Effect<Life | undefined, StoreError>
  /** Looks for what others decided, as long as it runs and somebody waits. */
  readonly looking: Effect.Effect<never, StoreError>
}

export const makeWatch = (store: StoreService, everyMs: number): Watch & { readonly close: () => void } => {
  const watchers = new Map<TaskId, Set<() => void>>()

  const close = store.listen((_, orders) => {
    if (watchers.size === 0) return
    const changed = new Set(orders.flatMap((order) => (order._tag === "Became" ? [order.task] : [])))
    for (const task of changed) for (const told of Array.from(watchers.get(task) ?? [])) told()
  })

  const on: Watch["on"] = (task, changed) => {
    const all = watchers.get(task) ?? new Set()
    watchers.set(task, all.add(changed))
    return () => {
      all.delete(changed)
      if (all.size === 0) watchers.delete(task)
    }
  }

  const until: Watch["until"] = (task, holds) => {
    const told = Effect.callback<Life | undefined>((resume) => {
      const look = (): void => {
        const life = lifeOf(store.state(), task)
        if (!holds(life)) return
        stop()
        resume(Effect.succeed(life))
      }
      const stop = on(task, look)
      look()
      return Effect.sync(stop)
    })
    return Effect.raceFirst(told, store.gone)
  }

  const look = Effect.suspend(() => (watchers.size === 0 ? Effect.void : store.refresh))
  return { on, until, looking: Effect.andThen(Effect.repeat(look, Schedule.spaced(everyMs)), Effect.never), close }
}
