// Whether the state's indexes say what its tables say.
import { intentsOf } from "./intents.ts"
import { isLiveStatus } from "./life.ts"
import { noSeats, seatsIn } from "./seats.ts"
import type { Run, RunSet, State } from "./state.ts"
import { entries, get, keys, values } from "./table.ts"
import { valueAt, valuesOf } from "./tree.ts"
import { file, type Key, type RunId } from "./words.ts"

const heldIsRight = (state: State, run: RunId, record: Run): boolean =>
  entries(record.held).every(([token, resource]) => {
    const lease = valueAt(state.leases, resource)
    return lease !== undefined && lease.run === run && lease.token === token
  })

const waitingIsRight = (state: State, run: RunId, record: Run): boolean =>
  entries(record.waiting).every(([ticket, resource]) => {
    const place = get(valueAt(state.places, resource), run)
    return place !== undefined && place.ticket === ticket && place.run === run
  })

const isListed = (state: State, run: RunId, record: Run): boolean =>
  record.host === undefined
    ? record.status !== "running"
    : get(get(state.runsIn, record.host), run) === true && get(get(state.runsOf, record.task), run) === true

const sameSeats = (seats: ReadonlyArray<number> | undefined, expected: ReadonlyArray<number>): boolean =>
  seats !== undefined && seats.length === expected.length && seats.every((seat, at) => seat === expected[at])

const seatsAreRight = (state: State): boolean => {
  const intents = intentsOf(state)
  const seatsOf = (key: Key, open: boolean): ReadonlyArray<number> =>
    intents
      .filter(({ row, parts }) => (!open || row === "open") && parts.some((part) => part.key === key))
      .map(({ seat }) => seat)
  const keysOf = (open: boolean): ReadonlySet<Key> =>
    new Set(intents.filter(({ row }) => !open || row === "open").flatMap(({ parts }) => parts.map(({ key }) => key)))
  const open = keysOf(true)
  const left = keysOf(false)
  return (
    valuesOf(state.openAt).length === open.size &&
    keys(state.leftAt).length === left.size &&
    [...open].every((key) => sameSeats(valueAt(state.openAt, file(key)), seatsOf(key, true))) &&
    [...left].every((key) => sameSeats(seatsIn(get(state.leftAt, key) ?? noSeats), seatsOf(key, false))) &&
    sameSeats(
      keys(state.unflushed).sort((one, other) => one - other),
      intents.filter(({ row, durable }) => row !== "open" && !durable).map(({ seat }) => seat)
    ) &&
    intents.every(({ seat }) => seat <= state.seat)
  )
}

const writingIsRight = (state: State): boolean => {
  const open = intentsOf(state).filter(({ row }) => row === "open")
  const listed = values(state.writing).reduce((sum, seats) => sum + keys(seats).length, 0)
  return listed === open.length && open.every(({ task, seat }) => get(get(state.writing, task), seat) === true)
}

const livesAreRight = (state: State): boolean => {
  const lives = entries(state.lives)
  const live = lives.filter(([, { status }]) => isLiveStatus(status))
  const children = lives.filter(([, { parent }]) => parent !== undefined)
  return (
    keys(state.live).length === live.length &&
    live.every(([task]) => get(state.live, task) === true) &&
    values(state.childrenOf).reduce((sum, some) => sum + keys(some).length, 0) === children.length &&
    children.every(([task, { parent }]) => get(get(state.childrenOf, parent!), task) === true)
  )
}

/** The core's own invariant, IndexesAgree: each index has all that its table has, in its place, and nothing else. */
export const indexesAgree = (state: State): boolean => {
  const runs = entries(state.runs)
  const leases = valuesOf(state.leases)
  const places = valuesOf(state.places).flatMap((waiting) => values(waiting))
  const count = (of: (record: Run) => number): number => runs.reduce((sum, [, record]) => sum + of(record), 0)
  const listed = (sets: ReadonlyArray<RunSet>): number => sets.reduce((sum, set) => sum + keys(set).length, 0)
  const running = count(({ host }) => (host === undefined ? 0 : 1))
  return (
    runs.every(
      ([run, record]) =>
        heldIsRight(state, run, record) && waitingIsRight(state, run, record) && isListed(state, run, record)
    ) &&
    count(({ held }) => keys(held).length) === leases.length &&
    count(({ waiting }) => keys(waiting).length) === places.length &&
    listed(values(state.runsIn)) === running &&
    listed(values(state.runsOf)) === running &&
    leases.every((lease) => valueAt(state.leases, lease.resource) === lease) &&
    seatsAreRight(state) &&
    writingIsRight(state) &&
    livesAreRight(state) &&
    places.every(({ ticket }) => ticket <= state.ticket) &&
    new Set(places.map(({ ticket }) => ticket)).size === places.length
  )
}
