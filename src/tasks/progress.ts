// How a task that somebody looks at gets on: a status is anybody's business, so it comes from the journal, whichever process the task runs in;
// what it calls is for whoever looks on, so it stays in this process, costs no row, and is forgotten.
import { Effect, Latch, Schema, Stream } from "effect"
import { isLiveStatus, lifeOf, type LifeStatus, type RunId, type TaskId } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { StoreService } from "../store/store.ts"
import { checked, type InvalidOptions } from "../workspace/options.ts"
import type { Watch } from "./watch.ts"

/** What a task says of itself: what it calls, what that answered, or what failed. */
export const ProgressReport = Schema.Struct({
  kind: Schema.Literals(["call", "result", "error"]),
  /** Of a tool, say. It is shown to people as it is, so it is short, and neither parameters nor outputs. */
  name: Schema.NonEmptyString.check(Schema.isMaxLength(80))
})
export type ProgressReport = typeof ProgressReport.Type

/** One thing that happened to a task. `at`: ms since 1970; of a status that was so before anybody looked, when somebody did. */
export type Progress =
  | { readonly kind: "status"; readonly at: number; readonly status: LifeStatus }
  | (ProgressReport & { readonly at: number })

/** How long what happens is collected, how much of it is told at once, and how much is kept for who comes late. */
const batchMs = 500
const batchSize = 5
const keptSize = 20
/** Of so many tasks that are over something is kept. */
const keptTasks = 100

const weights = { status: 0, error: 1, result: 2, call: 3 } as const

/** What matters most first; what matters alike as it came. */
const sorted = (all: ReadonlyArray<Progress>): Array<Progress> =>
  all.toSorted((one, other) => weights[one.kind] - weights[other.kind])

/** Lets go of what matters least of all that waits to be told, the oldest first; never of a status. */
const shorten = (waiting: Array<Progress>): void => {
  for (const kind of ["call", "result", "error"] as const)
    while (waiting.length > keptSize) {
      const at = waiting.findIndex((one) => one.kind === kind)
      if (at === -1) break
      waiting.splice(at, 1)
    }
}

interface ProgressOptions {
  readonly store: StoreService
  readonly watch: Watch
}

export const makeProgress = ({ store, watch }: ProgressOptions) => {
  const kept = new Map<TaskId, Array<Progress>>()
  const lookers = new Map<TaskId, Set<(one: Progress) => void>>()

  const isOver = (task: TaskId): boolean => {
    const life = lifeOf(store.state(), task)
    return life === undefined || !isLiveStatus(life.status)
  }

  /** Forgets those that have been over longest. */
  const forget = (): void => {
    if (kept.size <= keptTasks) return
    for (const task of kept.keys()) {
      if (isOver(task)) kept.delete(task)
      if (kept.size <= keptTasks) return
    }
  }

  const note = (task: TaskId, one: Progress): void => {
    const all = kept.get(task) ?? []
    all.push(one)
    if (all.length > keptSize) all.shift()
    kept.set(task, all)
    for (const look of lookers.get(task) ?? []) look(one)
  }

  const close = store.listen(({ wall }, orders) => {
    for (const order of orders) {
      if (order._tag !== "Became") continue
      note(order.task, { kind: "status", at: wall, status: order.status })
      forget()
    }
  })

  /** What a late one is told at once. */
  const soFar = (task: TaskId, status: LifeStatus, at: number): ReadonlyArray<Progress> => {
    const all = kept.get(task) ?? []
    const last = all.findLast((one) => one.kind === "status")
    return last?.status === status ? all : [{ kind: "status", at, status }, ...all]
  }

  /** What comes from now on, until it is taken; what other processes decided is looked for meanwhile. */
  const follow = Effect.fnUntraced(function* (task: TaskId) {
    let waiting: Array<Progress> = []
    const comes = Latch.makeUnsafe(false)
    const look = (one: Progress): void => {
      waiting.push(one)
      shorten(waiting)
      comes.openUnsafe()
    }
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const all = lookers.get(task) ?? new Set()
        lookers.set(task, all.add(look))
        return watch.on(task, () => {})
      }),
      (stop) =>
        Effect.sync(() => {
          stop()
          const all = lookers.get(task)
          all?.delete(look)
          if (all?.size === 0) lookers.delete(task)
        })
    )
    const take = (): ReadonlyArray<Progress> => {
      const batch = sorted(waiting).slice(0, batchSize)
      waiting = waiting.filter((one) => !batch.includes(one))
      if (waiting.length === 0) comes.closeUnsafe()
      return batch
    }
    const isDone = (): boolean => waiting.length === 0 && isOver(task)
    const batch = Effect.raceFirst(comes.await, store.gone).pipe(
      Effect.andThen(Effect.sleep(batchMs)),
      Effect.map(take)
    )
    return { isDone, batch }
  })

  const subscribe = (id: string): Stream.Stream<ReadonlyArray<Progress>, StoreError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const task = id as TaskId
        yield* store.refresh
        const status = lifeOf(store.state(), task)?.status
        if (status === undefined || status === "deleted") return Stream.empty
        const at = yield* Effect.clockWith((clock) => Effect.succeed(clock.currentTimeMillisUnsafe()))
        const { isDone, batch } = yield* follow(task)
        const late = sorted(soFar(task, status, at))
        return Stream.concat(
          Stream.succeed(late),
          Stream.unfold(undefined, () =>
            Effect.suspend(() =>
              isDone() ? Effect.succeed(undefined) : Effect.map(batch, (taken) => [taken, undefined] as const)
            )
          )
        )
      })
    )

  /** Of a run that is not the task's any more nothing is told. */
  const report = (task: TaskId, run: RunId, given: ProgressReport): Effect.Effect<void, InvalidOptions> =>
    Effect.flatMap(checked(ProgressReport, given), ({ kind, name }) =>
      Effect.clockWith((clock) =>
        Effect.sync(() => {
          if (lifeOf(store.state(), task)?.run === run) note(task, { kind, name, at: clock.currentTimeMillisUnsafe() })
        })
      )
    )

  return { report, subscribe, close }
}
