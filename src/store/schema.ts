// The tables of a store, and how those of an older version become them.
import type { DatabaseSync } from "node:sqlite"
import type { Limits, StorePlace } from "../protocol/index.ts"
import { StoreUnavailable } from "./errors.ts"

/** What this version of Leasehold writes. A store of a newer one is only read, if that says that it can be. */
export const schemaVersion = 1

/** "LSHD": by which `file` tells that a database is a store of Leasehold's. */
const applicationId = 0x4c534844

/** What a store says of itself. */
export interface StoreHeader {
  /** Told by the nonce: of two stores neither knows the other's tokens. */
  readonly nonce: string
  readonly place: StorePlace
  readonly limits: Limits
  /** ms since 1970. */
  readonly created: number
  /** The oldest schema version whose programs can read it. */
  readonly readableBy: number
  /** Each generation has a nonce of its own: tokens of a future that was rewound are not those of the one that came instead. */
  readonly generationNonce: string
}

const create = `
  CREATE TABLE header (id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL) STRICT;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    wall INTEGER NOT NULL,
    host TEXT NOT NULL,
    generation INTEGER NOT NULL,
    chain TEXT NOT NULL,
    entries TEXT NOT NULL
  ) STRICT;
  CREATE TABLE checkpoint (seq INTEGER PRIMARY KEY, chain TEXT NOT NULL, snapshot TEXT NOT NULL) STRICT;
`

/** From each version to the next one. */
const migrations: ReadonlyArray<string> = [create]

/** The version of the tables that are there; 0 if none are. */
const versionOf = (database: DatabaseSync): number =>
  (database.prepare("PRAGMA user_version").get() as { readonly user_version: number }).user_version

/** Whether the store is of a newer version, and can only be read; throws if not even that. */
export const isOnlyRead = (database: DatabaseSync): boolean => {
  const version = versionOf(database)
  if (version <= schemaVersion) return false
  const readableBy = readHeader(database)?.readableBy ?? version
  if (readableBy <= schemaVersion) return true
  throw new StoreUnavailable({ reason: "TooNew", detail: `schema ${version}, readable from ${readableBy} on` })
}

/** Brings the tables to this version; a copy of an older store is kept beside it. By who holds the lock of the root. */
export const migrate = (database: DatabaseSync, path: string, aboutToCommit: () => void): void => {
  const from = versionOf(database)
  if (from === schemaVersion) return
  if (from > 0) database.prepare("VACUUM INTO ?").run(`${path}.${from}.${Date.now()}.copy`)
  database.exec("BEGIN IMMEDIATE")
  try {
    for (const migration of migrations.slice(from)) database.exec(migration)
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`)
    aboutToCommit()
    database.exec("COMMIT")
  } catch (error) {
    database.exec("ROLLBACK")
    throw error
  }
}

export const readHeader = (database: DatabaseSync): StoreHeader | undefined => {
  const row = database.prepare("SELECT header FROM header WHERE id = 1").get() as
    { readonly header: string } | undefined
  try {
    return row === undefined ? undefined : JSON.parse(row.header)
  } catch {
    throw new StoreUnavailable({ reason: "Corrupt", detail: "its header cannot be read" })
  }
}

export const writeHeader = (database: DatabaseSync, header: StoreHeader): void => {
  database
    .prepare("INSERT INTO header (id, header) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET header = excluded.header")
    .run(JSON.stringify(header))
}
