// What the protocol knows. All of it is persistent: a step makes a new state that shares whatever it did not change.
//
// Beside the spec's variables there are hidden fields that people and models are told of and that decide nothing: titles,
// since, why a lease was lost, who wrote a content last. Of times, `expires` decides when a lease may expire, and `settled`
// when staged files may go; nothing else.
import type { Folds } from "../scope/folds.ts"
import { nothing, type Scope } from "../scope/scope.ts"
import type { Part } from "./actions.ts"
import type { RefusalReason } from "./orders.ts"
import type { Life } from "./life.ts"
import type { Seats } from "./seats.ts"
import { empty, get, set, type Table } from "./table.ts"
import { emptyTree, type Tree } from "./tree.ts"
import type { Content, Handle, HostId, IntentId, Key, Resource, RunId, TaskId, Token } from "./words.ts"

/** What a task may do, and what it is called. */
export interface Task {
  readonly background: boolean
  /** Says nothing about a task in the foreground. */
  readonly allowWrites: boolean
  /** A write needs an observation as its base: what it may not read it may not write either, whatever its write side says. */
  readonly scope: Scope
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

/** The step that comes next in a gate. */
export type Stage = "judge" | "exchange" | "probe" | "hash" | "sync" | "settle" | "turn" | "back" | "aside" | "refuse"

/** Who settles an intent, and how far it got. Not durable: it goes with its process, and the next one judges afresh. */
export interface Gate {
  readonly host: HostId
  readonly at: Stage
  /** The file that the next step is of, if it is one file's. */
  readonly key: Key | undefined
  /** Whose displaced file was found clean. */
  readonly checked: ReadonlyArray<Key>
  /** Hidden: why it was turned back. */
  readonly reason: RefusalReason | undefined
}

/** A write that was decided, as long as a file of it is staged. */
export interface Intent {
  readonly id: IntentId
  readonly generation: number
  /** Its place among all intents: those decided later have larger ones. */
  readonly seat: number
  readonly run: RunId
  /** Whose write it is, also when its run is gone. */
  readonly task: TaskId
  /** Sorted by key, which is the order in which gates are taken. */
  readonly parts: ReadonlyArray<Part>
  /** It was found clean, and the mark of that is as durable as what it made visible. */
  readonly judged: boolean
  /** It was turned back, and is marked so: whoever comes goes on with that. */
  readonly turned: boolean
  readonly row: "open" | "published" | "refused"
  /** The row survives power loss. */
  readonly durable: boolean
  /** When it was settled, ms of the service's monotonic clock: the grace begins then. Not in the spec, which has no time. */
  readonly settled: number
  readonly gate: Gate | undefined
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
  /** How long after an intent was settled its staged files are looked at once more, and unlinked, in ms. */
  readonly graceMs: number
  /** How many tasks may be at work in the background, over all processes. */
  readonly tasks: number
  /** How many tasks there may be from the top of a tree to its leaves. */
  readonly depth: number
}

/** All that the core knows. Read it by queries or `snapshot`: changed by hand, its indexes no longer fit its tables. */
export interface State {
  readonly hosts: Table<HostId, HostStatus>
  readonly tasks: Table<TaskId, Task>
  /** How far the tasks are that were spawned: who is not here is unknown to that part of the protocol. */
  readonly lives: Table<TaskId, Life>
  /** The tasks that are live, and the children of each: indexes of `lives`. */
  readonly live: TaskSet
  readonly childrenOf: Table<TaskId, TaskSet>
  readonly runs: Table<RunId, Run>
  /** The running runs of a host, and of a task: indexes of `runs`. */
  readonly runsIn: Table<HostId, RunSet>
  readonly runsOf: Table<TaskId, RunSet>
  readonly leases: Tree<Lease>
  /** The places at a resource by their run: it has one at most. */
  readonly places: Tree<Table<RunId, Place>>
  /** Of the store: a store that forgot, or may have, begins a new one. */
  readonly generation: number
  /** The last number given out in this generation, as token, handle, or of an intent. */
  readonly counter: number
  /** All whose staged files are there, by seat. */
  readonly intents: Table<number, Intent>
  /** The seats of the open intents of a key, and of all, the oldest first: indexes of `intents`. */
  readonly openAt: Tree<ReadonlyArray<number>>
  readonly leftAt: Table<Key, Seats>
  /** The seats of intents whose row says what became of them, and is not durable yet: an index of `intents`. */
  readonly unflushed: Table<number, true>
  /** The seats of the open intents of a task, whichever run of it decided them: an index of `intents`. */
  readonly writing: Table<TaskId, Table<number, true>>
  /** The last seat given out. */
  readonly seat: number
  /** The last ticket given out. */
  readonly ticket: number
  readonly written: Table<Key, Written>
  readonly limits: Limits
  /** How names compare where the files lie, which patterns have to know. Not in the spec, which has keys only. */
  readonly folds: Folds
}

export type RunSet = Table<RunId, true>

export type TaskSet = Table<TaskId, true>

/** The maximum hold time and the number of tasks of the original design. A program opens a file in far less than the grace. */
export const defaultLimits: Limits = { leaseMs: 120_000, graceMs: 10_000, tasks: 3, depth: 5 }

/** The state of a workspace in which nothing happened yet. Hosts are closed until they open. */
export const init = (options: {
  readonly tasks?: Iterable<readonly [TaskId, Task]>
  readonly limits?: Limits
  readonly folds?: Folds
}): State => {
  let tasks = empty<TaskId, Task>()
  for (const [id, task] of options.tasks ?? []) tasks = set(tasks, id, task)
  return {
    hosts: empty(),
    tasks,
    lives: empty(),
    live: empty(),
    childrenOf: empty(),
    runs: empty(),
    runsIn: empty(),
    runsOf: empty(),
    leases: emptyTree(),
    places: emptyTree(),
    generation: 0,
    counter: 0,
    intents: empty(),
    openAt: emptyTree(),
    leftAt: empty(),
    unflushed: empty(),
    writing: empty(),
    seat: 0,
    ticket: 0,
    written: empty(),
    limits: options.limits ?? defaultLimits,
    folds: options.folds ?? "nothing"
  }
}

/** The state with this task in it: how a service adds one. Its profile holds from now on, also for runs that run. */
export const withTask = (state: State, id: TaskId, task: Task): State => ({
  ...state,
  tasks: set(state.tasks, id, task)
})

/** The state of a workspace in which names compare so. */
export const withFolds = (state: State, folds: Folds): State => ({ ...state, folds })

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
const unknown: Task = { background: true, allowWrites: false, scope: nothing, title: "" }

/** What the task may do; nothing if it is unknown. */
export const taskOf = (state: State, task: TaskId): Task => get(state.tasks, task) ?? unknown

/** What the run's task may do; nothing if the run is unknown. */
export const profileOf = (state: State, run: RunId): Task => {
  const record = get(state.runs, run)
  return record === undefined ? unknown : taskOf(state, record.task)
}

/** A name for a resource that no other resource has: keys do not end in a slash. */
export const nameOf = (resource: Resource): string => (resource.kind === "file" ? resource.path : `${resource.path}/`)
