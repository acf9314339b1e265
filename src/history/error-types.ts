// The errors of a history, as users of the Promise face see them. Each is an `Error` whose `_tag` is its name and whose `message` is for
// people.
import type {
  NoSpace,
  PermissionDenied,
  ReadOnlyFileSystem,
  SystemFailed,
  TooManyFiles
} from "../promise/error-types.ts"

interface Tagged<Tag extends string> extends Error {
  readonly _tag: Tag
}

/** The history cannot be asked. What was acknowledged before is not lost by that. */
export interface HistoryUnavailable extends Tagged<"HistoryUnavailable"> {
  readonly reason: "Busy" | "Missing" | "Replaced" | "Corrupt" | "TooNew" | "Closed" | "Unsupported" | "Failed"
  /** What the system said, if it said anything. */
  readonly detail: string
}

/** An item is larger than one may be. */
export interface ItemTooLarge extends Tagged<"ItemTooLarge"> {
  readonly task: string
  readonly stream: string
  readonly bytes: number
  readonly limit: number
}

/** All items of the task together would be more than they may be. */
export interface TaskTooLarge extends Tagged<"TaskTooLarge"> {
  readonly task: string
  readonly bytes: number
  readonly limit: number
}

/** The task was deleted, for good. */
export interface TaskDeleted extends Tagged<"TaskDeleted"> {
  readonly task: string
}

/** What was to be replaced is not the last item. `last`: which one is; 0 if there is none. */
export interface NotLast extends Tagged<"NotLast"> {
  readonly task: string
  readonly stream: string
  readonly last: number
}

/** What the store knows is deleted there. */
export interface TaskInStore extends Tagged<"TaskInStore"> {
  readonly task: string
}

/** What was given is not what can be kept. */
export interface NotUnderstood extends Tagged<"NotUnderstood"> {
  readonly detail: string
}

/** All errors of a history. */
export type HistoryError =
  | HistoryUnavailable
  | ItemTooLarge
  | TaskTooLarge
  | TaskDeleted
  | NotLast
  | TaskInStore
  | NotUnderstood
  | NoSpace
  | PermissionDenied
  | ReadOnlyFileSystem
  | TooManyFiles
  | SystemFailed
