// What of the protocol's conflicts a task can be told. All others are of requests that no task makes: of hosts, of gates, and of what the
// service does by itself.
import { Effect } from "effect"
import { type Conflict, conflictNames, type ConflictOf } from "../protocol/index.ts"

const names = [
  "TaskRunning",
  "TaskNotRunning",
  "WriteNotAllowed",
  "ApprovalRequired",
  "ApprovalRevoked",
  "OutOfScope",
  "AlreadyQueued",
  "LeaseHeld",
  "LeaseLost",
  "NotObserved",
  "StaleBase",
  "Unsettled",
  "BeingWritten",
  "GateBusy",
  "CommandNotAllowed",
  "WouldSweep",
  "StillWorking"
] as const

/** Why the protocol refuses what a task asks for. */
export type TaskConflict = ConflictOf<(typeof names)[number]>

const told: ReadonlySet<string> = new Set(names)
const conflicts: ReadonlySet<string> = new Set(conflictNames)

/** Of what fails with any conflict: one that no task is told here is a defect. */
export const toTask = <A, E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, Exclude<Conflict, TaskConflict>>, R> =>
  Effect.catch(effect, (error) =>
    conflicts.has(error._tag) && !told.has(error._tag)
      ? Effect.die(error)
      : Effect.fail(error as Exclude<E, Exclude<Conflict, TaskConflict>>)
  )
