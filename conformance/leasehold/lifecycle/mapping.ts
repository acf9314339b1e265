/** A state of the life of tasks as the core's snapshot; observe.ts is the way back. */
import { defaultLimits, file, intentId, isLiveStatus } from "../../../src/protocol/index.ts"
import type {
  Acquired,
  Content,
  Handle,
  HostId,
  HostStatus,
  InodeId,
  Key,
  LifeStatus,
  Limits,
  RunId,
  Snapshot,
  TaskId,
  Token
} from "../../../src/protocol/index.ts"
import type { SpecState } from "../../replay/driver.ts"
import type { Value } from "../../tla/value.ts"
import { elements, entries, field, flag, noHost, text } from "../driver/mapping.ts"
import { scopeOf } from "./scopes.ts"
import type { Names } from "./machine.ts"

/** How the models write what there is not. */
export const noParent = "no parent"
export const nothing = "nothing"
export const unknown = "unknown"

/** What lies at each key, and what is written there. */
export const before = "before" as Content
export const after = "after" as Content

/** How fields that the specification does not have are filled; times in ms. */
export interface Hidden {
  readonly title: string
  readonly now: number
  /** Of leases: since when, and until when. */
  readonly since: number
  readonly expires: number
  /** How much longer a task may run. */
  readonly left: number
  /** Each was interrupted once, and resumed; what it decided then is what is not settled yet. */
  readonly resumed: boolean
  /** Each lease was acquired twice, and each run that goes on looked at all files. */
  readonly twice: boolean
}

const variable = (state: SpecState, name: string): Value => {
  const value = state[name]
  if (value === undefined) throw new TypeError(`the state lacks ${name}`)
  return value
}

const namesIn = (state: SpecState, name: string): ReadonlyArray<string> =>
  entries(variable(state, name)).map(([key]) => key)

export const namesOf = (state: SpecState): Names => ({
  hosts: namesIn(state, "hosts"),
  tasks: namesIn(state, "status")
})

/** What a value of a function is, for one task. */
const of = (state: SpecState, name: string, task: string): Value => field(variable(state, name), task)
const word = (state: SpecState, name: string, task: string): string => text(of(state, name, task))
export const words = (value: Value): ReadonlyArray<string> => elements(value).map(text)

/** What may be done, of a record of the models. */
export const profileOf = (permission: Value, title: string) => ({
  background: flag(field(permission, "background")),
  allowWrites: flag(field(permission, "allowWrites")),
  scope: scopeOf(words(field(permission, "scope"))),
  title
})

/** What was agreed to. */
export const grant = { by: "Ann", at: 1, expires: null, digest: "what was shown" }

/** A run of a task by its number. */
export const runOf = (task: string, number: number): RunId => `${task}${number}` as RunId

const currentRun = (task: string, { resumed }: Hidden): RunId => runOf(task, resumed ? 2 : 1)

/** The handles of a lease, by its place among all: what a command has comes last. */
const handlesOf = (at: number, { twice }: Hidden): ReadonlyArray<Handle> =>
  (twice ? [2 * at + 1, 2 * at + 2] : [2 * at + 1]) as ReadonlyArray<number> as ReadonlyArray<Handle>

interface Held {
  readonly task: string
  readonly key: Key
  readonly handles: ReadonlyArray<Handle>
}

const heldIn = (state: SpecState, tasks: ReadonlyArray<string>, hidden: Hidden): ReadonlyArray<Held> =>
  tasks
    .flatMap((task) => words(of(state, "held", task)).map((key) => ({ task, key: key as Key })))
    .map(({ task, key }, at) => ({ task, key, handles: handlesOf(at, hidden) }))

const states = { command: "running", killed: "killed", exited: "exited" } as const

