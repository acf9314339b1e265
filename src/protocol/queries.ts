// What may be asked of a state. An answer is out of date as soon as it is given: it is for showing, not for acting upon.
import { coveringHolder, leaseAt, queueAt } from "./leases.ts"
import { intentsOf } from "./intents.ts"
import { recordOf } from "./lives.ts"
import {
  type HostStatus,
  type Intent,
  type Lease,
  type Loss,
  nameOf,
  type RunStatus,
  type State,
  type Written
} from "./state.ts"
import { differing, entries, get, keys, values } from "./table.ts"
import { findOverlapping } from "./tree.ts"
import { file, type HostId, type IntentId, type Key, type Resource, type RunId, type TaskId } from "./words.ts"

export { leaseAt, queueAt } from "./leases.ts"
export { firstOpen, intentsOf, oldestAt, observationOf, openWithin } from "./intents.ts"
export { awaiting, orderOf } from "./publish.ts"
export { taskOf } from "./state.ts"

/** The lease under which a key may be written, the outermost if several of one run are nested. */
export const holderOf = (state: State, key: Key): Lease | undefined => coveringHolder(state, file(key))

/** All leases that overlap a resource. */
export const leasesWithin = (state: State, resource: Resource): ReadonlyArray<Lease> => {
  const found: Array<Lease> = []
  const gather = (lease: Lease): boolean => {
    found.push(lease)
    return false
  }
  findOverlapping(state.leases, resource, gather, undefined)
  return found
}

/** The hosts of all who hold or wait for what overlaps a resource. */
export const hostsWithin = (state: State, resource: Resource): ReadonlySet<HostId> => {
  const hosts = new Set<HostId>()
  for (const { run } of [...leasesWithin(state, resource), ...queueAt(state, resource)]) {
    const host = get(state.runs, run)?.host
    if (host !== undefined) hosts.add(host)
  }
  return hosts
}

/** Undefined if it is closed. */
export const hostStatusOf = (state: State, host: HostId): HostStatus | undefined => get(state.hosts, host)

/** The hosts that are not closed. */
export const hostsOf = (state: State): ReadonlyArray<readonly [HostId, HostStatus]> => entries(state.hosts)

/** The intent of that id, if its staged files are there. */
export const intentOf = (state: State, id: IntentId): Intent | undefined =>
  intentsOf(state).find((one) => one.id === id)

/** The task of a run, also of one that is over. */
export const taskOfRun = (state: State, run: RunId): TaskId | undefined => get(state.runs, run)?.task

/** The run of a task that runs, or whose host crashed and is not reaped; there is one at most. */
export const runOf = (state: State, task: TaskId): RunId | undefined => keys(get(state.runsOf, task))[0]

/** What became of a run; undefined if it is new. */
export const statusOf = (state: State, run: RunId): RunStatus | undefined => get(state.runs, run)?.status

/** Where a run runs, as long as it does. */
export const hostOf = (state: State, run: RunId): HostId | undefined => get(state.runs, run)?.host

/** How the run came to hold a resource no more that it held before; undefined if it holds it, or never did. */
export const lossOf = (state: State, run: RunId, resource: Resource): Loss | undefined => {
  const lost = get(state.runs, run)?.lost
  return lost === undefined ? undefined : get(lost, nameOf(resource))
}

/** What a run holds, the oldest lease first. */
export const leasesOf = (state: State, run: RunId): ReadonlyArray<Lease> => {
  const leases: Array<Lease> = []
  const held = get(state.runs, run)?.held
  if (held === undefined) return leases
  for (const resource of values(held)) {
    const lease = leaseAt(state, resource)
    if (lease !== undefined) leases.push(lease)
  }
  return leases.sort((one, other) => one.token - other.token)
}

/** All tasks that were ever spawned. */
export const livesOf = (state: State): ReadonlyArray<TaskId> => keys(state.lives)

/** The tasks that have not come to an end and were not interrupted. */
export const liveTasks = (state: State): ReadonlyArray<TaskId> => keys(state.live)
/** The tasks of which two states do not know the same: what they may do, or how far they are. */
export const tasksChanged = (before: State, after: State): ReadonlyArray<TaskId> => [
  ...new Set([...differing(before.tasks, after.tasks), ...differing(before.lives, after.lives)])
]

/** What a key contained after the last write through Leasehold, and whose that was; undefined if it is not known. */
export const writtenTo = (state: State, key: Key): Written | undefined => get(state.written, key)

/** What a task wrote and nobody else did since. */
export const ownPathsOf = (state: State, task: TaskId): ReadonlyArray<Key> =>
  recordOf(state, task).filter((key) => [undefined, task].includes(writtenTo(state, key)?.task))
