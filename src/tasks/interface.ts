// What the life of tasks offers: how they are started, looked at, answered and ended.
import type { Effect, Stream } from "effect"
import type { Unavailable } from "../history/errors.ts"
import type { Retention } from "../history/types.ts"
import type { ConflictOf, Key, LifeStatus, Question, TaskId } from "../protocol/index.ts"
import type { ScopeInput } from "../scope/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Files, TaskError } from "../workspace/interface.ts"
import type { InvalidOptions } from "../workspace/options.ts"
import type { TaskOptions } from "../workspace/profile.ts"
import type { ApprovalRequest } from "./approval.ts"
import type { Unanswered } from "./errors.ts"
import type { ExecError, ExecOptions, Executed, ToolOptions, ToolRun } from "./exec.ts"
import type { HandOff } from "./hand-off.ts"
import type { Progress, ProgressReport } from "./progress.ts"
import type { LifeConflict } from "./told.ts"
import type { Overlapping, Writer } from "./writers.ts"

export type LifeError = LifeConflict | StoreError | InvalidOptions

/** How a task is spawned: as it is described, and what it does. */
export interface SpawnOptions extends Omit<TaskOptions, "id"> {
  /** One is made if there is none. Never used twice, not even that of a task that was deleted. */
  readonly id?: string
  /** How long it may run, in ms, without what it waits; five minutes (`taskMs`) if it is not said, null: as long as it likes. */
  readonly timeoutMs?: number | null
}

/** What a task does. What it succeeds with is its outcome in its own words, and what it fails with is why it failed. */
export type Body<E = unknown, R = never> = (task: Task) => Effect.Effect<string | void, E, R>

/** What a task came to. */
export interface TaskResult {
  /** Names the result: it may be told more than once. */
  readonly task: TaskId
  readonly status: LifeStatus
  /** In its own words, or why it ended; null if it said nothing. */
  readonly outcome: string | null
  /** What it did, by its history: files, commands, conflicts and refusals. */
  readonly handOff: HandOff
}

/** A task that was spawned, as who spawned it sees it. */
export interface Spawned {
  readonly task: TaskId
  readonly status: Effect.Effect<LifeStatus, StoreError>
  /** Completes when it is over, or interrupted. */
  readonly result: Effect.Effect<TaskResult, StoreError | Unavailable>
  /** Ends it and all below it; completes when that was told, not when it is over. */
  readonly cancel: (reason?: string) => Effect.Effect<void, LifeError>
  /** Who else may write some of what it may write, as it was when this was told; those above and below it aside. */
  readonly overlaps: ReadonlyArray<Overlapping>
}

/** One run of a task: its files, and its life. */
export interface Task extends Files {
  /** Starts a child of it. It may do nothing that its parent may not, and ends with it. */
  readonly spawn: <E, R>(options: SpawnOptions, body: Body<E, R>) => Effect.Effect<Spawned, LifeError | TaskError, R>
  /** Waits, without a slot, for all its children to be over; what each came to. It must not hold a lease meanwhile. */
  readonly join: Effect.Effect<ReadonlyArray<TaskResult>, LifeError | Unavailable>
  /** Writes down that it knows what a child came to: it is not told that again, not even if it is resumed. */
  readonly acknowledge: (child: string) => Effect.Effect<void, LifeError>
  /**
   * Runs a command under a lease of all that it may change, and ends all that it started with it. It is compared what the tree contained
   * before and after it: `ChangedOutside` if anything was changed that is not under the lease.
   */
  readonly exec: (options: ExecOptions) => Effect.Effect<Executed, ExecError>
  /** The same with a tool of the host's, which is awaited. What it starts that goes on after it is not seen. */
  readonly guardTool: <A, E, R>(options: ToolOptions<A, E, R>) => Effect.Effect<ToolRun<A>, E | ExecError, R>
  /** What it wrote and nobody else did since, sorted: what a commit of its work is of. */
  readonly commitPaths: Effect.Effect<ReadonlyArray<Key>, StoreError>
  /** Asks a person, and waits without a slot for the answer. It must not hold a lease meanwhile. */
  readonly ask: (question: string) => Effect.Effect<string, LifeError | Unanswered>
  /** Tells who looks on, in this process, what it does: see `Tasks.subscribe`. Nothing is written down. */
  readonly report: (report: ProgressReport) => Effect.Effect<void, InvalidOptions>
}

