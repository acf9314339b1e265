/**
 * An instance of the service, put together as any is (`compose`), but for two things: what it tells when it opens the store is up to
 * who opens it, and it can be killed. `Parts` are what it is made of; to see that something is noticed, one is wrapped.
 */
import { Effect, Exit, Scope } from "effect"
import { makeCalls } from "../../../src/platform/calls.ts"
import type { Call } from "../../../src/platform/calls.ts"
import { loadNative } from "../../../src/platform/native.ts"
import type { Native } from "../../../src/platform/native.ts"
import { step as protocolStep } from "../../../src/protocol/index.ts"
import type { HostId, Step } from "../../../src/protocol/index.ts"
import { openLayout } from "../../../src/publish/layout.ts"
import { openStaging } from "../../../src/publish/staging.ts"
import type { Driver } from "../../../src/store/driver.ts"
import { freshHost } from "../../../src/store/liveness.ts"
import type { Arrive } from "../../../src/store/open.ts"
import { compose, makers } from "../../../src/workspace/compose.ts"
import type { Makers } from "../../../src/workspace/compose.ts"
import { makeObserve } from "../../../src/workspace/observe.ts"
import { defaults } from "../../../src/workspace/options.ts"

/** What instances are made of. */
export interface Parts extends Makers {
  readonly step: Step
  readonly native: (native: Native) => Native
  readonly driver: (driver: Driver) => Driver
  readonly makeObserve: typeof makeObserve
}

/** The service's own. */
export const serviceParts: Parts = {
  ...makers,
  step: protocolStep,
  native: (native) => native,
  driver: (driver) => driver,
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

const make = Effect.fnUntraced(function* ({ directory, parts, about, native: watch, arrive }: InstanceOptions) {
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
  const composed = yield* compose({
    host,
    layout,
    staging,
    native,
    calls: makeCalls(native, about),
    step: parts.step,
    makers: parts,
    options,
    changeTimes: true,
    syncsStage: false,
    promises: { ring2: true, powerLoss: false },
    folds: "nothing",
    store: { arrive, around: parts.driver, rowsPerCheckpoint }
  })
  const { publisher, tree, store, hasher } = composed
  // One look at a time: who is in the way is told, and not settled.
  const alone = { ...publisher, settlingOthers: <A, E, R>(effect: Effect.Effect<A, E, R>) => effect }
  const observing = { native, tree, store, hasher, publisher: alone, options }
  return { ...composed, host, layout, staging, observing }
})

export type Instance = Effect.Success<ReturnType<typeof make>> & {
  /** It is gone, and has told nobody. */
  readonly kill: Effect.Effect<void>
}

/** Opens an instance, which lives until it is killed. */
export const openInstance = (opening: InstanceOptions): Effect.Effect<Instance> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const made = yield* make(opening).pipe(Effect.provideService(Scope.Scope, scope), Effect.orDie)
    const kill = Effect.andThen(
      made.store.close,
      Effect.suspend(() => {
        made.liveness.abandon()
        return Scope.close(scope, Exit.void)
      })
    )
    return { ...made, kill }
  })
