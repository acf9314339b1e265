// What must be true of every step in the lives of tasks, under the names of RunnerWitness.tla: see laws.ts.
import { Result } from "effect"
import type { ActionName, ActionOf } from "./actions.ts"
import { contains } from "./covers.ts"
import { acting, allowsNoMore, isInScope, mayOnlyRead, profileOf, runOf } from "./invariant.ts"
import type { Law, Taken } from "./law.ts"
import { isLiveStatus } from "./life.ts"
import { belowIn, hasEnded, hasProcess, isApproved, type LifeIn, lifeIn } from "./life-invariants.ts"
import type { Snapshot } from "./view.ts"
import { file, type Resource, type TaskId } from "./words.ts"

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** A law of steps that these actions take. */
const ofSteps = <Name extends ActionName>(
  name: string,
  actions: ReadonlyArray<Name>,
  holds: (taken: Taken & { readonly action: ActionOf<Name> }) => boolean
): Law => ({
  name,
  holds: (step) =>
    !(actions as ReadonlyArray<ActionName>).includes(step.action._tag) ||
    Result.isFailure(step.outcome) ||
    holds({ ...step, action: step.action as ActionOf<Name> })
})

/** A law of each task that was there before a step, and is after it. */
const ofEach = (name: string, holds: (before: LifeIn, after: LifeIn, step: Taken) => boolean): Law => ({
  name,
  holds: (step) =>
    step.before.lives.every((life) => {
      const after = lifeIn(step.after, life.task)
      return after !== undefined && holds(life, after, step)
    })
})

const taskOf = (view: Snapshot, step: { readonly run: LifeIn["run"] }): TaskId | undefined =>
  runOf(view, step.run)?.task

/** The host of a task, as long as it has a run there. */
const hostOf = (view: Snapshot, life: LifeIn): string | null => runOf(view, life.run)?.host ?? null

const isIn = (view: Snapshot, life: LifeIn, status: "open" | "crashed"): boolean =>
  view.hosts.some((one) => one.host === hostOf(view, life) && one.status === status)

const order = ["none", "kept", "told", "taken"]

const requests = ["Acquire", "Enqueue", "Decide", "Exec"] as const

/** Something of a run that it had not before. */
const isNew = (
  { run, resource }: { readonly run: string; readonly resource: Resource },
  old: ReadonlyArray<{ readonly run: string; readonly resource: Resource }>
): boolean => !old.some((one) => one.run === run && same(one.resource, resource))

