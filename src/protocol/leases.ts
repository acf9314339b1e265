// Who may write what: the guards and changes of Leases.tla, under its names.
import { openWithin } from "./intents.ts"
import type { Order } from "./orders.ts"
import { type Intent, type Lease, type Loss, nameOf, type Place, type State } from "./state.ts"
import { empty, get, isEmpty, remove, set, type Table, values } from "./table.ts"
import { findContaining, findOverlapping, isEmptyTree, valueAt, withoutValue, withValue } from "./tree.ts"
import { file, type Handle, type Key, type Resource, type RunId, type Token } from "./words.ts"

const heldBy = (lease: Lease, run: RunId): boolean => lease.run === run
const heldByAnother = (lease: Lease, run: RunId): boolean => lease.run !== run

/** The lease on exactly this resource. */
export const leaseAt = (state: State, resource: Resource): Lease | undefined => valueAt(state.leases, resource)

export const placeAt = (state: State, run: RunId, resource: Resource): Place | undefined => {
  const waiting = valueAt(state.places, resource)
  return waiting === undefined ? undefined : get(waiting, run)
}

export const holds = (state: State, run: RunId, resource: Resource): boolean => leaseAt(state, resource)?.run === run

export const holdsHandle = (state: State, run: RunId, resource: Resource, handle: Handle): boolean => {
  const lease = leaseAt(state, resource)
  return lease !== undefined && lease.run === run && lease.handles.includes(handle)
}

/** At the instant of its expiry, not before. */
export const hasExpired = (state: State, resource: Resource, now: number): boolean => {
  const lease = leaseAt(state, resource)
  return lease === undefined || now >= lease.expires
}

/** The run's own place that overlaps the resource: who asks again while waiting would otherwise wait for itself. */
export const ownPlace = (state: State, run: RunId, resource: Resource): Place | undefined => {
  if (isEmptyTree(state.places)) return undefined
  const waiting = findOverlapping(state.places, resource, (at, asks) => get(at, asks) !== undefined, run)
  return waiting === undefined ? undefined : get(waiting, run)
}

/** A lease of another run that overlaps the resource. */
export const otherHolder = (state: State, run: RunId, resource: Resource): Lease | undefined =>
  findOverlapping(state.leases, resource, heldByAnother, run)

/** A lease of the run that contains the resource. */
const coveringLease = (state: State, run: RunId, resource: Resource): Lease | undefined =>
  findContaining(state.leases, resource, heldBy, run)

/** The first of the keys that no lease of the run contains. */
export const keyNotHeld = (state: State, run: RunId, keys: ReadonlyArray<Key>): Key | undefined =>
  keys.find((key) => coveringLease(state, run, file(key)) === undefined)

/** A lease of anyone that contains the resource. */
export const coveringHolder = (state: State, resource: Resource): Lease | undefined =>
  findContaining(state.leases, resource, () => true, undefined)

/** What lies within a lease that the run holds takes nothing from anyone, so it need not wait behind the queue. */
const isCovered = (state: State, run: RunId, resource: Resource): boolean =>
  coveringLease(state, run, resource) !== undefined

/** An open intent may still change what is there. What lies within a lease of the run gives it nothing new. */
export const openInTheWay = (state: State, run: RunId, resource: Resource): Intent | undefined =>
  isCovered(state, run, resource) ? undefined : openWithin(state, resource)

interface Search {
  readonly run: RunId
  readonly before: number
  first: Place | undefined
}

const keepFirst = (waiting: Table<RunId, Place>, search: Search): boolean => {
  for (const place of values(waiting)) {
    if (place.run === search.run || place.ticket >= (search.first?.ticket ?? search.before)) continue
    search.first = place
  }
  return false
}

/**
 * The first of those who wait for something that overlaps the resource and would be overtaken: who came before the run's
 * own place there, or, without one, all.
 */
export const overtaken = (state: State, run: RunId, resource: Resource, before: number): Place | undefined => {
  if (isEmptyTree(state.places) || isCovered(state, run, resource)) return undefined
  const search: Search = { run, before, first: undefined }
  findOverlapping(state.places, resource, keepFirst, search)
  return search.first
}

/** Where the run stands for this resource. */
export const ticketOf = (state: State, run: RunId, resource: Resource): number =>
  placeAt(state, run, resource)?.ticket ?? 0

const gather = (waiting: Table<RunId, Place>, all: Array<Place>): boolean => {
  for (const place of values(waiting)) all.push(place)
  return false
}

/** Those who wait for something that overlaps the resource, the first to come first. */
export const queueAt = (state: State, resource: Resource): ReadonlyArray<Place> => {
  const all: Array<Place> = []
  findOverlapping(state.places, resource, gather, all)
  return all.sort((one, other) => one.ticket - other.ticket)
}

/** Those who wait for what overlaps the resource may have their turn now. */
export const serve = (state: State, resource: Resource, orders: Array<Order>): void => {
  if (isEmptyTree(state.places)) return
  if (findOverlapping(state.places, resource, () => true, undefined) === undefined) return
  orders.push({ _tag: "Serve", resource })
}

/** The state with this lease, in the place of the old one on its resource, whoever's that is. */
export const withLease = (state: State, lease: Lease, old: Lease | undefined): State => {
  const { resource, run, token } = lease
  const leases = withValue(state.leases, resource, lease)
  if (old !== undefined && old.run === run && old.token === token) return { ...state, leases }
  let { runs } = state
  const loser = old === undefined ? undefined : get(runs, old.run)
  if (old !== undefined && loser !== undefined)
    runs = set(runs, old.run, { ...loser, held: remove(loser.held, old.token) })
  const holder = get(runs, run)
  if (holder !== undefined) runs = set(runs, run, { ...holder, held: set(holder.held, token, resource) })
  return { ...state, leases, runs }
}

