// Everything that can be asked of the core, with the names and parameters of the spec's actions. What the spec reads from
// its disk comes as a parameter, `found`: what the service saw there within the same transaction.
import { Schema } from "effect"
import { Content, Handle, HostId, Key, Resource, RunId, TaskId } from "./words.ts"

/** Decodes what comes from outside. A service that builds actions itself writes plain objects: there is no constructor. */
export const Action = Schema.TaggedUnion({
  HostOpen: { host: HostId },
  /** Told by whoever found the host's liveness lock free. */
  HostCrash: { host: HostId },
  /** Settles what a crashed host left: its runs are interrupted, and hold, wait for and remember nothing. */
  Reap: { host: HostId },
  /** `task` is the spec's TaskOf[run]: it is fixed from here on. */
  Start: { run: RunId, task: TaskId, host: HostId },
  /** Leases, places and observations go with the run. */
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
  Observe: { run: RunId, key: Key, found: Content },
  /** A write: creates if `base` is Absent, deletes if `content` is. */
  Decide: { run: RunId, key: Key, base: Content, content: Content, found: Content }
})
export type Action = typeof Action.Type

/** The name of an action, the spec's too. Its OutsideWrite is none of these: nobody asks for it. */
export type ActionName = Action["_tag"]

/** The action of that name, `ActionOf<"Acquire">`. */
export type ActionOf<Name extends ActionName> = Extract<Action, { readonly _tag: Name }>
