// What has to be done though nobody asks for it: the dead are reaped, leases whose time is over are ended, so that their holders are
// told, what was left is settled, and staged files that are no more needed are looked at once more and unlinked.
import { Effect, Option, Result, Schedule } from "effect"
import { hostsOf, intentsOf, type Key, subtree } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import { expireDue, reapDead } from "../store/recover.ts"
import { nowOf } from "../store/store.ts"
import type { Host } from "./host.ts"

/** Tells what is over. */
const reap = ({ store, liveness, host }: Host) =>
  store.transact((tx): Result.Result<void> => {
    for (const [other, status] of hostsOf(tx.state)) {
      if (other === host) continue
      if (status === "crashed") tx.must({ _tag: "Reap", host: other })
      else reapDead(tx, liveness, other)
    }
    liveness.buryDead()
    expireDue(tx, subtree(""))
    return Result.succeed(undefined)
  })

/** Settles what nobody alive settles. */
const settle = ({ store, publisher, host }: Host) =>
  Effect.suspend(() => {
    const left = new Set<Key>()
    for (const { row, gate, parts } of intentsOf(store.state())) {
      if (row === "open" && (gate === undefined || gate.host === host)) left.add(parts[0]!.key)
    }
    return Effect.forEach(left, (key) => Effect.ignore(publisher.settleLeft(key)), { discard: true })
  })

/** Clears what is no more needed. */
const clear = ({ reaper }: Host): Effect.Effect<void, StoreError> =>
  Effect.clockWith((clock) => Effect.andThen(reaper.lateCheck(nowOf(clock)), Effect.suspend(reaper.sweep)))

/** One process does that for all; whoever finds that another one does so now leaves it to that. */
const clearInTurn = (host: Host): Effect.Effect<void, StoreError> =>
  Effect.acquireUseRelease(
    // If its lock cannot be had, this is no workspace to keep up.
    Effect.option(Effect.try(() => host.gates.takeUpkeep())),
    (held) => (Option.getOrUndefined(held) === undefined ? Effect.void : clear(host)),
    (held) => Effect.sync(() => Option.getOrUndefined(held)?.giveBack())
  )

const round = (host: Host, clearing: Effect.Effect<void, StoreError>): Effect.Effect<void, StoreError> =>
  host.store.refresh.pipe(Effect.andThen(reap(host)), Effect.andThen(settle(host)), Effect.andThen(clearing))

/** One round, at once. */
export const upkeep = (host: Host): Effect.Effect<void, StoreError> => round(host, clear(host))

/** Rounds, as long as the scope lives. One that fails is left to the next. */
export const keepUp = (host: Host) =>
  Effect.forkScoped(
    Effect.ignore(round(host, clearInTurn(host))).pipe(
      Effect.repeat(Schedule.spaced(host.options.upkeepMs)),
      Effect.delay(host.options.upkeepMs)
    )
  )
