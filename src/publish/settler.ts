// What was decided is settled, by whoever comes: in the gates of its keys, from the first look to the transaction that makes known what
// became of it. The writer does so itself; what another process left half-way is settled the same way.
import { Effect, Result } from "effect"
import { systemErrorOf } from "../platform/errors.ts"
import { pause } from "../platform/pause.ts"
import {
  type Conflict,
  firstOpen,
  GateBusy,
  type HostId,
  type Intent,
  intentOf,
  type IntentId,
  type Key,
  refuse,
  type State,
  Unsettled
} from "../protocol/index.ts"
import { isStoreError, type StoreError } from "../store/errors.ts"
import type { Liveness } from "../store/liveness.ts"
import { reapDead } from "../store/recover.ts"
import type { StoreService } from "../store/store.ts"
import type { Transaction } from "../store/transaction.ts"
import { Uncertain } from "./errors.ts"
import type { GateStopped, makeGate, Settled } from "./gate.ts"
import { NothingToPutBack } from "./gate-session.ts"
import type { Gates, HeldGates } from "./gates.ts"
import type { Sidecars, StagedIntent, StagedPart } from "./sidecars.ts"

export interface SettlerOptions {
  readonly host: HostId
  readonly store: StoreService
  readonly liveness: Liveness
  readonly sidecars: Sidecars
  readonly gates: Gates
  readonly gate: ReturnType<typeof makeGate>
  /** Brings what another one staged to the disk, who may not have come to it. */
  readonly syncStaged: (parts: ReadonlyArray<StagedPart>) => Effect.Effect<void, unknown>
  /** How long somebody else may be in a gate before this one gives up, in ms. */
  readonly gateWaitMs: number
}

