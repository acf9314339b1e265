// The file that a history is in: who may write it, when what was written is on the disk, and whether it is still the one at its path.
//
// WAL with `synchronous = NORMAL`: a commit survives the process at once, and the loss of power once the log is synced. That is done here
// and not by SQLite (FULL), so that it stops no other call of the process, and many commits share it; nothing is acknowledged before.
import { closeSync, constants, existsSync, fdatasync, fsyncSync, lstatSync, openSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import { promisify } from "node:util"
import { Effect, Result } from "effect"
import { systemErrorOf } from "../platform/errors.ts"
import { loadNative, type Native } from "../platform/native.ts"
import { pause } from "../platform/pause.ts"
import { PathEscapes } from "../publish/errors.ts"
import { openLayout } from "../publish/layout.ts"
import { StoreUnavailable } from "../store/errors.ts"
import { inodeAt, keepFilesOpen } from "../store/lock.ts"
import { sqliteError } from "../store/sqlite.ts"
import { HistoryUnavailable, isHistoryError, isUnavailable, NotUnderstood, type Unavailable } from "./errors.ts"
import { type HistoryHeader, openSchema } from "./schema.ts"

type Values = ReadonlyArray<SQLInputValue>

/** SQL on an open database; a statement is prepared once. */
export interface Sql {
  readonly run: (sql: string, ...values: Values) => number
  readonly one: <Row>(sql: string, ...values: Values) => Row | undefined
  readonly all: <Row>(sql: string, ...values: Values) => Array<Row>
}

export interface Database {
  readonly header: HistoryHeader
  /** Beside which store it lies. */
  readonly storeDir: string
  /** It is of a newer version, and nothing is written. */
  readonly onlyRead: boolean
  readonly sql: Sql
  /** One transaction, while nobody else has one; `body` sees all that was committed before, and nothing is kept if it fails. */
  readonly write: <A, E>(body: () => Result.Result<A, E>) => Effect.Effect<A, E | Unavailable>
  /** Looks, in one transaction. */
  readonly read: <A>(body: () => A) => Effect.Effect<A, Unavailable>
  /** All that was committed before is on the disk. */
  readonly durable: Effect.Effect<void, Unavailable>
  readonly close: Effect.Effect<void>
}

export interface OpenDatabase {
  /** The workspace. */
  readonly directory: string
  /** Where its store lies, if not in the workspace. */
  readonly storeDir?: string | undefined
  /** How long another process may write before a call gives up. */
  readonly waitMs: number
  /** As the system does it, if it is not there. */
  readonly datasync?: ((fd: number) => Promise<void>) | undefined
}

const call = "write the history"

/** What is thrown here, as what callers are told; a defect stays one. */
const told = (error: unknown): unknown => {
  if (isHistoryError(error)) return error
  if (error instanceof PathEscapes) return new NotUnderstood({ detail: error.message })
  const known = sqliteError(error, call)
  if (isUnavailable(known)) return known
  if (known instanceof StoreUnavailable) {
    const { reason, detail } = known
    return new HistoryUnavailable({ reason: reason === "Busy" || reason === "Corrupt" ? reason : "Failed", detail })
  }
  return systemErrorOf(call, known)
}

const isBusy = (error: unknown): boolean => error instanceof HistoryUnavailable && error.reason === "Busy"

/** Runs what may throw, or be kept from it by others for a while. */
const attempting = <A, E>(
  body: () => Result.Result<A, E> | "busy",
  waitMs: number
): Effect.Effect<A, E | Unavailable> =>
  Effect.suspend(() => {
    const since = performance.now()
    const next = (tries: number): Effect.Effect<A, E | Unavailable> =>
      Effect.suspend((): Effect.Effect<A, E | Unavailable> => {
        let result: Result.Result<A, E> | "busy"
        try {
          result = body()
        } catch (error) {
          const as = told(error)
          if (!isBusy(as)) return Effect.fail(as as Unavailable)
          result = "busy"
        }
        if (result !== "busy") return Effect.fromResult(result)
        if (performance.now() - since > waitMs)
          return Effect.fail(new HistoryUnavailable({ reason: "Busy", detail: "" }))
        return Effect.andThen(pause(tries), next(tries + 1))
      })
    return next(0)
  })

const makeSql = (database: DatabaseSync): Sql => {
  const known = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    let statement = known.get(sql)
    if (statement === undefined) known.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    one: <Row>(sql: string, ...values: Values) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: Values) => prepared(sql).all(...values) as Array<Row>
  }
}

/** Calls that come while one is under way share the next one. */
const shared = (sync: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const begin = (): Promise<void> => {
    next = undefined
    running = sync().finally(() => (running = undefined))
    return running
  }
  return () => {
    if (running === undefined) return begin()
    const before = running
    next ??= before.then(begin, begin)
    return next
  }
}

const systemDatasync: (fd: number) => Promise<void> = promisify(fdatasync)

/** Nobody but its owner reads what agents said. */
const makeFile = (path: string): void => closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL, 0o600))

const syncDirectory = (path: string): void => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

