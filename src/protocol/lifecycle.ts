// How tasks come, wait and end: the changes of the life of tasks, under the specification's names.
import { count, releasePlaces, take as acquire } from "./leases.ts"
import type { Acquired, End, Grant, Life, Question } from "./life.ts"
import { belowOf, childrenOf, isActive, lifeOf, liveBelow, needsApproval, taskBy, withLife } from "./lives.ts"
import type { Order } from "./orders.ts"
import { type State, type Task, taskOf } from "./state.ts"
import { empty, keys, set } from "./table.ts"
import { endRun, runsIn, startRun } from "./tasks.ts"
import type { Handle, HostId, Key, Resource, RunId, TaskId } from "./words.ts"

/** Changes what is known of a task, if anything is; whoever looks after it is told if its status does. */
export const change = (state: State, task: TaskId, orders: Array<Order>, to: (life: Life) => Partial<Life>): State => {
  const life = lifeOf(state, task)
  if (life === undefined) return state
  const changed = { ...life, ...to(life) }
  if (changed.status !== life.status)
    orders.push({ _tag: "Became", task, run: changed.run, status: changed.status, ending: changed.ending ?? null })
  return withLife(state, task, changed)
}

/** The same of what the run is of. */
export const changeBy = (state: State, run: RunId, orders: Array<Order>, to: (life: Life) => Partial<Life>): State => {
  const task = taskBy(state, run)
  return task === undefined ? state : change(state, task, orders, to)
}

// Coming.

export const spawn = (
  state: State,
  task: TaskId,
  asked: {
    readonly run: RunId
    readonly host: HostId
    readonly by: RunId | null
    readonly profile: Task
    readonly timeoutMs: number | null
  },
  orders: Array<Order>
): State => {
  const { run, host, by, profile, timeoutMs } = asked
  const pending = needsApproval(profile)
  const life: Life = {
    status: pending ? "pending" : "queued",
    run,
    parent: by === null ? undefined : taskBy(state, by),
    approval: pending ? "asked" : "not needed",
    waits: undefined,
    ending: undefined,
    command: undefined,
    record: empty(),
    result: "none",
    grant: undefined,
    question: undefined,
    answer: undefined,
    outcome: undefined,
    left: timeoutMs,
    until: undefined
  }
  orders.push({ _tag: "Became", task, run, status: life.status, ending: null })
  const known = { ...state, tasks: set(state.tasks, task, profile) }
  return withLife(startRun(known, run, task, host), task, life)
}

export const approve = (state: State, task: TaskId, grant: Grant, orders: Array<Order>): State =>
  change(state, task, orders, () => ({ status: "queued", approval: "granted", grant }))

export const deny = (state: State, task: TaskId, reason: string, orders: Array<Order>): State =>
  change(state, task, orders, () => ({ status: "stopping", ending: "denied", approval: "denied", outcome: reason }))

export const revoke = (state: State, task: TaskId, orders: Array<Order>): State =>
  change(state, task, orders, () => ({ approval: "revoked" }))

/** What is left is in both, whatever was asked; for all below, too. */
export const narrow = (state: State, task: TaskId, narrowed: (profile: Task) => Task): State =>
  belowOf(state, task).reduce(
    (next, other) => ({ ...next, tasks: set(next.tasks, other, narrowed(taskOf(next, other))) }),
    state
  )

/** A slot is free: a task starts, or goes on where it waited. Its time runs from now on. */
export const schedule = (state: State, task: TaskId, now: number, orders: Array<Order>): State =>
  change(state, task, orders, ({ left }) => ({ status: "running", until: left === null ? undefined : now + left }))

// Waiting.

const waitFor =
  (waits: Life["waits"], now: number) =>
  (life: Life): Partial<Life> => ({
    status: "waiting",
    waits,
    left: life.until === undefined ? life.left : Math.max(0, life.until - now),
    until: undefined
  })

