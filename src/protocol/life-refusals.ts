// What is told of a refused step in the life of a task, read off the state. Decides nothing: the guard has.
import { type Conflict, type ConflictName, refuse } from "./conflicts.ts"
import * as lives from "./lives.ts"
import { taskNotRunning } from "./refusals.ts"
import { type State } from "./state.ts"
import { entries, get, type Table } from "./table.ts"
import type { Resource, RunId, TaskId } from "./words.ts"

type OfStatus = Extract<
  ConflictName,
  | "TaskExists"
  | "NotPending"
  | "NotGranted"
  | "TaskNotLive"
  | "TaskNotQueued"
  | "NotWaiting"
  | "AlreadyEnded"
  | "NotStopping"
  | "NotInterrupted"
  | "NotEnded"
>

/** One that says how far the task is. */
export const ofStatus = (name: OfStatus, state: State, task: TaskId): Conflict =>
  refuse(name, { task, status: lives.lifeOf(state, task)?.status ?? null })

/** Of a task that nobody spawned there is no run: its own name stands for one that was never started. */
export const notThere = (state: State, task: TaskId): Conflict =>
  taskNotRunning(state, lives.lifeOf(state, task)?.run ?? (task as string as RunId))

export const parentNotThere = (state: State, task: TaskId): Conflict =>
  notThere(state, lives.lifeOf(state, task)?.parent ?? task)

/** `task`: the one whose approval is missing. */
export const notApproved = (state: State, task: TaskId): Conflict =>
  refuse(lives.lifeOf(state, task)?.approval === "asked" ? "ApprovalRequired" : "ApprovalRevoked", { task })

export const stillWorking = (state: State, task: TaskId): Conflict => {
  const life = lives.lifeOf(state, task)
  return refuse("StillWorking", { task, at: life === undefined || lives.hasNoCommand(life) ? "write" : "command" })
}

/** The oldest first. */
const byAge = (some: Table<number, Resource>): ReadonlyArray<Resource> =>
  entries(some)
    .sort(([one], [other]) => one - other)
    .map(([, resource]) => resource)

export const holdsLease = (state: State, run: RunId): Conflict => {
  const record = get(state.runs, run)
  return refuse("HoldsLease", { run, held: byAge(record?.held), queued: byAge(record?.waiting) })
}

export const childrenLive = (state: State, task: TaskId): Conflict =>
  refuse("ChildrenLive", { task, child: lives.liveBelow(state, task)[0] ?? task })

export const resultsWaiting = (state: State, task: TaskId): Conflict =>
  refuse("ResultsWaiting", { task, child: lives.childWithResult(state, task, "kept", "told") ?? task })

export const parentEnded = (state: State, task: TaskId): Conflict =>
  refuse("ParentEnded", { task, parent: lives.overAbove(state, task) ?? task })
