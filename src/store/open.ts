// Opening a store: whether it is this workspace's, what it may have forgotten, and who of those that it knows is alive.
import { randomBytes } from "node:crypto"
import { closeSync, constants, existsSync, fsyncSync, openSync, statSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { Effect, Result } from "effect"
import { bootId } from "../platform/boot.ts"
import { attempt } from "../platform/errors.ts"
import { inodeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import { pause } from "../platform/pause.ts"
import {
  type HostId,
  type Limits,
  numbersOf,
  type Opening,
  openingOf,
  type Sidecar,
  snapshot,
  type State,
  type Step,
  type StorePlace
} from "../protocol/index.ts"
import type { Folds } from "../scope/index.ts"
import type { Driver } from "./driver.ts"
import { type StoreError, StoreUnavailable } from "./errors.ts"
import { type Liveness, openLiveness } from "./liveness.ts"
import { isMarkAhead, load } from "./load.ts"
import { openStoreLock, type StorePaths } from "./lock.ts"
import { isOnlyRead, migrate, readHeader, schemaVersion, type StoreHeader, writeHeader } from "./schema.ts"
import { sqliteDriver, sqliteError } from "./sqlite.ts"
import { makeStore, type StoreService } from "./store.ts"
import type { Transaction } from "./transaction.ts"

export interface OpenStoreOptions extends StorePaths {
  readonly native: Native | undefined
  readonly host: HostId
  /** The workspace's root, and an open descriptor of it that is used for nothing that locks it. */
  readonly root: string
  readonly rootDirectory: number
  /** Where instances hold their liveness locks. */
  readonly live: string
  /** Directories that are synced once the store is there. */
  readonly directories: ReadonlyArray<string>
  /** What is staged. */
  readonly staged: () => ReadonlyArray<Sidecar>
  /** Of a store that is made. */
  readonly limits: Limits
  /** How names compare in the workspace. */
  readonly folds: Folds
  readonly waitMs: number
  /** Told just before each commit. */
  readonly aboutToCommit: () => void
  /** How what was committed is synced, and a directory; as the system does it, if they are not there. */
  readonly datasync?: (fd: number) => Promise<void>
  readonly fsync?: (fd: number) => void
  /** Which boot of the machine this is; another one in tests. */
  readonly boot?: () => string
  readonly step: Step
  /** What the first transaction does, if not all of `arrive`: tests take its parts one by one. */
  readonly arrive?: Arrive
  /** What tests put around the driver, to see that what they take away is missed. */
  readonly around?: (driver: Driver) => Driver
  readonly rowsPerCheckpoint?: number
}

/** What is found by whoever opens a store, and decides by it in the first transaction. */
interface Arrival {
  readonly liveness: Liveness
  readonly opening: Opening
  readonly staged: ReadonlyArray<Sidecar>
}

export type Arrive = (tx: Transaction, arrival: Arrival) => void

interface OpenedStore {
  readonly store: StoreService
  readonly liveness: Liveness
  readonly header: StoreHeader
  readonly opening: Opening
  /** It is of a newer version: nothing is decided in it. */
  readonly onlyRead: boolean
}

const nonce = (): string => randomBytes(8).toString("hex")

const placeOf = ({ root, store, boot = bootId }: OpenStoreOptions): StorePlace => ({
  root,
  rootInode: inodeOf(statSync(root, { bigint: true })),
  storeInode: inodeOf(statSync(store, { bigint: true })),
  boot: boot()
})

const syncDirectory = (path: string, fsync = fsyncSync): void => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsync(fd)
  } finally {
    closeSync(fd)
  }
}

