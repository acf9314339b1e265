// Tasks and their life, as users of the Promise face see them.
import type { LifeStatus } from "./event-types.ts"
import type { ExecOptions, Executed, HandOff, ToolOptions, ToolRun } from "./command-types.ts"
import type { Files } from "./types.ts"
import type { CallOptions, Scope, ScopeInput } from "./words.ts"

/** Who a task is, and what it may do: `{ id: "tests", background: true, allowWrites: true, scope: { write: { allow: ["test/**"] } } }`. */
export interface TaskOptions {
  /** A task has one run at a time, over all processes. */
  readonly id: string
  /** For people; the id if it has none. */
  readonly title?: string
  /** In the foreground (the default) a task may write. */
  readonly background?: boolean
  /** Whether it may write in the background; false if it is not said. */
  readonly allowWrites?: boolean
  /**
   * What it may read and write, which tools it may call, and which commands it may run: everything where it does not say. A write needs a
   * read, so it may write nothing that it may not read.
   */
  readonly scope?: ScopeInput
}

/** How a task is spawned; it is in the background unless it says otherwise. */
export interface SpawnOptions extends Omit<TaskOptions, "id">, CallOptions {
  /** One is made if there is none. Never used twice, not even that of a task that was deleted. */
  readonly id?: string
  /** How long it may run, in ms, without what it waits; five minutes (`taskMs`) if it is not said, null: as long as it likes. */
  readonly timeoutMs?: number | null
}

/**
 * What a task does. What its promise resolves to is the outcome in its own words, and what it is rejected with is why it failed.
 *
 * The signal is aborted, with an error that says why, when the task is told to end: then its calls under way are withdrawn, and all later
 * ones are refused. The task is over only when the promise is settled, since until then something of it may go on; when the
 * workspace is closed that is waited for as for calls, `closeMs` at most.
 */
export type Body = (task: Task, options: { readonly signal: AbortSignal }) => Promise<string | void> | string | void

/** What a task came to. */
export interface TaskResult {
  /** Names the result: it may be told more than once. */
  readonly task: string
  readonly status: LifeStatus
  /** In its own words, or why it ended; null if it said nothing. */
  readonly outcome: string | null
  readonly handOff: HandOff
}

/** A task that was spawned, as who spawned it sees it. */
export interface Spawned {
  readonly task: string
  readonly status: (options?: CallOptions) => Promise<LifeStatus>
  /** Resolves when it is over, or interrupted. */
  readonly result: (options?: CallOptions) => Promise<TaskResult>
  /** Ends it and all below it; resolves when that was told, not when it is over. */
  readonly cancel: (reason?: string, options?: CallOptions) => Promise<void>
  /** Who else may write some of what it may write, as it was when this was told; those above and below it aside. */
  readonly overlaps: ReadonlyArray<Overlapping>
}

/** A task that may write some of the same files. `example`: one of them; null: whether there is any cannot be told in bounded time. */
export interface Overlapping {
  readonly task: string
  readonly example: string | null
}

/** A task that may write, now or once it is approved. */
export interface Writer {
  readonly task: string
  readonly title: string
  readonly status: LifeStatus
  readonly background: boolean
  readonly scope: Scope
  readonly overlaps: ReadonlyArray<Overlapping>
}

