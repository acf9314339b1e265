// The store's journal, read from its file: by whoever looks at a history, be it that no workspace is open in this process.
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { type Driver, type Position } from "../store/driver.ts"
import type { Row } from "../store/entry.ts"
import { StoreUnavailable } from "../store/errors.ts"
import { inodeAt } from "../store/lock.ts"
import { isOnlyRead, readHeader, type StoreHeader } from "../store/schema.ts"
import { sqliteDriver, sqliteError } from "../store/sqlite.ts"

export interface Journal {
  /** Whether there may be rows that were not read: cheap, so that it can be asked before each call. */
  readonly hasNews: () => boolean
  /** What the store at the path says of itself; undefined if there is none. */
  readonly header: () => StoreHeader | undefined
  /** The rows after this one, as many at most; "rewound" if that is not there. */
  readonly rows: (after: Position, limit: number) => ReadonlyArray<Row> | "rewound"
  readonly close: () => void
}

/** A store that is open here. `files`: its own, and one that SQLite makes anew once nobody has the store open. */
interface Open {
  readonly database: DatabaseSync
  readonly driver: Driver
  readonly header: StoreHeader
  readonly files: string
  readonly version: () => number
}

const reasonOf = (error: unknown): string => (error instanceof StoreUnavailable ? error.reason : "")

/** The journal cannot be read, or not be understood: the history does not go on, and tells what it has. */
export class NotFollowed extends Error {}

/** All that is thrown is NotFollowed. */
export const openJournal = (storeDir: string): Journal => {
  const path = join(storeDir, "store.db")
  let open: Open | undefined
  let seen = -1

  const close = (): void => {
    open?.database.close()
    open = undefined
    seen = -1
  }

  // What anything in this process closes of these files takes SQLite's locks with it, and others may take the store for one that nobody has
  // open. Who only reads damages nothing by that, but would never see what is written after.
  const filesNow = (): string => `${inodeAt(path)} ${inodeAt(`${path}-shm`)}`

  const begin = (): Open => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 0 })
    try {
      const dataVersion = database.prepare("PRAGMA data_version")
      const version = (): number => (dataVersion.get() as { readonly data_version: number }).data_version
      isOnlyRead(database)
      const header = readHeader(database)
      if (header === undefined) throw new StoreUnavailable({ reason: "Busy", detail: "" })
      return { database, driver: sqliteDriver(database, path, undefined), header, files: filesNow(), version }
    } catch (error) {
      database.close()
      throw error
    }
  }

  /** The store that lies at the path now. */
  const current = (): Open | undefined => {
    if (open !== undefined && open.files !== filesNow()) close()
    if (open === undefined && inodeAt(path) === null) return undefined
    return (open ??= begin())
  }

  const translated = <A>(look: () => A): A => {
    try {
      return look()
    } catch (error) {
      // Whatever could not be read is looked at anew.
      close()
      const as = sqliteError(error)
      throw new NotFollowed(as instanceof Error ? as.message : String(as), { cause: as })
    }
  }

  const read = (after: Position, limit: number): ReadonlyArray<Row> | "rewound" => {
    const at = current()
    if (at === undefined) return []
    const version = at.version()
    try {
      const rows = at.driver.read(after, limit)
      if (rows.length < limit) seen = version
      return rows
    } catch (error) {
      if (reasonOf(error) === "Rewound") return "rewound"
      throw error
    }
  }

  const rows: Journal["rows"] = (after, limit) => {
    try {
      return translated(() => read(after, limit))
    } catch (error) {
      // A damaged row, somewhere behind some that are whole.
      const isDamaged = error instanceof NotFollowed && reasonOf(error.cause) === "Corrupt"
      if (isDamaged && limit > 1) return rows(after, 1)
      throw error
    }
  }

  return {
    hasNews: () =>
      translated(() => {
        const at = current()
        return at !== undefined && at.version() !== seen
      }),
    // What a store says of itself changes with its place and generation, and its nonce never does.
    header: () => translated(() => current()?.header),
    rows,
    close
  }
}
