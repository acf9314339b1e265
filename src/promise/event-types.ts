// What happens in a workspace, as users of the Promise face see it.
import type { FencingToken, Resource } from "./words.ts"

/** How far a task is. */
export type LifeStatus =
  | "pending"
  | "queued"
  | "running"
  | "waiting"
  | "stopping"
  | "completed"
  | "failed"
  | "cancelled"
  | "timed out"
  | "denied"
  | "interrupted"
  | "deleted"

interface OfRun {
  /** The row of the journal that it is in. Rows count from 1; events of one row were decided together. */
  readonly row: number
  /** ms since 1970, by the clock of the process that decided it. */
  readonly at: number
  readonly task: string
  readonly run: string
}

interface OfWrite extends OfRun {
  readonly intent: string
  readonly keys: ReadonlyArray<string>
}

/** Something that happened in the workspace, in any process. */
export type WorkspaceEvent =
  /** A run of it began: it may have to wait to be approved, or for a slot. */
  | (OfRun & { readonly _tag: "Started" })
  | (OfRun & { readonly _tag: "Ended" })
  /** How far it is now. */
  | (OfRun & { readonly _tag: "Became"; readonly status: LifeStatus })
  /** Its process died before the task ended. */
  | (OfRun & { readonly _tag: "Interrupted" })
  /** It waits for its turn. */
  | (OfRun & { readonly _tag: "Waiting"; readonly resource: Resource })
  | (OfRun & FencingToken & { readonly _tag: "Granted"; readonly resource: Resource })
  /** It gave back one acquisition: the lease is gone with the last. */
  | (OfRun & { readonly _tag: "Released"; readonly resource: Resource })
  | (OfRun & FencingToken & { readonly _tag: "Lost"; readonly resource: Resource; readonly reason: "Expired" })
  /** Its write is visible, and on the disk. */
  | (OfWrite & { readonly _tag: "Published" })
  /** Its write was decided, and then refused: nothing of it is visible. */
  | (OfWrite & {
      readonly _tag: "Refused"
      readonly reason: "OutsideChange" | "BeingWritten" | "StagedFileChanged" | "TurnedBack" | "OlderGeneration"
    })
  /** Bytes of a program outside Leasehold came out of a write and could not go back: see `kept`. */
  | {
      readonly _tag: "Kept"
      readonly row: number
      readonly at: number
      readonly intent: string
      readonly key: string
    }
