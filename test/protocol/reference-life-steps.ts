// The steps of reference-steps.ts for the life of tasks, and what they have to order.
import { type Action, type Key, type Order, type RunId, type Snapshot, type TaskId } from "../../src/protocol/index.ts"
import { intersect } from "../../src/scope/index.ts"
import { type Life, needsApproval, tasks } from "./reference-life-guards.ts"

type Edit = (life: Life) => Partial<Life>

/** The view in which so much is otherwise of these tasks. */
export const edited = (view: Snapshot, some: ReadonlyArray<TaskId>, edit: Edit): Snapshot => ({
  ...view,
  lives: view.lives.map((life) => (some.includes(life.task) ? { ...life, ...edit(life) } : life))
})

/** All that a task wrote, whatever it knew of before. */
export const recorded = (record: ReadonlyArray<Key>, keys: ReadonlyArray<Key>): ReadonlyArray<Key> =>
  [...new Set([...record, ...keys])].toSorted()

const killed: Edit = ({ command }) => ({
  command: command?.state === "running" ? { ...command, state: "killed" } : command
})

/** No lease, place, or observation is left of a run, nor any reason for a loss. */
export const without = (view: Snapshot, gone: ReadonlyArray<RunId>, status: "ended" | "interrupted"): Snapshot => ({
  ...view,
  runs: view.runs.map((r) =>
    gone.includes(r.run) ? { ...r, status: r.status === "running" ? status : r.status, host: null, lost: [] } : r
  ),
  leases: view.leases.filter((l) => !gone.includes(l.run)),
  queue: view.queue.filter((p) => !gone.includes(p.run)),
  observations: view.observations.filter((o) => !gone.includes(o.run))
})

const toldAgain = (view: Snapshot, parents: ReadonlyArray<TaskId>): Snapshot => {
  const children = view.lives.filter(({ parent }) => parent !== undefined && parents.includes(parent))
  return edited(
    view,
    children.map(({ task }) => task),
    ({ result }) => ({ result: result === "told" ? "kept" : result })
  )
}

const asleep = { waits: undefined, until: undefined }

/** What becomes of the tasks whose runs end before them; `crashed`: with their host. */
export const afterRuns = (view: Snapshot, gone: ReadonlyArray<RunId>): Snapshot => {
  const cut = view.lives.filter(({ run }) => gone.includes(run)).map(({ task }) => task)
  const killedThere = edited(view, cut, killed)
  const left = edited(killedThere, cut, ({ status, command, ending }) =>
    status === "stopping"
      ? asleep
      : command !== undefined
        ? { ...asleep, status: "stopping", ending: "interrupted" }
        : { ...asleep, status: "interrupted", ending }
  )
  return toldAgain(left, cut)
}

