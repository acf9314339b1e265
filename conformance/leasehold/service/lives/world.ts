/**
 * Stores of one workspace: one for each open host of the models, one of a process that decides for whoever is gone, and one that only
 * follows the journal. They are opened as any instance opens its own.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, Effect, Exit, Result, Scope } from "effect"
import type { Native } from "../../../../src/platform/native.ts"
import { defaultLimits, hostStatusOf, snapshot, step as protocolStep } from "../../../../src/protocol/index.ts"
import type { HostId, State } from "../../../../src/protocol/index.ts"
import { openLayout } from "../../../../src/publish/layout.ts"
import { origin } from "../../../../src/store/driver.ts"
import type { Driver } from "../../../../src/store/driver.ts"
import { openStore } from "../../../../src/store/open.ts"
import { tend } from "../../../../src/tasks/steward.ts"
import type { Transaction } from "../../../../src/store/transaction.ts"
import { stoppedAt } from "../clock.ts"
import type { StoppedClock } from "../clock.ts"
import { nativeOf } from "../instance.ts"

/** What stores are made of; to see that something is noticed, one is wrapped. */
export interface Parts {
  /** Of who has this name. */
  readonly driver: (driver: Driver, name: string) => Driver
  readonly tend: typeof tend
}

/** The service's own. */
export const lifeParts: Parts = { driver: (driver) => driver, tend }

type Store = Effect.Success<ReturnType<typeof openStore>>["store"]

export interface Opened {
  readonly store: Store
  /** It is gone, and has told nobody. */
  readonly kill: Effect.Effect<void>
}

export interface World {
  readonly directory: string
  readonly parts: Parts
  readonly native: Native
  readonly clock: StoppedClock
  /** By the names of all who have it open. */
  readonly opened: Map<string, Opened>
  /** The open hosts of the models. */
  readonly hosts: ReadonlyArray<string>
}

/** Decides for whoever is gone; follows, and never decides. Neither is a host of the models. */
export const clerk = "clerk"
export const follower = "follower"

/** Few rows, so that states are read from checkpoints too. */
const rowsPerCheckpoint = 7

/** In memory where there is such a directory: nothing of this is about how fast disks are. */
const base = (): string => (existsSync("/dev/shm") ? "/dev/shm" : tmpdir())

/** Opens a store that tells nothing by that, and lives until it is killed. */
const openAs = (
  { directory, native, parts }: Pick<World, "directory" | "native" | "parts">,
  name: string,
  around: (driver: Driver) => Driver = (driver) => parts.driver(driver, name)
): Effect.Effect<Opened> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const layout = openLayout(directory, undefined)
    const { store, liveness } = yield* openStore({
      native,
      host: name as HostId,
      root: layout.root,
      rootDirectory: layout.rootDirectory,
      store: layout.store,
      lock: layout.lock,
      mark: layout.mark,
      live: layout.live,
      directories: [],
      staged: () => [],
      limits: defaultLimits,
      folds: "nothing",
      waitMs: 0,
      aboutToCommit: () => undefined,
      step: protocolStep,
      arrive: () => undefined,
      around,
      rowsPerCheckpoint
    }).pipe(Effect.provideService(Scope.Scope, scope), Effect.orDie)
    const kill = Effect.gen(function* () {
      yield* store.close
      // A host of the models may come again by the same name, so nothing is left of its lock.
      liveness.close()
      yield* Scope.close(scope, Exit.void)
      layout.close()
    })
    return { store, kill }
  })

/** Opens the store for one more. */
export const arrive = (world: World, name: string): Effect.Effect<void> =>
  Effect.map(openAs(world, name), (opened) => void world.opened.set(name, opened))

/** Kills one who has the store open. */
export const kill = (world: World, name: string): Effect.Effect<void> =>
  Effect.suspend(() => {
    const gone = world.opened.get(name)
    world.opened.delete(name)
    return gone?.kill ?? Effect.void
  })

/** All are gone, and come again: what they know is what the store kept. */
export const reopen = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    const names = [...world.opened.keys()]
    for (const name of names) yield* kill(world, name)
    for (const name of names) yield* arrive(world, name)
  })

/** A store whose first row is the given state, as a checkpoint. */
const written = (world: Pick<World, "directory" | "native" | "parts">, state: State): Effect.Effect<void> =>
  Effect.gen(function* () {
    let driver: Driver | undefined
    const opened = yield* openAs(world, "scribe", (own) => {
      driver = own
      return own
    })
    driver!.begin(origin)
    const row = driver!.append(origin, { at: 0, wall: 0, host: "scribe", generation: 0, entries: [] })
    driver!.checkpoint!({ seq: row.seq, chain: row.chain, snapshot: snapshot(state) })
    driver!.commit()
    yield* opened.kill
  })

/** A workspace in this state. */
export const makeWorld = Effect.fnUntraced(function* (
  state: State,
  now: number,
  hosts: ReadonlyArray<string>,
  parts: Parts
) {
  const directory = mkdtempSync(join(base(), "leasehold-"))
  mkdirSync(join(directory, "tree"))
  const world: World = {
    directory: join(directory, "tree"),
    parts,
    native: nativeOf(),
    clock: stoppedAt(now),
    opened: new Map(),
    hosts
  }
  yield* written(world, state)
  for (const name of [follower, clerk]) yield* arrive(world, name)
  for (const host of hosts) if (hostStatusOf(state, host as HostId) === "open") yield* arrive(world, host)
  return world
})

/** Ends everything, and leaves nothing. */
export const endWorld = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const name of world.opened.keys()) yield* kill(world, name)
    rmSync(join(world.directory, ".."), { recursive: true, force: true })
  })

/** Decides at an instant, as the store does: nobody else is in its way, so nothing is waited for. */
export const transact = <A, E>(
  world: World,
  { store }: Opened,
  now: number,
  body: (tx: Transaction) => Result.Result<A, E>
): Result.Result<A, E> => {
  world.clock.now = now
  let result: Result.Result<A, E> | undefined
  const decided = store
    .transact((tx) => (result = body(tx)))
    .pipe(Effect.result, Effect.provideService(Clock.Clock, world.clock))
  const outcome = Effect.runSync(decided)
  // What the store itself fails with is no refusal.
  if (result === undefined || (Result.isFailure(outcome) && Result.isSuccess(result))) {
    throw Result.isFailure(outcome) ? outcome.failure : new Error("the store did not ask")
  }
  return result
}

/** Looks at what others decided, and returns that. */
export const refreshed = ({ store }: Opened): State => {
  Effect.runSync(store.refresh)
  return store.state()
}
