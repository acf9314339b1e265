// Decisions, made one at a time over all processes: each is a transaction that first applies what others decided, then takes steps of
// the protocol, and is written as one row of the journal. The state is kept in memory, and is what the journal makes.
import { type Clock, Deferred, Effect, Result } from "effect"
import { hostStatusOf, type HostId, type Order, snapshot, type State, type Step } from "../protocol/index.ts"
import { pause } from "../platform/pause.ts"
import { type Driver, origin, type Position } from "./driver.ts"
import { applyRow, type Row } from "./entry.ts"
import { isForGood, isStoreError, StoreUnavailable, type StoreError } from "./errors.ts"
import { Transaction } from "./transaction.ts"

/** Told of each row once it is committed, in their order. */
export type Listener = (row: Row, orders: ReadonlyArray<Order>) => void

export interface StoreService {
  /** Who decides here. */
  readonly host: HostId
  /** Names the generation that it lives in: it never sees another one. */
  readonly generationNonce: string
  /** The state as of the last look. It may be out of date: decide in a transaction. */
  readonly state: () => State
  /**
   * Decides. `body` sees what everybody decided before, and nobody decides meanwhile: so it does not wait. If it fails nothing was
   * decided.
   */
  readonly transact: <A, E>(body: (tx: Transaction) => Result.Result<A, E>) => Effect.Effect<A, E | StoreError>
  /** Looks at what others decided. */
  readonly refresh: Effect.Effect<void, StoreError>
  /** All that was decided before is on the disk. */
  readonly durable: Effect.Effect<void, StoreError>
  /** Fails once this is no longer the workspace's store, or this host is expelled from it: then every lease is lost. */
  readonly gone: Effect.Effect<never, StoreUnavailable>
  /** Listens from now on; returns how to stop. */
  readonly listen: (listener: Listener) => () => void
  /** The rows after this one, as far as they are kept. */
  readonly rows: (after: number, limit?: number) => Effect.Effect<ReadonlyArray<Row>, StoreError>
  readonly close: Effect.Effect<void>
}

interface StoreOptions {
  readonly host: HostId
  readonly generationNonce: string
  readonly driver: Driver
  /** The protocol; another one in tests, to see what notices. */
  readonly step: Step
  /** From which state on the rows are to be applied, and which one that is as of. */
  readonly from: Position & { readonly state: State }
  /** How long another process may hold the lock before this one gives up, in ms. */
  readonly waitMs: number
  /** Which processes may hold the lock, for people. */
  readonly holders?: () => string
  /** Told just before each commit. */
  readonly aboutToCommit?: () => void
  readonly rowsPerCheckpoint?: number | undefined
}

/** How many rows come between two checkpoints: applying that many takes a few ms. */
const usualRowsPerCheckpoint = 2_000

