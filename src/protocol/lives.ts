// What tasks are to each other, and how far each is: what the guards of the life of tasks look at, under the specification's names.
import type { Folds } from "../scope/folds.ts"
import { intersect, type Scope } from "../scope/scope.ts"
import { isOpen } from "./hosts.ts"
import { isLiveStatus, type Life } from "./life.ts"
import { beyond } from "./scopes.ts"
import { type Run, type State, type Task, taskOf } from "./state.ts"
import { get, isEmpty, keys, remove, set } from "./table.ts"
import type { Handle, HostId, Key, RunId, TaskId } from "./words.ts"

/** What is known of a task that was spawned. */
export const lifeOf = (state: State, task: TaskId): Life | undefined => get(state.lives, task)

/** The task that a run is of, if it goes on with it: not if another run does by now. */
export const taskBy = (state: State, run: RunId): TaskId | undefined => {
  const task = get(state.runs, run)?.task
  return task !== undefined && lifeOf(state, task)?.run === run ? task : undefined
}

const runOf = (state: State, life: Life): Run | undefined => get(state.runs, life.run)

/** The run that goes on with a task, or did last; none if nobody spawned it. */
export const lastRunOf = (state: State, task: TaskId): ReadonlyArray<RunId> => {
  const life = lifeOf(state, task)
  return life === undefined ? [] : [life.run]
}

/** Where a task is; undefined once its run is over. */
export const hostOf = (state: State, life: Life): HostId | undefined => runOf(state, life)?.host

/** The state that knows so much of a task; indexes follow. */
export const withLife = (state: State, task: TaskId, life: Life): State => {
  const { parent } = life
  const isNew = lifeOf(state, task) === undefined
  return {
    ...state,
    lives: set(state.lives, task, life),
    live: isLiveStatus(life.status) ? set(state.live, task, true) : remove(state.live, task),
    childrenOf:
      isNew && parent !== undefined
        ? set(state.childrenOf, parent, set(get(state.childrenOf, parent), task, true))
        : state.childrenOf
  }
}

// The tree.

/** A task and all above it, from below. */
export const chainOf = (state: State, task: TaskId): ReadonlyArray<TaskId> => {
  const chain: Array<TaskId> = []
  for (let at: TaskId | undefined = task; at !== undefined; at = lifeOf(state, at)?.parent) chain.push(at)
  return chain
}

export const childrenOf = (state: State, task: TaskId): ReadonlyArray<TaskId> => keys(get(state.childrenOf, task))

/** A task and all below it. */
export const belowOf = (state: State, task: TaskId): ReadonlyArray<TaskId> => {
  const below = [task]
  for (let at = 0; at < below.length; at++) below.push(...childrenOf(state, below[at]!))
  return below
}

/**
 * The tasks that are live among those below a task: also below one that was interrupted, whose children may go on elsewhere. Whoever
 * ever was below it are many more than those who are.
 */
export const liveBelow = (state: State, task: TaskId): ReadonlyArray<TaskId> =>
  keys(state.live).filter((other) => other !== task && chainOf(state, other).includes(task))

export const isLive = (life: Life): boolean => isLiveStatus(life.status)

/** It has not come to an end, and nobody told it to. */
export const isActive = (life: Life): boolean => isLive(life) && life.status !== "stopping"

// Where it is.

/** Its fibre is there, asleep or not. */
export const isThere = (state: State, life: Life): boolean => {
  const host = hostOf(state, life)
  return host !== undefined && isOpen(state, host)
}

/** Who died on the way is not looked after before it is reaped. */
export const isServed = (state: State, life: Life): boolean => {
  const host = hostOf(state, life)
  return host === undefined || isOpen(state, host)
}

/** Whether the task that the run is of lets it do anything just now; so it is where nobody spawned it. */
export const letsRun = (state: State, task: TaskId, run: RunId): boolean => {
  const life = lifeOf(state, task)
  return life === undefined || (life.run === run && life.status === "running")
}

// What it may do.

export const writes = ({ background, allowWrites }: Task): boolean => !background || allowWrites

export const needsApproval = ({ background, allowWrites }: Task): boolean => background && allowWrites

/** The task in the chain whose approval is missing: what is revoked for a task is revoked for all below it. */
export const notApproved = (state: State, task: TaskId): TaskId | undefined =>
  chainOf(state, task).find((above) => {
    const life = lifeOf(state, above)
    return life !== undefined && needsApproval(taskOf(state, above)) && life.approval !== "granted"
  })

/** What lets a task write: its own grant, or else the next one above it. */
export const grantOf = (state: State, task: TaskId): Life["grant"] => {
  for (const above of chainOf(state, task)) {
    const grant = lifeOf(state, above)?.grant
    if (grant !== undefined) return grant
  }
  return undefined
}

