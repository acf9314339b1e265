// Who acts: the guards and changes of Tasks.tla, under its names.
import { isOpen } from "./hosts.ts"
import { letsRun } from "./lives.ts"
import type { Order } from "./orders.ts"
import { isWithin } from "./scopes.ts"
import { freshRun, profileOf, type RunSet, type RunStatus, type State } from "./state.ts"
import { get, isEmpty, keys, remove, set, type Table } from "./table.ts"
import type { HostId, Resource, RunId, TaskId } from "./words.ts"

export const isNew = (state: State, run: RunId): boolean => get(state.runs, run) === undefined

/** A run whose host crashed still counts until it is reaped: its leases stand. */
export const otherRunOf = (state: State, task: TaskId, run: RunId): RunId | undefined => {
  const running = get(state.runsOf, task)
  if (running !== undefined) for (const other of keys(running)) if (other !== run) return other
  return undefined
}

/** Its host is there, whatever its task does meanwhile. */
export const isPresent = (state: State, run: RunId): boolean => {
  const record = get(state.runs, run)
  return record !== undefined && record.host !== undefined && record.status === "running" && isOpen(state, record.host)
}

/** The dead make no requests: a run runs only as long as its host is open. Nor do those who wait, or are told to end. */
export const isRunning = (state: State, run: RunId): boolean =>
  isPresent(state, run) && letsRun(state, get(state.runs, run)!.task, run)

export const mayWrite = (state: State, run: RunId): boolean => {
  const { background, allowWrites } = profileOf(state, run)
  return !background || allowWrites
}

export const writesWithin = (state: State, run: RunId, resource: Resource): boolean =>
  isWithin(profileOf(state, run).scope, state.folds, "write", resource)

export const readsWithin = (state: State, run: RunId, resource: Resource): boolean =>
  isWithin(profileOf(state, run).scope, state.folds, "read", resource)

/** The runs that run in a host. */
export const runsIn = (state: State, host: HostId): ReadonlyArray<RunId> => keys(get(state.runsIn, host))

const enter = <K extends string>(index: Table<K, RunSet>, key: K, run: RunId): Table<K, RunSet> =>
  set(index, key, set(get(index, key), run, true))

const leave = <K extends string>(index: Table<K, RunSet>, key: K, run: RunId): Table<K, RunSet> => {
  const rest = remove(get(index, key), run)
  return isEmpty(rest) ? remove(index, key) : set(index, key, rest)
}

/** The state whose indexes know that the run runs there. */
export const enterRun = (state: State, run: RunId, task: TaskId, host: HostId): State => ({
  ...state,
  runsIn: enter(state.runsIn, host, run),
  runsOf: enter(state.runsOf, task, run)
})

/** The run no longer runs, whatever it did before. */
const stop = (state: State, run: RunId, status: RunStatus): State => {
  const record = get(state.runs, run)
  if (record === undefined || record.host === undefined) return state
  return {
    ...state,
    runs: set(state.runs, run, { ...record, status, host: undefined }),
    runsIn: leave(state.runsIn, record.host, run),
    runsOf: leave(state.runsOf, record.task, run)
  }
}

export const startRun = (state: State, run: RunId, task: TaskId, host: HostId): State => {
  // A run that is started twice would otherwise stay in the index of its first host.
  const stopped = stop(state, run, "ended")
  const record = get(stopped.runs, run) ?? freshRun(task, host, "running")
  const runs = set(stopped.runs, run, { ...record, task, host, status: "running" })
  return enterRun({ ...stopped, runs }, run, task, host)
}

export const endRun = (state: State, run: RunId): State => stop(state, run, "ended")

export const interruptRuns = (state: State, host: HostId, orders: Array<Order>): State => {
  let next = state
  for (const run of runsIn(state, host)) {
    next = stop(next, run, "interrupted")
    orders.push({ _tag: "Interrupted", run, host })
  }
  return next
}