/** A store over a driver. */
export const makeStore = (options: StoreOptions): StoreService => {
  const { host, driver, step, rowsPerCheckpoint = usualRowsPerCheckpoint } = options
  let state = options.from.state
  let last: Position = { seq: options.from.seq, chain: options.from.chain }
  let nextCheckpoint = last.seq + rowsPerCheckpoint
  const gone = Deferred.makeUnsafe<never, StoreUnavailable>()
  let isIn = false
  const listeners = new Set<Listener>()
  let untold: Array<Parameters<Listener>> = []

  const note = (row: Row, orders: ReadonlyArray<Order>): void => {
    if (listeners.size > 0) untold.push([row, orders])
  }

  /** After the transaction: whoever is told may begin one. */
  const tell = (): void => {
    if (untold.length === 0) return
    const all = untold
    untold = []
    const told = [...listeners]
    for (const [row, orders] of all) for (const listener of told) listener(row, orders)
  }

  /** Who was in and is not any more decides nothing, whatever its tasks believe. */
  const checkIn = (): void => {
    const isOpen = hostStatusOf(state, host) === "open"
    if (isIn && !isOpen) throw new StoreUnavailable({ reason: "Expelled", detail: "" })
    isIn = isOpen
  }

  /** Applies what others decided. */
  const follow = (rows: ReadonlyArray<Row>): void => {
    for (const row of rows) {
      const applied = applyRow(step, state, row)
      state = applied.state
      last = { seq: row.seq, chain: row.chain }
      note(row, applied.orders)
    }
    checkIn()
  }

  /** A large state is written down less often, so that what it costs stays the same for each row. */
  const checkpoint = (write: NonNullable<Driver["checkpoint"]>, row: Row, after: State): number => {
    const described = snapshot(after)
    write({ seq: row.seq, chain: row.chain, snapshot: described })
    return row.seq + Math.max(rowsPerCheckpoint, 4 * (described.leases.length + described.intents.length))
  }

  /** One attempt; a decision that cannot be kept was not made. */
  const decide = <A, E>(
    body: (tx: Transaction) => Result.Result<A, E>,
    clock: Clock.Clock
  ): Result.Result<A, E> | "busy" => {
    const now = nowOf(clock)
    const rows = driver.begin(last)
    if (rows === "busy") return "busy"
    try {
      follow(rows)
      const tx = new Transaction(step, state, now)
      const result = body(tx)
      if (tx.entries.length === 0 || Result.isFailure(result)) {
        driver.rollback()
        return result
      }
      const { generation } = tx.state
      const row = driver.append(last, {
        at: now,
        wall: clock.currentTimeMillisUnsafe(),
        host,
        generation,
        entries: tx.entries
      })
      const due = driver.checkpoint !== undefined && row.seq >= nextCheckpoint
      const next = due ? checkpoint(driver.checkpoint, row, tx.state) : nextCheckpoint
      options.aboutToCommit?.()
      driver.commit()
      state = tx.state
      isIn = hostStatusOf(state, host) === "open"
      last = { seq: row.seq, chain: row.chain }
      nextCheckpoint = next
      note(row, tx.orders)
      return result
    } catch (error) {
      driver.rollback()
      throw error
    }
  }

  /** What is thrown by a driver as what it is, or as a defect. */
  const guarded = <A, E>(call: () => Effect.Effect<A, E>): Effect.Effect<A, E | StoreError> =>
    Effect.suspend((): Effect.Effect<A, E | StoreError> => {
      try {
        return call()
      } catch (error) {
        if (!isStoreError(error)) throw error
        if (error instanceof StoreUnavailable && isForGood(error)) Deferred.doneUnsafe(gone, Effect.fail(error))
        return Effect.fail(error)
      }
    })

  const transact = <A, E>(body: (tx: Transaction) => Result.Result<A, E>): Effect.Effect<A, E | StoreError> =>
    Effect.clockWith((clock) => {
      let attempt = 0
      let since = 0
      const next: Effect.Effect<A, E | StoreError> = guarded((): Effect.Effect<A, E | StoreError> => {
        const result = decide(body, clock)
        tell()
        if (result !== "busy") return Effect.fromResult(result)
        const started = performance.now()
        if (attempt === 0) since = started
        else if (started - since > options.waitMs)
          return Effect.fail(new StoreUnavailable({ reason: "Busy", detail: options.holders?.() ?? "" }))
        return Effect.andThen(pause(attempt++), next)
      })
      return next
    })

  return {
    host,
    generationNonce: options.generationNonce,
    state: () => state,
    transact,
    refresh: guarded(() => {
      follow(driver.read(last))
      tell()
      return Effect.void
    }),
    durable: guarded(() =>
      Effect.tryPromise({ try: () => driver.sync(), catch: (error) => error }).pipe(
        Effect.catch((error) => (isStoreError(error) ? Effect.fail(error) : Effect.die(error)))
      )
    ),
    gone: Deferred.await(gone),
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    rows: (after, limit) => guarded(() => Effect.succeed(driver.read({ ...origin, seq: after }, limit))),
    close: Effect.sync(() => driver.close())
  }
}

/** ms of the clock's monotonic time. */
export const nowOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
