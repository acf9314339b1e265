// What has to be done for tasks though they do not ask for it: those of this process are given slots, told what their children came to,
// stopped when their time is over, and brought to their end; those whose process died are brought to theirs by whoever comes.
//
// It decides nothing: it offers each step that might be due, and the protocol refuses those that are not.
import { Result } from "effect"
import {
  type Action,
  type HostId,
  hostOf,
  lifeOf,
  liveTasks,
  type State,
  type Step,
  type TaskId,
  taskOf
} from "../protocol/index.ts"
import { Transaction } from "../store/transaction.ts"
import type { Untold } from "./untold.ts"

export interface Stewardship {
  readonly host: HostId
  /** The tasks of this process, the oldest first, and whether nothing of them runs here any more. */
  readonly own: ReadonlyMap<TaskId, { readonly hasStopped: boolean }>
  readonly untold: Untold
  /** ms since 1970. */
  readonly wall: number
}

/** The steps that may be due for a task of this process. */
const offers = (
  state: State,
  task: TaskId,
  hasStopped: boolean,
  { untold, wall }: Stewardship
): ReadonlyArray<Action> => {
  const life = lifeOf(state, task)
  if (life === undefined) return []
  const offered: Array<Action> = []
  if (life.until !== undefined) offered.push({ _tag: "TimeOut", task })
  const expires = life.grant?.expires ?? null
  if (life.approval === "granted" && expires !== null && wall >= expires)
    offered.push({ _tag: "Revoke", task, reason: "the time that it was approved for is over" })
  for (const child of untold(state, task)) offered.push({ _tag: "Deliver", task: child })
  if (life.waits === "its children") offered.push({ _tag: "Join", task })
  if (life.status === "queued") offered.push({ _tag: "Schedule", task })
  if (life.status === "stopping" && hasStopped) offered.push({ _tag: "Finish", task, changed: [] })
  return offered
}

/** Takes all steps that are due, and those that become so by them. */
export const tend = (tx: Transaction, stewardship: Stewardship): void => {
  const { host, own } = stewardship
  for (let went = true; went;) {
    went = false
    // Who finds no slot tells of all in the background that wait for one: in this round no other is offered.
    let isFull = false
    const offer = (action: Action): void => {
      if (isFull && action._tag === "Schedule" && taskOf(tx.state, action.task).background) return
      const outcome = tx.step(action)
      if (Result.isSuccess(outcome)) went = true
      else if (outcome.failure._tag === "LimitReached") isFull = true
    }
    for (const [task, { hasStopped }] of own)
      for (const action of offers(tx.state, task, hasStopped, stewardship)) offer(action)
    for (const task of liveTasks(tx.state)) {
      const life = lifeOf(tx.state, task)!
      if (life.status !== "stopping" || life.command !== undefined) continue
      const at = hostOf(tx.state, life.run)
      // Its process died. A command that it left is looked after by the warden.
      const isLeft = at === undefined || (at === host && !own.has(task))
      if (isLeft) offer({ _tag: "Finish", task, changed: [] })
    }
  }
}

/** Nothing is due in this state before one of these times. */
export interface Quiet {
  readonly state: State
  /** ms of the monotonic clock. */
  readonly until: number
  /** ms since 1970. */
  readonly untilWall: number
}

/** Undefined if a step is due, as far as this process knows: without one no transaction is begun. */
export const quietOf = (step: Step, state: State, now: number, stewardship: Stewardship): Quiet | undefined => {
  const trial = new Transaction(step, state, now)
  tend(trial, stewardship)
  if (trial.entries.length > 0) return undefined
  let [until, untilWall] = [Infinity, Infinity]
  for (const task of stewardship.own.keys()) {
    const life = lifeOf(state, task)
    until = Math.min(until, life?.until ?? Infinity)
    if (life?.approval === "granted") untilWall = Math.min(untilWall, life.grant?.expires ?? Infinity)
  }
  return { state, until, untilWall }
}
