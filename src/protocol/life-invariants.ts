// What must be true of the lives of tasks in every state, under the names of RunnerWitness.tla: see invariants.ts.
import { contains, overlap } from "./covers.ts"
import {
  acting,
  allowsNoMore,
  everyPair,
  mayOnlyRead,
  ofView,
  profileOf,
  runOf,
  type StateInvariant
} from "./invariant.ts"
import { ends, isLiveStatus } from "./life.ts"
import type { Snapshot } from "./view.ts"
import { file, type TaskId } from "./words.ts"

/** A task that was spawned, as a view has it. */
export type LifeIn = Snapshot["lives"][number]

export const lifeIn = (view: Snapshot, task: TaskId | undefined): LifeIn | undefined =>
  view.lives.find((life) => life.task === task)

/** A task and all above it. */
export const chainIn = (view: Snapshot, task: TaskId): ReadonlyArray<LifeIn> => {
  const chain: Array<LifeIn> = []
  for (let life = lifeIn(view, task); life !== undefined; life = lifeIn(view, life.parent)) chain.push(life)
  return chain
}

/** All below a task. */
export const belowIn = (view: Snapshot, task: TaskId): ReadonlyArray<LifeIn> =>
  view.lives.filter((life) => life.task !== task && chainIn(view, life.task).some((above) => above.task === task))

export const hasEnded = ({ status }: LifeIn): boolean => (ends as ReadonlyArray<string>).includes(status)

/** The writes of its own that are decided and not settled. What a store lost may be open again: that is others' to settle. */
export const openWrites = ({ intents, generation }: Snapshot, life: LifeIn): Snapshot["intents"] =>
  intents.filter((intent) => intent.row === "open" && intent.run === life.run && intent.generation === generation)

export const hasProcess = ({ command }: LifeIn): boolean => command?.state === "running" || command?.state === "killed"

/** Who was shown what it may do agreed to it, for it and for all above it. */
export const isApproved = (view: Snapshot, task: TaskId): boolean =>
  chainIn(view, task).every((above) => !profileOf(view, above.task)?.background || above.approval === "granted")

const every = (name: string, holds: (life: LifeIn, view: Snapshot) => boolean): StateInvariant =>
  ofView(name, (view) => view.lives.every((life) => holds(life, view)))

const isLive = (life: LifeIn): boolean => isLiveStatus(life.status)

const hasNothing = (view: Snapshot, { run }: LifeIn): boolean =>
  view.leases.every((lease) => lease.run !== run) && view.queue.every((place) => place.run !== run)

/** What holds in every state. */
export const lifeInvariants: ReadonlyArray<StateInvariant> = [
  every("TypeOK", (life, view) => {
    const run = runOf(view, life.run)
    const isThere = run?.status === "running"
    return (
      run?.task === life.task &&
      (life.status === "waiting") === (life.waits !== undefined) &&
      (life.status === "stopping") === (life.ending !== undefined) &&
      (life.until === undefined || life.status === "running") &&
      (!isLive(life) || isThere || life.status === "stopping") &&
      (isLive(life) || !isThere)
    )
  }),
  every("DepthRespected", (life, view) => chainIn(view, life.task).length <= view.limits.depth),
  every(
    "ReadOnlyNeverWrites",
    (life, view) =>
      !chainIn(view, life.task).some((above) => mayOnlyRead(profileOf(view, above.task))) ||
      (life.record.length === 0 && hasNothing(view, life))
  ),
  // Of what a task may read as well as of what it may write.
  every(
    "ScopeRespected",
    (life, view) =>
      life.parent === undefined || allowsNoMore(view, profileOf(view, life.task), profileOf(view, life.parent))
  ),
  ofView("WithinLimit", (view) => {
    const atWork = view.lives.filter(
      (life) =>
        profileOf(view, life.task)?.background &&
        (life.status === "running" || hasProcess(life) || (isLive(life) && openWrites(view, life).length > 0))
    )
    return atWork.length <= view.limits.tasks
  }),
  ofView("OneWriterInside", (view) => {
    const commands = view.lives.flatMap((life) =>
      hasProcess(life) ? life.command!.leases.map(({ resource }) => ({ task: life.task, resource })) : []
    )
    const writes = view.lives.flatMap((life) =>
      openWrites(view, life).flatMap(({ parts }) => parts.map(({ key }) => ({ task: life.task, resource: file(key) })))
    )
    return everyPair(
      [...commands, ...writes],
      (one, other) => one.task === other.task || !overlap(one.resource, other.resource)
    )
  }),
  // The lease of a command stands until somebody looked at what it changed.
  every("CommandsAreLeased", (life, view) =>
    (life.command?.leases ?? []).every(({ resource, handle }) =>
      view.leases.some(
        (lease) => lease.run === life.run && contains(lease.resource, resource) && lease.handles.includes(handle)
      )
    )
  ),
  every(
    "RevokedCommandsEnd",
    (life, view) => life.command?.state !== "running" || (life.status !== "stopping" && isApproved(view, life.task))
  ),
  every("NothingHeldWhileWaiting", (life, view) => life.status !== "waiting" || hasNothing(view, life)),
  every(
    "EndedHasStopped",
    (life, view) =>
      !hasEnded(life) ||
      (!acting(view).has(life.run) &&
        hasNothing(view, life) &&
        life.command === undefined &&
        openWrites(view, life).length === 0 &&
        !belowIn(view, life.task).some(isLive))
  ),
  every(
    "HistoryDurable",
    (life, view) =>
      life.status === "deleted" ||
      view.intents.every(
        ({ run, parts }) => runOf(view, run)?.task !== life.task || parts.every(({ key }) => life.record.includes(key))
      )
  ),
  every(
    "CompletedKnows",
    (life, view) =>
      (life.status !== "completed" && life.ending !== "completed") ||
      view.lives.every((child) => child.parent !== life.task || !hasEnded(child) || child.result === "taken")
  )
]