/** Its time stands still: it is others who take theirs. */
export const ask = (state: State, run: RunId, question: Question, now: number, orders: Array<Order>): State =>
  changeBy(state, run, orders, (life) => ({ ...waitFor("an answer", now)(life), question, answer: undefined }))

export const awaitChildren = (state: State, run: RunId, now: number, orders: Array<Order>): State =>
  changeBy(state, run, orders, waitFor("its children", now))

const goesOn: Partial<Life> = { status: "queued", waits: undefined }

export const answer = (state: State, task: TaskId, text: string | null, orders: Array<Order>): State =>
  change(state, task, orders, () => ({ ...goesOn, answer: text }))

export const join = (state: State, task: TaskId, orders: Array<Order>): State =>
  change(state, task, orders, () => goesOn)

// Commands.

/** A command begins: all that it may change is leased to its task until somebody looked at what it did change. */
export const exec = (
  state: State,
  run: RunId,
  command: string,
  resources: ReadonlyArray<Resource>,
  now: number,
  orders: Array<Order>
): State => {
  const acquired: Array<Acquired> = []
  let next = state
  for (const resource of resources) {
    next = count(acquire(next, run, resource, now, orders))
    acquired.push({ resource, handle: next.counter as Handle })
  }
  return changeBy(next, run, orders, () => ({ command: { id: command, state: "running", leases: acquired } }))
}

/**
 * A store that may have forgotten something knows no lease of before. Processes of commands may have survived that: what they may change is
 * leased to them anew.
 */
export const keepCommands = (state: State, now: number, orders: Array<Order>): State =>
  // In the order of their ids: tokens are given by it.
  keys(state.live)
    .toSorted()
    .reduce((next, task) => {
      const { run, command } = lifeOf(next, task)!
      if (command === undefined) return next
      const resources = command.leases.map(({ resource }) => resource)
      const kept = exec(next, run, command.id, resources, now, orders)
      return change(kept, task, orders, (life) => ({
        command: life.command && { ...life.command, state: command.state }
      }))
    }, state)

export const exit = (state: State, task: TaskId, orders: Array<Order>): State =>
  change(state, task, orders, ({ command }) => ({ command: command && { ...command, state: "exited" } }))

/** It is over: its leases can be given back. */
export const forgetCommand = (state: State, task: TaskId, orders: Array<Order>): State =>
  change(state, task, orders, () => ({ command: undefined }))

// Ending.

/** What else is to be told to end. */
export const killCommands = (state: State, tasks: ReadonlyArray<TaskId>, orders: Array<Order>): State =>
  tasks.reduce((next, task) => {
    const command = lifeOf(next, task)?.command
    if (command?.state !== "running") return next
    orders.push({ _tag: "EndProcesses", task, command: command.id })
    return change(next, task, orders, () => ({ command: { ...command, state: "killed" } }))
  }, state)

export const killBelow = (state: State, task: TaskId, orders: Array<Order>): State =>
  killCommands(state, [task, ...liveBelow(state, task)], orders)

/** Who is stopped stops all below it; none of them is served any more, so nobody waits behind it. */
export const stop = (
  state: State,
  task: TaskId,
  how: End,
  outcome: string | undefined,
  orders: Array<Order>
): State => {
  const stopped = [task, ...liveBelow(state, task)].filter((other) => {
    const life = lifeOf(state, other)
    return life !== undefined && isActive(life)
  })
  const next = stopped.reduce(
    (now, other) =>
      change(now, other, orders, (life) => ({
        status: "stopping",
        ending: other === task ? how : "cancelled",
        outcome: other === task ? outcome : life.outcome,
        waits: undefined,
        until: undefined
      })),
    state
  )
  const runs = stopped.map((other) => lifeOf(next, other)!.run)
  return releasePlaces(killCommands(next, stopped, orders), runs, orders)
}

