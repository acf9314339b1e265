// The guards of the life of tasks that several actions share, or that are long.
import type { ActionOf } from "./actions.ts"
import { type Conflict, type ConflictName, refuse } from "./conflicts.ts"
import * as refusals from "./life-refusals.ts"
import type { Life } from "./life.ts"
import * as lives from "./lives.ts"
import { hostNotOpen, taskNotRunning, writeNotAllowed } from "./refusals.ts"
import type { Guard, OfRun } from "./rule.ts"
import { type State, taskOf } from "./state.ts"
import { isRunning } from "./tasks.ts"
import type { TaskId } from "./words.ts"

export interface OfTask {
  readonly task: TaskId
}

/** A guard of what is known of a task; of one that nobody spawned it fails. */
export const ofTask = (
  name: string,
  conflict: ConflictName,
  holds: (life: Life, state: State, task: TaskId) => boolean,
  refusal: (state: State, task: TaskId) => Conflict
): Guard<OfTask> => ({
  name,
  conflict,
  fails: (s, { task }) => {
    const life = lives.lifeOf(s, task)
    return life !== undefined && holds(life, s, task) ? undefined : refusal(s, task)
  }
})

/** The same, refused with how far the task is. */
export const ofStatus = (
  name: string,
  conflict: Parameters<typeof refusals.ofStatus>[0],
  holds: (life: Life) => boolean
): Guard<OfTask> => ofTask(name, conflict, holds, (s, task) => refusals.ofStatus(conflict, s, task))

/** The same of the task that the run goes on with: for whoever is known to go on with one. */
export const by = (guard: Guard<OfTask>): Guard<OfRun> => ({
  ...guard,
  fails: (s, a, now) => {
    const task = lives.taskBy(s, a.run)
    return task === undefined ? undefined : guard.fails(s, { task }, now)
  }
})

/** It runs, and it is of a task that was spawned. */
export const IsRunning: Guard<OfRun> = {
  name: "IsRunning",
  conflict: "TaskNotRunning",
  fails: (s, { run }) => (isRunning(s, run) && lives.taskBy(s, run) !== undefined ? undefined : taskNotRunning(s, run))
}

// Coming.

/** The parent of a task that is to be. */
const parentOf = (s: State, { by: run }: ActionOf<"Spawn">): TaskId | undefined =>
  run === null ? undefined : lives.taskBy(s, run)

export const IsUnknown: Guard<OfTask> = {
  name: "IsUnknown",
  conflict: "TaskExists",
  fails: (s, { task }) => (lives.lifeOf(s, task) === undefined ? undefined : refusals.ofStatus("TaskExists", s, task))
}

export const MaySpawn: Guard<ActionOf<"Spawn">> = {
  name: "MaySpawn",
  conflict: "TaskNotRunning",
  fails: (s, a, now) => (a.by === null ? undefined : IsRunning.fails(s, { run: a.by }, now))
}

export const WithinDepth: Guard<ActionOf<"Spawn">> = {
  name: "WithinDepth",
  conflict: "TooDeep",
  fails: (s, a) => {
    const limit = s.limits.depth
    return lives.depthOf(s, parentOf(s, a)) < limit ? undefined : refuse("TooDeep", { task: a.task, limit })
  }
}

export const ModeWithin: Guard<ActionOf<"Spawn">> = {
  name: "ModeWithin",
  conflict: "WriteNotAllowed",
  fails: (s, a) => {
    const parent = parentOf(s, a)
    return parent === undefined || lives.modeWithin(taskOf(s, parent), a.profile) ? undefined : writeNotAllowed(a.by!)
  }
}

export const ScopeWithin: Guard<ActionOf<"Spawn">> = {
  name: "ScopeWithin",
  conflict: "ScopeTooWide",
  fails: (s, a) => {
    const parent = parentOf(s, a)
    const example = parent === undefined ? undefined : lives.beyondScope(taskOf(s, parent), a.profile, s.folds)
    return example === undefined ? undefined : refuse("ScopeTooWide", { task: a.task, parent: parent!, example })
  }
}

export const IsPending = ofStatus("IsPending", "NotPending", ({ status }) => status === "pending")

export const IsDecided: Guard<OfTask> = {
  name: "IsDecided",
  conflict: "ApprovalRequired",
  fails: (s, { task }) =>
    lives.lifeOf(s, task)?.status === "pending" ? refuse("ApprovalRequired", { task }) : undefined
}

