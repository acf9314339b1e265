// How a content becomes visible: the guards and changes of AtomicPublish.tla, under its names. The disk is the service's;
// what it has there at the moment of the step comes in as `found`, what it shall have goes out as an order.
import { coveringLease } from "./leases.ts"
import type { Order } from "./orders.ts"
import type { State } from "./state.ts"
import { empty, get, set } from "./table.ts"
import { type Content, file, type Key, type RunId } from "./words.ts"

/** What the run saw last of the key; undefined if it did not look. */
export const observationOf = (state: State, run: RunId, key: Key): Content | undefined => {
  const record = get(state.runs, run)
  return record === undefined ? undefined : get(record.seen, key)
}

/** The base is part of the request: two calls of one run would otherwise pass on each other's observation. */
export const hasObserved = (state: State, run: RunId, key: Key, base: Content): boolean =>
  observationOf(state, run, key) === base

export const holdsKey = (state: State, run: RunId, key: Key): boolean =>
  coveringLease(state, run, file(key)) !== undefined

export const isCurrent = (found: Content, base: Content): boolean => found === base

/** A run remembers what it was shown, and what it wrote: its next write may build on that unseen. */
export const remember = (state: State, run: RunId, key: Key, content: Content): State => {
  const record = get(state.runs, run)
  if (record === undefined) return state
  return { ...state, runs: set(state.runs, run, { ...record, seen: set(record.seen, key, content) }) }
}

export const observe = (state: State, run: RunId, key: Key, found: Content, orders: Array<Order>): State => {
  orders.push({ _tag: "Observed", run, key, content: found })
  return remember(state, run, key, found)
}

export const publish = (
  state: State,
  run: RunId,
  key: Key,
  base: Content,
  content: Content,
  orders: Array<Order>
): State => {
  orders.push({ _tag: "Publish", run, key, base, content })
  const record = get(state.runs, run)
  if (record === undefined) return state
  return { ...state, written: set(state.written, key, { task: record.task, content }) }
}

/** A run that ended has seen nothing: its successor reads anew. */
export const forget = (state: State, gone: Iterable<RunId>): State => {
  let { runs } = state
  for (const run of gone) {
    const record = get(runs, run)
    if (record !== undefined) runs = set(runs, run, { ...record, seen: empty() })
  }
  return { ...state, runs }
}