/** A run that its host goes on with by itself. */
export interface Session extends Task {
  /** Completes once it was told to end, by whoever did, or its run is over: what it would do after that is refused, as it says. */
  readonly stopped: Effect.Effect<ConflictOf<"TaskNotRunning">, StoreError>
  /** Ends the run, not the task, which can be resumed: gives back all that it holds; what it would do after that is refused. */
  readonly end: Effect.Effect<void, LifeError>
  /** It is done, once and for all. Its children must be over, and what they came to known. Completes when nothing of it is left. */
  readonly complete: (outcome?: string) => Effect.Effect<void, LifeError>
  /** It failed, once and for all; all below it is cancelled. Completes when nothing of it is left. */
  readonly fail: (outcome?: string) => Effect.Effect<void, LifeError>
}

/** How the loop that a host has of its own is told that its task ends, and asked whether it goes on. */
export interface Attachment {
  /**
   * Called once, with why, when the task is told to end: then nothing of it may go on, and `end` has to be called once nothing does. What
   * this fails with is not looked at.
   */
  readonly cancel?: (reason: string) => Effect.Effect<unknown, unknown>
  /** Asked every `tendMs`. If it says false, or fails, the run is over as if it had ended itself, and the task can be resumed. */
  readonly isAlive?: Effect.Effect<boolean, unknown>
}

/** A task as it is shown. */
export interface TaskView {
  readonly task: TaskId
  readonly title: string
  readonly parent: TaskId | null
  readonly background: boolean
  readonly allowWrites: boolean
  readonly status: LifeStatus
  /** What it asks, as long as it waits for the answer. */
  readonly question: Question | null
  readonly outcome: string | null
}

/** All tasks of a workspace, whichever process they run in. */
export interface Tasks {
  /** Starts a task that has no parent; it is ended with the scope, and may then be resumed. */
  readonly spawn: <E, R>(options: SpawnOptions, body: Body<E, R>) => Effect.Effect<Spawned, LifeError | TaskError, R>
  /** Goes on with a task that was interrupted, as it was permitted then. */
  readonly resume: <E, R>(task: string, body: Body<E, R>) => Effect.Effect<Spawned, LifeError, R>
  readonly list: Effect.Effect<ReadonlyArray<TaskView>, StoreError>
  /** Those that may write, with what they may and where two of them may write the same: what `orchestratorPrompt` is made of. */
  readonly writers: Effect.Effect<ReadonlyArray<Writer>, StoreError>
  /** What has to be approved. */
  readonly pending: Effect.Effect<ReadonlyArray<ApprovalRequest>, StoreError>
  /** Lets a task write, as it was shown: refused with `NotPending` if the digest is of another request. */
  readonly approve: (
    request: Pick<ApprovalRequest, "task" | "digest">,
    by: string,
    options?: { readonly expires?: number }
  ) => Effect.Effect<void, LifeError>
  readonly deny: (task: string, reason: string) => Effect.Effect<void, LifeError>
  /** Of what is decided nothing is taken back; nothing more is decided, and its commands are ended. */
  readonly revoke: (task: string, reason: string) => Effect.Effect<void, LifeError>
  /**
   * From now on it may do, and so may all below it, what it might and what this scope allows. Leases of what is left out are not renewed, and
   * commands that run are ended. Nobody takes that back; resuming it keeps what is left.
   */
  readonly narrow: (task: string, scope: ScopeInput) => Effect.Effect<void, LifeError>
  /** Who waits for an answer, however deep it sits. */
  readonly questions: Effect.Effect<ReadonlyArray<{ readonly task: TaskId; readonly question: Question }>, StoreError>
  /** Null: nobody will answer. */
  readonly answer: (task: string, answer: string | null) => Effect.Effect<void, LifeError>
  readonly cancel: (task: string, reason?: string) => Effect.Effect<void, LifeError>
  /**
   * How a task gets on, for a person who looks at it: first what is known of it so far, up to 20 entries, then a batch of what came since, up
   * to 5, at most every half second. In a batch a status comes before an error, that before a result, and that before a call. Whoever is
   * slow gets less, but every change of the status. Ends when the task is over, or interrupted; at once, with nothing, if there is none.
   *
   * Its status is seen from every process; what it reports only in the one that it runs in.
   */
  readonly subscribe: (task: string) => Stream.Stream<ReadonlyArray<Progress>, StoreError>
  /** For good: its id stays taken, and nothing else of it is kept. */
  readonly delete: (task: string) => Effect.Effect<void, LifeError>
  /** The bytes that a command displaced, by their SHA-256; null if they were not kept, or are no more (`displacedMs`). */
  readonly displaced: (content: string) => Effect.Effect<Uint8Array | null>
  /** What a task did so far. */
  readonly handOff: (task: string) => Effect.Effect<HandOff, Unavailable>
  /** Deletes the oldest tasks that are more than is to be kept, never one that lives or whose result nobody took; answers which. */
  readonly retain: (limits: Retention) => Effect.Effect<ReadonlyArray<string>, StoreError | Unavailable>
}