export const HasSlot = ofTask(
  "HasSlot",
  "LimitReached",
  (_, s, task) => lives.hasSlot(s, task),
  (s, task) => refuse("LimitReached", { task, limit: s.limits.tasks })
)

// Being there.

export const IsThere = ofTask("IsThere", "TaskNotRunning", (life, s) => lives.isThere(s, life), refusals.notThere)

/** Its time runs, also where its host is dead. */
export const IsStarted = ofTask("IsStarted", "TaskNotRunning", ({ status }) => status === "running", refusals.notThere)

export const ParentIsThere = ofTask(
  "ParentIsThere",
  "TaskNotRunning",
  ({ parent }, s) => parent !== undefined && lives.isThere(s, lives.lifeOf(s, parent)!),
  refusals.parentNotThere
)

/** By the run that goes on with the parent. */
export const ParentIsRunning: Guard<ActionOf<"Take">> = {
  name: "ParentIsRunning",
  conflict: "TaskNotRunning",
  fails: (s, { run, task }) =>
    isRunning(s, run) && lives.lifeOf(s, task)?.parent === lives.taskBy(s, run) ? undefined : taskNotRunning(s, run)
}

export const HoldsNothing: Guard<OfRun> = {
  name: "HoldsNothing",
  conflict: "HoldsLease",
  fails: (s, { run }) => (lives.holdsNothing(s, run) ? undefined : refusals.holdsLease(s, run))
}

// Ending.

export const IsIdle = ofTask(
  "IsIdle",
  "StillWorking",
  (life, s, task) => lives.isIdle(s, task, life),
  refusals.stillWorking
)

export const HasStopped = ofTask(
  "HasStopped",
  "StillWorking",
  (life, s, task) => lives.hasStopped(s, task, life),
  refusals.stillWorking
)

/** Who died on the way is not settled before it is reaped. */
export const IsServed: Guard<OfTask> = {
  name: "IsServed",
  conflict: "HostNotOpen",
  fails: (s, { task }) => {
    const life = lives.lifeOf(s, task)
    const host = life === undefined || lives.isServed(s, life) ? undefined : lives.hostOf(s, life)
    return host === undefined ? undefined : hostNotOpen(s, host)
  }
}

/** The specification lets the time of a task be over at any moment. */
export const TimeIsOver: Guard<OfTask> = {
  name: "TimeIsOver",
  conflict: "NotTimedOut",
  fails: (s, { task }, now) => {
    const until = lives.lifeOf(s, task)?.until ?? null
    return until !== null && now >= until ? undefined : refuse("NotTimedOut", { task, until, now })
  }
}

/** And theirs. */
export const ChildrenAreOver = ofTask(
  "ChildrenAreOver",
  "ChildrenLive",
  (_, s, task) => lives.liveBelow(s, task).length === 0,
  refusals.childrenLive
)

export const LeavesNoChild = ofTask(
  "LeavesNoChild",
  "ChildrenLive",
  (_, s, task) => lives.childInTheWay(s, task) === undefined,
  refusals.childrenLive
)

// Results.

export const ResultsAreHere = ofTask(
  "ResultsAreHere",
  "ResultsWaiting",
  (_, s, task) => lives.childWithResult(s, task, "kept") === undefined,
  refusals.resultsWaiting
)

export const ResultsAreTaken = ofTask(
  "ResultsAreTaken",
  "ResultsWaiting",
  (_, s, task) => lives.childWithResult(s, task, "kept", "told") === undefined,
  refusals.resultsWaiting
)

const hasResult = (name: string, result: Life["result"]): Guard<OfTask> =>
  ofTask(
    name,
    "NothingToTell",
    (life) => life.result === result,
    (_, task) => refuse("NothingToTell", { task })
  )

export const IsKept = hasResult("IsKept", "kept")
export const IsTold = hasResult("IsTold", "told")

export const ParentRemains = ofTask(
  "ParentRemains",
  "ParentEnded",
  (_, s, task) => lives.overAbove(s, task) === undefined,
  refusals.parentEnded
)

export const IsDelivered = ofTask(
  "IsDelivered",
  "ResultsWaiting",
  (life, s) => lives.isDelivered(s, life),
  (_, task) => refuse("ResultsWaiting", { task, child: task })
)