const openDatabase = (path: string, native: Native | undefined): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // Without locks of the operating system's nobody else may have it open: SQLite then holds its own for life.
    if (native === undefined) database.exec("PRAGMA locking_mode = EXCLUSIVE")
    const { journal_mode: mode } = database.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string }
    // SQLite says what it could do, and goes on without.
    if (mode !== "wal") throw new StoreUnavailable({ reason: "Unsupported", detail: `journal mode ${mode}` })
    database.exec("PRAGMA synchronous = NORMAL")
    // Whoever commits copies the log into the database when it is that long, and everybody waits: a fifth of what SQLite takes makes that a
    // fifth as long, 1 ms instead of 4, and the same in all.
    database.exec("PRAGMA wal_autocheckpoint = 200")
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A sidecar comes after the decision: if the store has not given out its number, it has forgotten that it did. */
const isAhead =
  ({ generation, counter }: State) =>
  ({ id }: Sidecar): boolean => {
    const [of, number] = numbersOf(id)
    return of > generation || (of === generation && number > counter)
  }

/** Waits for the lock of the root: nobody opens a store, or decides, meanwhile. */
const takeRoot = ({ native, rootDirectory, root, waitMs }: OpenStoreOptions): Effect.Effect<void, StoreUnavailable> =>
  Effect.suspend(() => {
    const since = performance.now()
    const next = (tries: number): Effect.Effect<void, StoreUnavailable> =>
      Effect.suspend(() => {
        if (native === undefined || native.flock(rootDirectory, "exclusive")) return Effect.void
        if (performance.now() - since > waitMs) {
          return Effect.fail(new StoreUnavailable({ reason: "Busy", detail: root }))
        }
        return Effect.andThen(pause(tries), next(tries + 1))
      })
    return next(0)
  })

const asSqlError = <A>(run: () => A): A => {
  try {
    return run()
  } catch (error) {
    throw sqliteError(error)
  }
}

/** What SQLite says, too, is an error that a caller can do something about. */
const attemptSql = <A>(call: string, run: () => A): Effect.Effect<A, StoreError> =>
  attempt(call, () => asSqlError(run)).pipe(
    Effect.catchDefect((defect) => (defect instanceof StoreUnavailable ? Effect.fail(defect) : Effect.die(defect)))
  )

/** Without locks of the operating system, whoever has the store open has it for itself, and keeps it. */
const inUseIfBusy = (error: StoreError, store: string): StoreError =>
  error instanceof StoreUnavailable && error.reason === "Busy"
    ? new StoreUnavailable({ reason: "InUse", detail: store })
    : error

/** Everything up to the first decision, by who holds the lock of the root. */
const openTables = (options: OpenStoreOptions) => {
  const { native, host } = options
  const isNew = !existsSync(options.store)
  const database = openDatabase(options.store, native)
  // In the order in which they are closed if it comes to nothing.
  const opened: Array<{ readonly close: () => void }> = [database]
  const noted = <A extends { readonly close: () => void } | undefined>(one: A): A => {
    if (one !== undefined) opened.push(one)
    return one
  }
  try {
    const onlyRead = isOnlyRead(database)
    if (!onlyRead) migrate(database, options.store, options.aboutToCommit)
    const recorded = isNew ? undefined : readHeader(database)
    const here = placeOf(options)
    const header: StoreHeader = recorded ?? {
      nonce: nonce(),
      generationNonce: nonce(),
      place: here,
      limits: options.limits,
      readableBy: schemaVersion,
      created: Date.now()
    }
    const lock = noted(native === undefined ? undefined : openStoreLock(native, options.rootDirectory, options))
    const sqlite = sqliteDriver(database, options.store, lock, options.datasync)
    const driver = options.around?.(sqlite) ?? sqlite
    const from = load(database, driver, options.step, header.limits)
    lock?.keepOpen()
    const liveness = noted(openLiveness(native, options.live, host))
    const staged = options.staged()
    const opening = openingOf({
      recorded: recorded?.place ?? null,
      here: isNew ? null : here,
      othersLive: liveness.others().length > 0,
      stagedAhead: isMarkAhead(lock?.mark.read(), driver, from) || staged.some(isAhead(from.state))
    })
    const current = opening === "Join" || onlyRead ? header : { ...header, place: here, generationNonce: nonce() }
    const record = (): void => {
      if (current !== header) asSqlError(() => writeHeader(database, current))
    }
    const store = makeStore({
      host,
      generationNonce: current.generationNonce,
      driver,
      step: options.step,
      from,
      waitMs: options.waitMs,
      holders: () => liveness.others().map(liveness.describe).join("; or "),
      aboutToCommit: options.aboutToCommit,
      rowsPerCheckpoint: options.rowsPerCheckpoint
    })
    return { store, liveness, header: current, record, opening, staged, lock, onlyRead }
  } catch (error) {
    for (const one of opened) one.close()
    throw error
  }
}

