// The store by itself, as a service: for who takes steps of the protocol on its own, or wants leases on what is no file.
import { Context, Effect, Layer } from "effect"
import { defaultLimits, type Limits } from "../protocol/index.ts"
import { openMemoryStore } from "../store/open-memory.ts"
import type { StoreService } from "../store/store.ts"
import { openHost } from "./host.ts"
import { type OpenWorkspace, optionsOf } from "./options.ts"
import { keptUp } from "./upkeep.ts"

/**
 * Decides, one transaction at a time, by the rules of `leasehold/protocol`: who holds what, and what may be written. A task makes of
 * it what this directory's files need; who uses it directly takes the steps by itself. Write files by a task, not by steps.
 *
 * @example
 * Effect.gen(function* () {
 *   const store = yield* Store
 *   const [task, run] = [TaskId.make("deploy"), RunId.make("deploy/1")]
 *   yield* store.transact((tx) => {
 *     tx.task(task, { background: false, allowWrites: false, scope: everything, title: "Deploy" })
 *     return tx.step({ _tag: "Start", run, task, host: store.host })
 *   })
 *   yield* store.transact((tx) => tx.step({ _tag: "Acquire", run, resource: file(Key.make("production")) }))
 * }).pipe(Effect.provide(Store.layerMemory()))
 */
export class Store extends Context.Service<Store, StoreService>()("leasehold/Store") {
  /**
   * In memory, for this process alone: for tests, and where nobody else decides. It keeps the last rows of its journal. A lease whose time
   * is over stands until somebody takes the step `Expire`.
   */
  static readonly layerMemory = (limits: Partial<Limits> = {}): Layer.Layer<Store> =>
    Layer.effect(Store, openMemoryStore({ ...defaultLimits, ...limits }))

  /**
   * In SQLite, shared by all processes that have it open: the store of the workspace in that directory, in which its tasks decide too. The
   * dead are reaped and leases expire as in a workspace that is open.
   */
  static readonly layerSqlite = (options: OpenWorkspace) =>
    Layer.effect(
      Store,
      Effect.gen(function* () {
        const host = yield* openHost(yield* optionsOf(options))
        yield* keptUp(host)
        return host.store
      })
    )
}