export const depthOf = (state: State, task: TaskId | undefined): number =>
  task === undefined ? 0 : chainOf(state, task).length

/** Nobody writes by a child what it may not write itself: a child in the foreground is no way out. */
export const modeWithin = (parent: Task, asked: Task): boolean => !writes(asked) || writes(parent)

/** Something that the child asks for and its parent may not do; undefined if there is nothing. */
export const beyondScope = (parent: Task, asked: Task, folds: Folds): string | undefined =>
  beyond(asked.scope, parent.scope, folds)

/** What is left is in both, whatever was asked. */
export const narrowed = (profile: Task, scope: Scope): Task => ({
  ...profile,
  scope: intersect(profile.scope, scope)
})

// What it has under way.

/** Nor has it a place: nobody would be served behind it as long as it waits for something else. */
export const holdsNothing = (state: State, run: RunId): boolean => {
  const record = get(state.runs, run)
  return isEmpty(record?.held) && isEmpty(record?.waiting)
}

/** What it decided before it was interrupted is its own, too. */
const writesNothing = (state: State, task: TaskId): boolean => isEmpty(get(state.writing, task))

export const hasNoCommand = ({ command }: Life): boolean => command === undefined

/** Whether the run has it by its command. */
export const isOfCommand = (state: State, run: RunId, handle: Handle): boolean => {
  const task = taskBy(state, run)
  const leases = task === undefined ? [] : (lifeOf(state, task)?.command?.leases ?? [])
  return leases.some((lease) => lease.handle === handle)
}

export const hasProcess = ({ command }: Life): boolean => command !== undefined && command.state !== "exited"

export const isIdle = (state: State, task: TaskId, life: Life): boolean =>
  hasNoCommand(life) && writesNothing(state, task)

/** What a command changed can be looked at later: with the end of its task at the latest. */
export const hasStopped = (state: State, task: TaskId, life: Life): boolean =>
  !hasProcess(life) && writesNothing(state, task)

/**
 * A task that waits is not at work, and leaves its slot to others: else a few that wait for their children would keep these from ever
 * starting. One that is stopped is at work as long as something of it runs.
 */
const isAtWork = (state: State, task: TaskId, life: Life): boolean =>
  life.status === "running" || !isIdle(state, task, life)

// One that was interrupted is not live, and may have a write of its that others settle.
export const hasSlot = (state: State, task: TaskId): boolean => {
  if (!taskOf(state, task).background) return true
  const atWork = keys(state.live).filter(
    (other) => taskOf(state, other).background && isAtWork(state, other, lifeOf(state, other)!)
  )
  return atWork.length < state.limits.tasks
}

export const recordOf = (state: State, task: TaskId): ReadonlyArray<Key> => keys(lifeOf(state, task)?.record).toSorted()

/** The tasks that go on and wrote something. */
export const unfinished = (state: State): ReadonlyArray<TaskId> =>
  keys(state.live).filter((task) => !isEmpty(lifeOf(state, task)!.record))

// Its children.

/** A task that was interrupted may be resumed, and its children go on meanwhile, where they run elsewhere. */
export const childInTheWay = (state: State, task: TaskId): TaskId | undefined =>
  lifeOf(state, task)?.ending === "interrupted" ? undefined : liveBelow(state, task)[0]

export const childWithResult = (
  state: State,
  task: TaskId,
  ...results: ReadonlyArray<Life["result"]>
): TaskId | undefined => childrenOf(state, task).find((child) => results.includes(lifeOf(state, child)!.result))

/** Who will not end as it is now: a parent that is stopping takes no result any more, unless it was interrupted, and is resumed. */
const mayGoOn = (life: Life): boolean =>
  isActive(life) || life.status === "interrupted" || life.ending === "interrupted"

export const parentMayAsk = (state: State, { parent }: Life): boolean => {
  const life = parent === undefined ? undefined : lifeOf(state, parent)
  return life !== undefined && mayGoOn(life)
}

/** Whoever above a task is over, the nearest of them: nobody goes on below, whatever those between them may still do. */
export const overAbove = (state: State, task: TaskId): TaskId | undefined =>
  chainOf(state, task)
    .slice(1)
    .find((above) => !mayGoOn(lifeOf(state, above)!))

export const isOver = ({ status }: Life): boolean => !isLiveStatus(status) && status !== "deleted"

/** Nobody still waits for what it came to. */
export const isDelivered = (state: State, life: Life): boolean =>
  !parentMayAsk(state, life) || (life.result !== "kept" && life.result !== "told")