const openSqlite = (path: string): DatabaseSync => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new PathEscapes({ path, reason: "Link" })
  if (!existsSync(path)) makeFile(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    const { journal_mode: mode } = database.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string }
    if (mode !== "wal") throw new HistoryUnavailable({ reason: "Unsupported", detail: `journal mode ${mode}` })
    database.exec("PRAGMA synchronous = NORMAL")
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** By who holds the lock. */
const openUnderLock = (options: OpenDatabase, storeDir: string, lock: number, native: Native | undefined): Database => {
  const path = join(storeDir, "history.sqlite")
  const database = openSqlite(path)
  let letGo: () => void = () => undefined
  let opened: ReturnType<typeof openSchema>
  let held: string | null
  let log: number
  try {
    opened = openSchema(database, path)
    if (native !== undefined) letGo = keepFilesOpen(native, path)
    held = inodeAt(path)
    log = openSync(`${path}-wal`, constants.O_RDWR | constants.O_CREAT, 0o600)
    syncDirectory(storeDir)
  } catch (error) {
    letGo()
    database.close()
    throw error
  }
  const { onlyRead, ...header } = opened
  const sql = makeSql(database)
  const datasync = options.datasync ?? systemDatasync
  let isUncertain = false
  const sync = shared(async () => {
    // A log that could not be synced once may lack pages for good, however often it is synced again. So all of it goes into the database.
    if (isUncertain) {
      const { busy } = sql.one<{ readonly busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)")!
      if (busy !== 0) throw new HistoryUnavailable({ reason: "Busy", detail: "" })
    }
    isUncertain = true
    await datasync(log)
    isUncertain = false
  })
  let closed = false

  const mustStand = (): void => {
    if (closed) throw new HistoryUnavailable({ reason: "Closed", detail: "" })
    const there = inodeAt(path)
    if (there !== held) throw new HistoryUnavailable({ reason: there === null ? "Missing" : "Replaced", detail: path })
  }

  /** SQLite's own lock is the second line: it is gone as soon as anything in this process closes a descriptor of the file. */
  const take = (): boolean => native?.flock(lock, "exclusive") ?? true
  const giveBack = (): void => void native?.flock(lock, "unlock")

  const writing = <A, E>(body: () => Result.Result<A, E>): Result.Result<A, E> => {
    mustStand()
    try {
      sql.run("BEGIN IMMEDIATE")
      const result = body()
      if (Result.isSuccess(result)) sql.run("COMMIT")
      return result
    } finally {
      if (database.isTransaction) sql.run("ROLLBACK")
    }
  }

  // It ends in a roll-back: to commit is refused once a damaged page was met, whatever was read beside that.
  const reading = <A>(body: () => A): A => {
    mustStand()
    try {
      sql.run("BEGIN")
      return body()
    } finally {
      if (database.isTransaction) sql.run("ROLLBACK")
    }
  }

  return {
    header,
    storeDir,
    onlyRead,
    sql,
    write: (body) =>
      attempting(() => {
        if (closed) throw new HistoryUnavailable({ reason: "Closed", detail: "" })
        if (onlyRead) throw new HistoryUnavailable({ reason: "TooNew", detail: path })
        if (!take()) return "busy"
        try {
          return writing(body)
        } finally {
          giveBack()
        }
      }, options.waitMs),
    read: (body) => attempting(() => Result.succeed(reading(body)), options.waitMs),
    durable: Effect.suspend(() => {
      if (closed) return Effect.fail(new HistoryUnavailable({ reason: "Closed", detail: "" }))
      return Effect.tryPromise({ try: sync, catch: (error) => error }).pipe(
        Effect.catch((error) => Effect.suspend(() => Effect.fail(told(error) as Unavailable)))
      )
    }),
    close: Effect.suspend(() => {
      if (closed) return Effect.void
      closed = true
      // Whoever is last writes the log into the database and removes it; what keeps it open here has to go before, and nobody may come or
      // go meanwhile. If the lock is taken just now, the log stays, which harms nobody.
      return Effect.promise(() => sync().catch(() => undefined)).pipe(
        Effect.andThen(
          Effect.sync(() => {
            const alone = take()
            if (alone) letGo()
            database.close()
            letGo()
            closeSync(log)
            closeSync(lock)
          })
        )
      )
    })
  }
}

/** Opens the history of a workspace, or makes one; it is closed with the scope. */
export const openDatabase = Effect.fnUntraced(function* (options: OpenDatabase) {
  const { native } = loadNative()
  return yield* Effect.acquireRelease(
    Effect.suspend(() => {
      let lock: number | undefined
      return attempting((): Result.Result<Database> | "busy" => {
        const layout = openLayout(options.directory, options.storeDir)
        const { storeDir } = layout
        layout.close()
        lock ??= openSync(
          join(storeDir, "history.lock"),
          constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW,
          0o600
        )
        if (native?.flock(lock, "exclusive") === false) return "busy"
        try {
          return Result.succeed(openUnderLock(options, storeDir, lock, native))
        } finally {
          native?.flock(lock, "unlock")
        }
      }, options.waitMs).pipe(
        Effect.onError(() => Effect.sync(() => (lock === undefined ? undefined : closeSync(lock))))
      )
    }),
    (database) => database.close
  )
})
