// Why a step in the life of a task is refused; see conflicts.ts, of which these are a part.
import { Schema } from "effect"
import { describe } from "./messages.ts"
import { Key, Resource, RunId, TaskId } from "./words.ts"

/** How far a task is; null: nobody spawned it. */
const Status = Schema.NullOr(Schema.String)

const ofTask = { task: TaskId, status: Status }

/** An id is never given twice, not even that of a task that was deleted. */
export class TaskExists extends Schema.TaggedError<TaskExists>()("TaskExists", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** The tree of tasks has as many levels as it may have. */
export class TooDeep extends Schema.TaggedError<TooDeep>()("TooDeep", { task: TaskId, limit: Schema.Int }) {
  override get message(): string {
    return describe(this)
  }
}

/** A child may do nothing that its parent may not do. `example`: what it asked for beyond that. */
export class ScopeTooWide extends Schema.TaggedError<ScopeTooWide>()("ScopeTooWide", {
  task: TaskId,
  parent: TaskId,
  example: Schema.String
}) {
  override get message(): string {
    return describe(this)
  }
}

/** `task`: the one of it and those above it that nobody let write yet. */
export class ApprovalRequired extends Schema.TaggedError<ApprovalRequired>()("ApprovalRequired", { task: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** `task`: the one of it and those above it that was let write, and is no more. */
export class ApprovalRevoked extends Schema.TaggedError<ApprovalRevoked>()("ApprovalRevoked", { task: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** Nobody has to approve it. */
export class NotPending extends Schema.TaggedError<NotPending>()("NotPending", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** There is no approval that could be revoked. */
export class NotGranted extends Schema.TaggedError<NotGranted>()("NotGranted", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** It is over. */
export class TaskNotLive extends Schema.TaggedError<TaskNotLive>()("TaskNotLive", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** It does not wait for a slot. */
export class TaskNotQueued extends Schema.TaggedError<TaskNotQueued>()("TaskNotQueued", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** As many tasks are at work in the background as may be. */
export class LimitReached extends Schema.TaggedError<LimitReached>()("LimitReached", {
  task: TaskId,
  limit: Schema.Int
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Nobody waits for a person, or for its children, and has a lease meanwhile, or a place in the queue for one. */
export class HoldsLease extends Schema.TaggedError<HoldsLease>()("HoldsLease", {
  run: RunId,
  held: Schema.Array(Resource),
  queued: Schema.Array(Resource)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** It does not wait for that. */
export class NotWaiting extends Schema.TaggedError<NotWaiting>()("NotWaiting", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** Something of it is under way: a command, or a write that is decided. */
export class StillWorking extends Schema.TaggedError<StillWorking>()("StillWorking", {
  task: TaskId,
  at: Schema.Literals(["command", "write"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** It may not run that command, or call that tool. */
export class CommandNotAllowed extends Schema.TaggedError<CommandNotAllowed>()("CommandNotAllowed", {
  run: RunId,
  command: Schema.String
}) {
  override get message(): string {
    return describe(this)
  }
}

/** The command would take along files that another task wrote and has not finished. */
export class WouldSweep extends Schema.TaggedError<WouldSweep>()("WouldSweep", {
  run: RunId,
  task: TaskId,
  keys: Schema.Array(Key)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** No process of it is known. */
export class NoProcess extends Schema.TaggedError<NoProcess>()("NoProcess", { task: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** It has no command whose processes are gone. */
export class NotExited extends Schema.TaggedError<NotExited>()("NotExited", { task: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** The command changed files that it had no lease of, or that its task may not write: it did not do well. */
export class OutsideLease extends Schema.TaggedError<OutsideLease>()("OutsideLease", {
  task: TaskId,
  keys: Schema.Array(Key)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** It is over, or about to be. */
export class AlreadyEnded extends Schema.TaggedError<AlreadyEnded>()("AlreadyEnded", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** Its time is not over. Times are ms of the service's monotonic clock; null: it stands still. */
export class NotTimedOut extends Schema.TaggedError<NotTimedOut>()("NotTimedOut", {
  task: TaskId,
  until: Schema.NullOr(Schema.Number),
  now: Schema.Number
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Nobody told it to end. */
export class NotStopping extends Schema.TaggedError<NotStopping>()("NotStopping", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** A child of it is not over, or one of those. */
export class ChildrenLive extends Schema.TaggedError<ChildrenLive>()("ChildrenLive", { task: TaskId, child: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** What a child came to has not been written down by who has to know it. */
export class ResultsWaiting extends Schema.TaggedError<ResultsWaiting>()("ResultsWaiting", {
  task: TaskId,
  child: TaskId
}) {
  override get message(): string {
    return describe(this)
  }
}

/** There is no result that anybody has to be told. */
export class NothingToTell extends Schema.TaggedError<NothingToTell>()("NothingToTell", { task: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** It was not interrupted, so it cannot be resumed. */
export class NotInterrupted extends Schema.TaggedError<NotInterrupted>()("NotInterrupted", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

/** Whom it would tell what it came to, `parent`, is over, or somebody above that. */
export class ParentEnded extends Schema.TaggedError<ParentEnded>()("ParentEnded", { task: TaskId, parent: TaskId }) {
  override get message(): string {
    return describe(this)
  }
}

/** Only what is over is deleted. */
export class NotEnded extends Schema.TaggedError<NotEnded>()("NotEnded", ofTask) {
  override get message(): string {
    return describe(this)
  }
}

export const lifeConflicts = {
  TaskExists,
  TooDeep,
  ScopeTooWide,
  ApprovalRequired,
  ApprovalRevoked,
  NotPending,
  NotGranted,
  TaskNotLive,
  TaskNotQueued,
  LimitReached,
  HoldsLease,
  NotWaiting,
  StillWorking,
  CommandNotAllowed,
  WouldSweep,
  NoProcess,
  NotExited,
  OutsideLease,
  AlreadyEnded,
  NotTimedOut,
  NotStopping,
  ChildrenLive,
  ResultsWaiting,
  NothingToTell,
  NotInterrupted,
  ParentEnded,
  NotEnded
}