/** One run of a task: its files, and its life. */
export interface Task extends Files {
  /**
   * Starts a child of it. It may do nothing that its parent may not, and ends with it.
   *
   * @example
   * const tests = await task.spawn({ allowWrites: true, scope: { write: { allow: ["test/**"] } } }, async (child) => {
   *   await child.edit("test/a.test.ts", (before) => before)
   *   return "looked at the tests"
   * })
   */
  readonly spawn: (options: SpawnOptions, body: Body) => Promise<Spawned>
  /**
   * Waits, without a slot, for all its children to be over; what each came to. It must not hold a lease meanwhile. The task waits also if
   * the call is withdrawn: other calls of it are refused until its children are over.
   */
  readonly join: (options?: CallOptions) => Promise<ReadonlyArray<TaskResult>>
  /** Writes down that it knows what a child came to: it is not told that again, not even if it is resumed. */
  readonly acknowledge: (child: string, options?: CallOptions) => Promise<void>
  /**
   * Asks a person, and waits without a slot for the answer; `Unanswered` if nobody gives one. It must not hold a lease meanwhile. A call that
   * is withdrawn takes the question back.
   */
  readonly ask: (question: string, options?: CallOptions) => Promise<string>
  /**
   * Runs a command under a lease of all that it may change, and ends all that it started with it. `ChangedOutside` if anything was changed
   * that is not under the lease. That of a task that may not write is run where nothing can be written; `NoSandbox` if there is no such
   * place.
   *
   * @example
   * const { code, changes } = await task.exec({ run: { command: "npm", args: ["run", "format"] }, targets: [{ directory: "src" }] })
   */
  readonly exec: (options: ExecOptions) => Promise<Executed>
  /** The same with a tool of the host's, which is awaited. What it starts that goes on after it is not seen. */
  readonly guardTool: <A>(options: ToolOptions<A>) => Promise<ToolRun<A>>
  /** What it wrote and nobody else did since, sorted: what a commit of its work is of. */
  readonly commitPaths: (options?: CallOptions) => Promise<ReadonlyArray<string>>
  /** Tells who looks on, in this process, what it does: see `tasks.subscribe`. Nothing is written down. */
  readonly report: (report: ProgressReport) => void
}

/** What a task says of itself: what it calls, what that answered, or what failed. */
export interface ProgressReport {
  readonly kind: "call" | "result" | "error"
  /** Of a tool, say, in up to 80 characters. It is shown to people as it is: neither parameters nor outputs. */
  readonly name: string
}

/** One thing that happened to a task. `at`: ms since 1970; of a status that was so before anybody looked, when somebody did. */
export type Progress =
  | { readonly kind: "status"; readonly at: number; readonly status: LifeStatus }
  | (ProgressReport & { readonly at: number })