export const makeSettler = (options: SettlerOptions) => {
  const { host, store, liveness, sidecars, gates, gate } = options

  const tryGates = (keys: ReadonlyArray<Key>): Effect.Effect<HeldGates | undefined, StoreError> =>
    Effect.try({ try: () => gates.take(keys), catch: (error) => error }).pipe(
      Effect.catch((error) =>
        Effect.suspend(() => Effect.fail(isStoreError(error) ? error : systemErrorOf("open a gate", error)))
      )
    )

  /** Takes the gates of all keys; waits for whoever is in one, but not for ever. */
  const takeGates = (keys: ReadonlyArray<Key>): Effect.Effect<HeldGates, GateBusy | StoreError> =>
    Effect.suspend(() => {
      const since = performance.now()
      const next = (attempt: number): Effect.Effect<HeldGates, GateBusy | StoreError> =>
        Effect.flatMap(tryGates(keys), (held): Effect.Effect<HeldGates, GateBusy | StoreError> => {
          if (held !== undefined) return Effect.succeed(held)
          if (performance.now() - since > options.gateWaitMs) {
            const busy = keys.find((key) => firstOpen(store.state(), key)?.gate !== undefined) ?? keys[0]!
            const holder = firstOpen(store.state(), busy)?.gate?.host ?? ("another process" as HostId)
            return Effect.fail(refuse("GateBusy", { key: busy, host: holder }))
          }
          return Effect.andThen(pause(attempt), next(attempt + 1))
        })
      return next(0)
    })

  const inGates = <A, E>(keys: ReadonlyArray<Key>, use: (held: HeldGates) => Effect.Effect<A, E>) =>
    Effect.acquireUseRelease(takeGates(keys), use, (held) => Effect.sync(() => held.giveBack()))

  /** Makes what was done in the gate known, and what follows with it. */
  const settle = (id: IntentId, key: Key, settled: Settled, then: (tx: Transaction) => void) =>
    store.transact((tx): Result.Result<void, "NotInGate"> => {
      const intent = firstOpen(tx.state, key)
      if (intent?.id !== id || intent.gate?.host !== host) return Result.fail("NotInGate")
      for (const action of settled.actions) tx.must(action)
      then(tx)
      return Result.succeed(undefined)
    })

  /** Nothing of the intent is left, and nobody has to know of it. If that cannot be told, whoever comes next does. */
  const drop = (id: IntentId, then: (tx: Transaction) => void): Effect.Effect<void> =>
    Effect.ignore(
      store.transact((tx): Result.Result<void> => {
        tx.gone(id)
        then(tx)
        return Result.succeed(undefined)
      })
    )

  /** From the gate to the answer. */
  const finish = Effect.fnUntraced(function* (
    state: State,
    id: IntentId,
    staged: ReadonlyArray<StagedPart>,
    synced: Effect.Effect<void, unknown>,
    then: (tx: Transaction) => void
  ) {
    const keys = staged.map(({ key }) => key)
    const uncertain = (cause: unknown) =>
      new Uncertain({ intent: id, keys, cause: cause instanceof Error ? cause.message : String(cause) })
    const settled = yield* gate(state, id, staged, synced).pipe(
      // There is nothing left to settle: what is at the key stays, for whoever reads it next.
      Effect.tapError(({ cause }: GateStopped) => (cause instanceof NothingToPutBack ? drop(id, then) : Effect.void)),
      Effect.mapError(({ cause }) => uncertain(cause))
    )
    yield* settle(id, keys[0]!, settled, then).pipe(
      Effect.mapError((error) => uncertain(error === "NotInGate" ? "another process declared this one dead" : error))
    )
    return settled
  })

  /** Enters the gate of an intent that somebody left, whose locks are held; undefined if there is nothing left to do. */
  const enter = (key: Key, id: IntentId) =>
    store.transact((tx): Result.Result<StagedIntent | undefined, Conflict> => {
      const holder = firstOpen(tx.state, key)?.gate?.host
      if (firstOpen(tx.state, key)?.id !== id) return Result.succeed(undefined)
      const sidecar = sidecars.find(id)
      if (sidecar === undefined) {
        tx.gone(id)
        return Result.succeed(undefined)
      }
      if (holder === host) return Result.succeed(sidecar)
      if (holder !== undefined && !reapDead(tx, liveness, holder)) {
        return Result.fail(refuse("GateBusy", { key, host: holder }))
      }
      const intent = firstOpen(tx.state, key)!
      const { judged, turned } = sidecar
      if (judged !== intent.judged || turned !== intent.turned) tx.marks({ id, judged, turned })
      return Result.map(tx.step({ _tag: "EnterGate", host, key }), () => sidecar)
    })

  /**
   * Whoever is killed may give back the locks of its gates before the one of its life: for a moment it seems to live, and to be in a gate
   * whose lock is free. That moment may be long: what it has open is closed in between, and the disk may be slow to let go of a file.
   */
  const outlastingTheDying = <A, E>(effect: Effect.Effect<A, E>, waitMs: number): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      const since = performance.now()
      const next = (attempt: number): Effect.Effect<A, E> =>
        Effect.catch(effect, (error) =>
          error instanceof GateBusy && performance.now() - since < waitMs
            ? Effect.andThen(pause(attempt), next(attempt + 1))
            : Effect.fail(error)
        )
      return next(0)
    })

  /** Settles the oldest that was decided on the key and is not settled. Whoever is dying is waited for that long. */
  const settleOldest = (key: Key, { id, parts }: Intent, waitMs: number) => {
    const once = Effect.uninterruptible(
      Effect.gen(function* () {
        const left = yield* enter(key, id)
        if (left !== undefined)
          yield* finish(store.state(), id, left.parts, options.syncStaged(left.parts), () => undefined)
      })
    )
    const keys = parts.map((part) => part.key)
    return Effect.andThen(
      outlastingTheDying(
        inGates(keys, () => once),
        waitMs
      ),
      store.refresh
    )
  }

  /** Settles what nobody settles just now, if it can be: whoever is in a gate, or dying, or older is left to the next time. */
  const settleLeft = (id: IntentId): Effect.Effect<void, Conflict | StoreError | Uncertain> =>
    Effect.suspend(() => {
      const intent = intentOf(store.state(), id)
      if (intent?.row !== "open") return Effect.void
      const keys = intent.parts.map((part) => part.key)
      return Effect.flatMap(tryGates(keys), (held) => {
        held?.giveBack()
        return held === undefined ? Effect.void : settleOldest(keys[0]!, intent, 0)
      })
    })

  /** Settles whatever was decided on the key and is not settled, the oldest first; before that what is older on other files of one. */
  const settleKey = (key: Key): Effect.Effect<void, Conflict | StoreError | Uncertain> =>
    Effect.suspend(() => {
      const intent = firstOpen(store.state(), key)
      if (intent === undefined) return Effect.void
      return Effect.andThen(settlingOthers(settleOldest(key, intent, options.gateWaitMs)), settleKey(key))
    })

  /** Does it again once the write that is in its way is settled. */
  const settlingOthers = <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | Conflict | StoreError | Uncertain, R> =>
    effect.pipe(
      Effect.catch((error): Effect.Effect<A, E | Conflict | StoreError | Uncertain, R> => {
        if (!(error instanceof Unsettled)) return Effect.fail(error)
        const key = intentOf(store.state(), error.intent)?.parts[0]?.key
        return Effect.andThen(key === undefined ? Effect.void : settleKey(key), settlingOthers(effect))
      })
    )

  return {
    takeGates,
    finish,
    drop,
    settleKey,
    settleLeft,
    settlingOthers,
    /** The first and the last transaction of a stay in a gate: for whoever takes the steps between them one by one. */
    stay: { enter, settle }
  }
}
