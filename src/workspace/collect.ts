// What settled writes left staged: once its time has come it is looked at once more, then unlinked. As far as limits go, the oldest first.
import { Clock, Effect } from "effect"
import { type IntentId, intentsOf, type State } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import { nowOf } from "../store/store.ts"
import type { Host } from "./host.ts"
import type { GcLimits } from "./options.ts"

/** What was done by `gc`. */
export interface Collected {
  /** Writes that have nothing staged any more. */
  readonly cleared: number
  /** Writes whose time has come and that have something staged still: a limit was reached, or a program has it open for writing. */
  readonly left: number
}

/** Whether it is time to stop. */
export type IsOver = () => boolean

/** How many writes go into one transaction. */
const batch = 64

const dueIn = (state: State, now: number, olderThanMs: number): ReadonlyArray<IntentId> => {
  const age = Math.max(state.limits.graceMs, olderThanMs)
  return intentsOf(state).flatMap(({ id, row, settled }) => (row !== "open" && now - settled >= age ? [id] : []))
}

/** Looks once more at what is due. */
export const collect = (
  { store, reaper }: Host,
  { maxWrites = Infinity, olderThanMs = 0 }: GcLimits,
  isOver: IsOver
): Effect.Effect<Collected, StoreError> =>
  Effect.gen(function* () {
    const due = dueIn(store.state(), nowOf(yield* Clock.Clock), olderThanMs)
    if (due.length === 0) return { cleared: 0, left: 0 }
    const placed = reaper.parts.placesNow()
    let left: ReadonlyArray<IntentId> = due
    let from = 0
    const cleared = (): number => due.length - left.length
    while (from < due.length && cleared() < maxWrites && (from === 0 || !isOver())) {
      const next = due.slice(from, from + Math.min(batch, maxWrites - cleared()))
      from += next.length
      const intents = intentsOf(store.state()).filter(({ id }) => next.includes(id))
      yield* reaper.parts.checkAll(intents, placed, true)
      const known = new Set(intentsOf(store.state()).map(({ id }) => id))
      left = left.filter((id) => known.has(id))
    }
    return { cleared: cleared(), left: left.length }
  })
