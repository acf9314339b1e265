// The tables of a history, and how those of an older version become them.
import { randomBytes } from "node:crypto"
import type { DatabaseSync } from "node:sqlite"
import { HistoryUnavailable } from "./errors.ts"

/** What this version of Leasehold writes. A history of a newer one is only read, if that says that it can be. */
export const schemaVersion = 1

/** "LSHH": by which `file` tells that a database is a history of Leasehold's. */
const applicationId = 0x4c534848

/** What a history says of itself. */
export interface HistoryHeader {
  /** Which history: what is imported from another one bears its nonce. */
  readonly nonce: string
  /** ms since 1970. */
  readonly created: number
  /** The oldest schema version whose programs can read it. */
  readonly readableBy: number
}

// `ord` is one count for all that a history has: what happened later has a larger one, whatever the clocks said.
//
// source: each store that was followed, the last one still is; `seq` and `chain` are how far, and `seq` is -1 of one that only an import
// told of. mark: rows of a store that changed something
// here, by which it is known how much of them a store that was rewound still has. snapshot: the protocol's state as of a row.
// last: what tasks left in each file, whoever they were; null: that is not known.
const create = `
  CREATE TABLE header (id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL, ord INTEGER NOT NULL) STRICT;
  CREATE TABLE source (
    id INTEGER PRIMARY KEY, nonce TEXT NOT NULL, begun INTEGER NOT NULL, seq INTEGER NOT NULL, chain TEXT NOT NULL,
    generation INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE mark (source INTEGER, seq INTEGER, chain TEXT NOT NULL, PRIMARY KEY (source, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshot (
    seq INTEGER PRIMARY KEY, chain TEXT NOT NULL, spec TEXT NOT NULL, digest TEXT NOT NULL, snapshot TEXT NOT NULL
  ) STRICT;

  CREATE TABLE task (
    task TEXT PRIMARY KEY, ord INTEGER NOT NULL UNIQUE, title TEXT NOT NULL, background INTEGER NOT NULL, status TEXT NOT NULL,
    parent TEXT, life TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL, ended INTEGER, source INTEGER,
    generation INTEGER, origin TEXT, items INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX task_parent ON task (parent);
  CREATE INDEX task_changed ON task (changed);
  CREATE TABLE run (
    run TEXT PRIMARY KEY, ord INTEGER NOT NULL, task TEXT NOT NULL, host TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL,
    ended INTEGER, source INTEGER, generation INTEGER
  ) STRICT;
  CREATE INDEX run_task ON run (task, ord);
  CREATE TABLE event (
    ord INTEGER PRIMARY KEY, task TEXT NOT NULL, run TEXT, at INTEGER NOT NULL, tag TEXT NOT NULL, body TEXT NOT NULL, source INTEGER,
    generation INTEGER NOT NULL, seq INTEGER NOT NULL, chain TEXT NOT NULL, nth INTEGER NOT NULL, UNIQUE (chain, nth)
  ) STRICT;
  CREATE INDEX event_task ON event (task, ord);
  CREATE TABLE write (
    intent TEXT NOT NULL, run TEXT NOT NULL, key TEXT NOT NULL, ord INTEGER NOT NULL, task TEXT NOT NULL, base TEXT, content TEXT,
    "grant" TEXT, status TEXT NOT NULL, reason TEXT, decided INTEGER NOT NULL, settled INTEGER, source INTEGER,
    generation INTEGER NOT NULL, seq INTEGER NOT NULL, origin TEXT, PRIMARY KEY (intent, run, key)
  ) STRICT;
  CREATE INDEX write_task ON write (task, ord);
  CREATE INDEX write_key ON write (key, ord);
  CREATE INDEX write_content ON write (content, ord);
  CREATE TABLE read (task TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (task, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE last (key TEXT PRIMARY KEY, content TEXT) STRICT, WITHOUT ROWID;
  CREATE TABLE approval (
    digest TEXT PRIMARY KEY, task TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, expires INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outside (
    key TEXT NOT NULL, content TEXT NOT NULL, ord INTEGER NOT NULL, seen INTEGER NOT NULL, source INTEGER, generation INTEGER NOT NULL,
    seq INTEGER NOT NULL, PRIMARY KEY (key, content)
  ) STRICT;
  CREATE INDEX outside_content ON outside (content);

  CREATE TABLE stream (id INTEGER PRIMARY KEY, task TEXT NOT NULL, name TEXT NOT NULL, last INTEGER NOT NULL, UNIQUE (task, name)) STRICT;
  CREATE TABLE item (
    ord INTEGER PRIMARY KEY, stream INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL,
    body BLOB NOT NULL, UNIQUE (stream, n)
  ) STRICT;
  CREATE TABLE deleted (task TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** From each version to the next one. */
const migrations: ReadonlyArray<string> = [create]

const versionOf = (database: DatabaseSync): number =>
  (database.prepare("PRAGMA user_version").get() as { readonly user_version: number }).user_version

const readHeader = (database: DatabaseSync): HistoryHeader => {
  const row = database.prepare("SELECT header FROM header WHERE id = 1").get() as
    { readonly header: string } | undefined
  try {
    return JSON.parse(row!.header) as HistoryHeader
  } catch {
    throw new HistoryUnavailable({ reason: "Corrupt", detail: "its header cannot be read" })
  }
}

/** Brings the tables to this version; a copy of an older history is kept beside it. By who holds its lock. */
const migrate = (database: DatabaseSync, path: string, from: number): void => {
  if (from > 0) database.prepare("VACUUM INTO ?").run(`${path}.${from}.${Date.now()}.copy`)
  database.exec("BEGIN IMMEDIATE")
  try {
    for (const migration of migrations.slice(from)) database.exec(migration)
    if (from === 0) {
      const header: HistoryHeader = {
        nonce: randomBytes(8).toString("hex"),
        created: Date.now(),
        readableBy: schemaVersion
      }
      database.prepare("INSERT INTO header (id, header, ord) VALUES (1, ?, 0)").run(JSON.stringify(header))
    }
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`)
    database.exec("COMMIT")
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK")
    throw error
  }
}

/** The tables in this version, and what they say of themselves; `onlyRead`: a newer version wrote them, and lets this one read. */
export const openSchema = (database: DatabaseSync, path: string): HistoryHeader & { readonly onlyRead: boolean } => {
  const version = versionOf(database)
  if (version < schemaVersion) migrate(database, path, version)
  if (version <= schemaVersion) return { ...readHeader(database), onlyRead: false }
  const header = readHeader(database)
  if (header.readableBy <= schemaVersion) return { ...header, onlyRead: true }
  const detail = `schema ${version}, readable from ${header.readableBy} on`
  throw new HistoryUnavailable({ reason: "TooNew", detail })
}
