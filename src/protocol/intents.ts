// What was decided: the guards and changes of Intents.tla, under its names.
import type { Part } from "./actions.ts"
import { firstSeat, noSeats, withoutSeat, withSeat } from "./seats.ts"
import { type Intent, type State } from "./state.ts"
import { get, isEmpty, remove, set, values } from "./table.ts"
import { findOverlapping, valueAt, withoutValue, withValue } from "./tree.ts"
import { type Content, file, intentId, type Key, type Resource, type RunId } from "./words.ts"

const none: ReadonlyArray<number> = []

/** The seats of the open intents of a key, the oldest first. */
const openSeats = (state: State, key: Key): ReadonlyArray<number> => valueAt(state.openAt, file(key)) ?? none

/** The intent to settle next at a key: recovery goes by age. */
export const firstOpen = (state: State, key: Key): Intent | undefined => {
  const seat = openSeats(state, key)[0]
  return seat === undefined ? undefined : get(state.intents, seat)
}

/** The oldest intent of a key, open or not. */
export const oldestAt = (state: State, key: Key): Intent | undefined => {
  const seat = firstSeat(get(state.leftAt, key) ?? noSeats)
  return seat === undefined ? undefined : get(state.intents, seat)
}

/** All intents, the oldest first. */
export const intentsOf = (state: State): ReadonlyArray<Intent> =>
  values(state.intents).sort((one, other) => one.seat - other.seat)

/** An open intent on a key that the resource covers. */
export const openWithin = (state: State, resource: Resource): Intent | undefined => {
  const seats = findOverlapping(state.openAt, resource, () => true, undefined)
  return seats === undefined ? undefined : get(state.intents, seats[0]!)
}

/** What the run saw last of the key; undefined if it did not look. */
export const observationOf = (state: State, run: RunId, key: Key): Content | undefined => {
  const record = get(state.runs, run)
  return record === undefined ? undefined : get(record.seen, key)
}

/** The parts whose base is not what the run saw last: two calls of one run would otherwise pass on each other's observation. */
export const notObserved = <P extends Part>(state: State, run: RunId, parts: ReadonlyArray<P>): P | undefined =>
  parts.find(({ key, base }) => observationOf(state, run, key) !== base)

const withOpen = (seats: ReadonlyArray<number>, seat: number): ReadonlyArray<number> =>
  seats.includes(seat) ? seats : [...seats, seat].sort((one, other) => one - other)

/** The state with this intent, in the place of what has its seat; indexes follow. */
export const withIntent = (state: State, intent: Intent): State => {
  let { openAt, leftAt } = state
  for (const { key } of intent.parts) {
    const seats = valueAt(openAt, file(key)) ?? none
    const open = intent.row === "open" ? withOpen(seats, intent.seat) : seats.filter((seat) => seat !== intent.seat)
    if (open.length === 0) openAt = withoutValue(openAt, file(key))
    else if (open.length !== seats.length) openAt = withValue(openAt, file(key), open)
    leftAt = set(leftAt, key, withSeat(get(leftAt, key) ?? noSeats, intent.seat))
  }
  const intents = set(state.intents, intent.seat, intent)
  const unflushed =
    intent.row === "open" || intent.durable
      ? remove(state.unflushed, intent.seat)
      : set(state.unflushed, intent.seat, true)
  const writing = withWriting(state.writing, intent)
  return { ...state, intents, openAt, leftAt, unflushed, writing, seat: Math.max(state.seat, intent.seat) }
}

const withWriting = (writing: State["writing"], { task, row, seat }: Intent): State["writing"] => {
  const seats = get(writing, task)
  const open = row === "open" ? set(seats, seat, true) : remove(seats, seat)
  if (open === seats) return writing
  return isEmpty(open) ? remove(writing, task) : set(writing, task, open)
}

/** The state without the intent. */
export const withoutIntent = (state: State, intent: Intent): State => {
  const closed = withIntent(state, { ...intent, row: "refused", durable: true })
  let { leftAt } = closed
  for (const { key } of intent.parts) {
    const seats = withoutSeat(get(leftAt, key) ?? noSeats, intent.seat)
    leftAt = seats.length === 0 ? remove(leftAt, key) : set(leftAt, key, seats)
  }
  return { ...closed, intents: remove(closed.intents, intent.seat), leftAt }
}

/** The intent of a write that was just decided, under the next number. */
export const record = (state: State, run: RunId, parts: ReadonlyArray<Part>): Intent => {
  const number = state.counter + 1
  return {
    id: intentId(state.generation, number),
    generation: state.generation,
    seat: state.seat + 1,
    run,
    task: get(state.runs, run)?.task ?? ("" as Intent["task"]),
    parts: parts
      .map(({ key, base, content, inode }) => ({ key, base, content, inode }))
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
    judged: false,
    turned: false,
    row: "open",
    durable: false,
    settled: 0,
    gate: undefined
  }
}

/** A run remembers what it was shown, and what it wrote: its next write may build on that unseen. */
export const saw = (state: State, run: RunId, key: Key, content: Content): State => {
  const known = get(state.runs, run)
  if (known === undefined) return state
  return { ...state, runs: set(state.runs, run, { ...known, seen: set(known.seen, key, content) }) }
}

/** A run that ended has seen nothing: its successor reads anew. */
export const forget = (state: State, gone: Iterable<RunId>): State => {
  let { runs } = state
  for (const run of gone) {
    const known = get(runs, run)
    if (known !== undefined) runs = set(runs, run, { ...known, seen: undefined })
  }
  return { ...state, runs }
}
