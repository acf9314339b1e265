// The verdicts of reference.ts for the life of tasks.
import { type Action, type Resource, type RunId, type Snapshot, type TaskId } from "../../src/protocol/index.ts"
import { nothing } from "../../src/scope/index.ts"
import { guards, isSame } from "./reference-guards.ts"
import { type Life, targetsOf, tasks, writes } from "./reference-life-guards.ts"
import { type Arm, firstOf, type Told, told } from "./reference-told.ts"

const isSameAs =
  (one: Resource) =>
  (other: Resource): boolean =>
    isSame(one, other)

type OfStatus = Extract<Told[number], { readonly status: string | null; readonly task: string }>["_tag"]

const showResource = ({ kind, path }: { readonly kind: string; readonly path: string }): string =>
  kind === "file" ? `"${path}"` : path === "" ? "the whole workspace" : `the directory "${path}"`

/** Arms of several actions. */
export const lifeArms = (view: Snapshot, now: number) => {
  const g = guards(view)
  const t = told(view, now)
  const l = tasks(view)
  const running = (run: RunId): Arm => [g.isRunning(run), () => t.notRunning(run)]
  const mayWrite = (run: RunId): Arm => [g.mayWrite(run), () => [{ _tag: "WriteNotAllowed", run }]]
  const stillWorking = (task: TaskId): Told => [
    { _tag: "StillWorking", task, at: l.command(task) === undefined ? "write" : "command" }
  ]
  return {
    running,
    mayWrite,
    stillWorking,
    isApproved: (run: RunId, grant?: string | null): Arm => {
      const task = l.taskBy(run)
      if (task === undefined) return [true, () => []]
      const missing = l.notApproved(task)
      const isShown = grant === undefined || grant === (l.grantOf(task)?.digest ?? null)
      return [missing === undefined && isShown, () => [{ _tag: "ApprovalRevoked", task: missing ?? task }]]
    },
    leavesNoProcess: (run: RunId): Arm => {
      const task = l.taskBy(run)
      return [task === undefined || l.command(task) === undefined, () => stillWorking(task!)]
    }
  }
}

