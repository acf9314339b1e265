// A state in plain words: complete, and in one order, so that equal states have equal views. `fromSnapshot`
// is the only door through which a whole state comes from outside, and builds all indexes anew.
import type { Folds } from "../scope/folds.ts"
import { intentsOf, withIntent } from "./intents.ts"
import { withLease, withPlace } from "./leases.ts"
import type { Life } from "./life.ts"
import { withLife } from "./lives.ts"
import {
  freshRun,
  init,
  nameOf,
  type HostStatus,
  type Intent,
  type Lease,
  type Limits,
  type Loss,
  type Place,
  type RunStatus,
  type State,
  type Task,
  type Written
} from "./state.ts"
import { empty, entries, get, set, type Table, values } from "./table.ts"
import { enterRun } from "./tasks.ts"
import { valuesOf } from "./tree.ts"
import type { Content, HostId, Key, Resource, RunId, TaskId } from "./words.ts"

/** What is known of a task that was spawned. */
export interface DescribedLife extends Omit<Life, "record"> {
  readonly record: ReadonlyArray<Key>
}

/** All that the state knows, each list sorted by its ids; the queue in its order, which is what tickets are for. */
export interface Snapshot {
  /** Hosts that are not closed. */
  readonly hosts: ReadonlyArray<{ readonly host: HostId; readonly status: HostStatus }>
  readonly tasks: ReadonlyArray<{ readonly task: TaskId } & Task>
  /** Runs that are not new. `host`: where a running one runs, else null. `lost`: hidden, see LeaseLost. */
  readonly runs: ReadonlyArray<{
    readonly run: RunId
    readonly task: TaskId
    readonly host: HostId | null
    readonly status: RunStatus
    readonly lost: ReadonlyArray<{ readonly resource: Resource; readonly loss: Loss }>
  }>
  /** All that were spawned. */
  readonly lives: ReadonlyArray<{ readonly task: TaskId } & DescribedLife>
  readonly leases: ReadonlyArray<Lease>
  readonly queue: ReadonlyArray<Omit<Place, "ticket">>
  readonly generation: number
  readonly counter: number
  /** The oldest first, which is what seats are for. */
  readonly intents: ReadonlyArray<Omit<Intent, "seat">>
  readonly observations: ReadonlyArray<{ readonly run: RunId; readonly key: Key; readonly content: Content }>
  /** Hidden: the last write of each key, see StaleBase. */
  readonly written: ReadonlyArray<{ readonly key: Key } & Written>
  readonly limits: Limits
  readonly folds: Folds
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const resourceNamed = (name: string): Resource =>
  name.endsWith("/") ? { kind: "subtree", path: name.slice(0, -1) as Key } : { kind: "file", path: name as Key }

// Most tables are that small, and replay describes a state after every transition.
const sorted = <A>(all: Array<A>, order: (one: A, other: A) => number): Array<A> =>
  all.length < 2 ? all : all.sort(order)

const byName = <K extends string, V>(table: Table<K, V>): ReadonlyArray<readonly [K, V]> =>
  sorted(entries(table), ([one], [other]) => compare(one, other))

const withoutSeat = (intent: Intent): Omit<Intent, "seat"> => {
  const { seat, ...rest } = intent
  void seat
  return rest
}

const hostsOf = ({ hosts }: State): Snapshot["hosts"] => byName(hosts).map(([host, status]) => ({ host, status }))

const tasksOf = ({ tasks }: State): Snapshot["tasks"] => byName(tasks).map(([task, profile]) => ({ task, ...profile }))

const runsOf = ({ runs }: State): Snapshot["runs"] =>
  byName(runs).map(([run, { task, host, status, lost }]) => ({
    run,
    task,
    host: host ?? null,
    status,
    lost: byName(lost).map(([name, loss]) => ({ resource: resourceNamed(name), loss }))
  }))

const livesOf = ({ lives }: State): Snapshot["lives"] =>
  byName(lives).map(([task, { record, ...life }]) => ({ task, ...life, record: byName(record).map(([key]) => key) }))

const leasesOf = ({ leases }: State): Snapshot["leases"] =>
  sorted(valuesOf(leases), (one, other) => compare(nameOf(one.resource), nameOf(other.resource)))

const queueOf = (state: State): Snapshot["queue"] => {
  const places: Array<Place> = []
  for (const waiting of valuesOf(state.places)) places.push(...values(waiting))
  return sorted(places, (one, other) => one.ticket - other.ticket).map(({ resource, run, since }) => ({
    resource,
    run,
    since
  }))
}

const observationsOf = ({ runs }: State): Snapshot["observations"] => {
  const observations: Array<Snapshot["observations"][number]> = []
  for (const [run, { seen }] of byName(runs))
    for (const [key, content] of byName(seen)) observations.push({ run, key, content })
  return observations
}

const writtenOf = ({ written }: State): Snapshot["written"] => byName(written).map(([key, last]) => ({ key, ...last }))

/** Describes a state. */
export const snapshot = (state: State): Snapshot => ({
  hosts: hostsOf(state),
  tasks: tasksOf(state),
  runs: runsOf(state),
  lives: livesOf(state),
  leases: leasesOf(state),
  queue: queueOf(state),
  generation: state.generation,
  counter: state.counter,
  intents: intentsOf(state).map(withoutSeat),
  observations: observationsOf(state),
  written: writtenOf(state),
  limits: state.limits,
  folds: state.folds
})

/**
 * Describes a state, given another one with its snapshot: what both share is not described again. For replay, which describes a
 * state after each of the many steps from one.
 */
export const snapshotAfter = (before: State, known: Snapshot, state: State): Snapshot => ({
  hosts: state.hosts === before.hosts ? known.hosts : hostsOf(state),
  tasks: state.tasks === before.tasks ? known.tasks : tasksOf(state),
  runs: state.runs === before.runs ? known.runs : runsOf(state),
  lives: state.lives === before.lives ? known.lives : livesOf(state),
  leases: state.leases === before.leases ? known.leases : leasesOf(state),
  queue: state.places === before.places ? known.queue : queueOf(state),
  generation: state.generation,
  counter: state.counter,
  intents: state.intents === before.intents ? known.intents : intentsOf(state).map(withoutSeat),
  observations: state.runs === before.runs ? known.observations : observationsOf(state),
  written: state.written === before.written ? known.written : writtenOf(state),
  limits: state.limits,
  folds: state.folds
})

/** The state that is so described. What it says of a run that is not among its runs finds no place in the indexes. */
export const fromSnapshot = (from: Snapshot): State => {
  let state = init({
    limits: from.limits,
    folds: from.folds,
    tasks: from.tasks.map(({ task, ...profile }) => [task, profile] as const)
  })
  let { hosts, runs, written } = state
  for (const { host, status } of from.hosts) hosts = set(hosts, host, status)
  for (const { run, task, host, status, lost } of from.runs) {
    let losses = empty<string, Loss>()
    for (const { resource, loss } of lost) losses = set(losses, nameOf(resource), loss)
    runs = set(runs, run, { ...freshRun(task, host ?? undefined, status), lost: losses })
  }
  for (const { run, key, content } of from.observations) {
    const record = get(runs, run)
    if (record !== undefined) runs = set(runs, run, { ...record, seen: set(record.seen, key, content) })
  }
  for (const { key, ...last } of from.written) written = set(written, key, last)
  state = { ...state, hosts, runs, written, generation: from.generation, counter: from.counter }
  for (const { run, task, host } of from.runs) if (host !== null) state = enterRun(state, run, task, host)
  for (const { task, record, ...life } of from.lives) {
    const written = record.reduce((table, key) => set(table, key, true), empty<Key, true>())
    state = withLife(state, task, { ...life, record: written })
  }
  for (const lease of from.leases) state = withLease(state, lease, undefined)
  from.intents.forEach((intent, at) => {
    state = withIntent(state, { ...intent, seat: at + 1 })
  })
  from.queue.forEach((place, at) => {
    state = withPlace(state, { ...place, ticket: at + 1 })
  })
  return state
}