/** A run that its host goes on with by itself. */
export interface Session extends Task {
  /** Aborted, with an error that says why, once it was told to end, by whoever did, or its run is over. */
  readonly stopped: AbortSignal
  /** Ends the run, not the task, which can be resumed: gives back all that it holds; what it would do after that is refused. Idempotent. */
  readonly end: (options?: CallOptions) => Promise<void>
  /** It is done, once and for all. Its children must be over, and what they came to known. */
  readonly complete: (outcome?: string, options?: CallOptions) => Promise<void>
  /** It failed, once and for all; all below it is cancelled. */
  readonly fail: (outcome?: string, options?: CallOptions) => Promise<void>
  /** Ends the run. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** How the loop that a host has of its own is told that its task ends, and asked whether it goes on. */
export interface Attachment {
  /**
   * Called once, with why, when the task is told to end: then nothing of it may go on, and `end` has to be called once nothing does. What
   * this throws is not looked at.
   */
  readonly cancel?: (reason: string) => unknown
  /** Asked every `tendMs`. If it says false, or throws, the run is over as if it had ended itself, and the task can be resumed. */
  readonly isAlive?: () => boolean | Promise<boolean>
}

/** What a task wants to know. */
export interface Question {
  readonly id: string
  readonly text: string
}

/** What becomes of questions that nobody answers. */
export interface QuestionPolicy {
  /** How long it is waited for an answer, in ms. */
  readonly waitMs: number
  /** What is answered then; null: nothing, and the task is told `Unanswered`. */
  readonly otherwise: string | null
}

/** A task as it is shown. */
export interface TaskView {
  readonly task: string
  readonly title: string
  readonly parent: string | null
  readonly background: boolean
  readonly allowWrites: boolean
  readonly status: LifeStatus
  /** What it asks, as long as it waits for the answer. */
  readonly question: Question | null
  readonly outcome: string | null
}

/** What a task may do, and what it is called. */
export interface Profile {
  readonly background: boolean
  /** Says nothing about a task in the foreground. */
  readonly allowWrites: boolean
  readonly scope: Scope
  readonly title: string
}

/** A task that is to write in the background, and what is shown of it. */
export interface ApprovalRequest {
  readonly task: string
  readonly profile: Profile
  /** Those above it, from its parent on. */
  readonly parents: ReadonlyArray<string>
  /** How long it may run, in ms; null: as long as it likes. */
  readonly timeoutMs: number | null
  /** For people: who it is, what it may do, and for how long. */
  readonly text: string
  /** SHA-256 of the text in hexadecimal: what is granted is bound to it. */
  readonly digest: string
}

/** What was decided. `expires`: until when, ms since 1970. */
export type Decision =
  | { readonly approve: true; readonly by: string; readonly expires?: number }
  | { readonly approve: false; readonly reason: string }

/** Decides whether a task may write in the background. The signal is aborted if somebody else decided meanwhile, or it takes too long. */
export type Approver = (
  request: ApprovalRequest,
  options: { readonly signal: AbortSignal }
) => Decision | Promise<Decision>

/** All tasks of a workspace, whichever process they run in. */
export interface Tasks {
  /** Starts a task that has no parent; it is interrupted when the workspace is closed, and may then be resumed. */
  readonly spawn: (options: SpawnOptions, body: Body) => Promise<Spawned>
  /** Goes on with a task that was interrupted, as it was permitted then. */
  readonly resume: (task: string, body: Body, options?: CallOptions) => Promise<Spawned>
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<TaskView>>
  /** Those that may write, with what they may and where two of them may write the same: what `orchestratorPrompt` is made of. */
  readonly writers: (options?: CallOptions) => Promise<ReadonlyArray<Writer>>
  /** What has to be approved. */
  readonly pending: (options?: CallOptions) => Promise<ReadonlyArray<ApprovalRequest>>
  /** Lets a task write, as it was shown; `NotPending` if the digest is of another request. `expires`: until when, ms since 1970. */
  readonly approve: (
    request: Pick<ApprovalRequest, "task" | "digest">,
    by: string,
    options?: CallOptions & { readonly expires?: number }
  ) => Promise<void>
  readonly deny: (task: string, reason: string, options?: CallOptions) => Promise<void>
  /** Of what is decided nothing is taken back; nothing more is decided, and its commands are ended. */
  readonly revoke: (task: string, reason: string, options?: CallOptions) => Promise<void>
  /**
   * From now on it may do, and so may all below it, what it might and what this scope allows. Leases of what is left out are not renewed, and
   * commands that run are ended. Nobody takes that back; resuming it keeps what is left.
   */
  readonly narrow: (task: string, scope: ScopeInput, options?: CallOptions) => Promise<void>
  /** Who waits for an answer, however deep it sits. */
  readonly questions: (
    options?: CallOptions
  ) => Promise<ReadonlyArray<{ readonly task: string; readonly question: Question }>>
  /** Null: nobody will answer. */
  readonly answer: (task: string, answer: string | null, options?: CallOptions) => Promise<void>
  readonly cancel: (task: string, reason?: string, options?: CallOptions) => Promise<void>
  /**
   * How a task gets on, for a person who looks at it: first what is known of it so far, up to 20 entries, then a batch of what came since, up
   * to 5, at most every half second. In a batch a status comes before an error, that before a result, and that before a call. Whoever is
   * slow gets less, but every change of the status. Ends when the task is over, or interrupted; at once, with nothing, if there is none.
   *
   * Its status is seen from every process; what it reports only in the one that it runs in.
   *
   * @example
   * for await (const batch of workspace.tasks.subscribe("docs")) for (const entry of batch) console.log(entry)
   */
  readonly subscribe: (task: string, options?: CallOptions) => AsyncIterable<ReadonlyArray<Progress>>
  /** For good: its id stays taken, and nothing else of it is kept. */
  readonly delete: (task: string, options?: CallOptions) => Promise<void>
  /** The bytes that a command displaced, by their SHA-256; null if they were not kept, or are no more (`displacedMs`). */
  readonly displaced: (content: string, options?: CallOptions) => Promise<Uint8Array | null>
  /** What a task did so far. */
  readonly handOff: (task: string, options?: CallOptions) => Promise<HandOff>
  /** Deletes the oldest tasks that are more than is to be kept, never one that lives or whose result nobody took; answers which. */
  readonly retain: (
    limits: { readonly maxTasks?: number; readonly maxAgeMs?: number },
    options?: CallOptions
  ) => Promise<ReadonlyArray<string>>
}
