// A small workspace for tests: deeper than the spec's models, and small enough that requests meet.
import { Result } from "effect"
import {
  Absent,
  type Action,
  type Conflict,
  type Content,
  defaultLimits,
  file,
  type Handle,
  type HostId,
  init,
  type InodeId,
  type IntentId,
  type Key,
  type Order,
  type Resource,
  type RunId,
  type SeenPart,
  type State,
  step,
  subtree,
  type Task,
  type TaskId,
  type Token
} from "../../src/protocol/index.ts"
import { everything, parseScope, type Scope, type ScopeInput } from "../../src/scope/index.ts"

export const key = (path: string): Key => path as Key
export const run = (id: string): RunId => id as RunId
export const task = (id: string): TaskId => id as TaskId
export const host = (id: string): HostId => id as HostId
export const content = (hash: string): Content => hash as Content
export const handle = (number: number): Handle => number as Handle
export const token = (number: number): Token => number as Token
export const inode = (name: string): InodeId => name as InodeId
export const intent = (id: string): IntentId => id as IntentId
export const f = (path: string): Resource => file(key(path))
export const d = (path: string): Resource => subtree(path as Key | "")

/** A scope that is understood. */
export const scope = (input: ScopeInput): Scope => Result.getOrThrow(parseScope(input))

/** A scope of that much to write. */
export const writing = (allow: ReadonlyArray<string>, deny: ReadonlyArray<string> = []): Scope =>
  scope({ write: { allow, deny } })

export const foreground: Task = {
  background: false,
  allowWrites: false,
  scope: everything,
  title: "Tidy up"
}
export const readOnly: Task = { ...foreground, background: true, title: "Look at it" }
export const onlyD: Task = { ...foreground, background: true, allowWrites: true, scope: writing(["d/**", "a.ts"]) }

export const tasks: ReadonlyArray<readonly [TaskId, Task]> = [
  [task("a"), foreground],
  [task("b"), onlyD],
  [task("r"), readOnly],
  [
    task("s"),
    { ...onlyD, scope: scope({ read: { allow: ["d/e/**"] }, write: { allow: ["d/e/x", "a.ts"] } }), title: "See x" }
  ]
]

export const limits = { ...defaultLimits, leaseMs: 100, graceMs: 150 }

/** All that was done since the beginning, one action after the other; throws if one is refused. */
export const after = (actions: ReadonlyArray<Action>, now = 0, from = init({ tasks, limits })): State =>
  actions.reduce((state, action) => Result.getOrThrow(step(state, action, now)).state, from)

/** What one more action is refused with, or "ok". */
export const verdict = (state: State, action: Action, now = 0): string =>
  Result.match(step(state, action, now), { onSuccess: () => "ok", onFailure: ({ _tag }) => _tag })

export const refusal = (state: State, action: Action, now = 0): Conflict =>
  Result.getOrThrow(Result.flip(step(state, action, now)))

export const orders = (state: State, action: Action, now = 0): ReadonlyArray<Order> =>
  Result.getOrThrow(step(state, action, now)).orders

/** Host h is open, and a1, b1, r1 run in it. */
export const running: ReadonlyArray<Action> = [
  { _tag: "HostOpen", host: host("h") },
  { _tag: "Start", run: run("a1"), task: task("a"), host: host("h") },
  { _tag: "Start", run: run("b1"), task: task("b"), host: host("h") },
  { _tag: "Start", run: run("r1"), task: task("r"), host: host("h") }
]

/** What is staged for a key by nobody in particular. */
const inodeAt = (path: string): InodeId => inode(`new ${path}`)

/** A part of a write, as Decide takes it: of what was found there, unless another content is. */
export const part = (path: string, base: Content, to: Content, found = base) => ({
  key: key(path),
  base,
  content: to,
  inode: to === Absent ? null : inodeAt(path),
  found
})

/** A file that was there before, or that somebody made who is not of Leasehold. */
export const theirs = (hash: Content, beingWritten = false) => ({ content: hash, inode: inode("old"), beingWritten })

/** What was staged for the key. */
export const ours = (path: string, hash: Content, beingWritten = false) => ({
  content: hash,
  inode: inodeAt(path),
  beingWritten
})

/** A key, what is there, and what is where its file was staged. */
export const seen = (path: string, at: SeenPart["file"], staged: SeenPart["staged"]): SeenPart => ({
  key: key(path),
  file: at,
  staged
})

/** What a run of a property starts from: both hosts open and some runs in them, so that little is refused for that. */
export const started: ReadonlyArray<Action> = [
  ...running,
  { _tag: "HostOpen", host: host("i") },
  { _tag: "Start", run: run("s1"), task: task("s"), host: host("i") }
]

/** Reproducible where nobody looks; elsewhere new every time. A failure prints its seed. */
export const settings = (numRuns: number): { readonly numRuns: number; readonly seed?: number } =>
  process.env["CI"] === undefined || process.env["CI"] === "" ? { numRuns } : { numRuns, seed: 20_261_123 }
