// The seam between deciding and keeping: what a store needs of whatever keeps its rows.
import type { Snapshot } from "../protocol/index.ts"
import type { Row } from "./entry.ts"

/** A row by its number and digest. */
export interface Position {
  readonly seq: number
  readonly chain: string
}

/** Before the first row. */
export const origin: Position = { seq: 0, chain: "" }

/** The state as of a row, so that not all of the journal has to be read. */
export interface Checkpoint extends Position {
  readonly snapshot: Snapshot
}

/** Keeps rows. From `begin` to `commit` or `rollback` it is one transaction, and nobody else has one meanwhile. */
export interface Driver {
  /**
   * Never waits. Returns the rows after the last that was applied, the oldest first; throws `StoreUnavailable` if that is not there
   * any more, or this is no longer the workspace's store.
   */
  readonly begin: (after: Position) => ReadonlyArray<Row> | "busy"
  /** Appends a row to the last one that was applied, and gives it its number and digest. */
  readonly append: (last: Position, row: Omit<Row, "seq" | "chain">) => Row
  /** Undefined: rows are never read from the beginning. */
  readonly checkpoint: ((checkpoint: Checkpoint) => void) | undefined
  readonly commit: () => void
  readonly rollback: () => void
  /** The rows after this one, as many at most; no transaction. */
  readonly read: (after: Position, limit?: number) => ReadonlyArray<Row>
  /** Resolves when all that was committed before is on the disk. */
  readonly sync: () => Promise<void>
  readonly close: () => void
}
