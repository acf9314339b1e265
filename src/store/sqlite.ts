// The driver that keeps rows in SQLite, in WAL mode. A commit survives the end of the process; that it survives the loss of power is
// made so by `sync`, which many commits share.
import { hash } from "node:crypto"
import { closeSync, constants, fdatasync, openSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import { promisify } from "node:util"
import { systemError } from "../platform/errors.ts"
import { codeOf } from "../platform/files.ts"
import { notStanding } from "../protocol/index.ts"
import { type Checkpoint, type Driver, origin, type Position } from "./driver.ts"
import type { Row } from "./entry.ts"
import { StoreUnavailable } from "./errors.ts"
import type { StoreLock } from "./lock.ts"
import { schemaVersion } from "./schema.ts"

/** A row as the table has it. */
type Columns = Omit<Row, "entries"> & { readonly entries: string }

/** A row's digest: of its own text, and of all rows before it. */
export const chainOf = (before: string, { seq, at, wall, host, generation, entries }: Omit<Columns, "chain">): string =>
  hash("sha256", `${before}\n${seq} ${at} ${wall} ${host} ${generation}\n${entries}`).slice(0, 32)

const primaryCodes = {
  5: "busy",
  6: "busy",
  8: "readonly",
  10: "io",
  11: "corrupt",
  13: "full",
  14: "cantopen",
  26: "corrupt"
}

/** What SQLite's error is for whoever asked to do so; "busy" is none. */
export const sqliteError = (error: unknown, call = "write the store"): unknown => {
  if (codeOf(error) !== "ERR_SQLITE_ERROR" || !(error instanceof Error) || !("errcode" in error)) return error
  const code = Number(error.errcode) & 0xff
  const detail = error.message
  switch (primaryCodes[code as keyof typeof primaryCodes]) {
    case "full":
      return systemError(call, "ENOSPC")
    case "readonly":
      return systemError(call, "EACCES")
    case "corrupt":
      return new StoreUnavailable({ reason: "Corrupt", detail })
    case "busy":
      return new StoreUnavailable({ reason: "Busy", detail })
    default:
      return new StoreUnavailable({ reason: "Failed", detail })
  }
}

const isBusy = (error: unknown): boolean => error instanceof StoreUnavailable && error.reason === "Busy"

const damaged = (seq: number): StoreUnavailable =>
  new StoreUnavailable({ reason: "Corrupt", detail: `row ${seq} of the journal is not what was written` })

const parse = ({ entries, ...row }: Columns): Row => {
  try {
    return { ...row, entries: JSON.parse(entries) }
  } catch {
    throw damaged(row.seq)
  }
}

/** As the system does it. */
const systemDatasync: (fd: number) => Promise<void> = promisify(fdatasync)

const none: ReadonlyArray<Row> = []

/** A driver on an open database with its tables; `lock` undefined: nobody else can have it open. */
export const sqliteDriver = (
  database: DatabaseSync,
  path: string,
  lock: StoreLock | undefined,
  datasync = systemDatasync
): Driver => {
  const begin = database.prepare("BEGIN IMMEDIATE")
  const commit = database.prepare("COMMIT")
  const rollback = database.prepare("ROLLBACK")
  const version = database.prepare("PRAGMA user_version")
  const dataVersion = database.prepare("PRAGMA data_version")
  const select = database.prepare(
    "SELECT seq, at, wall, host, generation, chain, entries FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
  )
  const selectChain = database.prepare("SELECT chain FROM journal WHERE seq = ?")
  const insert = database.prepare(
    "INSERT INTO journal (seq, at, wall, host, generation, chain, entries) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const insertCheckpoint = database.prepare("INSERT INTO checkpoint (seq, chain, snapshot) VALUES (?, ?, ?)")
  const dropCheckpoints = database.prepare("DELETE FROM checkpoint WHERE seq < ?")
  // Its descriptor must not be closed before the database: SQLite's locks of the process would go with it.
  let log: number | undefined
  let closed = false
  /** What `data_version` said when all rows were applied: it changes with each commit of another connection. */
  let applied = -1
  /** The newest row of the transaction, and what the mark says. */
  let newest: Position = origin
  let appended: Position | undefined
  let told: Position | undefined

  const mustBeOpen = (): void => {
    if (closed) throw new StoreUnavailable({ reason: "Closed", detail: "" })
  }

  const translated = <A>(call: () => A): A => {
    mustBeOpen()
    try {
      return call()
    } catch (error) {
      throw sqliteError(error)
    }
  }

  /** Those after it, if it is there itself, unchanged. */
  const rowsAfter = ({ seq, chain }: Position, limit = -1): ReadonlyArray<Row> | "rewound" => {
    const known = seq === 0 ? { chain: "" } : (selectChain.get(seq) as { readonly chain: string } | undefined)
    if (known === undefined || (chain !== "" && known.chain !== chain)) return "rewound"
    const found = select.all(seq, limit) as unknown as Array<Columns>
    let before = known.chain
    for (const row of found) {
      if (row.chain !== chainOf(before, row)) throw damaged(row.seq)
      before = row.chain
    }
    return found.length === 0 ? none : found.map(parse)
  }

  /** Whether the store has the last row that anybody was told of. */
  const isKept = (told: Position | undefined): boolean => {
    if (told === undefined || (told.seq === newest.seq && told.chain === newest.chain)) return true
    return (
      told.seq < newest.seq &&
      (selectChain.get(told.seq) as { readonly chain: string } | undefined)?.chain === told.chain
    )
  }

  /** Whoever is answered is told of the newest row, be it that a request was refused for it. */
  const tell = (): void => {
    if (lock === undefined || newest.seq === 0 || newest.seq === told?.seq) return
    lock.mark.write(newest)
    told = newest
  }

  /** What others did, and whether this is still the store. */
  const checked = (after: Position): ReadonlyArray<Row> => {
    const { data_version } = dataVersion.get() as { readonly data_version: number }
    let rows: ReadonlyArray<Row> | "rewound" = none
    if (data_version !== applied) {
      const { user_version } = version.get() as { readonly user_version: number }
      if (user_version > schemaVersion)
        throw new StoreUnavailable({ reason: "TooNew", detail: `schema ${user_version}` })
      rows = rowsAfter(after)
      applied = data_version
    }
    newest = rows === "rewound" ? after : (rows.at(-1) ?? after)
    told = lock?.isOpening() === true ? undefined : lock?.mark.read()
    const seen = lock?.standing() ?? { storeHeld: "", storeAt: "", lockHeld: "", lockAt: "" }
    const reason = notStanding({ ...seen, lastRowKept: rows !== "rewound" && isKept(told) })
    if (reason !== undefined) throw new StoreUnavailable({ reason, detail: path })
    return rows as ReadonlyArray<Row>
  }

  const undone = (): void => {
    applied = -1
    if (database.isTransaction) rollback.run()
  }

  const undo = (): void => {
    try {
      undone()
    } finally {
      lock?.giveBack()
    }
  }

  const answer = (): void => {
    try {
      tell()
    } finally {
      lock?.giveBack()
    }
  }

  return {
    begin: (after) => {
      // The lock's descriptor is closed too, and its number may be another file's by now.
      mustBeOpen()
      if (lock?.take() === false) return "busy"
      try {
        translated(() => begin.run())
      } catch (error) {
        lock?.giveBack()
        if (isBusy(error)) return "busy"
        throw error
      }
      appended = undefined
      try {
        return translated(() => checked(after))
      } catch (error) {
        undo()
        throw error
      }
    },
    append: (last, { entries, ...row }) => {
      const columns = { seq: last.seq + 1, ...row, entries: JSON.stringify(entries) }
      const { seq, at, wall, host, generation } = columns
      const chain = chainOf(last.chain, columns)
      translated(() => insert.run(seq, at, wall, host, generation, chain, columns.entries))
      appended = { seq, chain }
      return { ...columns, chain, entries }
    },
    checkpoint: ({ seq, chain, snapshot }) =>
      translated(() => {
        insertCheckpoint.run(seq, chain, JSON.stringify(snapshot))
        dropCheckpoints.run(seq)
      }),
    commit: () => {
      try {
        translated(() => commit.run())
      } catch (error) {
        undo()
        throw error
      }
      newest = appended ?? newest
      answer()
    },
    rollback: () => {
      undone()
      answer()
    },
    read: (after, limit) =>
      translated(() => {
        const rows = rowsAfter(after, limit)
        if (rows === "rewound") throw new StoreUnavailable({ reason: "Rewound", detail: path })
        return rows
      }),
    sync: async () => {
      mustBeOpen()
      log ??= openSync(`${path}-wal`, constants.O_RDWR)
      await datasync(log)
    },
    close: () => {
      if (closed) return
      closed = true
      // SQLite writes the log into the database and removes it, if nobody else has that open. What keeps it open here has to go before,
      // and nobody may come or go meanwhile. If the lock is taken just now, the log stays, which harms nobody.
      const alone = lock?.take() === true
      if (alone) lock.letGo()
      database.close()
      if (alone) lock.giveBack()
      if (log !== undefined) closeSync(log)
      lock?.close()
    }
  }
}

/** The last checkpoint, if there is one. */
export const lastCheckpoint = (database: DatabaseSync): Checkpoint | undefined => {
  const row = database.prepare("SELECT seq, chain, snapshot FROM checkpoint ORDER BY seq DESC LIMIT 1").get() as
    { readonly seq: number; readonly chain: string; readonly snapshot: string } | undefined
  return row === undefined ? undefined : { ...row, snapshot: JSON.parse(row.snapshot) }
}