export const stopBy = (
  state: State,
  run: RunId,
  how: End,
  outcome: string | undefined,
  orders: Array<Order>
): State => {
  const task = taskBy(state, run)
  return task === undefined ? state : stop(state, task, how, outcome, orders)
}

const recorded = (life: Life, written: ReadonlyArray<Key>): Life["record"] =>
  written.reduce((record, key) => set(record, key, true), life.record)

/** What a task wrote is in its history with the decision, and not when it ends. */
export const recordWrites = (state: State, task: TaskId, written: ReadonlyArray<Key>): State =>
  change(state, task, [], (life) => ({ record: recorded(life, written) }))

/** Nothing of it is left. Nobody but a command changed anything that is not known. */
export const finish = (state: State, task: TaskId, changed: ReadonlyArray<Key>, orders: Array<Order>): State => {
  const life = lifeOf(state, task)
  if (life?.ending === undefined) return state
  const { ending, parent, result } = life
  const finished = change(state, task, orders, () => ({
    status: ending,
    ending: undefined,
    command: undefined,
    record: life.command === undefined ? life.record : recorded(life, changed),
    result: parent !== undefined && ending !== "interrupted" ? "kept" : result
  }))
  return endRun(finished, life.run)
}

// Results.

export const deliver = (state: State, task: TaskId, orders: Array<Order>): State => {
  const parent = lifeOf(state, task)?.parent
  if (parent !== undefined) orders.push({ _tag: "Deliver", task, to: lifeOf(state, parent)!.run })
  return change(state, task, orders, () => ({ result: "told" }))
}

export const take = (state: State, task: TaskId): State => change(state, task, [], () => ({ result: "taken" }))

/** A result that was told to a run that is gone was told to nobody. */
const tellAgain = (state: State, task: TaskId): State =>
  childrenOf(state, task).reduce(
    (next, child) => change(next, child, [], ({ result }) => ({ result: result === "told" ? "kept" : result })),
    state
  )

// Crashes.

/** The run is over before its task. */
export const leave = (state: State, run: RunId, orders: Array<Order>): State => {
  const task = taskBy(state, run)
  if (task === undefined) return state
  const left = change(state, task, orders, ({ status }) =>
    status === "stopping" ? {} : { status: "interrupted", waits: undefined, until: undefined }
  )
  return tellAgain(left, task)
}

/** Whose command outlived its host, or changed what nobody looked at yet: its leases stay until that is over. */
export const remains = (state: State, run: RunId): boolean => {
  const task = taskBy(state, run)
  return task !== undefined && lifeOf(state, task)!.command !== undefined
}

/** All that ran there are interrupted, or on the way to what they were told to end as. */
export const interrupt = (state: State, host: HostId, orders: Array<Order>): State =>
  runsIn(state, host).reduce((next, run) => {
    const task = taskBy(next, run)
    if (task === undefined) return next
    const stays = remains(next, run)
    const after = change(killCommands(next, [task], orders), task, orders, ({ status, ending }) => ({
      status: stays || status === "stopping" ? "stopping" : "interrupted",
      ending: stays && status !== "stopping" ? "interrupted" : ending,
      waits: undefined,
      until: undefined
    }))
    return tellAgain(after, task)
  }, state)

/** As another run, with what is written down of the task. */
export const resume = (state: State, task: TaskId, run: RunId, host: HostId, orders: Array<Order>): State =>
  change(startRun(state, run, task, host), task, orders, ({ approval }) => ({
    status: approval === "asked" ? "pending" : "queued",
    run
  }))

/** For good: that its id is taken is all that stays. */
export const remove = (state: State, task: TaskId, orders: Array<Order>): State => {
  const deleted = change(state, task, orders, () => ({
    status: "deleted",
    record: empty(),
    grant: undefined,
    question: undefined,
    answer: undefined,
    outcome: undefined
  }))
  return { ...deleted, tasks: set(deleted.tasks, task, { ...taskOf(deleted, task), title: "" }) }
}