/** A generation of its own, where the store may have forgotten something. */
export const beginGeneration: Arrive = (tx, { opening, staged }) => {
  if (opening !== "PowerLoss" && opening !== "StoreLost" && !staged.some(isAhead(tx.state))) return
  tx.sidecars(staged)
  tx.must({ _tag: opening === "PowerLoss" ? "PowerLoss" : "StoreLost", lost: [] })
}

const reapOthers: Arrive = (tx, { liveness, opening }) => {
  for (const { host } of snapshot(tx.state).hosts) {
    if (liveness.isAlive(host) && opening === "Join") continue
    tx.step({ _tag: "HostCrash", host })
    tx.must({ _tag: "Reap", host })
  }
  liveness.buryDead()
}

/** The first transaction, of this host. */
const arriveAs =
  ({ host, folds }: Pick<OpenStoreOptions, "host" | "folds">): Arrive =>
  (tx, arrival) => {
    beginGeneration(tx, arrival)
    // A workspace may have been copied to where names compare otherwise.
    if (tx.state.folds !== folds) tx.folds(folds)
    reapOthers(tx, arrival)
    tx.must({ _tag: "HostOpen", host })
  }

/** The last transaction: nothing of this host is left for others to find. If it cannot be made, they find it. */
const leave = (store: StoreService) =>
  Effect.ignore(
    store.transact((tx): Result.Result<void> => {
      tx.step({ _tag: "HostCrash", host: store.host })
      tx.step({ _tag: "Reap", host: store.host })
      return Result.succeed(undefined)
    })
  )

/** Opens the store of a workspace, or makes one; it is closed with the scope. */
export const openStore = Effect.fnUntraced(function* (options: OpenStoreOptions) {
  yield* takeRoot(options)
  const { store, liveness, header, record, opening, staged, lock, onlyRead } = yield* Effect.acquireRelease(
    attemptSql("open the store", () => openTables(options)).pipe(
      Effect.mapError((error) => (options.native === undefined ? inUseIfBusy(error, options.store) : error)),
      Effect.onError(() => Effect.sync(() => options.native?.flock(options.rootDirectory, "unlock")))
    ),
    (opened) =>
      leave(opened.store).pipe(
        Effect.andThen(opened.store.close),
        Effect.andThen(Effect.sync(() => opened.liveness.close()))
      )
  )
  const arrive = options.arrive ?? arriveAs(options)
  let isRecorded = false
  const decided = store.transact((tx): Result.Result<void> => {
    arrive(tx, { liveness, opening, staged })
    // With the row that begins the generation, or not at all. Without a row nothing of the transaction is kept.
    isRecorded = tx.entries.length > 0
    if (isRecorded) record()
    return Result.succeed(undefined)
  })
  const arrived = Effect.andThen(
    decided,
    Effect.suspend(() => (isRecorded ? Effect.void : attemptSql("open the store", record)))
  )
  yield* (onlyRead ? Effect.void : arrived).pipe(Effect.ensuring(Effect.sync(() => lock?.opened())))
  yield* store.durable
  yield* attempt("sync the workspace", () => options.directories.forEach((path) => syncDirectory(path, options.fsync)))
  return { store, liveness, header, opening, onlyRead } satisfies OpenedStore
})
