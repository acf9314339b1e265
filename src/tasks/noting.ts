// What a task is refused, and what it ran where nothing can be written: no step of the protocol, so its history is told by itself.
import { Effect, Fiber } from "effect"
import type { Unavailable } from "../history/errors.ts"
import type { HistoryService } from "../history/service.ts"
import { type Conflict, conflictNames, forModel, type TaskId } from "../protocol/index.ts"
import { type RanCommand, type Refusal, streams } from "./hand-off.ts"

const conflicts: ReadonlySet<string> = new Set(conflictNames)

const isConflict = (error: unknown): error is Conflict =>
  typeof error === "object" && error !== null && "_tag" in error && conflicts.has(error._tag as string)

export interface Noting {
  /** The same calls, each noted if it is refused. */
  readonly refusals: <Calls extends object>(task: TaskId, calls: Calls) => Calls
  readonly command: (task: TaskId, command: RanCommand) => Effect.Effect<void>
  /** Completes once what was noted of a task until now is in its history, or cannot be. */
  readonly settled: (task: TaskId) => Effect.Effect<void>
}

/** `inBackground`: nobody waits for a note, and none keeps a call from its answer. */
export const makeNoting = (
  history: Effect.Effect<HistoryService, Unavailable>,
  inBackground: (effect: Effect.Effect<unknown, unknown>) => Effect.Effect<Fiber.Fiber<unknown, unknown>>
): Noting => {
  const going = new Map<TaskId, Set<Fiber.Fiber<unknown, unknown>>>()

  const note = (task: TaskId, stream: string, json: Refusal | RanCommand): Effect.Effect<void> =>
    Effect.map(inBackground(Effect.flatMap(history, ({ append }) => append(task, stream, { json }))), (fiber) => {
      const all = going.get(task) ?? new Set()
      going.set(task, all.add(fiber))
      fiber.addObserver(() => {
        all.delete(fiber)
        if (all.size === 0 && going.get(task) === all) going.delete(task)
      })
    })

  const noted =
    (task: TaskId) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.tapError(effect, (error) =>
        isConflict(error)
          ? note(task, streams.refusals, { conflict: error._tag, message: forModel(error) })
          : Effect.void
      )

  return {
    refusals: (task, calls) => {
      const of = noted(task)
      const entries = Object.entries(calls).map(([name, call]) => [
        name,
        typeof call === "function"
          ? (...args: ReadonlyArray<unknown>) => {
              const answer: unknown = call(...args)
              return Effect.isEffect(answer) ? of(answer) : answer
            }
          : Effect.isEffect(call)
            ? of(call)
            : call
      ])
      return Object.fromEntries(entries)
    },
    command: (task, command) => note(task, streams.commands, command),
    settled: (task) => Effect.suspend(() => Effect.asVoid(Fiber.awaitAll(going.get(task) ?? [])))
  }
}