/** The view after an action in the life of tasks that is not refused. */
export const lifeNext = (view: Snapshot, a: Action, now: number): Snapshot => {
  const l = tasks(view)
  const stop = (task: TaskId, ending: Life["ending"], outcome: string | undefined): Snapshot => {
    const all = l.below(task).filter(l.isActive)
    const stopped = edited(edited(view, all, killed), all, (life) => ({
      ...asleep,
      status: "stopping",
      ending: life.task === task ? ending : "cancelled",
      outcome: life.task === task ? outcome : life.outcome
    }))
    const runs = all.map((one) => l.life(one)!.run)
    return { ...stopped, queue: view.queue.filter(({ run }) => !runs.includes(run)) }
  }
  const wait = (run: RunId, waits: Life["waits"], more: Partial<Life> = {}): Snapshot =>
    edited(view, [l.taskBy(run)!], ({ left, until }) => ({
      status: "waiting",
      waits,
      left: until === undefined ? left : Math.max(0, until - now),
      until: undefined,
      ...more
    }))
  switch (a._tag) {
    case "Spawn": {
      const pending = needsApproval(a.profile)
      const life: Life = {
        task: a.task,
        status: pending ? "pending" : "queued",
        run: a.run,
        parent: l.taskBy(a.by),
        approval: pending ? "asked" : "not needed",
        waits: undefined,
        ending: undefined,
        command: undefined,
        record: [],
        result: "none",
        grant: undefined,
        question: undefined,
        answer: undefined,
        outcome: undefined,
        left: a.timeoutMs,
        until: undefined
      }
      return {
        ...view,
        tasks: [...view.tasks.filter(({ task }) => task !== a.task), { task: a.task, ...a.profile }],
        runs: [...view.runs, { run: a.run, task: a.task, host: a.host, status: "running", lost: [] }],
        lives: [...view.lives, life]
      }
    }
    case "Approve":
      return edited(view, [a.task], () => ({ status: "queued", approval: "granted", grant: a.grant }))
    case "Deny":
      return edited(view, [a.task], () => ({
        status: "stopping",
        ending: "denied",
        approval: "denied",
        outcome: a.reason
      }))
    case "Revoke":
      return edited(edited(view, l.below(a.task), killed), [a.task], () => ({ approval: "revoked" }))
    case "Narrow": {
      const all = l.below(a.task)
      return {
        ...edited(view, all, killed),
        tasks: view.tasks.map((one) =>
          all.includes(one.task) ? { ...one, scope: intersect(one.scope, a.scope) } : one
        )
      }
    }
    case "Schedule":
      return edited(view, [a.task], ({ left }) => ({
        status: "running",
        until: left === null ? undefined : now + left
      }))
    case "Ask":
      return wait(a.run, "an answer", { question: a.question, answer: undefined })
    case "Await":
      return wait(a.run, "its children")
    case "Answer":
      return edited(view, [a.task], () => ({ status: "queued", waits: undefined, answer: a.answer }))
    case "Join":
      return edited(view, [a.task], () => ({ status: "queued", waits: undefined }))
    case "Exit":
      return edited(view, [a.task], ({ command }) => ({ command: { ...command!, state: "exited" } }))
    case "Tell":
      return edited(view, [a.task], ({ record }) => ({ command: undefined, record: recorded(record, a.changed) }))
    case "Complete":
      return stop(l.taskBy(a.run)!, "completed", a.outcome)
    case "Fail":
      return stop(l.taskBy(a.run)!, "failed", a.outcome)
    case "Cancel":
      return stop(a.task, "cancelled", a.reason)
    case "TimeOut":
      return stop(a.task, "timed out", undefined)
    case "Finish": {
      const life = l.life(a.task)!
      return edited(without(view, [life.run], "ended"), [a.task], ({ ending, parent, record, result, command }) => ({
        status: ending!,
        ending: undefined,
        command: undefined,
        record: command === undefined ? record : recorded(record, a.changed),
        result: parent !== undefined && ending !== "interrupted" ? "kept" : result
      }))
    }
    case "Deliver":
      return edited(view, [a.task], () => ({ result: "told" }))
    case "Take":
      return edited(view, [a.task], () => ({ result: "taken" }))
    case "Resume":
      return {
        ...edited(view, [a.task], ({ approval }) => ({
          status: approval === "asked" ? "pending" : "queued",
          run: a.run
        })),
        runs: [...view.runs, { run: a.run, task: a.task, host: a.host, status: "running", lost: [] }]
      }
    case "Delete":
      return {
        ...edited(view, [a.task], () => ({
          status: "deleted",
          record: [],
          grant: undefined,
          question: undefined,
          answer: undefined,
          outcome: undefined
        })),
        tasks: view.tasks.map((one) => (one.task === a.task ? { ...one, title: "" } : one))
      }
    default:
      return view
  }
}

/** What a step has to order because of what became of tasks, whatever step it is. */
export const lifeOrders = (before: Snapshot, after: Snapshot): ReadonlyArray<Order> => {
  const was = tasks(before)
  return after.lives.flatMap(({ task, run, status, ending, command, result, parent }): ReadonlyArray<Order> => {
    const old = was.life(task)
    const orders: Array<Order> = []
    if (old?.status !== status) orders.push({ _tag: "Became", task, run, status, ending: ending ?? null })
    if (old?.command?.state === "running" && command?.state === "killed")
      orders.push({ _tag: "EndProcesses", task, command: command.id })
    if (old?.result === "kept" && result === "told") orders.push({ _tag: "Deliver", task, to: was.life(parent)!.run })
    return orders
  })
}
