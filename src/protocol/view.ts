// A state in plain words: complete, and in one order, so that equal states have equal views. `fromSnapshot`
// is the only door through which a whole state comes from outside, and builds all indexes anew.
import { withLease, withPlace } from "./leases.ts"
import {
  freshRun,
  init,
  nameOf,
  type HostStatus,
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
  readonly leases: ReadonlyArray<Lease>
  readonly queue: ReadonlyArray<Omit<Place, "ticket">>
  readonly counter: number
  readonly observations: ReadonlyArray<{ readonly run: RunId; readonly key: Key; readonly content: Content }>
  /** Hidden: the last write of each key, see StaleBase. */
  readonly written: ReadonlyArray<{ readonly key: Key } & Written>
  readonly limits: Limits
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const resourceNamed = (name: string): Resource =>
  name.endsWith("/") ? { kind: "subtree", path: name.slice(0, -1) as Key } : { kind: "file", path: name as Key }

// Most tables are that small, and replay describes a state after every transition.
const sorted = <A>(all: Array<A>, order: (one: A, other: A) => number): Array<A> =>
  all.length < 2 ? all : all.sort(order)

const byName = <K extends string, V>(table: Table<K, V>): ReadonlyArray<readonly [K, V]> =>
  sorted(entries(table), ([one], [other]) => compare(one, other))

/** Describes a state. */
export const snapshot = (state: State): Snapshot => {
  const runs = byName(state.runs)
  const places: Array<Place> = []
  for (const waiting of valuesOf(state.places)) places.push(...values(waiting))
  const observations: Array<Snapshot["observations"][number]> = []
  for (const [run, { seen }] of runs)
    for (const [key, content] of byName(seen)) observations.push({ run, key, content })
  return {
    hosts: byName(state.hosts).map(([host, status]) => ({ host, status })),
    tasks: byName(state.tasks).map(([task, profile]) => ({ task, ...profile })),
    runs: runs.map(([run, { task, host, status, lost }]) => ({
      run,
      task,
      host: host ?? null,
      status,
      lost: byName(lost).map(([name, loss]) => ({ resource: resourceNamed(name), loss }))
    })),
    leases: sorted(valuesOf(state.leases), (one, other) => compare(nameOf(one.resource), nameOf(other.resource))),
    queue: sorted(places, (one, other) => one.ticket - other.ticket).map(({ resource, run, since }) => ({
      resource,
      run,
      since
    })),
    counter: state.counter,
    observations,
    written: byName(state.written).map(([key, written]) => ({ key, ...written })),
    limits: state.limits
  }
}

/** The state that is so described. What it says of a run that is not among its runs finds no place in the indexes. */
export const fromSnapshot = (from: Snapshot): State => {
  let state = init({
    limits: from.limits,
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
  state = { ...state, hosts, runs, written, counter: from.counter }
  for (const { run, task, host } of from.runs) if (host !== null) state = enterRun(state, run, task, host)
  for (const lease of from.leases) state = withLease(state, lease, undefined)
  from.queue.forEach((place, at) => {
    state = withPlace(state, { ...place, ticket: at + 1 })
  })
  return state
}