const withoutLease = (state: State, lease: Lease, loss: Loss): State => {
  const { resource, run, token } = lease
  const holder = get(state.runs, run)
  const leases = withoutValue(state.leases, resource)
  if (holder === undefined) return { ...state, leases }
  const held = remove(holder.held, token)
  const lost = set(holder.lost, nameOf(resource), loss)
  return { ...state, leases, runs: set(state.runs, run, { ...holder, held, lost }) }
}

/** What a run has again it has not lost. */
const withoutLoss = (state: State, run: RunId, resource: Resource): State => {
  const record = get(state.runs, run)
  if (record === undefined || isEmpty(record.lost)) return state
  return { ...state, runs: set(state.runs, run, { ...record, lost: remove(record.lost, nameOf(resource)) }) }
}

/** One more acquisition: a re-entrant one keeps the token. Either way the lease stands from now for its full length. */
export const take = (state: State, run: RunId, resource: Resource, now: number, orders: Array<Order>): State => {
  const number = state.counter + 1
  const handle = number as Handle
  const expires = now + state.limits.leaseMs
  const old = leaseAt(state, resource)
  const lease: Lease =
    old !== undefined && old.run === run
      ? { resource, run, token: old.token, handles: [...old.handles, handle], since: old.since, expires }
      : { resource, run, token: number as Token, handles: [handle], since: now, expires }
  orders.push({ _tag: "Granted", run, resource, token: lease.token, handle, expires })
  return withLease(withoutLoss(state, run, resource), lease, old)
}

export const count = (state: State): State => ({ ...state, counter: state.counter + 1 })

export const extend = (state: State, run: RunId, resource: Resource, now: number, orders: Array<Order>): State => {
  const old = leaseAt(state, resource)
  if (old === undefined) return state
  const lease: Lease = { ...old, run, expires: now + state.limits.leaseMs }
  orders.push({ _tag: "Renewed", run, resource, token: lease.token, expires: lease.expires })
  return withLease(state, lease, old)
}

/** One handle is given back: only the last one frees the lease. */
export const giveBack = (state: State, resource: Resource, handle: Handle, orders: Array<Order>): State => {
  const lease = leaseAt(state, resource)
  if (lease === undefined) return state
  if (lease.handles.length === 1 && lease.handles[0] === handle) {
    serve(state, resource, orders)
    return withoutLease(state, lease, "Released")
  }
  const handles = lease.handles.filter((other) => other !== handle)
  return withLease(state, { ...lease, handles }, lease)
}

export const expire = (state: State, resource: Resource, orders: Array<Order>): State => {
  const lease = leaseAt(state, resource)
  if (lease === undefined) return state
  orders.push({ _tag: "Lost", run: lease.run, resource, token: lease.token, reason: "Expired" })
  serve(state, resource, orders)
  return withoutLease(state, lease, "Expired")
}

/** The state with this place in the queue. */
export const withPlace = (state: State, place: Place): State => {
  const { resource, run, ticket } = place
  const waiting = valueAt(state.places, resource)
  const old = get(waiting, run)
  const record = get(state.runs, run)
  return {
    ...state,
    ticket: Math.max(state.ticket, ticket),
    places: withValue(state.places, resource, set(waiting, run, place)),
    runs:
      record === undefined
        ? state.runs
        : set(state.runs, run, {
            ...record,
            waiting: set(old === undefined ? record.waiting : remove(record.waiting, old.ticket), ticket, resource)
          })
  }
}

export const joinQueue = (state: State, run: RunId, resource: Resource, now: number, orders: Array<Order>): State => {
  orders.push({ _tag: "Serve", resource })
  return withPlace(state, { resource, run, ticket: state.ticket + 1, since: now })
}

export const leaveQueue = (state: State, run: RunId, resource: Resource): State => {
  const waiting = valueAt(state.places, resource)
  const place = waiting === undefined ? undefined : get(waiting, run)
  if (waiting === undefined || place === undefined) return state
  const rest = remove(waiting, run)
  const places = isEmpty(rest) ? withoutValue(state.places, resource) : withValue(state.places, resource, rest)
  const record = get(state.runs, run)
  if (record === undefined) return { ...state, places }
  const runs = set(state.runs, run, { ...record, waiting: remove(record.waiting, place.ticket) })
  return { ...state, places, runs }
}

/** Whoever gives up a place lets those behind it move up. */
export const withdraw = (state: State, run: RunId, resource: Resource, orders: Array<Order>): State => {
  const next = leaveQueue(state, run, resource)
  serve(next, resource, orders)
  return next
}

/** What runs leave when they end or are reaped: no lease. */
export const releaseLeases = (state: State, gone: Iterable<RunId>, orders: Array<Order>): State => {
  let next = state
  for (const run of gone) {
    const record = get(next.runs, run)
    if (record === undefined) continue
    let { leases } = next
    for (const resource of values(record.held)) {
      leases = withoutValue(leases, resource)
      serve(next, resource, orders)
    }
    next = { ...next, leases, runs: set(next.runs, run, { ...record, held: empty(), lost: empty() }) }
  }
  return next
}

/** And no place. */
export const releasePlaces = (state: State, gone: Iterable<RunId>, orders: Array<Order>): State => {
  let next = state
  for (const run of gone) {
    const record = get(next.runs, run)
    if (record === undefined) continue
    for (const resource of values(record.waiting)) next = withdraw(next, run, resource, orders)
  }
  return next
}
