// What a task can do about its own life: wait for its children or an answer, and end.
import { randomBytes } from "node:crypto"
import { Effect, Result } from "effect"
import {
  Action,
  childrenOf,
  type Conflict,
  type ConflictOf,
  isLiveStatus,
  type Life,
  lifeOf,
  refuse,
  type RunId,
  type State,
  taskNotRunning,
  type TaskId
} from "../protocol/index.ts"
import type { StoreService } from "../store/store.ts"
import type { Unavailable } from "../history/errors.ts"
import { checked, type InvalidOptions, type QuestionPolicy } from "../workspace/options.ts"
import { Unanswered } from "./errors.ts"
import type { HandOff } from "./hand-off.ts"
import type { LifeError, Task, TaskResult } from "./interface.ts"
import { toLife } from "./told.ts"
import type { Watch } from "./watch.ts"

export interface LifeOptions {
  readonly store: StoreService
  readonly watch: Watch
  readonly questions: QuestionPolicy
  readonly handOff: (task: TaskId) => Effect.Effect<HandOff, Unavailable>
}

/** Whether the run has to stop, or has: it was told to end, or another run goes on with its task. */
export const isStopped = (life: Life | undefined, run: RunId): boolean =>
  life === undefined || life.run !== run || life.status === "stopping" || !isLiveStatus(life.status)

/** Refuses what the store could not be read with: what callers give is in it. */
export const wellFormed = (action: Action): Effect.Effect<void, InvalidOptions> =>
  Effect.asVoid(checked(Action, action))

/** Why a run that has to stop, or has, may do nothing more. */
export const stoppedBy = (state: State, run: RunId): ConflictOf<"TaskNotRunning"> =>
  taskNotRunning(state, run) as ConflictOf<"TaskNotRunning">

export const makeLives = ({ store, watch, questions, handOff: handOffOf }: LifeOptions) => {
  /** Takes one step, durably. */
  const take = (action: Action): Effect.Effect<void, LifeError> =>
    wellFormed(action).pipe(
      Effect.andThen(toLife(store.transact((tx) => Result.map(tx.step(action), () => undefined)))),
      Effect.andThen(store.durable)
    )

  /** The same if this holds of the state; `NotPending` if it does not. */
  const takeIf = (holds: (state: State) => boolean, action: Extract<Action, { readonly task: TaskId }>) =>
    wellFormed(action).pipe(
      Effect.andThen(
        toLife(
          store.transact((tx) => {
            const { task } = action
            const status = lifeOf(tx.state, task)?.status ?? null
            if (!holds(tx.state)) return Result.fail<Conflict>(refuse("NotPending", { task, status }))
            return Result.map(tx.step(action), () => undefined)
          })
        )
      ),
      Effect.andThen(store.durable)
    )

  /** Waits until the task has a slot again. */
  const goingOn = (task: TaskId, run: RunId): Effect.Effect<Life, LifeError> =>
    Effect.flatMap(
      watch.until(task, (life) => isStopped(life, run) || life?.status === "running"),
      (life) =>
        life === undefined || isStopped(life, run) ? Effect.fail(stoppedBy(store.state(), run)) : Effect.succeed(life)
    )

  /** What a task came to. */
  const resultOf = (task: TaskId): Effect.Effect<TaskResult, Unavailable> =>
    Effect.map(handOffOf(task), (handOff) => {
      const { status, outcome = null } = lifeOf(store.state(), task)!
      return { task, status, outcome, handOff }
    })

  /** What nobody took yet of what its children came to. */
  const resultsOf = (task: TaskId) =>
    Effect.suspend(() => {
      const state = store.state()
      const untaken = childrenOf(state, task).filter((child) => ["kept", "told"].includes(lifeOf(state, child)!.result))
      return Effect.forEach(untaken, resultOf)
    })

  const joined = (task: TaskId, run: RunId): Effect.Effect<ReadonlyArray<TaskResult>, LifeError | Unavailable> =>
    take({ _tag: "Await", run }).pipe(Effect.andThen(goingOn(task, run)), Effect.andThen(resultsOf(task)))

  const asked = (task: TaskId, run: RunId, text: string): Effect.Effect<string, LifeError | Unanswered> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        yield* take({ _tag: "Ask", run, question: { id: randomBytes(8).toString("hex"), text } })
        // Whoever stops waiting says so: else it would be asked for ever.
        const unanswered = (answer: string | null) => Effect.ignore(take({ _tag: "Answer", task, answer }))
        const answered = watch.until(task, (life) => isStopped(life, run) || life?.waits !== "an answer")
        yield* restore(
          Effect.timeoutOrElse(answered, {
            duration: questions.waitMs,
            orElse: () => unanswered(questions.otherwise)
          })
        ).pipe(Effect.onInterrupt(() => unanswered(null)))
        const { answer } = yield* restore(goingOn(task, run))
        return answer ?? (yield* new Unanswered({ task, question: text }))
      })
    )

  return {
    take,
    takeIf,
    goingOn,
    resultOf,
    /** The life of one run. */
    of: (task: TaskId, run: RunId): Pick<Task, "join" | "acknowledge" | "ask"> => ({
      join: joined(task, run),
      acknowledge: (child) => take({ _tag: "Take", run, task: child as TaskId }),
      ask: (question) => asked(task, run, question)
    })
  }
}

export type Lives = ReturnType<typeof makeLives>
