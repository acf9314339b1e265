// The Promise face, as its users see it: plain types, which name nothing of what it is made of.
//
// Every call takes a signal. If it is aborted the call is withdrawn: its promise is rejected with the signal's reason, and nothing
// was changed. Once a write is decided it goes through all the same, and its promise tells what became of it.

import type { WorkspaceEvent } from "./event-types.ts"
import type { Sandbox } from "./command-types.ts"
import type { Approver, Attachment, QuestionPolicy, Session, TaskOptions, Tasks } from "./task-types.ts"
import type { CallOptions, FencingToken, Resource } from "./words.ts"

/** A path relative to the workspace, with "/" between segments: text or, where names are no UTF-8, bytes. */
export type Path = string | Uint8Array

/** A file, or a directory with all beneath it; `{ directory: "" }` is the whole workspace. */
export type PathScope = Path | { readonly directory: Path }

/** What is written. Text keeps the file's byte order mark and line ends; bytes are what they are. */
export type Contents = string | Uint8Array

/** What a file becomes, given its text: null stands for no file, both ways. Called again if the file changed meanwhile. */
export type Transform<Before = string> = (before: Before | null) => Contents | null

/** What can be set; docs/defaults.md says what holds if it is not. Times are in ms. */
export interface WorkspaceOptions {
  /** How long a lease stands after it was acquired or renewed. A workspace keeps what it was made with. */
  readonly leaseMs?: number
  /** How long what a write displaced stays, until it is looked at once more and unlinked. Kept, too. */
  readonly graceMs?: number
  /** How many tasks may be at work in the background at once, over all processes. A workspace keeps what it was made with. */
  readonly maxBackground?: number
  /** How many levels a tree of tasks may have. Kept, too. */
  readonly maxDepth?: number
  /** How long another process may hold the lock of the store before a call gives up. */
  readonly storeWaitMs?: number
  /** How long another process may be in the gate of a file before a call gives up. */
  readonly gateWaitMs?: number
  /** How often one who waits for a lease that another process holds looks for its turn. */
  readonly pollMs?: number
  /** How often the dead are looked for, and leases whose time is over. */
  readonly upkeepMs?: number
  /** How long a spawned task may run unless it is said otherwise; its waits do not count. */
  readonly taskMs?: number
  /** How long it is waited for somebody to approve a task that is to write in the background. */
  readonly approveMs?: number
  /** How long a task waits for an answer to its question. */
  readonly answerMs?: number
  /** How long what commands overwrote is kept. */
  readonly displacedMs?: number
  /** How often tasks are looked after, and looked at for what other processes decided about them. */
  readonly tendMs?: number
  /** How long `close` waits for calls that are under way. */
  readonly closeMs?: number
  /** How often `edit` begins anew when the file changed under it. */
  readonly retries?: number
  /** How often a file that a program outside Leasehold is writing is looked at again before a read gives up. */
  readonly quietRetries?: number
  /** What to do with a file of which it cannot be known who writes it. */
  readonly unknownWriters?: "refuse" | "accept"
  /** Whether to open a workspace where not all can be promised that Leasehold promises on local file systems. */
  readonly onWeakPlatform?: "refuse" | "accept"
}

export interface OpenWorkspace extends WorkspaceOptions, CallOptions {
  readonly directory: string
  /** Decides whether a task may write in the background; without one, `tasks.approve` and `tasks.deny` do. */
  readonly approver?: Approver
  /** What becomes of questions that nobody answers: without it, it is waited for `answerMs`, and nothing is said. */
  readonly questions?: QuestionPolicy
  /** Runs the commands of tasks that may not write so that they cannot; bubblewrap does if it is not said. */
  readonly sandbox?: Sandbox
  /** Where the store lies, if not in the workspace: a directory on a local file system. */
  readonly storeDir?: string
}

/** What a task read, and may build a write on. */
export interface Observation {
  /** The file's path without symbolic links. */
  readonly key: string
  /** SHA-256 of the bytes in hexadecimal, or "absent". */
  readonly content: string
  /** Null: there is no file. */
  readonly bytes: Uint8Array | null
  /** Undefined: there is no file, or it is not text. Without a byte order mark, and with "\n" at the end of lines if all end in CR LF. */
  readonly text: string | undefined
}