/** What the first guard that fails refuses with; undefined if none fails, or the action is not about the life of a task. */
export const lifeRefusalOf = (view: Snapshot, a: Action, now: number): Told | undefined => {
  const g = guards(view)
  const t = told(view, now)
  const l = tasks(view)
  const { mayWrite, isApproved, stillWorking } = lifeArms(view, now)
  const running = (run: RunId): Arm => [g.isRunning(run) && l.taskBy(run) !== undefined, () => t.notRunning(run)]
  const status = (task: TaskId) => l.life(task)?.status ?? null
  const isOpen = (host: string): Arm => [g.hostStatus(host) === "open", () => t.host("HostNotOpen", host)]
  const isNew = (run: RunId): Arm => [
    g.runOf(run) === undefined,
    () => [{ _tag: "RunStarted", run, status: g.runOf(run)!.status }]
  ]
  const ofStatus = (_tag: OfStatus, task: TaskId, holds: (life: Life) => boolean): Arm => {
    const life = l.life(task)
    return [life !== undefined && holds(life), () => [{ _tag, task, status: status(task) }] as Told]
  }
  const is = (task: TaskId, holds: (task: TaskId) => boolean): boolean => l.life(task) !== undefined && holds(task)
  const notThere = (task: TaskId): Told => t.notRunning(l.life(task)?.run ?? (task as string as RunId))
  const isThere = (task: TaskId): Arm => [is(task, l.isThere), () => notThere(task)]
  const holdsNothing = (run: RunId): Arm => [
    l.held(run).length + l.places(run).length === 0,
    () => [{ _tag: "HoldsLease", run, held: l.held(run), queued: l.places(run) }]
  ]
  const isIdle = (task: TaskId): Arm => [l.isIdle(task), () => stillWorking(task)]
  const childrenLive = (task: TaskId, children: ReadonlyArray<TaskId>): Arm => [
    children.length === 0,
    () => children.map((child) => ({ _tag: "ChildrenLive", task, child }))
  ]
  const resultsWaiting = (task: TaskId, children: ReadonlyArray<TaskId>): Arm => [
    children.length === 0,
    () => children.map((child) => ({ _tag: "ResultsWaiting", task, child }))
  ]
  const nothingToTell = (task: TaskId, result: Life["result"]): Arm => [
    l.life(task)?.result === result,
    () => [{ _tag: "NothingToTell", task }]
  ]
  switch (a._tag) {
    case "Spawn": {
      const parent = l.taskBy(a.by)
      const others = view.runs.filter((r) => r.task === a.task && r.run !== a.run && r.status === "running")
      const beyond = parent === undefined ? [] : l.beyond(parent, a.profile)
      return firstOf(
        isOpen(a.host),
        [l.life(a.task) === undefined, () => [{ _tag: "TaskExists", task: a.task, status: status(a.task) }]],
        isNew(a.run),
        [others.length === 0, () => others.map(({ run }) => ({ _tag: "TaskRunning", task: a.task, run }))],
        a.by === null ? [true, () => []] : running(a.by),
        [
          l.chain(parent).length < view.limits.depth,
          () => [{ _tag: "TooDeep", task: a.task, limit: view.limits.depth }]
        ],
        [
          parent === undefined || !writes(a.profile) || writes(l.permission(parent)),
          () => [{ _tag: "WriteNotAllowed", run: a.by! }]
        ],
        [
          beyond.length === 0,
          () =>
            beyond.map(([side, resource]) => ({
              _tag: "ScopeTooWide",
              task: a.task,
              parent: parent!,
              example: `to ${side} ${showResource(resource)}`
            }))
        ]
      )
    }
    case "Approve":
    case "Deny":
      return firstOf(ofStatus("NotPending", a.task, (life) => life.status === "pending"))
    case "Revoke":
      return firstOf(ofStatus("NotGranted", a.task, (life) => life.approval === "granted"))
    case "Narrow":
      return firstOf(ofStatus("TaskNotLive", a.task, () => l.isLive(a.task)))
    case "Schedule":
      return firstOf(
        isThere(a.task),
        [status(a.task) !== "pending", () => [{ _tag: "ApprovalRequired", task: a.task }]],
        ofStatus("TaskNotQueued", a.task, (life) => life.status === "queued"),
        [is(a.task, l.hasSlot), () => [{ _tag: "LimitReached", task: a.task, limit: view.limits.tasks }]]
      )
    case "Ask":
    case "Await":
      return firstOf(running(a.run), holdsNothing(a.run))
    case "Answer":
      return firstOf(ofStatus("NotWaiting", a.task, (life) => life.waits === "an answer"))
    case "Join":
      return firstOf(
        ofStatus("NotWaiting", a.task, (life) => life.waits === "its children"),
        isThere(a.task),
        childrenLive(a.task, l.liveBelow(a.task)),
        resultsWaiting(a.task, l.withResult(a.task, "kept"))
      )
    case "Exec": {
      const { run, resources } = a
      const task = l.taskBy(run)
      const held = resources.flatMap((resource) => t.holder(run, resource))
      const ahead = resources.flatMap((resource) => t.waiter(run, resource, view.queue.length))
      const open = resources
        .filter((resource) => !g.isCovered(run, resource))
        .flatMap((resource) => t.unsettled(resource, g.openWithin(resource)))
      const scope = task === undefined ? nothing : l.permission(task).scope
      const beyond = resources.filter((one) => !g.within("write", run, one) && !targetsOf(scope).some(isSameAs(one)))
      const unfinished = view.lives.filter((one) => one.task !== task && l.isLive(one.task) && one.record.length > 0)
      return firstOf(
        running(run),
        mayWrite(run),
        isApproved(run),
        [
          a.tool === undefined || scope.tools.every(({ allow }) => allow.includes(a.tool!)),
          () => [{ _tag: "CommandNotAllowed", run, command: a.tool! }]
        ],
        [beyond.length === 0, () => beyond.flatMap((one) => t.outOfScope(run, "write", one))],
        [
          a.sweeps !== true || unfinished.length === 0,
          () => unfinished.map((one) => ({ _tag: "WouldSweep", run, task: one.task, keys: one.record }))
        ],
        [task === undefined || l.command(task) === undefined, () => stillWorking(task!)],
        [held.length === 0, () => held],
        [ahead.length === 0, () => ahead],
        [open.length === 0, () => open]
      )
    }
    case "Exit":
      return firstOf([is(a.task, l.hasProcess), () => [{ _tag: "NoProcess", task: a.task }]])
    case "Tell": {
      const { task, how, changed } = a
      const outside = how === "success" && l.life(task) !== undefined ? l.outside(task, changed) : []
      return firstOf([l.command(task)?.state === "exited", () => [{ _tag: "NotExited", task }]], isThere(task), [
        outside.length === 0,
        () => [{ _tag: "OutsideLease", task, keys: outside }]
      ])
    }
    case "Complete": {
      const task = l.taskBy(a.run)
      if (task === undefined) return firstOf(running(a.run))
      return firstOf(
        running(a.run),
        isIdle(task),
        childrenLive(task, l.liveBelow(task)),
        resultsWaiting(task, l.withResult(task, "kept", "told"))
      )
    }
    case "Fail":
      return firstOf(running(a.run))
    case "Cancel":
      return firstOf(ofStatus("AlreadyEnded", a.task, () => l.isActive(a.task)))
    case "TimeOut": {
      const until = l.life(a.task)?.until ?? null
      return firstOf(
        [is(a.task, l.isStarted), () => notThere(a.task)],
        [until !== null && until <= now, () => [{ _tag: "NotTimedOut", task: a.task, until, now }]]
      )
    }
    case "Finish": {
      const { task } = a
      const stopping = ofStatus("NotStopping", task, (life) => life.status === "stopping")
      if (!stopping[0]) return firstOf(stopping)
      return firstOf(
        [l.isServed(task), () => t.host("HostNotOpen", l.host(task)!)],
        [l.hasStopped(task), () => stillWorking(task)],
        childrenLive(task, l.life(task)!.ending === "interrupted" ? [] : l.liveBelow(task))
      )
    }
    case "Deliver": {
      const parent = l.life(a.task)?.parent
      return firstOf(nothingToTell(a.task, "kept"), [
        parent !== undefined && l.isThere(parent),
        () => notThere(parent ?? a.task)
      ])
    }
    case "Take":
      return firstOf(nothingToTell(a.task, "told"), [
        g.isRunning(a.run) && l.life(a.task)?.parent === l.taskBy(a.run),
        () => t.notRunning(a.run)
      ])
    case "Resume":
      return firstOf(
        isOpen(a.host),
        ofStatus("NotInterrupted", a.task, (life) => life.status === "interrupted"),
        isNew(a.run),
        [l.overAbove(a.task) === undefined, () => [{ _tag: "ParentEnded", task: a.task, parent: l.overAbove(a.task)! }]]
      )
    case "Delete": {
      const over = ofStatus("NotEnded", a.task, () => l.isOver(a.task))
      if (!over[0]) return firstOf(over)
      const waited = l.parentMayAsk(a.task) && ["kept", "told"].includes(l.life(a.task)!.result)
      return firstOf(isIdle(a.task), childrenLive(a.task, l.liveBelow(a.task)), [
        !waited,
        () => [{ _tag: "ResultsWaiting", task: a.task, child: a.task }]
      ])
    }
    default:
      return undefined
  }
}
