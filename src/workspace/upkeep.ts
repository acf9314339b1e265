// What has to be done though nobody asks for it: the dead are reaped, leases whose time is over are ended, so that their holders are
// told, what was left is settled, and staged files that are no more needed are looked at once more and unlinked.
import { Effect, Option, Result, Schedule } from "effect"
import { hostsOf, intentsOf, subtree } from "../protocol/index.ts"
import type { Collected } from "../publish/reaper.ts"
import type { StoreError } from "../store/errors.ts"
import { expireDue, reapDead } from "../store/recover.ts"
import { nowOf } from "../store/store.ts"
import type { Host } from "./host.ts"
import type { GcLimits } from "./options.ts"

/** Whether it is time to stop. */
type IsOver = () => boolean

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

/** Settles what nobody alive settles, the oldest first, so that nothing older is in the way of what comes next. */
const settle = ({ store, publisher, host }: Host, isOver: IsOver) =>
  Effect.suspend(() => {
    const left = intentsOf(store.state()).filter(
      ({ row, gate }) => row === "open" && (gate === undefined || gate.host === host)
    )
    return Effect.forEach(
      left,
      ({ id }) => Effect.ignore(Effect.suspend(() => (isOver() ? Effect.void : publisher.settleLeft(id)))),
      { discard: true }
    )
  })

type Clearing = (host: Host, isOver: IsOver) => Effect.Effect<Collected, StoreError>

/** Clears what is no more needed. */
const clear =
  (limits: GcLimits): Clearing =>
  (host, isOver) =>
    Effect.clockWith((clock) => host.reaper.lateCheck(nowOf(clock), limits, isOver)).pipe(
      Effect.tap(() => (isOver() ? Effect.void : host.reaper.sweep()))
    )

/** One process does that for all; whoever finds that another one does so now leaves it to that. */
const clearInTurn: Clearing = (host, isOver) =>
  Effect.acquireUseRelease(
    // If its lock cannot be had, this is no workspace to keep up.
    Effect.option(Effect.try(() => host.gates.takeUpkeep())),
    (held) =>
      Option.getOrUndefined(held) === undefined ? Effect.succeed({ cleared: 0, left: 0 }) : clear({})(host, isOver),
    (held) => Effect.sync(() => Option.getOrUndefined(held)?.giveBack())
  )

const round = (host: Host, clearing: Clearing, budgetMs = Infinity): Effect.Effect<Collected, StoreError> =>
  Effect.clockWith((clock) => {
    const until = nowOf(clock) + budgetMs
    const isOver: IsOver = () => nowOf(clock) >= until
    return host.store.refresh.pipe(
      Effect.andThen(reap(host)),
      Effect.andThen(settle(host, isOver)),
      Effect.andThen(Effect.suspend(() => clearing(host, isOver)))
    )
  })

/** One round, at once. */
export const upkeep = (host: Host, limits: GcLimits = {}): Effect.Effect<Collected, StoreError> =>
  round(host, clear(limits), limits.budgetMs)

/** Rounds, as long as the scope lives. One that fails is left to the next. */
const keepUp = (host: Host) =>
  Effect.forkScoped(
    Effect.ignore(round(host, clearInTurn)).pipe(
      Effect.repeat(Schedule.spaced(host.options.upkeepMs)),
      Effect.delay(host.options.upkeepMs)
    )
  )

/** One round at once, then others; a store that can only be read is left as it is. */
export const keptUp = (host: Host) => (host.onlyRead ? Effect.void : Effect.andThen(upkeep(host), keepUp(host)))
