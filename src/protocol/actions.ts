// Everything that can be asked of the core, with the names and parameters of the spec's actions. What the spec reads from
// its disk comes as a parameter, `found`: what the service saw there within the same transaction.
import { Schema } from "effect"
import { Content, Handle, HostId, Key, Resource, RunId, TaskId } from "./words.ts"

/** Decodes what comes from outside. A service that builds actions itself writes plain objects: there is no constructor. */
export const Action = Schema.TaggedUnion({
  HostOpen: { host: HostId },
  /** Told by whoever found the host's liveness lock free. */
  HostCrash: { host: HostId },
  Reap: { host: HostId },
  /** `task` is the spec's TaskOf[run]: it is fixed from here on. */
  Start: { run: RunId, task: TaskId, host: HostId },
  End: { run: RunId },
  /** Fails fast. */
  Acquire: { run: RunId, resource: Resource },
  /** Waits for its turn. */
  Enqueue: { run: RunId, resource: Resource },
  Withdraw: { run: RunId, resource: Resource },
  Renew: { run: RunId, resource: Resource },
  Release: { run: RunId, resource: Resource, handle: Handle },
  Grant: { run: RunId, resource: Resource },
  Expire: { resource: Resource },
  Observe: { run: RunId, key: Key, found: Content },
  /** A write: creates if `base` is Absent, deletes if `content` is. */
  Decide: { run: RunId, key: Key, base: Content, content: Content, found: Content }
})
export type Action = typeof Action.Type

export type ActionName = Action["_tag"]

/** The action of that name, `ActionOf<"Acquire">`. */
export type ActionOf<Name extends ActionName> = Extract<Action, { readonly _tag: Name }>
