// Why the history cannot be asked, or does not take what it is given. Each says what to do next.
import { Schema } from "effect"
import {
  NoSpace,
  PermissionDenied,
  ReadOnlyFileSystem,
  type SystemError,
  SystemFailed,
  TooManyFiles
} from "../platform/errors.ts"

const reasons = {
  Busy: "another process writes it and does not go on. Look at that process: resume it, or end it",
  Missing: "it was removed while this process had it open. Open it again: that makes a new one",
  Replaced: "another one lies in its place. Open it again",
  Corrupt:
    "it is damaged. What can be read of it is shown and exported; to go on, move `history.sqlite` and what else begins with that name " +
    "away, open it again, and import what was exported",
  TooNew: "a newer version of Leasehold has migrated it. Update Leasehold; until then it can at most be read",
  Closed: "this history was closed. Open it again",
  Unsupported: "it lies on a file system where SQLite cannot share memory. Name a local directory as `storeDir`",
  Failed: "the operating system refused to read or write it"
} as const

/** The history cannot be asked. What was acknowledged before is not lost by that. `detail`: what the system said, if anything. */
export class HistoryUnavailable extends Schema.TaggedError<HistoryUnavailable>()("HistoryUnavailable", {
  reason: Schema.Literals(Object.keys(reasons) as [keyof typeof reasons, ...Array<keyof typeof reasons>]),
  detail: Schema.String
}) {
  override get message(): string {
    return `the history is unavailable: ${reasons[this.reason]}${this.detail === "" ? "" : ` (${this.detail})`}`
  }
}

/** An item is larger than one may be. */
export class ItemTooLarge extends Schema.TaggedError<ItemTooLarge>()("ItemTooLarge", {
  task: Schema.String,
  stream: Schema.String,
  bytes: Schema.Int,
  limit: Schema.Int
}) {
  override get message(): string {
    return (
      `an item of ${this.bytes} bytes for stream ${JSON.stringify(this.stream)} of task ${JSON.stringify(this.task)} is larger than ` +
      `the ${this.limit} that one may have. Split it, or open the history with a larger maxItemBytes`
    )
  }
}

/** All items of the task together would be more than they may be. */
export class TaskTooLarge extends Schema.TaggedError<TaskTooLarge>()("TaskTooLarge", {
  task: Schema.String,
  bytes: Schema.Int,
  limit: Schema.Int
}) {
  override get message(): string {
    return (
      `the items of task ${JSON.stringify(this.task)} would take ${this.bytes} bytes, more than the ${this.limit} that a task may have. ` +
      "Go on in another task, or open the history with a larger maxTaskBytes"
    )
  }
}

/** The task was deleted, for good: nothing is said or written in its name any more. */
export class TaskDeleted extends Schema.TaggedError<TaskDeleted>()("TaskDeleted", { task: Schema.String }) {
  override get message(): string {
    return `task ${JSON.stringify(this.task)} was deleted, and its id is never used again. Start another task`
  }
}

/** What was to be replaced is not the last item of the stream. `last`: which one is; 0 if there is none. */
export class NotLast extends Schema.TaggedError<NotLast>()("NotLast", {
  task: Schema.String,
  stream: Schema.String,
  last: Schema.Int
}) {
  override get message(): string {
    return (
      `in stream ${JSON.stringify(this.stream)} of task ${JSON.stringify(this.task)} ` +
      (this.last === 0
        ? "there is no item to replace. Append one first"
        : `somebody appended meanwhile: the last item is ${this.last}. Append instead`)
    )
  }
}

/** What the store knows is deleted there, as a step of the protocol. */
export class TaskInStore extends Schema.TaggedError<TaskInStore>()("TaskInStore", { task: Schema.String }) {
  override get message(): string {
    return `task ${JSON.stringify(this.task)} is one of this workspace. Delete it there: its history goes with it`
  }
}

/** What was given is not what can be kept, such as a text that is no export of a history. */
export class NotUnderstood extends Schema.TaggedError<NotUnderstood>()("NotUnderstood", { detail: Schema.String }) {
  override get message(): string {
    return `the history does not take that: ${this.detail}`
  }
}

export type Unavailable = HistoryUnavailable | SystemError

export type HistoryError =
  Unavailable | ItemTooLarge | TaskTooLarge | TaskDeleted | NotLast | TaskInStore | NotUnderstood

const unavailable = [HistoryUnavailable, NoSpace, PermissionDenied, ReadOnlyFileSystem, TooManyFiles, SystemFailed]

export const isUnavailable = (error: unknown): error is Unavailable => unavailable.some((type) => error instanceof type)

const refused = [ItemTooLarge, TaskTooLarge, TaskDeleted, NotLast, TaskInStore, NotUnderstood]

export const isHistoryError = (error: unknown): error is HistoryError =>
  isUnavailable(error) || refused.some((type) => error instanceof type)
