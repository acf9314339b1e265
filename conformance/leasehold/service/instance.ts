/**
 * An instance of the service, put together as `openHost` does it, but for two things: what it tells when it opens the store is up to
 * who opens it, and it can be killed. `Parts` are the makers; to see that something is noticed, one is wrapped.
 */
import { Effect, Exit, Scope } from "effect"
import { makeCalls } from "../../../src/platform/calls.ts"
import type { Call } from "../../../src/platform/calls.ts"
import { ifThere } from "../../../src/platform/files.ts"
import { makeHasher } from "../../../src/platform/hashing.ts"
import { loadNative } from "../../../src/platform/native.ts"
import type { Native } from "../../../src/platform/native.ts"
import { makeSync } from "../../../src/platform/sync.ts"
import { step as protocolStep } from "../../../src/protocol/index.ts"
import type { HostId, Step } from "../../../src/protocol/index.ts"
import type { GateOptions } from "../../../src/publish/gate-session.ts"
import { makeGate } from "../../../src/publish/gate.ts"
import { openGates } from "../../../src/publish/gates.ts"
import { openKept } from "../../../src/publish/kept.ts"
import { hiddenName, openLayout } from "../../../src/publish/layout.ts"
import { makePublisher } from "../../../src/publish/publisher.ts"
import { makeReaper } from "../../../src/publish/reaper.ts"
import { openSidecars } from "../../../src/publish/sidecars.ts"
import { makeStage } from "../../../src/publish/stage.ts"
import { openStaging } from "../../../src/publish/staging.ts"
import { openTree } from "../../../src/publish/tree.ts"
import { freshHost } from "../../../src/store/liveness.ts"
import { openStore } from "../../../src/store/open.ts"
import type { Arrive } from "../../../src/store/open.ts"
import type { Driver } from "../../../src/store/driver.ts"
import { makeObserve } from "../../../src/workspace/observe.ts"
import { defaults } from "../../../src/workspace/options.ts"

/** What instances are made of. */
export interface Parts {
  readonly step: Step
  readonly native: (native: Native) => Native
  readonly driver: (driver: Driver) => Driver
  readonly openSidecars: typeof openSidecars
  readonly openGates: typeof openGates
  readonly openKept: typeof openKept
  readonly openTree: typeof openTree
  readonly makeSync: typeof makeSync
  readonly makeObserve: typeof makeObserve
}

/** The service's own. */
export const serviceParts: Parts = {
  step: protocolStep,
  native: (native) => native,
  driver: (driver) => driver,
  openSidecars,
  openGates,
  openKept,
  openTree,
  makeSync,
  makeObserve
}

export interface InstanceOptions {
  readonly directory: string
  readonly parts: Parts
  /** Told of each call that changes files. */
  readonly about: (call: Call) => void
  readonly native: (native: Native) => Native
  readonly arrive: Arrive
}

/** Few rows, so that states are read from checkpoints too. */
const rowsPerCheckpoint = 7

const options = { ...defaults, quietRetries: 0 }

/** The system calls of this machine, without which nothing of this can be shown. */
export const nativeOf = (): Native => {
  const { native, why } = loadNative()
  if (native === undefined) throw new Error(`replay through the service needs the system calls of Linux: ${why}`)
  return native
}

const compose = Effect.fnUntraced(function* ({ directory, parts, about, native: watch, arrive }: InstanceOptions) {
  const native = watch(parts.native(nativeOf()))
  const host: HostId = freshHost()
  const layout = yield* Effect.acquireRelease(
    Effect.sync(() => openLayout(directory, undefined)),
    (opened) => Effect.sync(() => opened.close())
  )
  const staging = yield* Effect.acquireRelease(
    Effect.sync(() => openStaging(layout.stage, host)),
    (opened) => Effect.sync(() => opened.remove(host))
  )
  const calls = makeCalls(native, about)
  const sync = parts.makeSync(calls)
  const hasher = yield* Effect.acquireRelease(
    Effect.sync(() => makeHasher()),
    (made) => Effect.sync(() => made.close())
  )
  const gates = yield* Effect.acquireRelease(
    Effect.sync(() => parts.openGates(native, calls, layout)),
    (opened) => Effect.sync(() => opened.close())
  )
  const sidecars = parts.openSidecars(calls, staging)
  const kept = parts.openKept(calls, layout.kept)
  const tree = parts.openTree(native, calls, hasher, layout, true)
  const { store, liveness, opening } = yield* openStore({
    native,
    host,
    root: layout.root,
    rootDirectory: layout.rootDirectory,
    store: layout.store,
    lock: layout.lock,
    mark: layout.mark,
    live: layout.live,
    directories: [layout.storeDir, `${layout.root}/${hiddenName}`, layout.root],
    staged: sidecars.all,
    limits: { leaseMs: options.leaseMs, graceMs: options.graceMs },
    waitMs: options.storeWaitMs,
    aboutToCommit: () => undefined,
    step: parts.step,
    arrive,
    around: parts.driver,
    rowsPerCheckpoint
  })
  const gateOptions: GateOptions = {
    host,
    calls,
    sync,
    tree,
    sidecars,
    kept,
    layout,
    unknownIsWriter: true,
    syncsStage: false
  }
  const { stage, syncStaged } = makeStage(native, calls, sync, hasher, layout.stage)
  const unstage = (name: string): void => void ifThere(() => calls.unlink({ directory: layout.stage, name }))
  const publisher = makePublisher({
    host,
    store,
    liveness,
    tree,
    sidecars,
    gates,
    gate: makeGate(gateOptions, parts.step),
    stage,
    syncStaged,
    unstage,
    gateWaitMs: options.gateWaitMs,
    promises: { ring2: true, powerLoss: false }
  })
  const reaper = makeReaper({ host, store, liveness, calls, tree, sidecars, kept, staging })
  // One look at a time: who is in the way is told, and not settled.
  const alone = { ...publisher, settlingOthers: <A, E, R>(effect: Effect.Effect<A, E, R>) => effect }
  const observing = { native, tree, store, hasher, publisher: alone, options }
  return {
    host,
    layout,
    staging,
    store,
    liveness,
    opening,
    sidecars,
    kept,
    tree,
    gates,
    gateOptions,
    publisher,
    reaper,
    stage,
    syncStaged,
    unstage,
    observing
  }
})

export type Instance = Effect.Success<ReturnType<typeof compose>> & {
  /** It is gone, and has told nobody. */
  readonly kill: Effect.Effect<void>
}

/** Opens an instance, which lives until it is killed. */
export const openInstance = (opening: InstanceOptions): Effect.Effect<Instance> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const made = yield* compose(opening).pipe(Effect.provideService(Scope.Scope, scope), Effect.orDie)
    const kill = Effect.andThen(
      made.store.close,
      Effect.suspend(() => {
        made.liveness.abandon()
        return Scope.close(scope, Exit.void)
      })
    )
    return { ...made, kill }
  })
