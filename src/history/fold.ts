// What an entry of the store's journal tells of tasks, as changes of a history: a pure function, so that the same journal always makes the
// same history, whoever reads it.
import {
  Absent,
  type Action,
  type ActionOf,
  type Content,
  ends,
  firstOpen,
  grantOf,
  holderOf,
  type Key,
  type Life,
  lifeOf,
  type Order,
  type Part,
  runOf,
  type RunId,
  type State,
  statusOf,
  type TaskId,
  taskOf,
  taskOfRun,
  tasksChanged,
  writtenTo
} from "../protocol/index.ts"
import type { Entry } from "../store/entry.ts"
import type { TaskStatus } from "./types.ts"

interface OfWrite {
  readonly intent: string
  readonly run: string
  readonly task: string
}

/** One change of a history. */
export type Change =
  /** All that is known of a task now. */
  | {
      readonly _tag: "Task"
      readonly task: string
      readonly title: string
      readonly background: boolean
      readonly status: TaskStatus
      readonly parent: string | null
      readonly life: { readonly [name: string]: unknown }
      readonly isOver: boolean
    }
  | { readonly _tag: "Started"; readonly run: string; readonly task: string; readonly host: string }
  | { readonly _tag: "Stopped"; readonly run: string; readonly status: "ended" | "interrupted" }
  /** Something in the life of a task. */
  | {
      readonly _tag: "Event"
      readonly task: string
      readonly run: string | null
      readonly tag: string
      readonly body: { readonly [name: string]: unknown }
    }
  | (OfWrite & {
      readonly _tag: "Decided"
      readonly grant: string | null
      readonly parts: ReadonlyArray<Pick<Part, "key" | "base" | "content">>
    })
  /** What became of a write; its parts, should the history not have them. */
  | (OfWrite & {
      readonly _tag: "Settled"
      readonly status: "committed" | "refused"
      readonly reason: string | null
      readonly parts: ReadonlyArray<Pick<Part, "key" | "base" | "content">>
    })
  /** A command of the task changed these files. */
  | (OfWrite & {
      readonly _tag: "Changed"
      readonly grant: string | null
      readonly files: ReadonlyArray<{
        readonly key: Key
        readonly base: Content | null
        readonly content: Content | null
      }>
    })
  /** This was found there, and the state does not know that a task wrote it. */
  | { readonly _tag: "Seen"; readonly key: string; readonly content: string }
  /** The task looked at the file, or whether there is one. */
  | { readonly _tag: "Read"; readonly task: string; readonly key: string }
  | { readonly _tag: "Approved"; readonly task: string; readonly grant: NonNullable<Life["grant"]> }
  | { readonly _tag: "Deleted"; readonly task: string }

/** An entry that was applied to a state. */
export interface Happened {
  readonly entry: Entry
  readonly before: State
  readonly after: State
  readonly orders: ReadonlyArray<Order>
}

/** What belongs to the life of a task. What is left out is told otherwise: leases and reads come and go, writes have rows of their own. */
const events: ReadonlySet<Action["_tag"]> = new Set<Action["_tag"]>([
  "Start",
  "End",
  "Spawn",
  "Approve",
  "Deny",
  "Revoke",
  "Narrow",
  "Schedule",
  "Ask",
  "Answer",
  "Await",
  "Join",
  "Exec",
  "Exit",
  "Tell",
  "Complete",
  "Fail",
  "Cancel",
  "TimeOut",
  "Finish",
  "Deliver",
  "Take",
  "Resume"
])

const eventOf = (action: Action, before: State, after: State): ReadonlyArray<Change> => {
  if (!events.has(action._tag)) return []
  const { _tag, task, run, ...body } = action as {
    readonly _tag: Action["_tag"]
    readonly task?: TaskId
    readonly run?: RunId
  }
  // Whoever takes a result is another task than the one that it is of.
  const by = run === undefined ? undefined : taskOfRun(after, run)
  const of = _tag === "Take" ? by : (task ?? by)
  if (of === undefined) return []
  const ofRun = run ?? lifeOf(after, of)?.run ?? runOf(before, of) ?? null
  return [{ _tag: "Event", task: of, run: ofRun, tag: _tag, body: _tag === "Take" ? { ...body, task } : body }]
}

/** Of a life what people are told: not what it wrote, which has rows of its own, nor times of a clock that only machines read. */
const shown = (life: Life): { readonly [name: string]: unknown } => {
  const { record, until, ...rest } = life
  void record
  void until
  return rest
}

const isSame = (one: Life, other: Life): boolean => {
  const [a, b] = [shown(one), shown(other)]
  return Object.keys(b).every((name) => a[name] === b[name])
}

const changeOf = (task: TaskId, before: State, after: State): ReadonlyArray<Change> => {
  const [was, is] = [lifeOf(before, task), lifeOf(after, task)]
  if (is?.status === "deleted") return was?.status === "deleted" ? [] : [{ _tag: "Deleted", task }]
  const profile = taskOf(after, task)
  if (was !== undefined && is !== undefined && isSame(was, is) && profile === taskOf(before, task)) return []
  return [taskChange(task, after)]
}

/** A task that nobody spawned is as its run is. */
const taskChange = (task: TaskId, state: State): Change => {
  const life = lifeOf(state, task)
  const { title, background, ...profile } = taskOf(state, task)
  const status = life?.status ?? (runOf(state, task) === undefined ? "interrupted" : "running")
  return {
    _tag: "Task",
    task,
    title,
    background,
    status: status as TaskStatus,
    parent: life?.parent ?? null,
    life: { ...profile, ...(life === undefined ? {} : shown(life)) },
    isOver: (ends as ReadonlyArray<string>).includes(status)
  }
}

