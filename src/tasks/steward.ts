// What has to be done for tasks though they do not ask for it: those of this process are given slots, told what their children came to,
// stopped when their time is over, and brought to their end; those whose process died are brought to theirs by whoever comes.
//
// It decides nothing: it offers each step that might be due, and the protocol refuses those that are not.
import { Result } from "effect"
import {
  type Action,
  childrenOf,
  type HostId,
  hostOf,
  lifeOf,
  liveTasks,
  type State,
  type Step,
  type TaskId
} from "../protocol/index.ts"
import { Transaction } from "../store/transaction.ts"

export interface Stewardship {
  readonly host: HostId
  /** The tasks of this process, the oldest first, and whether nothing of them runs here any more. */
  readonly own: ReadonlyMap<TaskId, { readonly hasStopped: boolean }>
  /** ms since 1970. */
  readonly wall: number
}

/** The steps that may be due for a task of this process. */
const offers = (state: State, task: TaskId, hasStopped: boolean, wall: number): ReadonlyArray<Action> => {
  const life = lifeOf(state, task)
  if (life === undefined) return []
  const offered: Array<Action> = []
  if (life.until !== undefined) offered.push({ _tag: "TimeOut", task })
  const expires = life.grant?.expires ?? null
  if (life.approval === "granted" && expires !== null && wall >= expires)
    offered.push({ _tag: "Revoke", task, reason: "the time that it was approved for is over" })
  for (const child of childrenOf(state, task))
    if (lifeOf(state, child)?.result === "kept") offered.push({ _tag: "Deliver", task: child })
  if (life.waits === "its children") offered.push({ _tag: "Join", task })
  if (life.status === "queued") offered.push({ _tag: "Schedule", task })
  if (life.status === "stopping" && hasStopped) offered.push({ _tag: "Finish", task, changed: [] })
  return offered
}

/** Takes all steps that are due, and those that become so by them. */
export const tend = (tx: Transaction, { host, own, wall }: Stewardship): void => {
  for (let went = true; went;) {
    went = false
    const offer = (action: Action): void => {
      if (Result.isSuccess(tx.step(action))) went = true
    }
    for (const [task, { hasStopped }] of own)
      for (const action of offers(tx.state, task, hasStopped, wall)) offer(action)
    for (const task of liveTasks(tx.state)) {
      const life = lifeOf(tx.state, task)!
      const at = hostOf(tx.state, life.run)
      // Its process died. A command that it left is looked after by the warden.
      const isLeft = at === undefined || (at === host && !own.has(task))
      if (life.status === "stopping" && isLeft && life.command === undefined)
        offer({ _tag: "Finish", task, changed: [] })
    }
  }
}

/** Whether any step is due, as far as this process knows: without one no transaction is begun. */
export const isAnyDue = (step: Step, state: State, now: number, stewardship: Stewardship): boolean => {
  const trial = new Transaction(step, state, now)
  tend(trial, stewardship)
  return trial.entries.length > 0
}
