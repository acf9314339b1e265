// Everything that can be set, with what holds if it is not, in one table.
import { Effect, Schema } from "effect"
import type { Sandbox } from "../commands/index.ts"
import type { Approver } from "../tasks/approval.ts"

const Ms = Schema.Finite.check(Schema.isGreaterThan(0))
const AtLeastOne = Schema.Int.check(Schema.isGreaterThan(0))
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Checks what a caller sets. */
export const WorkspaceOptions = Schema.Struct({
  /** How long a lease stands after it was acquired or renewed. A store keeps what it was made with. */
  leaseMs: Ms,
  /** How long what a write displaced stays, until it is looked at once more and unlinked. Kept by the store, too. */
  graceMs: Ms,
  /** How many tasks may be at work in the background at once, over all processes. Kept by the store. */
  maxBackground: AtLeastOne,
  /** How many levels a tree of tasks may have. Kept by the store. */
  maxDepth: AtLeastOne,
  /** How long another process may hold the lock of the store before a call gives up. */
  storeWaitMs: Ms,
  /** How long another process may be in the gate of a file before a call gives up. */
  gateWaitMs: Ms,
  /** How often one who waits for a lease that another process holds looks for its turn. */
  pollMs: Ms,
  /** How often staged files whose grace is over are looked at, and the dead are looked for. */
  upkeepMs: Ms,
  /** How long a spawned task may run unless it is said otherwise; its waits do not count. */
  taskMs: Ms,
  /** How long it is waited for somebody to approve a task that is to write in the background. */
  approveMs: Ms,
  /** How long a task waits for an answer to its question. */
  answerMs: Ms,
  /** How long what commands overwrote is kept. */
  displacedMs: Ms,
  /** How often tasks are looked after, and looked at for what other processes decided about them. */
  tendMs: Ms,
  /** How long `close` waits for calls that are under way. */
  closeMs: Ms,
  /** How often `edit` begins anew when the file changed under it. */
  retries: Count,
  /** How often a file that a program outside Leasehold is writing is looked at again before a read gives up. */
  quietRetries: Count,
  /** What to do with a file of which it cannot be known who writes it. */
  unknownWriters: Schema.Literals(["refuse", "accept"]),
  /**
   * Whether to open a workspace where what other programs write cannot be promised to be preserved: without koffi, where exchange or the
   * probe for writers do not work or cannot be trusted, or where files have no time of birth. That there is no promise about a loss of
   * power is only told, by `doctor` and by each write's `promise`.
   */
  onWeakPlatform: Schema.Literals(["refuse", "accept"])
})
export type WorkspaceOptions = typeof WorkspaceOptions.Type

/** What becomes of questions that nobody answers. */
export const QuestionPolicy = Schema.Struct({
  /** How long it is waited for an answer, in ms. */
  waitMs: Ms,
  /** What is answered then; null: nothing, and the task is told `Unanswered`. */
  otherwise: Schema.NullOr(Schema.String)
})
export type QuestionPolicy = typeof QuestionPolicy.Type

/** How far a `gc` goes; without limits, to the end. What is left is for the next one, or for the upkeep that is made now and then. */
export const GcLimits = Schema.Struct({
  /** Of how many writes at most what they left is unlinked. */
  maxWrites: Schema.optional(Count),
  /** For how long something more is begun, in ms. A first part is always done, so that each goes on. */
  budgetMs: Schema.optional(Ms),
  /** How old what a write left must be, in ms since it was settled; the grace must be over in any case. */
  olderThanMs: Schema.optional(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)))
})
export type GcLimits = typeof GcLimits.Type

/** What was set cannot be. */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>()("InvalidOptions", { detail: Schema.String }) {
  override get message(): string {
    return `an option cannot be so: ${this.detail}`
  }
}

/** What a caller set, if it can be so. */
export const checked = <A>(schema: Schema.Codec<A>, given: unknown): Effect.Effect<A, InvalidOptions> =>
  Schema.decodeUnknownEffect(schema, { onExcessProperty: "error" })(given).pipe(
    Effect.mapError(({ message }) => new InvalidOptions({ detail: message }))
  )

/** What holds unless it is set. */
export const defaults: WorkspaceOptions = {
  leaseMs: 120_000,
  graceMs: 10_000,
  maxBackground: 3,
  maxDepth: 5,
  storeWaitMs: 5_000,
  gateWaitMs: 10_000,
  pollMs: 15,
  upkeepMs: 2_000,
  taskMs: 300_000,
  approveMs: 600_000,
  answerMs: 600_000,
  displacedMs: 604_800_000,
  tendMs: 100,
  closeMs: 10_000,
  retries: 5,
  quietRetries: 20,
  unknownWriters: "refuse",
  onWeakPlatform: "refuse"
}

/**
 * How a workspace is opened: a directory, and whatever is not to be as in `defaults`.
 *
 * @example
 * { directory: "/home/me/project", leaseMs: 30_000 }
 */
export interface OpenWorkspace extends Partial<WorkspaceOptions> {
  readonly directory: string
  /** Where the store lies, if not in the workspace: a directory on a local file system. */
  readonly storeDir?: string
  /** Decides whether a task may write in the background; without one, `Tasks.approve` and `Tasks.deny` do. */
  readonly approver?: Approver
  /** What becomes of questions that nobody answers: without one it is waited for `answerMs`, and nothing is said. */
  readonly questions?: QuestionPolicy
  /** Runs the commands of tasks that may not write so that they cannot; bubblewrap does if it is not said. */
  readonly sandbox?: Sandbox["Service"]
}

/** All that is set, with the defaults. */
export const optionsOf = Effect.fnUntraced(function* ({
  directory,
  storeDir,
  approver,
  questions,
  sandbox,
  ...given
}: OpenWorkspace) {
  const options = yield* checked(WorkspaceOptions, { ...defaults, ...given })
  const policy = questions === undefined ? undefined : yield* checked(QuestionPolicy, questions)
  return { ...options, directory, storeDir, approver, questions: policy, sandbox }
})