const partsOf = (parts: ReadonlyArray<Part>) => parts.map(({ key, base, content }) => ({ key, base, content }))

/** It is not known to be another task's: of that and of earlier stores the history itself may know more. */
const seen = (state: State, key: Key, content: Content): ReadonlyArray<Change> => {
  if (content === Absent || writtenTo(state, key)?.content === content) return []
  const holder = holderOf(state, key)?.run
  const task = holder === undefined ? undefined : taskOfRun(state, holder)
  // A command that runs may have written it.
  if (task !== undefined && lifeOf(state, task)?.command !== undefined) return []
  return [{ _tag: "Seen", key, content }]
}

/** Where nobody was there to compare it is known which files a command changed, and not how. */
const commandChange = (
  { task, changed, audit }: ActionOf<"Tell"> | ActionOf<"Finish">,
  before: State
): ReadonlyArray<Change> => {
  const life = lifeOf(before, task)
  if (life?.command === undefined || changed.length === 0) return []
  const grant = grantOf(before, task)?.digest ?? null
  const hashes = new Map(audit?.changes.map(({ key, base, content }) => [key, { base, content }]))
  const files = [...new Set(changed)].map((key) => ({ key, ...(hashes.get(key) ?? { base: null, content: null }) }))
  return [{ _tag: "Changed", intent: life.command.id, run: life.run, task, grant, files }]
}

/** What an action tells beside the life of its task. */
const detailOf = (action: Action, { before, after, orders }: Happened): ReadonlyArray<Change> => {
  switch (action._tag) {
    case "Start":
    case "Spawn":
    case "Resume":
      return [{ _tag: "Started", run: action.run, task: action.task, host: action.host }]
    case "End":
      return [{ _tag: "Stopped", run: action.run, status: "ended" }]
    case "Approve":
      return [{ _tag: "Approved", task: action.task, grant: action.grant }]
    case "Observe":
      return [
        { _tag: "Read", task: taskOfRun(before, action.run) ?? "", key: action.key },
        ...seen(before, action.key, action.found)
      ]
    case "Tell":
      return commandChange(action, before)
    case "Finish":
      return [
        ...commandChange(action, before),
        { _tag: "Stopped", run: lifeOf(before, action.task)!.run, status: "ended" }
      ]
    case "Decide": {
      const decided = orders.find((order) => order._tag === "Decided")!
      const task = taskOfRun(after, action.run) ?? ""
      return [
        ...action.parts.flatMap(({ key, base }) => seen(before, key, base)),
        {
          _tag: "Decided",
          intent: decided.intent,
          run: action.run,
          task,
          grant: action.grant ?? null,
          parts: partsOf(action.parts)
        }
      ]
    }
    default:
      return []
  }
}

const ofOrder = (order: Order, { entry, before, after }: Happened): ReadonlyArray<Change> => {
  switch (order._tag) {
    case "Interrupted": {
      const task = taskOfRun(after, order.run) ?? ""
      return [
        { _tag: "Stopped", run: order.run, status: "interrupted" },
        { _tag: "Event", task, run: order.run, tag: "Interrupted", body: { host: order.host } }
      ]
    }
    case "Became":
      if (order.status === "deleted") return []
      return [
        {
          _tag: "Event",
          task: order.task,
          run: order.run,
          tag: "Became",
          body: { status: order.status, ending: order.ending }
        }
      ]
    case "Published":
    case "Refused": {
      const key = entry._tag === "Step" && "key" in entry.action ? entry.action.key : order.keys[0]!
      const intent = firstOpen(before, key)
      const [status, reason] =
        order._tag === "Refused" ? (["refused", order.reason] as const) : (["committed", null] as const)
      const parts = partsOf(intent?.parts ?? [])
      return [
        { _tag: "Settled", intent: order.intent, run: order.run, task: intent?.task ?? "", status, reason, parts }
      ]
    }
    case "Keep":
      return [{ _tag: "Seen", key: order.key, content: order.content }]
    default:
      return []
  }
}

/** The tasks whose runs began or ended, and that nobody spawned: their status is told by nothing else. */
const byRuns = ({ entry, after, orders }: Happened): ReadonlyArray<TaskId> => {
  const runs = orders.flatMap((order) => (order._tag === "Interrupted" ? [order.run] : []))
  if (entry._tag === "Step" && (entry.action._tag === "Start" || entry.action._tag === "End"))
    runs.push(entry.action.run)
  return runs.flatMap((run) => {
    const task = taskOfRun(after, run)
    return task === undefined || lifeOf(after, task) !== undefined ? [] : [task]
  })
}

/** What an entry changes of a history. */
export const fold = (happened: Happened): ReadonlyArray<Change> => {
  const { entry, before, after, orders } = happened
  const action = entry._tag === "Step" ? entry.action : undefined
  const tasks = new Set([...tasksChanged(before, after), ...byRuns(happened)])
  const changes = [...tasks].flatMap((task) =>
    lifeOf(after, task) === undefined ? [taskChange(task, after)] : changeOf(task, before, after)
  )
  // What a task was is removed with all else of it, so that comes last.
  return [
    ...changes.filter(({ _tag }) => _tag !== "Deleted"),
    ...(action === undefined ? [] : [...detailOf(action, happened), ...eventOf(action, before, after)]),
    ...orders.flatMap((order) => ofOrder(order, happened)),
    ...changes.filter(({ _tag }) => _tag === "Deleted")
  ]
}

/** Whether the state still expects a run, a task or a write to go on. */
export const expects = {
  run: (state: State, run: string): boolean => statusOf(state, run as RunId) === "running",
  task: (state: State, task: string): boolean =>
    lifeOf(state, task as TaskId) !== undefined || runOf(state, task as TaskId) !== undefined
}
