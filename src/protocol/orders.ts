// What the core tells the service to do. Orders are data; the state that comes with them is already the one in which they
// are carried out, so both go into one transaction.
import type { Content, Handle, HostId, Key, Resource, RunId, Token } from "./words.ts"

/** Why a lease is gone that its holder did not give back. */
export type LossReason = "Expired"

/** One thing for the service to do; the state that comes with it takes it as done. */
export type Order =
  /** Make `content` visible at `key`, in place of `base`. */
  | {
      readonly _tag: "Publish"
      readonly run: RunId
      readonly key: Key
      readonly base: Content
      readonly content: Content
    }
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
  /** Record that the run was cut off by the crash of its host. */
  | { readonly _tag: "Interrupted"; readonly run: RunId; readonly host: HostId }
