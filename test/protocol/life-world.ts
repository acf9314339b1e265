// Tasks that are spawned, in the small workspace of world.ts: their profiles, and the actions of their lives in short.
import {
  type Action,
  type HostId,
  type Key,
  type Resource,
  type RunId,
  type Task,
  type TaskId
} from "../../src/protocol/index.ts"
import type { Scope } from "../../src/scope/index.ts"
import { d, f, host, limits as leaseLimits, run, scope, task } from "./world.ts"

/** Few enough to be reached. */
export const limits = { ...leaseLimits, tasks: 2, depth: 3 }

interface Mode {
  readonly background?: boolean
  readonly allowWrites?: boolean
  readonly reads?: ReadonlyArray<Resource>
  readonly title?: string
}

const patternOf = ({ kind, path }: Resource): string => (kind === "file" ? path : path === "" ? "**" : `${path}/**`)

/** What may be written, and what may be read; and one tool. */
export const scopeOf = (writes: ReadonlyArray<Resource>, reads: ReadonlyArray<Resource> = [d("")]): Scope =>
  scope({ read: { allow: reads.map(patternOf) }, write: { allow: writes.map(patternOf) }, tools: { allow: ["web"] } })

/** A profile that writes so far, in the foreground unless it is said otherwise. */
export const profileOf = (writes: ReadonlyArray<Resource>, { reads, ...mode }: Mode = {}): Task => ({
  background: false,
  allowWrites: false,
  title: "Tidy up",
  ...mode,
  scope: scopeOf(writes, reads)
})

const background = { background: true, allowWrites: true }

export const session = profileOf([d("")])
export const writer = profileOf([d("d")], background)
export const narrowWriter = profileOf([f("d/z"), d("d/e")], background)
export const reader = profileOf([d("d")], { background: true })
const short = profileOf([d("d/e")], { reads: [d("d")] })
export const wideWriter = profileOf([d("")], background)

/** What tasks are spawned with, those that come to something more often than others. */
export const profiles: ReadonlyArray<Task> = [
  session,
  session,
  writer,
  writer,
  writer,
  narrowWriter,
  reader,
  short,
  wideWriter
]

export const runOfTask = (id: TaskId, number = 1): RunId => run(`${id}.${number}`)

/** The nth task that is spawned. */
export const nth = (number: number): TaskId => task(`t${number}`)

export const [t1, t2, t3, t4] = [nth(1), nth(2), nth(3), nth(4)]
export const [u1, u2, u3, u4] = [runOfTask(t1), runOfTask(t2), runOfTask(t3), runOfTask(t4)]
export const [h, i] = [host("h"), host("i")]

export const grant = { by: "somebody", at: 5, expires: null, digest: "as shown" } as const

export const spawn = (
  id: TaskId,
  by: RunId | null = null,
  profile: Task = session,
  at: HostId = h,
  as = runOfTask(id)
): Action => ({ _tag: "Spawn", task: id, run: as, host: at, by, profile, timeoutMs: 1000 })

export const approve = (id: TaskId): Action => ({ _tag: "Approve", task: id, grant })
export const schedule = (id: TaskId): Action => ({ _tag: "Schedule", task: id })
export const ask = (by: RunId): Action => ({ _tag: "Ask", run: by, question: { id: "q", text: "Which?" } })
export const exec = (by: RunId, ...resources: ReadonlyArray<Resource>): Action => ({
  _tag: "Exec",
  run: by,
  command: "c",
  resources
})
export const exit = (id: TaskId): Action => ({ _tag: "Exit", task: id })
export const tell = (id: TaskId, how: "success" | "failure" = "success", ...changed: ReadonlyArray<Key>): Action => ({
  _tag: "Tell",
  task: id,
  how,
  changed
})
export const complete = (by: RunId): Action => ({ _tag: "Complete", run: by, outcome: "Done." })
export const cancel = (id: TaskId): Action => ({ _tag: "Cancel", task: id, reason: "No longer needed." })
export const finish = (id: TaskId): Action => ({ _tag: "Finish", task: id, changed: [] })
export const resume = (id: TaskId, as = runOfTask(id, 2), at = h): Action => ({
  _tag: "Resume",
  task: id,
  run: as,
  host: at
})

/** Hosts h and i are open, and t1 runs in h. */
export const begun: ReadonlyArray<Action> = [
  { _tag: "HostOpen", host: h },
  { _tag: "HostOpen", host: i },
  spawn(t1),
  schedule(t1)
]

/** A task comes, is approved if it has to be, and starts. */
export const starts = (id: TaskId, by: RunId | null, profile: Task, at: HostId = h): ReadonlyArray<Action> => [
  spawn(id, by, profile, at),
  ...(profile.background && profile.allowWrites ? [approve(id)] : []),
  schedule(id)
]
