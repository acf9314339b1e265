// Everything that can be asked of the core, with the names and parameters of the spec's actions. What the spec reads from
// its disk comes as a parameter, `found`: what the service saw there within the same transaction.
import { Schema } from "effect"
import { Scope } from "../scope/scope.ts"
import { Audit, Grant, Question } from "./life.ts"
import { Absent, Content, Handle, HostId, InodeId, IntentId, Key, Resource, RunId, TaskId } from "./words.ts"

/** What lies at a path, all of it seen through one descriptor; null if nothing does. */
export const SeenFile = Schema.NullOr(
  Schema.Struct({
    content: Content,
    inode: InodeId,
    /** Some program has it open for writing; also if that cannot be known. */
    beingWritten: Schema.Boolean
  })
)
export type SeenFile = typeof SeenFile.Type

const partFields = { key: Key, base: Content, content: Content, inode: Schema.NullOr(InodeId) }

/** One key of a write. `inode`: of the file that was staged for it, synced; null for a deletion, which stages none. */
export const Part = Schema.Struct(partFields)
export type Part = typeof Part.Type

/** A part, and what its key contains now. */
const DecidedPart = Schema.Struct({ ...partFields, found: Content }).check(
  Schema.makeFilter(
    ({ base, content, inode }) => (content === Absent) === (inode === null) && !(base === Absent && content === Absent),
    {
      expected: "a part with a staged file unless it deletes, that deletes nothing that is not there"
    }
  )
)

/** What was seen of one key of an intent: the file there, and what lies at the path where its file was staged. */
export const SeenPart = Schema.Struct({ key: Key, file: SeenFile, staged: SeenFile })
export type SeenPart = typeof SeenPart.Type

/** What a task may do, and what it is called. */
export const Profile = Schema.Struct({
  background: Schema.Boolean,
  /** Says nothing about a task in the foreground. */
  allowWrites: Schema.Boolean,
  /** A write needs an observation as its base: what it may not read it may not write either, whatever its write side says. */
  scope: Scope,
  title: Schema.String
})
export type Profile = typeof Profile.Type

