// What of the protocol's conflicts can come of what is asked of the life of a task. All others are of requests that nobody makes here.
import { Effect } from "effect"
import { type Conflict, conflictNames, type ConflictOf } from "../protocol/index.ts"
import { isStoreError, type StoreError } from "../store/errors.ts"

const names = [
  "TaskExists",
  "TaskRunning",
  "TooDeep",
  "ScopeTooWide",
  "WriteNotAllowed",
  "TaskNotRunning",
  "NotPending",
  "NotGranted",
  "TaskNotLive",
  "HoldsLease",
  "NotWaiting",
  "AlreadyEnded",
  "ChildrenLive",
  "ResultsWaiting",
  "NothingToTell",
  "NotInterrupted",
  "ParentEnded",
  "NotEnded",
  "StillWorking"
] as const

/** Why the protocol refuses what is asked of the life of a task. */
export type LifeConflict = ConflictOf<(typeof names)[number]>

const told: ReadonlySet<string> = new Set(names)
const conflicts: ReadonlySet<string> = new Set(conflictNames)

/** Of what fails with any conflict: one that cannot come here is a defect. */
export const toLife = <A, E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, Conflict> | LifeConflict, R> =>
  Effect.catch(effect, (error) =>
    conflicts.has(error._tag) && !told.has(error._tag)
      ? Effect.die(error)
      : Effect.fail(error as Exclude<E, Conflict> | LifeConflict)
  )

/** What no rule of the protocol lets happen here. */
export const unexpected = (error: { readonly _tag: string }): Effect.Effect<never, StoreError> =>
  isStoreError(error) ? Effect.fail(error) : Effect.die(error)
