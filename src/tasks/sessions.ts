// Tasks that their host goes on with by itself: it has a loop of its own, which is told when the task ends, and asked whether it goes on.
import { Effect, Schedule } from "effect"
import { isLiveStatus, type Life, type RunId, type TaskId } from "../protocol/index.ts"
import type { Liveness } from "../store/liveness.ts"
import { begin } from "../store/recover.ts"
import type { StoreService } from "../store/store.ts"
import type { Folds } from "../scope/index.ts"
import { profileOf, type TaskOptions } from "../workspace/profile.ts"
import { freshRun, idOf } from "./ids.ts"
import type { Attachment, LifeError, Session, Task } from "./interface.ts"
import { isStopped, type Lives, stoppedBy, wellFormed } from "./life.ts"
import type { Own, Registry } from "./registry.ts"
import { toLife } from "./told.ts"
import type { Watch } from "./watch.ts"

interface SessionsOptions {
  readonly store: StoreService
  readonly folds: Folds
  readonly watch: Watch
  readonly lives: Lives
  readonly registry: Registry
  readonly asking: (task: TaskId) => Effect.Effect<void, LifeError>
  readonly taskFor: (task: TaskId, run: RunId) => Task
  readonly liveness: Pick<Liveness, "isAlive">
  /** How often a host is asked whether its loop goes on, in ms. */
  readonly tendMs: number
}

/** Why it is told to end. */
const reasonOf = (life: Life | undefined, run: RunId): string => {
  if (life === undefined || life.run !== run) return "it goes on elsewhere"
  const { ending, status, outcome = "" } = life
  return outcome === "" ? (ending ?? status) : `${ending ?? status}: ${outcome}`
}

export const makeSessions = (options: SessionsOptions) => {
  const { store, folds, watch, lives, registry, asking, taskFor, liveness, tendMs } = options

  return Effect.fnUntraced(function* (described: TaskOptions, { cancel, isAlive }: Attachment = {}) {
    const task = yield* idOf(described.id ?? "")
    const run = freshRun(task)
    const profile = yield* Effect.fromResult(profileOf(folds, described))
    yield* wellFormed({ _tag: "Spawn", task, run, host: store.host, by: null, profile, timeoutMs: null })
    const asked = { task, run, host: store.host, profile, narrows: described.scope !== undefined }
    let own: Own | undefined
    let endsItself = false
    /** Nobody has to tell it of an end that is its own. */
    const byItself = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.suspend(() => {
        endsItself = true
        return Effect.onError(effect, () =>
          Effect.sync(() => {
            endsItself = false
          })
        )
      })
    // If it was told to end, that is its end.
    const end = Effect.tap(byItself(lives.take({ _tag: "End", run })), () =>
      Effect.sync(() => {
        if (own !== undefined) registry.stopped(own)
      })
    )
    const begun = Effect.gen(function* () {
      yield* toLife(store.transact((tx) => begin(tx, liveness, asked)))
      own = registry.add(task, run)
      return own
    }).pipe(Effect.tap(() => store.durable))
    yield* Effect.acquireRelease(begun, (added) =>
      Effect.andThen(
        Effect.ignore(end),
        Effect.sync(() => registry.remove(added))
      )
    )
    yield* Effect.forkScoped(Effect.ignore(asking(task)))
    if (isAlive !== undefined) yield* Effect.forkScoped(Effect.andThen(gone(isAlive, tendMs), Effect.ignore(end)))
    // Who was not let begin is gone at once, and not with the scope.
    yield* Effect.onError(lives.goingOn(task, run), () => Effect.ignore(end))
    const toEnd = watch.until(task, (life) => isStopped(life, run))
    if (cancel !== undefined)
      yield* toEnd.pipe(
        Effect.match({ onSuccess: (life) => reasonOf(life, run), onFailure: ({ message }) => message }),
        Effect.flatMap((reason) => (endsItself ? Effect.void : cancel(reason))),
        Effect.ignoreCause,
        Effect.forkScoped
      )
    const ending =
      (how: "Complete" | "Fail") =>
      (outcome = "") =>
        byItself(lives.take({ _tag: how, run, outcome })).pipe(
          Effect.andThen(Effect.ignore(end)),
          Effect.andThen(watch.until(task, (life) => life?.run !== run || !isLiveStatus(life.status))),
          Effect.andThen(store.durable)
        )
    return {
      ...taskFor(task, run),
      end,
      stopped: Effect.map(toEnd, () => stoppedBy(store.state(), run)),
      complete: ending("Complete"),
      fail: ending("Fail")
    } satisfies Session
  })
}

/** Completes once it no more says that it goes on. */
const gone = (isAlive: Effect.Effect<boolean, unknown>, everyMs: number): Effect.Effect<void> =>
  Effect.catchCause(isAlive, () => Effect.succeed(false)).pipe(
    Effect.repeat({ while: (alive) => alive, schedule: Schedule.spaced(everyMs) }),
    Effect.delay(everyMs),
    Effect.asVoid
  )