/** Decodes what comes from outside. A service that builds actions itself writes plain objects: there is no constructor. */
export const Action = Schema.TaggedUnion({
  HostOpen: { host: HostId },
  /** Told by whoever found the host's liveness lock free. */
  HostCrash: { host: HostId },
  /** Settles what a crashed host left: its runs are interrupted, and hold, wait for and remember nothing. */
  Reap: { host: HostId },
  /** `task` is the spec's TaskOf[run]: it is fixed from here on. */
  Start: { run: RunId, task: TaskId, host: HostId },
  /** Leases, places and observations go with the run. Its task, if somebody spawned it, is interrupted. */
  End: { run: RunId },
  /** Fails fast. */
  Acquire: { run: RunId, resource: Resource },
  /** Waits for its turn. */
  Enqueue: { run: RunId, resource: Resource },
  /** Gives up a place. */
  Withdraw: { run: RunId, resource: Resource },
  /** For the lease on exactly this resource: one on a directory above does not count. */
  Renew: { run: RunId, resource: Resource },
  /** Gives back one acquisition; the last one to be given back frees the lease. */
  Release: { run: RunId, resource: Resource, handle: Handle },
  /** Serves a place: what the service tries when it is ordered to Serve. */
  Grant: { run: RunId, resource: Resource },
  /** From the instant of expiry on: until somebody asks for it, the lease stands. */
  Expire: { resource: Resource },
  /** A read: the run may then build a write on what was found. */
  Observe: { run: RunId, key: Key, found: Content, beingWritten: Schema.Boolean },
  /**
   * A write of some keys, all or none; each is created if its base is Absent, and deleted if its content is. Their files are
   * staged and synced before. `found`: what each key contains now. `grant`: the digest of what lets the task write, if it needs one.
   */
  Decide: {
    run: RunId,
    grant: Schema.optionalKey(Schema.NullOr(Schema.String)),
    parts: Schema.NonEmptyArray(DecidedPart).check(
      Schema.makeFilter((parts) => new Set(parts.map(({ key }) => key)).size === parts.length, {
        expected: "parts of different keys"
      })
    )
  },
  /** Takes the gates of the oldest open intent at a key, and of all keys that it has. */
  EnterGate: { host: HostId, key: Key },
  /** From here on: what whoever is in the gate did there, and what came of it. `seen`: all keys of the intent. */
  Judge: { host: HostId, key: Key, seen: Schema.Array(SeenPart) },
  /** `done`: false if a rename that must not replace found something there, or one that exchanges nothing. */
  Exchange: { host: HostId, key: Key, done: Schema.Boolean },
  /** Of what lies at the staged path now. */
  Probe: { host: HostId, key: Key, beingWritten: Schema.Boolean },
  Hash: { host: HostId, key: Key, content: Content },
  TurnBack: { host: HostId, key: Key, done: Schema.Boolean },
  KeepAside: { host: HostId, key: Key },
  /** The mark and the directories of all keys reached the disk. */
  Sync: { host: HostId, key: Key },
  Settle: { host: HostId, key: Key },
  /** The directories of all keys reached the disk. */
  Refuse: { host: HostId, key: Key },
  /** The store's rows reached the disk. */
  Flush: {},
  /** Of the oldest intent at the key, settled a while ago. */
  LateCheck: { key: Key, seen: Schema.Array(Schema.Struct({ key: Key, staged: SeenFile })) },
  /** Told by whoever opened a store that no process had open. `lost`: intents whose rows it lacks, by their staged files. */
  PowerLoss: { lost: Schema.Array(IntentId) },
  /** Told by whoever found another store, an older one, or none. */
  StoreLost: { lost: Schema.Array(IntentId) },
  /** A task comes, for `by` or for nobody, in a host that goes on with it: it has a run there from now on. Times in ms; null: no limit. */
  Spawn: {
    task: TaskId,
    run: RunId,
    host: HostId,
    by: Schema.NullOr(RunId),
    profile: Profile,
    timeoutMs: Schema.NullOr(Schema.Finite.check(Schema.isGreaterThan(0)))
  },
  Approve: { task: TaskId, grant: Grant },
  Deny: { task: TaskId, reason: Schema.String },
  /** Of what is decided already nothing is taken back; a command is told to end. */
  Revoke: { task: TaskId, reason: Schema.String },
  /** For it and all below it; what is left is in both. */
  Narrow: { task: TaskId, scope: Scope },
  /** It is given a slot. */
  Schedule: { task: TaskId },
  Ask: { run: RunId, question: Question },
  /** Null: it is told that nobody answers. */
  Answer: { task: TaskId, answer: Schema.NullOr(Schema.String) },
  /** It waits for its children. */
  Await: { run: RunId },
  /** Its children are over, and their results are there. */
  Join: { task: TaskId },
  /**
   * A command begins, or a tool of the host's, under a lease of all that it may change. `command`: an id for its processes, never used
   * twice; `words`: the program and its arguments; `tool`: its name; `sweeps`: it takes along what others have not finished.
   */
  Exec: {
    run: RunId,
    command: Schema.NonEmptyString,
    words: Schema.optionalKey(Schema.Array(Schema.String)),
    tool: Schema.optionalKey(Schema.String),
    sweeps: Schema.optionalKey(Schema.Boolean),
    resources: Schema.Array(Resource)
  },
  /** The last process of the command is gone. */
  Exit: { task: TaskId },
  /** What the command changed, by a comparison of the files before it and after it, and what its caller is told. */
  Tell: {
    task: TaskId,
    how: Schema.Literals(["success", "failure"]),
    changed: Schema.Array(Key),
    audit: Schema.optionalKey(Audit)
  },
  Complete: { run: RunId, outcome: Schema.String },
  Fail: { run: RunId, outcome: Schema.String },
  Cancel: { task: TaskId, reason: Schema.String },
  TimeOut: { task: TaskId },
  /** Nothing of it is left. `changed`: by a command of which nobody was told. */
  Finish: { task: TaskId, changed: Schema.Array(Key), audit: Schema.optionalKey(Audit) },
  /** Its result is told to its parent, and written down by it. */
  Deliver: { task: TaskId },
  Take: { run: RunId, task: TaskId },
  /** It goes on as another run, with what is written down of it. */
  Resume: { task: TaskId, run: RunId, host: HostId },
  Delete: { task: TaskId }
})
export type Action = typeof Action.Type

/** The name of an action, the spec's too. What outside programs do there is none of these: nobody asks for it. */
export type ActionName = Action["_tag"]

/** The action of that name, `ActionOf<"Acquire">`. */
export type ActionOf<Name extends ActionName> = Extract<Action, { readonly _tag: Name }>
