// What decides writes and makes them visible, put together on directories that are open. Replay through the service puts its instances
// together here, too, so that what it replays is what a workspace is made of.
import { Effect } from "effect"
import type { Calls } from "../platform/calls.ts"
import { ifThere } from "../platform/files.ts"
import { makeHasher } from "../platform/hashing.ts"
import type { Native } from "../platform/native.ts"
import type { Promises } from "../platform/report.ts"
import { makeSync } from "../platform/sync.ts"
import { type HostId, type Step } from "../protocol/index.ts"
import type { Folds } from "../scope/index.ts"
import { makeGate } from "../publish/gate.ts"
import type { GateOptions } from "../publish/gate-session.ts"
import { openGates } from "../publish/gates.ts"
import { openKept } from "../publish/kept.ts"
import { hiddenName, type Layout } from "../publish/layout.ts"
import { makePublisher } from "../publish/publisher.ts"
import { makeReaper } from "../publish/reaper.ts"
import { openSidecars } from "../publish/sidecars.ts"
import { makeStage } from "../publish/stage.ts"
import type { Staging } from "../publish/staging.ts"
import { openTree } from "../publish/tree.ts"
import { openStore, type OpenStoreOptions } from "../store/open.ts"
import type { WorkspaceOptions } from "./options.ts"

/** What makes the parts. To see that something is noticed, one is wrapped. */
export const makers = { openSidecars, openGates, openKept, openTree, makeSync }
export type Makers = typeof makers

export interface ComposeOptions {
  readonly host: HostId
  readonly layout: Layout
  readonly staging: Staging
  readonly native: Native | undefined
  readonly calls: Calls
  readonly step: Step
  readonly makers: Makers
  readonly options: Pick<
    WorkspaceOptions,
    "leaseMs" | "graceMs" | "maxBackground" | "maxDepth" | "storeWaitMs" | "gateWaitMs" | "unknownWriters"
  >
  /** Whether every change of a file shows in its time of change. */
  readonly changeTimes: boolean
  readonly syncsStage: boolean
  readonly promises: Promises
  /** How names compare in the workspace. */
  readonly folds: Folds
  /** What tests set of the store. */
  readonly store: Pick<OpenStoreOptions, "boot" | "arrive" | "around" | "rowsPerCheckpoint">
}

/** It is closed with the scope. */
export const compose = Effect.fnUntraced(function* (composed: ComposeOptions) {
  const { host, layout, staging, native, calls, step, makers: parts, options } = composed
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
  const tree = parts.openTree(native, calls, hasher, layout, composed.changeTimes)
  const hidden = `${layout.root}/${hiddenName}`
  const opened = yield* openStore({
    native,
    host,
    root: layout.root,
    rootDirectory: layout.rootDirectory,
    store: layout.store,
    lock: layout.lock,
    mark: layout.mark,
    live: layout.live,
    directories: [layout.storeDir, `${hidden}/stage`, hidden, layout.root],
    staged: sidecars.all,
    limits: {
      leaseMs: options.leaseMs,
      graceMs: options.graceMs,
      tasks: options.maxBackground,
      depth: options.maxDepth
    },
    folds: composed.folds,
    waitMs: options.storeWaitMs,
    aboutToCommit: () => calls.about({ call: "commit" }),
    datasync: calls.durable,
    fsync: calls.fsync,
    step,
    ...composed.store
  })
  const { store, liveness } = opened
  const gateOptions: GateOptions = {
    host,
    calls,
    sync,
    tree,
    sidecars,
    kept,
    layout,
    unknownIsWriter: options.unknownWriters === "refuse",
    syncsStage: composed.syncsStage
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
    gate: makeGate(gateOptions, step),
    stage,
    syncStaged,
    unstage,
    gateWaitMs: options.gateWaitMs,
    promises: composed.promises
  })
  const reaper = makeReaper({ host, store, liveness, calls, tree, sidecars, kept, staging })
  return { ...opened, hasher, gates, sidecars, kept, tree, gateOptions, stage, syncStaged, unstage, publisher, reaper }
})
