// What may be lost: the changes of Faults.tla and of NewGeneration, under their names.
import { intentsOf, withIntent } from "./intents.ts"
import { type Intent, type State } from "./state.ts"
import { empty, entries, set } from "./table.ts"
import { emptyTree } from "./tree.ts"
import type { IntentId } from "./words.ts"

/** It counts from the start, in a generation of its own. */
export const beginGeneration = (state: State): State => ({ ...state, generation: state.generation + 1, counter: 0 })

/** No process of before may go on under it. */
export const crashAll = (state: State): State => {
  let { hosts } = state
  for (const [host] of entries(hosts)) hosts = set(hosts, host, "crashed")
  return { ...state, hosts }
}

/** No lease and no place of before counts. */
export const dropLeases = (state: State): State => {
  let { runs } = state
  for (const [run, record] of entries(runs))
    runs = set(runs, run, { ...record, held: empty(), waiting: empty(), lost: empty() })
  return { ...state, runs, leases: emptyTree(), places: emptyTree() }
}

/** Nobody has seen anything. */
export const forgetAll = (state: State): State => {
  let { runs } = state
  for (const [run, record] of entries(runs)) runs = set(runs, run, { ...record, seen: empty() })
  return { ...state, runs }
}

/**
 * The staged files tell that there are intents, and not what became of them. The clock may have begun anew with the machine: so does
 * each grace.
 */
export const reopen = (state: State, lost: ReadonlyArray<IntentId>, now: number): State =>
  intentsOf(state).reduce((next, before: Intent) => {
    const intent = { ...before, settled: now }
    return withIntent(next, lost.includes(intent.id) ? { ...intent, row: "open", durable: false } : intent)
  }, state)