/** One file of a patch. A file that is there was observed, or it is moved. */
export type PatchChange =
  | { readonly path: Path; readonly content: Contents }
  | { readonly path: Path; readonly delete: true }
  | { readonly path: Path; readonly moveTo: Path; readonly content?: Contents }

export interface WriteOptions extends CallOptions {
  /** What the write is built on: the content of an observation. Without it, what the task observed last. */
  readonly base?: string
  /** A file with several names (hard links) becomes one of its own; otherwise that is `HardLinked`. */
  readonly breakLinks?: boolean
}

export interface EditOptions extends CallOptions {
  readonly retries?: number
}

/** Whether a promise holds, and if not, what all is in its way. */
export interface Holds {
  readonly holds: boolean
  readonly why: ReadonlyArray<string>
}

/** What can be promised on this machine and this file system. */
export interface Doctor {
  /** Writes of other programs are detected, and their bytes preserved. */
  readonly ring2: Holds
  /** After a loss of power each write is there whole or not at all, and one that was acknowledged is there. */
  readonly powerLoss: Holds
  /** All that was found, for people, line by line. */
  readonly lines: ReadonlyArray<string>
}

/** A write that is visible, and on the disk. */
export interface Written {
  /** Null: there was nothing to write. */
  readonly intent: string | null
  /** What each file contains now, by its key: SHA-256 in hexadecimal, or "absent". */
  readonly contents: ReadonlyMap<string, string>
  /** What holds for this write, see {@link Doctor}. */
  readonly promise: { readonly ring2: boolean; readonly powerLoss: boolean }
}

/** A change that was made and not written. Nothing is leased while somebody looks at it. */
export interface Prepared {
  readonly key: string
  /** As it was given. */
  readonly path: Path
  /** What it is built on; null if there is no file. */
  readonly before: Uint8Array | null
  readonly base: string
  /** Null: the file is removed. */
  readonly after: Uint8Array | null
  /** The hash of `after`, or "absent": what was approved can be compared with what is written. */
  readonly digest: string
}

