// The errors, as users of the Promise face see them. Each is an `Error` whose `_tag` is its name and whose `message` is for people.
import type { CommandError } from "./command-error-types.ts"
import type { LifeError } from "./life-error-types.ts"
import type { Pattern, Resource, Tagged } from "./words.ts"

export type * from "./command-error-types.ts"
export type * from "./life-error-types.ts"

/** For `instanceof`: errors are made by Leasehold only. */
export type ErrorClass<E extends Error> = abstract new (...args: never) => E

/** Another run of the task, `run`, runs, or its process died and that was not found out yet. */
export interface TaskRunning extends Tagged<"TaskRunning"> {
  readonly task: string
  readonly run: string
}

/** A run that is over may do nothing more. */
export interface TaskNotRunning extends Tagged<"TaskNotRunning"> {
  readonly run: string
  readonly reason: "NotStarted" | "Ended" | "Interrupted" | "HostCrashed" | "Queued" | "Waiting" | "Stopping"
}

/** A background task without `allowWrites`. */
export interface WriteNotAllowed extends Tagged<"WriteNotAllowed"> {
  readonly run: string
}

/** `denied`: the pattern of the task's scope that leaves it out; if none does, `nearest`: the one that comes closest to having it, if any does. */
export interface OutOfScope extends Tagged<"OutOfScope"> {
  readonly run: string
  readonly side: "read" | "write"
  readonly resource: Resource
  readonly nearest: Pattern | null
  readonly denied: Pattern | null
}

/** The run waits already for `queued`, which overlaps the resource. */
export interface AlreadyQueued extends Tagged<"AlreadyQueued"> {
  readonly run: string
  readonly resource: Resource
  readonly queued: Resource
}

/** Who is in the way: as the holder of `blocking`, or waiting for it since before. Times are ms of the system's monotonic clock. */
export interface LeaseHeld extends Tagged<"LeaseHeld"> {
  readonly resource: Resource
  readonly by: "Holder" | "EarlierWaiter"
  readonly blocking: Resource
  readonly task: string
  readonly run: string
  readonly mode: "foreground" | "background"
  readonly title: string
  readonly since: number
  /** Null for one who waits. */
  readonly expires: number | null
  /** All who wait for what overlaps the resource. */
  readonly queueLength: number
}

/** The run has no lease that it would need. `successor`: a task that holds the resource now, or what overlaps it. */
export interface LeaseLost extends Tagged<"LeaseLost"> {
  readonly run: string
  readonly resource: Resource
  readonly reason: "Expired" | "Released" | "NeverHeld"
  readonly successor: string | null
}

/** The base is not what the task saw last. `observed`: null if it never looked. */
export interface NotObserved extends Tagged<"NotObserved"> {
  readonly run: string
  readonly key: string
  readonly base: string
  readonly observed: string | null
}

/** The file is no longer what the write was built on. `writer`: the task that changed it; null for a program outside Leasehold. */
export interface StaleBase extends Tagged<"StaleBase"> {
  readonly run: string
  readonly key: string
  readonly base: string
  readonly current: string
  readonly writer: string | null
}

/** A write was decided there, and whether it becomes visible is open. */
export interface Unsettled extends Tagged<"Unsettled"> {
  readonly resource: Resource
  readonly intent: string
  readonly task: string
  readonly host: string | null
}

/** A program outside Leasehold has the file open for writing. */
export interface BeingWritten extends Tagged<"BeingWritten"> {
  readonly key: string
}

/** Another process is settling a write of the file, and does not go on. */
export interface GateBusy extends Tagged<"GateBusy"> {
  readonly key: string
  readonly host: string
}

/** A path that does not lead to a file of the workspace. */
export interface PathEscapes extends Tagged<"PathEscapes"> {
  readonly path: string
  readonly reason: "Absolute" | "DotDot" | "Empty" | "Nul" | "TooLong" | "NotAName" | "Reserved" | "Link" | "Moved"
}

