// Stores, as layers: one that goes with the process, and one that all processes of a workspace share.
import { randomBytes } from "node:crypto"
import { Effect, Layer, Result } from "effect"
import { defaultLimits, type HostId, init, type Limits, step } from "../protocol/index.ts"
import { origin } from "./driver.ts"
import { memoryDriver } from "./memory.ts"
import { openStore, type OpenStoreOptions } from "./open.ts"
import { makeStore, Store, type StoreService } from "./store.ts"

/** A name that no host had before. */
export const freshHost = (): HostId => randomBytes(8).toString("hex") as HostId

/** A store in memory, which one host has for itself. */
export const openMemoryStore = (limits: Limits = defaultLimits): Effect.Effect<StoreService> =>
  Effect.suspend(() => {
    const host = freshHost()
    const store = makeStore({
      host,
      generationNonce: freshHost(),
      driver: memoryDriver(),
      step,
      from: { ...origin, state: init({ limits }) },
      waitMs: 0
    })
    const begun = store.transact((tx): Result.Result<void> => {
      tx.must({ _tag: "HostOpen", host })
      return Result.succeed(undefined)
    })
    return Effect.as(Effect.orDie(begun), store)
  })

export const layerMemory = (limits?: Limits) => Layer.effect(Store, openMemoryStore(limits))

export const layerSqlite = (options: OpenStoreOptions) =>
  Layer.effect(
    Store,
    Effect.map(openStore(options), ({ store }) => store)
  )
