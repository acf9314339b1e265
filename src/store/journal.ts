// The journal, for others: lines of JSON, of which the first says what the rest is. A trace of the protocol, that can be checked
// against its specification.
import { Effect, Option, Stream } from "effect"
import type { Limits } from "../protocol/index.ts"
import { specDigest } from "../protocol/spec.generated.ts"
import type { Row } from "./entry.ts"
import type { StoreError } from "./errors.ts"
import { type StoreHeader, schemaVersion } from "./schema.ts"
import type { StoreService } from "./store.ts"

/** The first line. */
export interface JournalHeader {
  readonly format: "leasehold-journal"
  /** Of the lines. */
  readonly version: 1
  /** Of the store's tables. */
  readonly schema: number
  /** The digest of the specification that the steps are of. */
  readonly spec: string
  /** Which store: of two stores neither knows the other's tokens. */
  readonly store: string
  /** When the store was made, ms since 1970. */
  readonly created: number
  /** What is set for the whole workspace; times in ms. */
  readonly limits: Limits
}

/** Every other line. */
export interface JournalLine extends Row {
  /** Counts the rows of its writer from 1, as far as they are in this journal. */
  readonly nth: number
}

const journalHeader = ({ nonce, created, limits }: StoreHeader): JournalHeader => ({
  format: "leasehold-journal",
  version: 1,
  schema: schemaVersion,
  spec: specDigest,
  store: nonce,
  created,
  limits
})

/** Rows that are read at a time. */
const page = 1_000

/** All rows, the oldest first. */
const rowsOf = (store: StoreService): Stream.Stream<Row, StoreError> =>
  Stream.paginate(0, (after) =>
    Effect.map(store.rows(after, page), (rows) => {
      const last = rows.at(-1)
      return [rows, last === undefined || rows.length < page ? Option.none<number>() : Option.some(last.seq)] as const
    })
  )

/** The lines of the journal, without their ends. */
export const journalLines = (store: StoreService, header: StoreHeader): Stream.Stream<string, StoreError> => {
  // Whoever reads it again counts again.
  const lines = Stream.suspend(() => {
    const written = new Map<string, number>()
    return Stream.map(rowsOf(store), (row) => {
      const nth = (written.get(row.host) ?? 0) + 1
      written.set(row.host, nth)
      return JSON.stringify({ ...row, nth } satisfies JournalLine)
    })
  })
  return Stream.concat(Stream.succeed(JSON.stringify(journalHeader(header))), lines)
}
