// Why a request is refused: a closed union, data first. What people read is made from it in messages.ts, what language
// models read in texts.ts.
//
// A refusal is a value like any other answer, and replay asks for millions. So `refuse` makes one with the class's
// prototype and nothing more. Schema's constructor would also check what the core knows already and record a stack: it
// makes 0.1 million a second, while whole refused steps come at 2 million. The data is the same either way: it decodes,
// encodes and matches as its class says.
import { Schema } from "effect"
import { Pattern } from "../scope/scope.ts"
import { lifeConflicts } from "./life-conflicts.ts"
import { describe } from "./messages.ts"
import { Content, Handle, HostId, IntentId, Key, Mode, Resource, RunId, TaskId } from "./words.ts"

/** The host's name is taken: it is open, or crashed and not yet reaped. */
export class HostInUse extends Schema.TaggedError<HostInUse>()("HostInUse", {
  host: HostId,
  status: Schema.Literals(["open", "crashed"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Only an open host can crash, or have a run start in it. */
export class HostNotOpen extends Schema.TaggedError<HostNotOpen>()("HostNotOpen", {
  host: HostId,
  status: Schema.Literals(["closed", "crashed"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Only a crashed host is reaped: what lives is left alone. */
export class HostNotCrashed extends Schema.TaggedError<HostNotCrashed>()("HostNotCrashed", {
  host: HostId,
  status: Schema.Literals(["closed", "open"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** A run is started once; to go on with a task is to start another one. */
export class RunStarted extends Schema.TaggedError<RunStarted>()("RunStarted", {
  run: RunId,
  status: Schema.Literals(["running", "ended", "interrupted"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Another run of the task, `run`, runs, or its host crashed and is not yet reaped. */
export class TaskRunning extends Schema.TaggedError<TaskRunning>()("TaskRunning", { task: TaskId, run: RunId }) {
  override get message(): string {
    return describe(this)
  }
}

/**
 * A run that does not run may request nothing, not even a release. `HostCrashed`: it is not reaped yet. `Queued`, `Waiting`, `Stopping`:
 * it runs, and its task has no slot, waits for something, or was told to end.
 */
export class TaskNotRunning extends Schema.TaggedError<TaskNotRunning>()("TaskNotRunning", {
  run: RunId,
  reason: Schema.Literals(["NotStarted", "Ended", "Interrupted", "HostCrashed", "Queued", "Waiting", "Stopping"])
}) {
  override get message(): string {
    return describe(this)
  }
}

/** A background task without allowWrites. */
export class WriteNotAllowed extends Schema.TaggedError<WriteNotAllowed>()("WriteNotAllowed", { run: RunId }) {
  override get message(): string {
    return describe(this)
  }
}

/** `denied`: the pattern of the task's scope that leaves it out; if none does, `nearest`: the one that comes closest to having it, if any does. */
export class OutOfScope extends Schema.TaggedError<OutOfScope>()("OutOfScope", {
  run: RunId,
  side: Schema.Literals(["read", "write"]),
  resource: Resource,
  nearest: Schema.NullOr(Pattern),
  denied: Schema.NullOr(Pattern)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** The run waits already for `queued`, which overlaps the resource. */
export class AlreadyQueued extends Schema.TaggedError<AlreadyQueued>()("AlreadyQueued", {
  run: RunId,
  resource: Resource,
  queued: Resource
}) {
  override get message(): string {
    return describe(this)
  }
}

/**
 * Who is in the way, and how: as the holder of `blocking`, or waiting for it since before. Times are ms of the service's
 * monotonic clock; who waits has no time of expiry. `queueLength` counts all who wait for what overlaps the resource.
 */
export class LeaseHeld extends Schema.TaggedError<LeaseHeld>()("LeaseHeld", {
  resource: Resource,
  by: Schema.Literals(["Holder", "EarlierWaiter"]),
  blocking: Resource,
  task: TaskId,
  run: RunId,
  mode: Mode,
  title: Schema.String,
  since: Schema.Number,
  expires: Schema.NullOr(Schema.Number),
  queueLength: Schema.Int
}) {
  override get message(): string {
    return describe(this)
  }
}

/**
 * The run holds no lease that it would need on the resource. `successor`: a task that holds it
 * now, or what overlaps it; null if none does.
 */
export class LeaseLost extends Schema.TaggedError<LeaseLost>()("LeaseLost", {
  run: RunId,
  resource: Resource,
  reason: Schema.Literals(["Expired", "Released", "NeverHeld"]),
  successor: Schema.NullOr(TaskId)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Nothing to give back, or to expire. */
export class NotHeld extends Schema.TaggedError<NotHeld>()("NotHeld", {
  resource: Resource,
  /** Null if the lease was to expire. */
  handle: Schema.NullOr(Handle)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Nothing to withdraw, or to grant: the run has no place at exactly this resource. */
export class NotQueued extends Schema.TaggedError<NotQueued>()("NotQueued", { run: RunId, resource: Resource }) {
  override get message(): string {
    return describe(this)
  }
}

/** The base is not what the run saw last. `observed`: null if it never looked. */
export class NotObserved extends Schema.TaggedError<NotObserved>()("NotObserved", {
  run: RunId,
  key: Key,
  base: Content,
  observed: Schema.NullOr(Content)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** `writer`: the task whose last write left exactly this content; null for a program outside Leasehold. */
export class StaleBase extends Schema.TaggedError<StaleBase>()("StaleBase", {
  run: RunId,
  key: Key,
  base: Content,
  current: Content,
  writer: Schema.NullOr(TaskId)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Times are ms of the service's monotonic clock. */
export class NotExpired extends Schema.TaggedError<NotExpired>()("NotExpired", {
  resource: Resource,
  expires: Schema.Number,
  now: Schema.Number
}) {
  override get message(): string {
    return describe(this)
  }
}

/** A write was decided there and not told of yet: whether it becomes visible is open. `host`: who settles it now; null if nobody does. */
export class Unsettled extends Schema.TaggedError<Unsettled>()("Unsettled", {
  resource: Resource,
  intent: IntentId,
  task: TaskId,
  host: Schema.NullOr(HostId)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** A program outside Leasehold has the file open for writing: what is there may be half of it. */
export class BeingWritten extends Schema.TaggedError<BeingWritten>()("BeingWritten", { key: Key }) {
  override get message(): string {
    return describe(this)
  }
}

/** Another process is settling the write; if it is stopped there, others wait for it. */
export class GateBusy extends Schema.TaggedError<GateBusy>()("GateBusy", { key: Key, host: HostId }) {
  override get message(): string {
    return describe(this)
  }
}

/** No write of the key is open. */
export class NothingToSettle extends Schema.TaggedError<NothingToSettle>()("NothingToSettle", { key: Key }) {
  override get message(): string {
    return describe(this)
  }
}

/** The host is not in the gate of the key, or another step comes next there: `order` says which. */
export class NotNext extends Schema.TaggedError<NotNext>()("NotNext", {
  host: HostId,
  key: Key,
  order: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    return describe(this)
  }
}

/** Nothing is staged for the key. */
export class NothingLeft extends Schema.TaggedError<NothingLeft>()("NothingLeft", { key: Key }) {
  override get message(): string {
    return describe(this)
  }
}

/** What became of the write could be lost with the power: until it cannot, its staged files stay. */
export class NotDurable extends Schema.TaggedError<NotDurable>()("NotDurable", { key: Key, intent: IntentId }) {
  override get message(): string {
    return describe(this)
  }
}

/** A program could still be opening what was displaced. Times are ms of the service's monotonic clock. */
export class GraceNotOver extends Schema.TaggedError<GraceNotOver>()("GraceNotOver", {
  key: Key,
  until: Schema.Number,
  now: Schema.Number
}) {
  override get message(): string {
    return describe(this)
  }
}

/** All rows are durable. */
export class NothingToFlush extends Schema.TaggedError<NothingToFlush>()("NothingToFlush", {}) {
  override get message(): string {
    return describe(this)
  }
}

const classes = {
  HostInUse,
  HostNotOpen,
  HostNotCrashed,
  RunStarted,
  TaskRunning,
  TaskNotRunning,
  WriteNotAllowed,
  OutOfScope,
  AlreadyQueued,
  LeaseHeld,
  LeaseLost,
  NotHeld,
  NotQueued,
  NotObserved,
  StaleBase,
  NotExpired,
  Unsettled,
  BeingWritten,
  GateBusy,
  NothingToSettle,
  NotNext,
  NothingLeft,
  NotDurable,
  GraceNotOver,
  NothingToFlush,
  ...lifeConflicts
}

/** Decodes and encodes any conflict. */
export const Conflict = Schema.Union(Object.values(classes))
/** Any refusal; `_tag` says which. */
export type Conflict = InstanceType<(typeof classes)[keyof typeof classes]>
/** The spec's names of refusals, NotExpired and NotTimedOut: the spec has no time there. */
export type ConflictName = Conflict["_tag"]
/** The conflict of that name, `ConflictOf<"LeaseHeld">`. */
export type ConflictOf<Name extends ConflictName> = Extract<Conflict, { readonly _tag: Name }>

/** A conflict's data. */
export type ConflictData<Name extends ConflictName> = Omit<ConstructorParameters<(typeof classes)[Name]>[0], "_tag">

/** All names of conflicts. */
export const conflictNames = Object.keys(classes) as ReadonlyArray<ConflictName>

/** Makes a conflict of data that the core knows to be right. */
export const refuse = <Name extends ConflictName>(name: Name, data: ConflictData<Name>): ConflictOf<Name> => {
  const conflict = Object.create(classes[name].prototype)
  conflict._tag = name
  return Object.assign(conflict, data)
}

export {
  AlreadyEnded,
  ApprovalRequired,
  ApprovalRevoked,
  ChildrenLive,
  CommandNotAllowed,
  HoldsLease,
  LimitReached,
  NoProcess,
  NotEnded,
  NotExited,
  NotGranted,
  NothingToTell,
  NotInterrupted,
  NotPending,
  NotStopping,
  NotTimedOut,
  NotWaiting,
  OutsideLease,
  ParentEnded,
  ResultsWaiting,
  ScopeTooWide,
  StillWorking,
  TaskExists,
  TaskNotLive,
  TaskNotQueued,
  TooDeep,
  WouldSweep
} from "./life-conflicts.ts"
