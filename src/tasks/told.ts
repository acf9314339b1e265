// What of the protocol's conflicts can come of what is asked of the life of a task. All others are of requests that nobody makes here.
import { Effect } from "effect"
import type { ConflictOf } from "../protocol/index.ts"
import { isStoreError, type StoreError } from "../store/errors.ts"
import { onlyTold } from "../workspace/only-told.ts"

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

/** Of what fails with any conflict: one that cannot come here is a defect. */
export const toLife = onlyTold(names)

/** What no rule of the protocol lets happen here. */
export const unexpected = (error: { readonly _tag: string }): Effect.Effect<never, StoreError> =>
  isStoreError(error) ? Effect.fail(error) : Effect.die(error)