/** One acquisition, held until it is released, its time is over, or its task ends. */
export interface Lease extends FencingToken {
  readonly resource: Resource
  /** Until when it stands, ms of the system's monotonic clock (`process.hrtime`). */
  readonly expires: number
  /** Aborted, with a `LeaseLost` as its reason, once the lease is lost: its time was over. Not if it is given back. */
  readonly lost: AbortSignal
  /** Lets it stand for its whole time again; resolves to until when. */
  readonly renew: (options?: CallOptions) => Promise<number>
  /** Idempotent. Only the last acquisition that a task gives back frees what is leased. */
  readonly release: (options?: CallOptions) => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The files of a run of a task. Writes need no lease: without one, each takes its own for as long as it lasts. */
export interface Files {
  readonly task: string
  readonly run: string
  /** Reads a file, whole and as it is at one moment; a write may then be built on it. */
  readonly observe: (path: Path, options?: CallOptions) => Promise<Observation>
  /** Writes a file that was observed; `StaleBase` if it is no longer what was. */
  readonly write: (path: Path, content: Contents, options?: WriteOptions) => Promise<Written>
  /** Makes a file where there is none. */
  readonly create: (path: Path, content: Contents, options?: CallOptions) => Promise<Written>
  /** Removes a file that was observed. */
  readonly delete: (path: Path, options?: WriteOptions) => Promise<Written>
  /** Moves a file that was observed to where there is none, as one. */
  readonly move: (from: Path, to: Path, options?: CallOptions) => Promise<Written>
  /** Changes several files, all or none. */
  readonly patch: (changes: ReadonlyArray<PatchChange>, options?: WriteOptions) => Promise<Written>
  /** Observes, transforms and writes; begins anew with what is there if that changed meanwhile, `retries` times. */
  readonly edit: (path: Path, transform: Transform, options?: EditOptions) => Promise<Written>
  /** The same with bytes. */
  readonly editBytes: (path: Path, transform: Transform<Uint8Array>, options?: EditOptions) => Promise<Written>
  /** Observes and transforms, and writes nothing: for somebody to look at. */
  readonly prepare: (path: Path, transform: Transform, options?: CallOptions) => Promise<Prepared>
  /** Writes what was prepared, or what `content` says instead, if the file is still what it was built on. */
  readonly commit: (
    prepared: Prepared,
    options?: CallOptions & { readonly content?: Contents | null; readonly merge?: boolean }
  ) => Promise<Written>
  /** Fails with `LeaseHeld` if somebody else holds what overlaps it or was first to ask; with `wait`, waits for its turn. */
  readonly acquire: (scope: PathScope, options?: CallOptions & { readonly wait?: boolean }) => Promise<Lease>
}

/** A lease, as others see it. Times are ms of the system's monotonic clock (`process.hrtime`). */
export interface HeldLease extends FencingToken {
  readonly resource: Resource
  readonly task: string
  readonly run: string
  readonly title: string
  readonly mode: "foreground" | "background"
  readonly since: number
  readonly expires: number
}

/** Bytes that a program outside Leasehold wrote, and a write displaced that could not put them back. */
export interface Kept {
  readonly name: string
  readonly key: string
  /** The write that displaced them, and whose that was. */
  readonly intent: string
  readonly task: string
  /** In bytes. */
  readonly size: number
  /** When the bytes were written last, ms since 1970. */
  readonly modified: number
}

/** How far a `gc` goes; without limits, to the end. What is left is for the next one, or for the upkeep that is made now and then. */
export interface GcLimits {
  /** Of how many writes at most what they left is unlinked. */
  readonly maxWrites?: number
  /** For how long something more is begun, in ms. A first part is always done, so that each goes on. */
  readonly budgetMs?: number
  /** How old what a write left must be, in ms since it was settled; the grace must be over in any case. */
  readonly olderThanMs?: number
}

/** What was done by `gc`. */
export interface Collected {
  /** Writes that have nothing staged any more. */
  readonly cleared: number
  /** Writes whose time has come and that have something staged still: a limit was reached, or a program has it open for writing. */
  readonly left: number
}

export interface Workspace {
  /** Its directory, without symbolic links. */
  readonly root: string
  readonly doctor: Doctor
  /**
   * Begins a run of a task that its host goes on with by itself, until that ends or the workspace is closed: a new task, or one that was
   * interrupted. `TaskRunning` if another run runs. One in the background waits here, to be approved if it is to write, and for a slot.
   */
  readonly start: (options: TaskOptions & CallOptions, attachment?: Attachment) => Promise<Session>
  /** All tasks, whichever process they run in: to start them, to look at them, to answer, and to end them. */
  readonly tasks: Tasks
  /** Who holds a file. The answer is out of date as soon as it is given: it is for showing, not for acting upon. */
  readonly holderOf: (path: Path, options?: CallOptions) => Promise<HeldLease | undefined>
  /** What a task holds, the oldest lease first. The answer is for showing, too. */
  readonly leasesOf: (task: string, options?: CallOptions) => Promise<ReadonlyArray<HeldLease>>
  /** From now on, by all processes; what others did is seen a little later. Ends with the loop over it, the signal, or the workspace. */
  readonly events: (options?: CallOptions) => AsyncIterable<WorkspaceEvent>
  /** The journal: lines of JSON, of which the first is a header. A loop reads as much of it at a time as it asks for. */
  readonly journal: () => AsyncIterable<string>
  readonly kept: {
    readonly list: (options?: CallOptions) => Promise<ReadonlyArray<Kept>>
    readonly read: (name: string, options?: CallOptions) => Promise<Uint8Array | null>
    /** Lets go of the bytes, for good. */
    readonly release: (name: string, options?: CallOptions) => Promise<void>
  }
  /**
   * Looks at once for what is otherwise looked for now and then: the dead, what is left to settle, and what is staged and no more needed.
   * What was kept aside stays.
   *
   * @example
   * await workspace.gc({ maxWrites: 1_000, budgetMs: 50 })
   */
  readonly gc: (options?: GcLimits & CallOptions) => Promise<Collected>
  /**
   * Ends all tasks and lets go of the directory. Calls that wait for a lease are withdrawn; others have `deadlineMs` (`closeMs` if it is not
   * said) before they are; a write that is decided goes through. What was withdrawn is told `StoreUnavailable`. Idempotent.
   */
  readonly close: (options?: { readonly deadlineMs?: number }) => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
