// What the core tells the service to do. Orders are data; the state that comes with them is already the one in which they
// are carried out, so both go into one transaction.
import type { Life, LifeStatus } from "./life.ts"
import type { Content, Handle, HostId, IntentId, Key, Resource, RunId, TaskId, Token } from "./words.ts"

/** Why a lease is gone that its holder did not give back. */
export type LossReason = "Expired"

/** Why a write was refused after it was decided. */
export type RefusalReason =
  /** Another program replaced or changed the file since the writer read it. */
  | "OutsideChange"
  /** Another program has the file open for writing. */
  | "BeingWritten"
  /** Another program wrote the staged file itself. */
  | "StagedFileChanged"
  /** A process that found one of these died before it was through: which one is not known. */
  | "TurnedBack"
  /** The store forgot what became of it, or power was lost before it was known to be clean. */
  | "OlderGeneration"

/** How two paths change places: by an exchange, or by a rename that must not replace anything. */
export type Rename = "Exchange" | "IntoPlace" | "OutOfPlace"

interface InGate {
  readonly intent: IntentId
  readonly host: HostId
}

/** What to do next in a gate; the action of the same name tells what came of it. */
export type GateOrder =
  /** Look at the file and the staged path of each key. */
  | (InGate & { readonly _tag: "Judge"; readonly keys: ReadonlyArray<Key> })
  /** Let file and staged file change places: the target is named first. */
  | (InGate & { readonly _tag: "Exchange"; readonly key: Key; readonly rename: Rename })
  /** Look whether anybody has what lies at the staged path open for writing. */
  | (InGate & { readonly _tag: "Probe"; readonly key: Key })
  /** Hash what lies at the staged path. */
  | (InGate & { readonly _tag: "Hash"; readonly key: Key })
  /** Mark the sidecar as turned, then let them change places again. */
  | (InGate & { readonly _tag: "TurnBack"; readonly key: Key; readonly rename: Rename; readonly mark: true })
  /** Sync the directories, then keep what lies at the staged path, and report it. */
  | (InGate & { readonly _tag: "KeepAside"; readonly key: Key; readonly sync: true })
  /** Mark the sidecar as judged, then sync the directories of all keys and the one of staged files. */
  | (InGate & { readonly _tag: "Sync"; readonly keys: ReadonlyArray<Key>; readonly mark: true })
  | (InGate & { readonly _tag: "Settle" })
  /** Sync the directories of all keys. */
  | (InGate & { readonly _tag: "Refuse"; readonly keys: ReadonlyArray<Key> })

/** One thing for the service to do; the state that comes with it takes it as done. */
export type Order =
  | GateOrder
  /** Tell the run that its write is decided. Somebody has to enter its gate. */
  | {
      readonly _tag: "Decided"
      readonly run: RunId
      readonly intent: IntentId
      readonly keys: ReadonlyArray<Key>
    }
  /** Tell the run, if it is there, that its write is on the disk. */
  | {
      readonly _tag: "Published"
      readonly run: RunId
      readonly intent: IntentId
      readonly keys: ReadonlyArray<Key>
    }
  /** Tell the run, if it is there, that its write is not, and never will be. */
  | {
      readonly _tag: "Refused"
      readonly run: RunId
      readonly intent: IntentId
      readonly keys: ReadonlyArray<Key>
      readonly reason: RefusalReason
    }
  /** What lies at the staged path differs from what it has to be: keep it, and report it. */
  | { readonly _tag: "Keep"; readonly intent: IntentId; readonly key: Key; readonly content: Content }
  /** Unlink what is left of the intent: its staged files, then its sidecar. */
  | { readonly _tag: "Unlink"; readonly intent: IntentId; readonly keys: ReadonlyArray<Key> }
  /** Tell the run that it holds the resource. `expires`: ms of the service's monotonic clock. */
  | {
      readonly _tag: "Granted"
      readonly run: RunId
      readonly resource: Resource
      readonly token: Token
      readonly handle: Handle
      readonly expires: number
    }
  /** Tell the run until when it holds the resource now. */
  | {
      readonly _tag: "Renewed"
      readonly run: RunId
      readonly resource: Resource
      readonly token: Token
      readonly expires: number
    }
  /** Tell the run that it holds the resource no longer. */
  | {
      readonly _tag: "Lost"
      readonly run: RunId
      readonly resource: Resource
      readonly token: Token
      readonly reason: LossReason
    }
  /** Places that overlap the resource may be served now: try Grant for them, the first to come first. */
  | { readonly _tag: "Serve"; readonly resource: Resource }
  /** Show the run what the key contains. */
  | { readonly _tag: "Observed"; readonly run: RunId; readonly key: Key; readonly content: Content }
  /** Tell whoever looks after the task, and its parent, how far it is. `ending`: what it will have come to, if it is stopping. */
  | {
      readonly _tag: "Became"
      readonly task: TaskId
      readonly run: RunId
      readonly status: LifeStatus
      readonly ending: NonNullable<Life["ending"]> | null
    }
  /** End all processes of a command. */
  | { readonly _tag: "EndProcesses"; readonly task: TaskId; readonly command: string }
  /** Tell the run what the task, a child of its task, came to. */
  | { readonly _tag: "Deliver"; readonly task: TaskId; readonly to: RunId }
  /** Record that the run was cut off by the crash of its host. */
  | { readonly _tag: "Interrupted"; readonly run: RunId; readonly host: HostId }
