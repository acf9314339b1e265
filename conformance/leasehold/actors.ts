/** Who takes each action of the specification, and with whom: what the diagrams of counterexamples show. */
import type { Party, Role } from "../counterexample/parties.ts"
import type { SpecAction as LifecycleAction } from "./lifecycle/spec.generated.ts"
import type { SpecAction } from "./spec.generated.ts"
import type { SpecAction as StoreAction } from "./store/spec.generated.ts"

/** Whoever takes what no one asked for. */
export const system = "Leasehold"

/** The first argument of most actions. */
const run: Party = { is: "run", arg: 1 }
const host: Party = { is: "host", arg: 1 }

const program = "another program"
const disk = "the disk"
const storeFile = "the store"

/** What AtomicPublish has in the place of the steps in a gate. */
type AtomicAction = "Publish" | "Acknowledge" | "Decline"

/** What takes its lock from a process, in the model in which SQLite's is the only one. */
type LostLock = "CloseDescriptor"

/** Of the store, whose names other specifications may have for something else. */
export const storeActors: Readonly<Record<StoreAction | LostLock, Role>> = {
  Enter: { by: host, with: { is: "root", arg: 2 } },
  Open: { by: host, with: storeFile },
  Begin: { by: host, with: storeFile },
  Read: { by: host, with: storeFile },
  Commit: { by: host, with: storeFile },
  Finish: { by: host, with: storeFile },
  Reap: { by: host, with: { is: "host", arg: 2 } },
  GiveUp: { by: host },
  Crash: { by: host, with: host },
  CloseDescriptor: { by: host, with: storeFile },
  Remove: { by: program, with: storeFile },
  RemoveLock: { by: program, with: storeFile },
  Copy: { by: program, with: storeFile },
  Restore: { by: program, with: storeFile },
  Rewind: { by: program, with: storeFile },
  PowerLoss: { by: "the power", with: storeFile }
}

const task: Party = { is: "task", arg: 1 }
const somebody = "somebody"
const files = "the files"

/** Of the life of tasks, likewise. */
export const lifecycleActors: Readonly<Record<LifecycleAction, Role>> = {
  Spawn: { by: task, with: { is: "task", arg: 2 } },
  Approve: { by: somebody, with: task },
  Deny: { by: somebody, with: task },
  Revoke: { by: somebody, with: task },
  Narrow: { by: somebody, with: task },
  Schedule: { by: system, with: task },
  Ask: { by: task, with: somebody },
  Answer: { by: somebody, with: task },
  Await: { by: task },
  Join: { by: system, with: task },
  Acquire: { by: task },
  Renew: { by: task },
  Write: { by: task, with: files },
  Written: { by: host, with: files },
  Release: { by: task },
  Expire: { by: system, with: task },
  Exec: { by: task },
  Exit: { by: "a process", with: task },
  Tell: { by: system, with: task },
  Change: { by: "a process", with: files },
  Complete: { by: task },
  Fail: { by: task },
  Cancel: { by: somebody, with: task },
  TimeOut: { by: system, with: task },
  Finish: { by: system, with: task },
  Deliver: { by: system, with: task },
  Take: { by: task },
  HostOpen: { by: host },
  HostCrash: { by: host, with: host },
  Reap: { by: system, with: host },
  End: { by: task },
  Resume: { by: somebody, with: task },
  Delete: { by: somebody, with: task }
}

/** An action that is missing here does not compile: nobody would be seen to take it. */
export const actors: Readonly<Record<SpecAction | AtomicAction, Role>> = {
  Publish: { by: system, with: disk },
  Acknowledge: { by: system },
  Decline: { by: system },
  EnterGate: { by: host },
  Judge: { by: host, with: disk },
  Exchange: { by: host, with: disk },
  Probe: { by: host, with: disk },
  Hash: { by: host, with: disk },
  TurnBack: { by: host, with: disk },
  KeepAside: { by: host, with: disk },
  Sync: { by: host, with: disk },
  Settle: { by: host },
  Refuse: { by: host },
  Flush: { by: system, with: disk },
  LateCheck: { by: system, with: disk },
  PowerLoss: { by: "the power", with: disk },
  StoreLost: { by: "the store" },
  OutsideRename: { by: program, with: disk },
  OutsideLookUp: { by: program, with: disk },
  OutsideOpen: { by: program, with: disk },
  OutsideClose: { by: program, with: disk },
  Acquire: { by: run },
  Decide: { by: run },
  End: { by: run },
  Enqueue: { by: run },
  Expire: { by: system },
  Grant: { by: system, with: run },
  HostCrash: { by: host, with: host },
  HostOpen: { by: host },
  Observe: { by: run },
  OutsideWrite: { by: program, with: disk },
  Reap: { by: system, with: host },
  Release: { by: run },
  Renew: { by: run },
  Start: { by: { is: "host", arg: 2 }, with: run },
  Withdraw: { by: run }
}
