// What a spawned task does, as a fibre: it begins when it is given a slot, ends with the task, and the task with it.
import { Cause, Effect, Exit, Result } from "effect"
import {
  childrenOf,
  type Conflict,
  isLiveStatus,
  leasesOf,
  lifeOf,
  type RunId,
  type TaskId
} from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { StoreService } from "../store/store.ts"
import type { Transaction } from "../store/transaction.ts"
import type { Body, Task } from "./interface.ts"
import { isStopped, type Lives } from "./life.ts"
import type { Own, Registry } from "./registry.ts"
import { toLife, unexpected } from "./told.ts"
import type { Watch } from "./watch.ts"

interface SuperviseOptions {
  readonly store: StoreService
  readonly watch: Watch
  readonly lives: Lives
  readonly registry: Registry
  /** How often somebody who waits for a write of its own looks again, in ms. */
  readonly pollMs: number
}

/** So much is kept of what a task says of itself: its history has the rest. */
const longest = 16_000

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}...` : text)

const messageOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

/** Gives back all that the run holds, writes down what its children came to, and completes its task. */
const completing =
  ({ task, run }: Own, outcome: string) =>
  (tx: Transaction): Result.Result<void, Conflict> => {
    for (const { resource, handles } of leasesOf(tx.state, run))
      for (const handle of handles) tx.step({ _tag: "Release", run, resource, handle })
    for (const child of childrenOf(tx.state, task)) {
      const { result } = lifeOf(tx.state, child)!
      if (result === "kept") tx.step({ _tag: "Deliver", task: child })
      if (result === "kept" || result === "told") tx.step({ _tag: "Take", run, task: child })
    }
    return Result.map(tx.step({ _tag: "Complete", run, outcome }), () => undefined)
  }

export const makeSupervise = ({ store, watch, lives, registry, pollMs }: SuperviseOptions) => {
  const isStarted = (task: TaskId, run: RunId) =>
    watch.until(task, (life) => isStopped(life, run) || life?.status === "running")

  /** Nobody is done before its children are: it waits for those that it left alone. */
  const complete = (own: Own, outcome: string): Effect.Effect<void, StoreError> => {
    const again = Effect.suspend(() => complete(own, outcome))
    return Effect.andThen(toLife(store.transact(completing(own, outcome))), store.durable).pipe(
      Effect.catch((error): Effect.Effect<void, StoreError> => {
        switch (error._tag) {
          case "ChildrenLive":
          case "ResultsWaiting":
            return lives.take({ _tag: "Await", run: own.run }).pipe(
              Effect.andThen(lives.goingOn(own.task, own.run)),
              Effect.andThen(again),
              // It was told to end meanwhile.
              Effect.catchTag(["TaskNotRunning", "HoldsLease"], () => Effect.void),
              Effect.catch(unexpected)
            )
          case "StillWorking":
            // A write that is decided goes through.
            return Effect.andThen(Effect.sleep(pollMs), again)
          case "TaskNotRunning":
            return Effect.void
          default:
            return unexpected(error)
        }
      })
    )
  }

  const fail = (own: Own, why: string): Effect.Effect<void, StoreError> =>
    lives.take({ _tag: "Fail", run: own.run, outcome: shortened(why) }).pipe(
      Effect.catchTag("TaskNotRunning", () => Effect.void),
      Effect.catch(unexpected)
    )

  const work = <E, R>(own: Own, task: Task, body: Body<E, R>): Effect.Effect<void, StoreError, R> => {
    const told = watch.until(own.task, (life) => isStopped(life, own.run))
    return Effect.raceFirst(Effect.exit(Effect.suspend(() => body(task))), Effect.as(told, undefined)).pipe(
      Effect.flatMap((exit): Effect.Effect<void, StoreError> => {
        if (exit === undefined) return Effect.void
        if (Exit.isSuccess(exit)) return complete(own, shortened(typeof exit.value === "string" ? exit.value : ""))
        return fail(own, Cause.hasInterruptsOnly(exit.cause) ? "it interrupted itself" : messageOf(exit.cause))
      })
    )
  }

  /** The run is over before its task, which can be resumed. */
  const leave = (own: Own): Effect.Effect<void> => Effect.ignore(lives.take({ _tag: "End", run: own.run }))

  /** From its start to its end; if it is interrupted so is the task. */
  return <E, R>(own: Own, task: Task, body: Body<E, R>): Effect.Effect<void, StoreError, R> =>
    Effect.gen(function* () {
      const life = yield* isStarted(own.task, own.run)
      if (life?.status === "running") yield* work(own, task, body)
      registry.stopped(own)
      yield* watch.until(own.task, (now) => now === undefined || now.run !== own.run || !isLiveStatus(now.status))
    }).pipe(
      Effect.onInterrupt(() => leave(own)),
      Effect.ensuring(Effect.sync(() => registry.remove(own)))
    )
}
