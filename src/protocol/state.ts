// What the protocol knows. All of it is persistent: a step makes a new state that shares whatever it did not change.
//
// Beside the spec's variables there are hidden fields that people and models are told of and that decide nothing: titles,
// since, why a lease was lost, who wrote a content last. `expires` decides one thing only, when a lease may expire.
import { empty, get, set, type Table } from "./table.ts"
import { emptyTree, type Tree } from "./tree.ts"
import type { Content, Handle, HostId, Key, Region, Resource, RunId, TaskId, Token } from "./words.ts"

/** What a task may do, and what it is called. */
export interface Task {
  readonly background: boolean
  /** Says nothing about a task in the foreground. */
  readonly allowWrites: boolean
  readonly reads: Region
  /** Within `reads`: a write needs an observation as its base. */
  readonly writes: Region
  readonly title: string
}

/** A host that is closed is not in the table. */
export type HostStatus = "open" | "crashed"

/** A run that is new is not in the table. */
export type RunStatus = "running" | "ended" | "interrupted"

/** How a run came to lose a lease. */
export type Loss = "Expired" | "Released"

/** A run, and what the state remembers on its behalf: all of that goes when the run does. */
export interface Run {
  readonly task: TaskId
  /** Where it runs, as long as it does. */
  readonly host: HostId | undefined
  readonly status: RunStatus
  /** What it holds, by token: an index of `leases`. */
  readonly held: Table<number, Resource>
  /** What it waits for, by ticket: an index of `places`. */
  readonly waiting: Table<number, Resource>
  /** What it saw last of each key. */
  readonly seen: Table<Key, Content>
  /** Leases it had and has no more, by `nameOf` their resource. */
  readonly lost: Table<string, Loss>
}

/** The right of one run to write one resource. */
export interface Lease {
  readonly resource: Resource
  readonly run: RunId
  /** The run's first acquisition: one that comes on top of it adds a handle and keeps the token. */
  readonly token: Token
  /** Never empty; as many as there are acquisitions not yet given back. */
  readonly handles: ReadonlyArray<Handle>
  /** ms of the service's monotonic clock, as all times here. */
  readonly since: number
  /** From then on it may expire, but it stands until it does. */
  readonly expires: number
}

/** A place in the queue. Tickets only grow: the queue is the places in their order. */
export interface Place {
  readonly resource: Resource
  readonly run: RunId
  readonly ticket: number
  readonly since: number
}

/** The last write of a key through Leasehold. */
export interface Written {
  readonly task: TaskId
  readonly content: Content
}

/** What is set for a whole workspace. */
export interface Limits {
  /** How long a lease stands, in ms, from when it was acquired or renewed last. */
  readonly leaseMs: number
}

/** All that the core knows. Read it by queries or `snapshot`: changed by hand, its indexes no longer fit its tables. */
export interface State {
  readonly hosts: Table<HostId, HostStatus>
  readonly tasks: Table<TaskId, Task>
  readonly runs: Table<RunId, Run>
  /** The running runs of a host, and of a task: indexes of `runs`. */
  readonly runsIn: Table<HostId, RunSet>
  readonly runsOf: Table<TaskId, RunSet>
  readonly leases: Tree<Lease>
  /** The places at a resource by their run: it has one at most. */
  readonly places: Tree<Table<RunId, Place>>
  /** The last number given out, as token or handle. */
  readonly counter: number
  /** The last ticket given out. */
  readonly ticket: number
  readonly written: Table<Key, Written>
  readonly limits: Limits
}

export type RunSet = Table<RunId, true>

/** The default maximum hold time of the original design: two minutes. */
export const defaultLimits: Limits = { leaseMs: 120_000 }

/** The state of a workspace in which nothing happened yet. Hosts are closed until they open. */
export const init = (options: {
  readonly tasks?: Iterable<readonly [TaskId, Task]>
  readonly limits?: Limits
}): State => {
  let tasks = empty<TaskId, Task>()
  for (const [id, task] of options.tasks ?? []) tasks = set(tasks, id, task)
  return {
    hosts: empty(),
    tasks,
    runs: empty(),
    runsIn: empty(),
    runsOf: empty(),
    leases: emptyTree(),
    places: emptyTree(),
    counter: 0,
    ticket: 0,
    written: empty(),
    limits: options.limits ?? defaultLimits
  }
}

/** The state with this task in it: how a service adds one. Its profile holds from now on, also for runs that run. */
export const withTask = (state: State, id: TaskId, task: Task): State => ({
  ...state,
  tasks: set(state.tasks, id, task)
})

/** A run that has left nothing behind yet. */
export const freshRun = (task: TaskId, host: HostId | undefined, status: RunStatus): Run => ({
  task,
  host,
  status,
  held: empty(),
  waiting: empty(),
  seen: empty(),
  lost: empty()
})

// A task that nobody described may do nothing. So a start needs no guard for it that the spec would not have.
const unknown: Task = { background: true, allowWrites: false, reads: [], writes: [], title: "" }

/** What the task may do; nothing if it is unknown. */
export const taskOf = (state: State, task: TaskId): Task => get(state.tasks, task) ?? unknown

/** What the run's task may do; nothing if the run is unknown. */
export const profileOf = (state: State, run: RunId): Task => {
  const record = get(state.runs, run)
  return record === undefined ? unknown : taskOf(state, record.task)
}

/** A name for a resource that no other resource has: keys do not end in a slash. */
export const nameOf = (resource: Resource): string => (resource.kind === "file" ? resource.path : `${resource.path}/`)
