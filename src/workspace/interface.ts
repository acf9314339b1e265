// What a task offers. All of it fails with errors whose `message` tells people, and `forModel` language models, what to do next; an error
// of a write says that nothing of it is visible, except `Uncertain`, which says how to find out.
import type { Effect } from "effect"
import type { Promises } from "../platform/report.ts"
import type { Conflict, ConflictOf, Content, IntentId, Key, RunId, TaskId } from "../protocol/index.ts"
import type { WriteError } from "../publish/publisher.ts"
import type { Granted, LeaseError } from "./leases.ts"
import type { Observation, ObserveError } from "./observe.ts"
import type { InvalidOptions } from "./options.ts"
import type { Path, PathError, PathScope } from "./paths.ts"
import type { TaskConflict } from "./told.ts"

/** What is written. Text keeps the file's byte order mark and line ends; bytes are what they are. */
export type Contents = string | Uint8Array

/** What a file becomes, given its text: null stands for no file, both ways. Called again if the file changed meanwhile. */
export type Transform<Before = string> = (before: Before | null) => Contents | null

/** One file of a patch. A file that is there was observed, or it is moved. */
export type PatchChange =
  | { readonly path: Path; readonly content: Contents }
  | { readonly path: Path; readonly delete: true }
  | { readonly path: Path; readonly moveTo: Path; readonly content?: Contents }

export interface WriteOptions {
  /** What the write is built on: the content of an observation. Without it, what the task observed last. */
  readonly base?: Content
  /** A file with several names (hard links) becomes one of its own; otherwise that is `HardLinked`. */
  readonly breakLinks?: boolean
}

/** A write that is visible, and on the disk. */
export interface Written {
  /** Null: there was nothing to write. */
  readonly intent: IntentId | null
  /** What each file contains now: SHA-256 in hexadecimal, or "absent". */
  readonly contents: ReadonlyMap<Key, Content>
  /** What holds for this write, see `doctor`. */
  readonly promise: Promises
}

/** A change that was made and not written. Nothing is leased while somebody looks at it. */
export interface Prepared {
  readonly key: Key
  /** As it was given. */
  readonly path: Path
  /** What it is built on; null if there is no file. */
  readonly before: Uint8Array | null
  readonly base: Content
  /** Null: the file is removed. */
  readonly after: Uint8Array | null
  /** The hash of `after`, or "absent": what was approved can be compared with what is written. */
  readonly digest: Content
}

export type TaskError =
  TaskConflict | Exclude<WriteError | ObserveError | LeaseError, Conflict> | PathError | InvalidOptions

/** One acquisition, held until it is released, its time is over, or its task ends. */
export interface Lease extends Granted {
  /** Lets it stand for its whole time again; answers until when. */
  readonly renew: Effect.Effect<number, TaskError>
  /** Idempotent. Only the last acquisition that a task gives back frees what is leased. */
  readonly release: Effect.Effect<void, TaskError>
  /** Completes once the lease is lost: its time was over, or its process was taken for dead. Never, if it is given back. */
  readonly lost: Effect.Effect<ConflictOf<"LeaseLost">>
}

/**
 * The files of a run of a task. Writes need no lease: without one, each takes its own for as long as it lasts. An interrupted write changes nothing
 * before it is decided, and from then on goes through to its end before the interruption does.
 */
export interface Files {
  readonly task: TaskId
  readonly run: RunId
  /** Reads a file, whole and as it is at one moment; a write may then be built on it. */
  readonly observe: (path: Path) => Effect.Effect<Observation, TaskError>
  /** Writes a file that was observed; `StaleBase` if it is no longer what was. */
  readonly write: (path: Path, content: Contents, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /** Makes a file where there is none. */
  readonly create: (path: Path, content: Contents) => Effect.Effect<Written, TaskError>
  /** Removes a file that was observed. */
  readonly delete: (path: Path, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /** Moves a file that was observed to where there is none, as one. */
  readonly move: (from: Path, to: Path) => Effect.Effect<Written, TaskError>
  /** Changes several files, all or none. */
  readonly patch: (changes: ReadonlyArray<PatchChange>, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /**
   * Observes, transforms and writes; begins anew with what is there if that changed meanwhile, `retries` times.
   *
   * @example
   * task.edit("CHANGELOG.md", (before) => `${before ?? ""}- Faster.\n`)
   */
  readonly edit: (
    path: Path,
    transform: Transform,
    options?: { readonly retries?: number }
  ) => Effect.Effect<Written, TaskError>
  /** The same with bytes. */
  readonly editBytes: (
    path: Path,
    transform: Transform<Uint8Array>,
    options?: { readonly retries?: number }
  ) => Effect.Effect<Written, TaskError>
  /** Observes and transforms, and writes nothing: for somebody to look at. */
  readonly prepare: (path: Path, transform: Transform) => Effect.Effect<Prepared, TaskError>
  /**
   * Writes what was prepared, or what `content` says instead, if the file is still what it was built on. With `merge`, if both are text
   * and others changed other lines than these, writes both changes.
   */
  readonly commit: (
    prepared: Prepared,
    options?: { readonly content?: Contents | null; readonly merge?: boolean }
  ) => Effect.Effect<Written, TaskError>
  /** Fails with `LeaseHeld` if somebody else holds what overlaps it or was first to ask; with `wait`, waits for its turn. */
  readonly acquire: (scope: PathScope, options?: { readonly wait?: boolean }) => Effect.Effect<Lease, TaskError>
}
