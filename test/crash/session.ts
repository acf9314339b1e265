/** An instance as the processes of these tests open it: nothing happens by itself, and what is displaced stays a moment only. */
import { Clock, Effect } from "effect"
import { openHost, type OpenOptions } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { workspaceOn } from "../../src/workspace/workspace.ts"

export const graceMs = 1

export const openSession = Effect.fnUntraced(function* (directory: string, options: Partial<OpenOptions> = {}) {
  const host = yield* openHost({ ...defaults, upkeepMs: 1e9, graceMs, storeDir: undefined, directory, ...options })
  return { host, workspace: yield* workspaceOn(host) }
})

export type Session = Effect.Success<ReturnType<typeof openSession>>

/** Runs it that much later. */
export const later =
  (ms: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.clockWith((clock) => {
      const now = (): bigint => clock.monotonicTimeNanosUnsafe() + BigInt(ms) * 1_000_000n
      const shifted: Clock.Clock = Object.create(clock, {
        monotonicTimeNanosUnsafe: { value: now },
        monotonicTimeNanos: { value: Effect.sync(now) }
      })
      return Effect.provideService(effect, Clock.Clock, shifted)
    })
