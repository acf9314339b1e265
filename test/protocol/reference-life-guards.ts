// The guards of the specification of the life of tasks once more, over the plain view, as literally and as slowly as can be.
import { Result } from "effect"
import {
  file,
  type HostId,
  type Key,
  type Resource,
  type RunId,
  type Snapshot,
  subtree,
  type Task,
  type TaskId
} from "../../src/protocol/index.ts"
import { compileScope, coverOf, type Scope } from "../../src/scope/index.ts"
import { guards, layersOf, takes } from "./reference-guards.ts"

/** A task that was spawned, as a view has it. */
export type Life = Snapshot["lives"][number]

/** Some of all that the tests have: what one scope allows and another does not is shown by one of them. */
const fewKeys = ["a", "d", "d/a", "d/e", "d/z", "d/e/a"]

const known = new WeakMap<Scope, ReadonlyArray<Resource>>()

/** All that a scope lets write. */
export const targetsOf = (scope: Scope): ReadonlyArray<Resource> => {
  const targets =
    known.get(scope) ??
    coverOf(Result.getOrThrow(compileScope(scope))).map(({ kind, path }) =>
      kind === "file" ? file(path as Key) : subtree(path as Key)
    )
  known.set(scope, targets)
  return targets
}

const live = ["pending", "queued", "waiting", "running", "stopping"]
export const ends = ["completed", "failed", "cancelled", "timed out", "denied"]

export const writes = (asked: Pick<Task, "background" | "allowWrites">): boolean =>
  !asked.background || asked.allowWrites
export const needsApproval = (asked: Pick<Task, "background" | "allowWrites">): boolean =>
  asked.background && asked.allowWrites

/** What a view says of tasks that were spawned, by the specification's names. */
export const tasks = (view: Snapshot) => {
  const g = guards(view)
  const life = (task: TaskId | null | undefined): Life | undefined => view.lives.find((one) => one.task === task)
  const permission = (task: TaskId): Task => view.tasks.find((one) => one.task === task)!
  const chain = (task: TaskId | undefined): ReadonlyArray<TaskId> =>
    task === undefined ? [] : [task, ...chain(life(task)?.parent)]
  const host = (task: TaskId): HostId | undefined =>
    view.runs.find(({ run, status }) => run === life(task)!.run && status === "running")?.host ?? undefined
  const isThere = (task: TaskId): boolean => host(task) !== undefined && g.hostStatus(host(task)!) === "open"
  const status = (task: TaskId) => life(task)!.status
  const isLive = (task: TaskId): boolean => live.includes(status(task))
  const isActive = (task: TaskId): boolean => isLive(task) && status(task) !== "stopping"
  const children = (task: TaskId): ReadonlyArray<TaskId> =>
    view.lives.filter(({ parent }) => parent === task).map((one) => one.task)
  const below = (task: TaskId): ReadonlyArray<TaskId> =>
    view.lives.filter((one) => chain(one.task).includes(task)).map((one) => one.task)
  const { isRunning } = g
  /** What it has under way by itself. */
  const isWriting = (task: TaskId): boolean =>
    view.intents.some((intent) => intent.row === "open" && intent.task === task)
  const command = (task: TaskId) => life(task)?.command
  const hasProcess = (task: TaskId): boolean => ["running", "killed"].includes(command(task)?.state ?? "")
  const isIdle = (task: TaskId): boolean => command(task) === undefined && !isWriting(task)
  const mayGoOn = (task: TaskId): boolean =>
    isActive(task) || status(task) === "interrupted" || life(task)!.ending === "interrupted"
  const parentMayAsk = (task: TaskId): boolean => {
    const { parent } = life(task)!
    return parent !== undefined && mayGoOn(parent)
  }
  const overAbove = (task: TaskId): TaskId | undefined => chain(life(task)?.parent).find((above) => !mayGoOn(above))
  const isAtWork = (task: TaskId): boolean => status(task) === "running" || !isIdle(task)
  return {
    life,
    permission,
    chain,
    host,
    isThere,
    isLive,
    isActive,
    children,
    below,
    isRunning,
    isWriting,
    command,
    hasProcess,
    isIdle,
    mayGoOn,
    parentMayAsk,
    overAbove,
    /** the task that the run goes on with */
    taskBy: (run: RunId | null): TaskId | undefined =>
      view.lives.find((one) => one.run === run && view.runs.some((of) => of.run === run && of.task === one.task))?.task,
    isServed: (task: TaskId): boolean => host(task) === undefined || isThere(task),
    isStarted: (task: TaskId): boolean => life(task)?.status === "running",
    hasStopped: (task: TaskId): boolean => !hasProcess(task) && !isWriting(task),
    /** of it and those above it, whose approval is missing */
    notApproved: (task: TaskId): TaskId | undefined =>
      chain(task).find((above) => needsApproval(permission(above)) && life(above)!.approval !== "granted"),
    grantOf: (task: TaskId) =>
      chain(task)
        .map((above) => life(above)!.grant)
        .find((grant) => grant !== undefined),
    /** something that is not within what the parent may do */
    beyond: (by: TaskId, asked: Task): ReadonlyArray<readonly [side: "read" | "write", resource: Resource]> => {
      const has = ({ scope }: Task, side: "read" | "write", resource: Resource) =>
        layersOf(scope, side).every((layer) => takes(layer, resource))
      return (["read", "write"] as const).flatMap((side) =>
        fewKeys
          .map((key) => file(key as Key))
          .filter((one) => has(asked, side, one) && !has(permission(by), side, one))
          .map((one) => [side, one] as const)
      )
    },
    hasSlot: (task: TaskId): boolean =>
      !permission(task).background ||
      view.lives.filter((other) => isLive(other.task) && permission(other.task).background && isAtWork(other.task))
        .length < view.limits.tasks,
    held: (run: RunId): ReadonlyArray<Resource> =>
      view.leases
        .filter((lease) => lease.run === run)
        .toSorted((one, other) => one.token - other.token)
        .map(({ resource }) => resource),
    places: (run: RunId): ReadonlyArray<Resource> =>
      view.queue.filter((place) => place.run === run).map(({ resource }) => resource),
    outside: (task: TaskId, changed: ReadonlyArray<Key>): ReadonlyArray<Key> =>
      changed.filter((key) => {
        const { run } = life(task)!
        return !g.isCovered(run, file(key)) || !g.within("write", run, file(key))
      }),
    liveBelow: (task: TaskId): ReadonlyArray<TaskId> => below(task).filter((other) => other !== task && isLive(other)),
    withResult: (task: TaskId, ...results: ReadonlyArray<string>): ReadonlyArray<TaskId> =>
      children(task).filter((child) => results.includes(life(child)!.result)),
    isOver: (task: TaskId): boolean => [...ends, "interrupted"].includes(status(task))
  }
}
