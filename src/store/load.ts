// What the rows of a store make, and whether it lacks any that it had.
import type { DatabaseSync } from "node:sqlite"
import { codeOf } from "../platform/files.ts"
import { fromSnapshot, init, type Limits, type State, type Step } from "../protocol/index.ts"
import { type Driver, origin, type Position } from "./driver.ts"
import { applyRow, type Row } from "./entry.ts"
import { StoreUnavailable } from "./errors.ts"
import { readSnapshot } from "./profile.ts"
import { lastCheckpoint } from "./sqlite.ts"

/** A state, and the row that it is as of. */
type Loaded = Position & { readonly state: State }

const corrupt = (detail: string): StoreUnavailable => new StoreUnavailable({ reason: "Corrupt", detail })

/** The last state that was written down, or the first one: digests do not tell of it whether it is damaged. */
const checkpointIn = (database: DatabaseSync, limits: Limits): Loaded => {
  try {
    const found = lastCheckpoint(database)
    return found === undefined
      ? { ...origin, state: init({ limits }) }
      : { seq: found.seq, chain: found.chain, state: fromSnapshot(readSnapshot(found.snapshot)) }
  } catch (error) {
    throw codeOf(error) === "ERR_SQLITE_ERROR"
      ? error
      : corrupt("the state that it keeps beside the journal cannot be read")
  }
}

const isRewound = (error: unknown): boolean => error instanceof StoreUnavailable && error.reason === "Rewound"

/** The journal lacks nothing of what its own store says of it. */
const rowsAfter = (driver: Driver, from: Position): ReadonlyArray<Row> => {
  try {
    return driver.read(from)
  } catch (error) {
    if (!isRewound(error)) throw error
    throw corrupt(`row ${from.seq} of the journal is not the one that it was`)
  }
}

/** The state that the rows make. */
export const load = (database: DatabaseSync, driver: Driver, step: Step, limits: Limits): Loaded => {
  const from = checkpointIn(database, limits)
  let { state } = from
  let last: Position = from
  for (const row of rowsAfter(driver, from)) {
    state = applyRow(step, state, row).state
    last = row
  }
  return { state, seq: last.seq, chain: last.chain }
}

/** The store lacks the last row that anybody was told of. */
export const isMarkAhead = (told: Position | undefined, driver: Driver, { seq }: Position): boolean => {
  if (told === undefined) return false
  if (told.seq > seq) return true
  try {
    driver.read(told, 0)
    return false
  } catch (error) {
    if (isRewound(error)) return true
    throw error
  }
}
