// Leases: asked for at once, or waited for in the order of coming.
import { Effect, Result } from "effect"
import {
  type ActionOf,
  type Conflict,
  type Handle,
  type ConflictOf,
  leaseAt,
  leasesWithin,
  lossOf,
  type Order,
  refuse,
  type Resource,
  type RunId,
  type State,
  statusOf,
  taskOfRun,
  type Token
} from "../protocol/index.ts"
import type { Uncertain } from "../publish/errors.ts"
import type { StoreError } from "../store/errors.ts"
import { acquire } from "../store/recover.ts"
import type { Liveness } from "../store/liveness.ts"
import type { StoreService } from "../store/store.ts"

/**
 * By which whoever is asked to do something under a lease tells later leases from earlier ones: of two the one of the larger generation is
 * later, in one generation that of the larger token. Two of one generation with different nonces are of a store that was put back, its
 * mark with it: which is later nobody knows any more.
 */
export interface FencingToken {
  /** Of the store: one that may have forgotten something begins a new one, in which no earlier lease stands. */
  readonly generation: number
  /** Drawn for each generation: no two have the same. */
  readonly generationNonce: string
  readonly token: Token
}

/** One acquisition. */
export interface Granted extends FencingToken {
  readonly resource: Resource
  readonly handle: Handle
  /** Until when it stands, ms of the system's monotonic clock (`process.hrtime`): then it may end, and its holder is told. */
  readonly expires: number
}

export type LeaseError = Conflict | StoreError | Uncertain

interface LeasesOptions {
  readonly store: StoreService
  readonly liveness: Pick<Liveness, "isAlive">
  /** How often one who waits looks for its turn, in ms. */
  readonly pollMs: number
  /** Does it again once a write that is in its way is settled. */
  readonly settlingOthers: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E | LeaseError>
}

const grantedIn = ({ generation }: State, { generationNonce }: StoreService, orders: ReadonlyArray<Order>): Granted => {
  const order = orders.find(({ _tag }) => _tag === "Granted")
  if (order?._tag !== "Granted") throw new Error("a lease without an order")
  const { resource, token, handle, expires } = order
  return { resource, generation, generationNonce, token, handle, expires }
}

/** A wait that ends when somebody else in this process gives something back, or after a while: others cannot be heard. */
const turn = ({ store, pollMs }: LeasesOptions): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const done = (): void => {
      clearTimeout(timer)
      stop()
      resume(Effect.void)
    }
    const timer = setTimeout(done, pollMs * (0.75 + Math.random() / 2))
    const stop = store.listen((_, orders) => {
      if (orders.some(({ _tag }) => _tag === "Serve" || _tag === "Published" || _tag === "Refused")) done()
    })
    return Effect.sync(() => {
      clearTimeout(timer)
      stop()
    })
  })

export const makeLeases = (options: LeasesOptions) => {
  const { store, liveness, settlingOthers } = options

  const ask = (action: ActionOf<"Acquire"> | ActionOf<"Grant">): Effect.Effect<Granted, Conflict | StoreError> =>
    store.transact((tx) => Result.map(acquire(tx, liveness, action), (orders) => grantedIn(tx.state, store, orders)))

  const withdraw = (run: RunId, resource: Resource): Effect.Effect<void> =>
    Effect.ignore(store.transact((tx) => tx.step({ _tag: "Withdraw", run, resource })))

  /** Whoever waits looks for its turn again and again, by itself: the one whose turn it is may be in any process. */
  const wait = (
    run: RunId,
    resource: Resource,
    got: (granted: Granted) => void
  ): Effect.Effect<Granted, LeaseError> => {
    const granted: Effect.Effect<Granted, LeaseError> = settlingOthers(
      Effect.tap(ask({ _tag: "Grant", run, resource }), (lease) => Effect.sync(() => got(lease)))
    ).pipe(
      Effect.catch((error) =>
        error._tag === "LeaseHeld" || error._tag === "GateBusy"
          ? Effect.andThen(
              turn(options),
              Effect.suspend(() => granted)
            )
          : Effect.fail(error)
      )
    )
    return granted
  }

  const release = (run: RunId, resource: Resource, handle: Handle): Effect.Effect<void, StoreError> =>
    store.transact((tx): Result.Result<void> => {
      // Refused if it is not held: then there is nothing to give back.
      tx.step({ _tag: "Release", run, resource, handle })
      return Result.succeed(undefined)
    })

  const lostTo = (run: RunId, resource: Resource): ConflictOf<"LeaseLost"> => {
    const state = store.state()
    const other = leasesWithin(state, resource).find((lease) => lease.run !== run)
    const successor = other === undefined ? null : (taskOfRun(state, other.run) ?? null)
    return refuse("LeaseLost", { run, resource, reason: "Expired", successor })
  }

  /** Whether a lease is held, and if not, whether it was given back, or its run ended. */
  const standingOf = (run: RunId, { resource, token }: Granted): "held" | "lost" | "givenBack" => {
    const state = store.state()
    const held = leaseAt(state, resource)
    if (held?.run === run && held.token === token) return "held"
    return lossOf(state, run, resource) === "Released" || statusOf(state, run) === "ended" ? "givenBack" : "lost"
  }

  return {
    /** Completes once the lease is lost; never if it is given back. */
    lost: (run: RunId, granted: Granted): Effect.Effect<ConflictOf<"LeaseLost">> => {
      const lost = Effect.sync(() => lostTo(run, granted.resource))
      const told = Effect.callback<ConflictOf<"LeaseLost">>((resume) => {
        const look = (): void => {
          const standing = standingOf(run, granted)
          if (standing === "held") return
          stop()
          if (standing === "lost") resume(lost)
        }
        const stop = store.listen(look)
        look()
        return Effect.sync(stop)
      })
      // With the store all leases are gone.
      const gone = Effect.catch(store.gone, () => (standingOf(run, granted) === "held" ? lost : Effect.never))
      return Effect.raceFirst(told, gone)
    },
    /** Fails if somebody else holds what overlaps it, or was first to ask. */
    acquire: (run: RunId, resource: Resource): Effect.Effect<Granted, LeaseError> =>
      settlingOthers(ask({ _tag: "Acquire", run, resource })),
    /** Waits for its turn; if it is interrupted the place is given up. */
    wait: (run: RunId, resource: Resource): Effect.Effect<Granted, LeaseError> =>
      Effect.uninterruptibleMask((restore) => {
        let lease: Granted | undefined
        const waiting = wait(run, resource, (granted) => {
          lease = granted
        })
        return Effect.andThen(
          store.transact((tx) => tx.step({ _tag: "Enqueue", run, resource })),
          restore(waiting).pipe(
            Effect.onError(() =>
              lease === undefined ? withdraw(run, resource) : Effect.ignore(release(run, resource, lease.handle))
            )
          )
        )
      }),
    /** Returns until when it stands now, ms of the monotonic clock. */
    renew: (run: RunId, resource: Resource): Effect.Effect<number, Conflict | StoreError> =>
      store.transact((tx) =>
        Result.map(tx.step({ _tag: "Renew", run, resource }), () => leaseAt(tx.state, resource)?.expires ?? 0)
      ),
    /** Gives back one acquisition; what is lost already is given back. */
    release
  }
}
