// A store that goes with its process.
import { Effect, Result } from "effect"
import { defaultLimits, init, type Limits, step } from "../protocol/index.ts"
import { origin } from "./driver.ts"
import { freshHost } from "./liveness.ts"
import { memoryDriver } from "./memory.ts"
import { makeStore, type StoreService } from "./store.ts"

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