const lifeOf = (state: SpecState, task: string, held: ReadonlyArray<Held>, hidden: Hidden) => {
  const status = word(state, "status", task) as LifeStatus
  const work = word(state, "work", task) as keyof typeof states | typeof nothing
  const [waits, ending, parent, approval] = [
    word(state, "waits", task),
    word(state, "ending", task),
    word(state, "parent", task),
    word(state, "approval", task)
  ]
  const leases = held.flatMap((one): ReadonlyArray<Acquired> =>
    one.task === task ? [{ resource: file(one.key), handle: one.handles.at(-1)! }] : []
  )
  const isKept = status !== "deleted"
  return {
    task: task as TaskId,
    status,
    run: currentRun(task, hidden),
    parent: parent === noParent ? undefined : (parent as TaskId),
    approval: approval as "asked",
    waits: waits === nothing ? undefined : (waits as "an answer"),
    ending: ending === nothing ? undefined : (ending as "denied"),
    command: work === nothing ? undefined : { id: `command of ${task}`, state: states[work], leases },
    record: words(of(state, "record", task)) as ReadonlyArray<Key>,
    result: word(state, "result", task) as "none",
    grant: isKept && (approval === "granted" || approval === "revoked") ? grant : undefined,
    question: isKept && waits === "an answer" ? { id: "1", text: "Which?" } : undefined,
    answer: isKept && hidden.resumed && waits === nothing ? "This." : undefined,
    outcome: isKept && (ending !== nothing || !isLiveStatus(status)) && hidden.resumed ? "It went so." : undefined,
    left: hidden.left,
    until: status === "running" ? hidden.now + hidden.left : undefined
  }
}

const runsOf = (state: SpecState, task: string, hidden: Hidden): Snapshot["runs"] => {
  const host = word(state, "host", task)
  const run = (name: RunId, at: HostId | null) => ({
    run: name,
    task: task as TaskId,
    host: at,
    status: at === null ? (hidden.resumed ? ("interrupted" as const) : ("ended" as const)) : ("running" as const),
    lost: []
  })
  const current = run(currentRun(task, hidden), host === noHost ? null : (host as HostId))
  return hidden.resumed ? [run(runOf(task, 1), null), current] : [current]
}

const intentsOf = (state: SpecState, tasks: ReadonlyArray<string>, first: number): Snapshot["intents"] =>
  tasks
    .flatMap((task) => words(of(state, "writing", task)).map((key) => ({ task, key: key as Key })))
    .map(({ task, key }, at) => ({
      id: intentId(0, first + at),
      generation: 0,
      run: runOf(task, 1),
      task: task as TaskId,
      parts: [{ key, base: before, content: after, inode: `staged ${first + at}` as InodeId }],
      judged: false,
      turned: false,
      row: "open",
      durable: false,
      settled: 0,
      gate: undefined
    }))

/** The core's state for a state of the specification. */
export const snapshotOf = (state: SpecState, hidden: Hidden, limits: Pick<Limits, "tasks" | "depth">): Snapshot => {
  const tasks = namesOf(state).tasks.filter((task) => word(state, "status", task) !== unknown)
  const held = heldIn(state, tasks, hidden)
  const runs = tasks.flatMap((task) => runsOf(state, task, hidden))
  const intents = intentsOf(state, tasks, 2 * held.length + 1)
  return {
    hosts: entries(variable(state, "hosts")).flatMap(([host, status]) =>
      text(status) === "closed" ? [] : [{ host: host as HostId, status: text(status) as HostStatus }]
    ),
    tasks: tasks.map((task) => ({ task: task as TaskId, ...profileOf(of(state, "permission", task), hidden.title) })),
    lives: tasks.map((task) => lifeOf(state, task, held, hidden)),
    runs,
    leases: held.map(({ task, key, handles }) => ({
      resource: file(key),
      run: currentRun(task, hidden),
      token: handles[0]! as number as Token,
      handles,
      since: hidden.since,
      expires: hidden.expires
    })),
    queue: [],
    generation: 0,
    counter: 2 * held.length + intents.length,
    intents,
    observations: hidden.twice
      ? runs.flatMap(({ run, host }) => (host === null ? [] : [{ run, key: "x" as Key, content: before }]))
      : [],
    written: [],
    limits: { ...defaultLimits, ...limits },
    folds: "nothing"
  }
}

/** What the environment has of it: what processes changed. */
export const changedOf = (state: SpecState): Readonly<Record<string, ReadonlyArray<Key>>> =>
  Object.fromEntries(
    entries(variable(state, "changed")).map(([task, keys]) => [task, words(keys) as ReadonlyArray<Key>])
  )