/** What lies there is no regular file, or nothing does. */
export interface NotAFile extends Tagged<"NotAFile"> {
  readonly key: string
  readonly kind: "directory" | "link" | "special" | "parent" | "absent"
}

/** The file has several names; after a write this one would be new, and the others old. */
export interface HardLinked extends Tagged<"HardLinked"> {
  readonly key: string
  readonly links: number
}

/** What lies on another mount than the workspace's root cannot be exchanged. */
export interface CrossMount extends Tagged<"CrossMount"> {
  readonly key: string
}

/** A write would change more than the content. */
export interface CannotKeepMetadata extends Tagged<"CannotKeepMetadata"> {
  readonly key: string
  readonly what: "owner" | "group" | "attributes"
  readonly detail: string
}

/** Text was given or asked for, and the file is none. */
export interface NotText extends Tagged<"NotText"> {
  readonly key: string
}

/** It cannot be known whether another program writes the file. */
export interface WriterUnknown extends Tagged<"WriterUnknown"> {
  readonly key: string
}

/** The write was decided, and then refused: nothing of it is visible. `kept`: names of what was kept aside. */
export interface OutsideChange extends Tagged<"OutsideChange"> {
  readonly key: string
  readonly intent: string
  readonly reason: "OutsideChange" | "BeingWritten" | "StagedFileChanged" | "TurnedBack" | "OlderGeneration"
  readonly base: string
  readonly found: string | null
  readonly kept: ReadonlyArray<string>
}

/** Whether the write became visible is not known yet. Observe the file: what was begun is settled before that. */
export interface Uncertain extends Tagged<"Uncertain"> {
  readonly intent: string
  readonly keys: ReadonlyArray<string>
}

/** The store cannot be asked: no lease is granted and no write is decided. `detail`: what the system said. */
export interface StoreUnavailable extends Tagged<"StoreUnavailable"> {
  readonly reason:
    | "Busy"
    | "Missing"
    | "Replaced"
    | "Rewound"
    | "Corrupt"
    | "TooNew"
    | "Outdated"
    | "Expelled"
    | "Closed"
    | "InUse"
    | "Unsupported"
    | "Failed"
  readonly detail: string
}

/** An answer of the operating system: `call` is what was asked, `code` such as "ENOSPC". */
interface OfSystem<Tag extends string> extends Tagged<Tag> {
  readonly call: string
  readonly code: string
}

export type NoSpace = OfSystem<"NoSpace">
export type PermissionDenied = OfSystem<"PermissionDenied">
export type TooManyFiles = OfSystem<"TooManyFiles">
/** Any other answer of the operating system. */
export type SystemFailed = OfSystem<"SystemFailed">
export interface ReadOnlyFileSystem extends Tagged<"ReadOnlyFileSystem"> {
  readonly call: string
}

/** Not all can be promised here that Leasehold promises on local file systems, and `onWeakPlatform` does not say that this will do. */
export interface WeakPlatform extends Tagged<"WeakPlatform"> {
  /** What is missing, for people. */
  readonly missing: ReadonlyArray<string>
}

/** What was set cannot be. */
export interface InvalidOptions extends Tagged<"InvalidOptions"> {
  readonly detail: string
}

/** Whatever a workspace or a task fails with; `_tag` says which. */
export type LeaseholdError =
  | TaskRunning
  | TaskNotRunning
  | WriteNotAllowed
  | OutOfScope
  | AlreadyQueued
  | LeaseHeld
  | LeaseLost
  | NotObserved
  | StaleBase
  | Unsettled
  | BeingWritten
  | GateBusy
  | PathEscapes
  | NotAFile
  | HardLinked
  | CrossMount
  | CannotKeepMetadata
  | NotText
  | WriterUnknown
  | OutsideChange
  | Uncertain
  | NoSpace
  | PermissionDenied
  | ReadOnlyFileSystem
  | TooManyFiles
  | SystemFailed
  | StoreUnavailable
  | InvalidOptions
  | WeakPlatform
  | LifeError
  | CommandError
