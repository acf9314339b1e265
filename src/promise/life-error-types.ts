// The errors that come of the life of tasks, as users of the Promise face see them; see error-types.ts, of which these are a part.
import type { Resource, Tagged } from "./words.ts"

/** `status`: how far the task is; null: there is none of that id. */
interface OfStatus<Tag extends string> extends Tagged<Tag> {
  readonly task: string
  readonly status: string | null
}

/** An id is never given twice, not even that of a task that was deleted. */
export type TaskExists = OfStatus<"TaskExists">
/** Nobody has to approve it; or what was approved is another request than the one that is open now. */
export type NotPending = OfStatus<"NotPending">
/** There is no approval that could be revoked. */
export type NotGranted = OfStatus<"NotGranted">
/** It is over. */
export type TaskNotLive = OfStatus<"TaskNotLive">
/** It does not wait for that. */
export type NotWaiting = OfStatus<"NotWaiting">
/** It is over, or about to be. */
export type AlreadyEnded = OfStatus<"AlreadyEnded">
/** It was not interrupted, so it cannot be resumed. */
export type NotInterrupted = OfStatus<"NotInterrupted">
/** Only what is over is deleted. */
export type NotEnded = OfStatus<"NotEnded">

/** The tree of tasks has as many levels as it may have. */
export interface TooDeep extends Tagged<"TooDeep"> {
  readonly task: string
  readonly limit: number
}

/** A child may do nothing that its parent may not do. `example`: what it asked for beyond that. */
export interface ScopeTooWide extends Tagged<"ScopeTooWide"> {
  readonly task: string
  readonly parent: string
  readonly example: string
}

/** `task`: the one of it and those above it that nobody let write yet. */
export interface ApprovalRequired extends Tagged<"ApprovalRequired"> {
  readonly task: string
}

/** `task`: the one of it and those above it that was let write, and is no more. */
export interface ApprovalRevoked extends Tagged<"ApprovalRevoked"> {
  readonly task: string
}

/** Nobody waits for a person, or for its children, and has a lease meanwhile. */
export interface HoldsLease extends Tagged<"HoldsLease"> {
  readonly run: string
  readonly held: ReadonlyArray<Resource>
}

/** Something of it is under way: a command, or a write that is decided. */
export interface StillWorking extends Tagged<"StillWorking"> {
  readonly task: string
  readonly at: "command" | "write"
}

interface OfChild<Tag extends string> extends Tagged<Tag> {
  readonly task: string
  readonly child: string
}

/** A child of it is not over. */
export type ChildrenLive = OfChild<"ChildrenLive">
/** It has not written down what a child came to. */
export type ResultsWaiting = OfChild<"ResultsWaiting">

/** There is no result that it has to be told. */
export interface NothingToTell extends Tagged<"NothingToTell"> {
  readonly task: string
}

/** Whom it would tell what it came to is over. */
export interface ParentEnded extends Tagged<"ParentEnded"> {
  readonly task: string
  readonly parent: string
}

/** Nobody answers: by the policy of the host, or since the time for it is over. */
export interface Unanswered extends Tagged<"Unanswered"> {
  readonly task: string
  readonly question: string
}

/** Whatever the life of tasks fails with, beside what their files do. */
export type LifeError =
  | TaskExists
  | TooDeep
  | ScopeTooWide
  | ApprovalRequired
  | ApprovalRevoked
  | NotPending
  | NotGranted
  | TaskNotLive
  | HoldsLease
  | NotWaiting
  | AlreadyEnded
  | StillWorking
  | ChildrenLive
  | ResultsWaiting
  | NothingToTell
  | NotInterrupted
  | ParentEnded
  | NotEnded
  | Unanswered