/** What holds of every step. */
export const lifeLaws: ReadonlyArray<Law> = [
  // It need not stay so: what a task may do is narrowed under its leases. Whoever is served asked for it before.
  ofSteps("LeasesWithinScope", ["Acquire", "Enqueue", "Grant"], ({ before, after, action }) =>
    [...after.leases, ...after.queue].every(
      (one) =>
        !isNew(one, [...before.leases, ...before.queue]) ||
        action._tag === "Grant" ||
        isInScope(before, one.run, "write", one.resource)
    )
  ),
  ofSteps("ApprovedFirst", requests, ({ before, action }) => {
    const task = taskOf(before, action)
    return task === undefined || isApproved(before, task)
  }),
  ofSteps("ReadOnlyNeverWrites", requests, ({ before, action }) => {
    const task = taskOf(before, action)
    return !mayOnlyRead(profileOf(before, task))
  }),
  // Nor is anything else asked by who waits, stops, or is dead.
  ofSteps("TheDeadStayDead", [...requests, "Ask", "Await", "Complete", "Fail"], ({ before, action }) => {
    const life = lifeIn(before, taskOf(before, action))
    return (
      acting(before).has(action.run) && (life === undefined || (life.run === action.run && life.status === "running"))
    )
  }),
  ofEach("PermissionOnlyNarrows", (life, after, step) => {
    if (life.status === "pending") return true
    const [old, now] = [profileOf(step.before, life.task), profileOf(step.after, life.task)]
    return (
      now?.background === old?.background &&
      (!now?.allowWrites || old?.allowWrites === true) &&
      allowsNoMore(step.after, now, old) &&
      (after.approval !== "granted" || life.approval === "granted")
    )
  }),
  ofSteps("RestoredAsSaved", ["Resume"], ({ before, after, action }) => {
    const saved = ({ approval, grant, record, question, answer, left }: LifeIn) => [
      approval,
      grant,
      record,
      question,
      answer,
      left
    ]
    const [old, now] = [lifeIn(before, action.task), lifeIn(after, action.task)]
    return (
      old !== undefined &&
      now !== undefined &&
      same(saved(old), saved(now)) &&
      same(profileOf(before, action.task), profileOf(after, action.task))
    )
  }),
  ofSteps("SuccessIsTrue", ["Tell"], ({ before, action: { task, how, changed } }) => {
    const run = lifeIn(before, task)?.run
    return (
      how === "failure" ||
      changed.every((key) => before.leases.some((lease) => lease.run === run && contains(lease.resource, file(key))))
    )
  }),
  // Processes are not forgotten: somebody has to say that they are gone.
  ofEach(
    "NoProcessIsForgotten",
    (life, after, { action }) =>
      !hasProcess(life) ||
      (after.command?.id === life.command?.id &&
        (hasProcess(after) || (action._tag === "Exit" && action.task === life.task)))
  ),
  ofEach(
    "EndIsFinal",
    (life, after) =>
      (!hasEnded(life) || after.status === life.status || after.status === "deleted") &&
      (life.status !== "stopping" ||
        after.status === life.ending ||
        (after.status === "stopping" && after.ending === life.ending))
  ),
  ofEach("DeletedIsFinal", (life, after) => life.status !== "deleted" || after.status === "deleted"),
  ofEach(
    "StaysWhereItIs",
    (life, after, step) =>
      life.run !== after.run ||
      hostOf(step.after, after) === null ||
      hostOf(step.after, after) === hostOf(step.before, life)
  ),
  // By nobody else, that is: a run may end before its task.
  ofEach(
    "RecoveryTouchesOnlyTheDead",
    (life, after, { action, before }) =>
      !isIn(before, life, "open") ||
      (action._tag === "End" && action.run === life.run) ||
      (after.status !== "interrupted" && after.ending !== "interrupted")
  ),
  ofEach(
    "TheDeadStayDead",
    (life, after, { action, before, after: view }) =>
      !isIn(before, life, "crashed") || hostOf(view, after) !== null || action._tag === "Reap"
  ),
  ofSteps("TheDeadAreInterrupted", ["Reap"], ({ before, after, action }) =>
    before.lives.every((life) => {
      const now = lifeIn(after, life.task)
      return (
        hostOf(before, life) !== action.host ||
        now?.status === "interrupted" ||
        now?.ending === "interrupted" ||
        (life.ending !== undefined && now?.ending === life.ending)
      )
    })
  ),
  // What it wrote is known until it is deleted, and it is known of each write as soon as it is decided.
  ofEach(
    "HistoryDurable",
    (life, after) => after.status === "deleted" || life.record.every((key) => after.record.includes(key))
  ),
  ofSteps("HistoryDurable", ["Tell", "Finish"], ({ before, after, action }) => {
    const isOfCommand = lifeIn(before, action.task)?.command !== undefined
    const record = lifeIn(after, action.task)?.record
    return !isOfCommand || action.changed.every((key) => record?.includes(key))
  }),
  ofSteps("LiveIsKept", ["Delete"], ({ before, action }) => {
    const life = lifeIn(before, action.task)
    const parent = lifeIn(before, life?.parent)
    const isWaitedFor = parent !== undefined && !hasEnded(parent) && parent.status !== "deleted"
    const willTake = isWaitedFor && (parent.status !== "stopping" || parent.ending === "interrupted")
    return (
      life !== undefined &&
      !isLiveStatus(life.status) &&
      !belowIn(before, action.task).some(({ status }) => isLiveStatus(status)) &&
      (!hasEnded(life) || !willTake || life.result === "taken")
    )
  }),
  // It is kept until it is told, told until it is taken, and told anew to the next run of who was told.
  ofEach("ResultsAreNotLost", (life, after, step) => {
    const { action, before, after: view } = step
    const [from, to] = [order.indexOf(life.result), order.indexOf(after.result)]
    const parent = lifeIn(before, life.parent)
    if (hasEnded(after) && !hasEnded(life)) return after.result === (parent === undefined ? "none" : "kept")
    if (to < from) return from === 2 && to === 1 && parent !== undefined && hostOf(view, parent) === null
    if (to === from) return life.result !== "told" || parent === undefined || hearsIt(step, parent)
    if (after.result === "told") return parent !== undefined && isIn(before, parent, "open")
    return action._tag === "Take" && action.run === parent?.run && acting(before).has(action.run) && to === from + 1
  }),
  ofSteps("JoinedKnows", ["Join"], ({ before, action }) =>
    before.lives.every(
      (child) =>
        child.parent !== action.task ||
        (!isLiveStatus(child.status) && (!hasEnded(child) || child.result === "told" || child.result === "taken"))
    )
  )
]

/** Whether who was told a result still knows it after a step, or had no use for it: it had no run, or ended. */
const hearsIt = ({ before, after }: Taken, parent: LifeIn): boolean => {
  const now = lifeIn(after, parent.task)
  return hostOf(before, parent) === null || now === undefined || hostOf(after, now) !== null || hasEnded(now)
}
