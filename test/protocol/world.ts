// A small workspace for tests: deeper than the spec's models, and small enough that requests meet.
import { Result } from "effect"
import * as fc from "fast-check"
import {
  Absent,
  type Action,
  type Conflict,
  type Content,
  file,
  type Handle,
  type HostId,
  init,
  type Key,
  type Order,
  overlap,
  type Resource,
  type RunId,
  snapshot,
  type Snapshot,
  type State,
  type Step,
  step,
  subtree,
  type Task,
  type TaskId,
  type Token
} from "../../src/protocol/index.ts"

export const key = (path: string): Key => path as Key
export const run = (id: string): RunId => id as RunId
export const task = (id: string): TaskId => id as TaskId
export const host = (id: string): HostId => id as HostId
export const content = (hash: string): Content => hash as Content
export const handle = (number: number): Handle => number as Handle
export const token = (number: number): Token => number as Token
export const f = (path: string): Resource => file(key(path))
export const d = (path: string): Resource => subtree(path as Key | "")

export const foreground: Task = {
  background: false,
  allowWrites: false,
  reads: [d("")],
  writes: [d("")],
  title: "Do it"
}
export const readOnly: Task = { ...foreground, background: true, title: "Look at it" }
export const onlyD: Task = { ...foreground, background: true, allowWrites: true, writes: [d("d"), f("a.ts")] }

export const tasks: ReadonlyArray<readonly [TaskId, Task]> = [
  [task("a"), foreground],
  [task("b"), onlyD],
  [task("r"), readOnly],
  [task("s"), { ...onlyD, reads: [d("d/e")], writes: [f("d/e/x")], title: "See x" }]
]

export const leaseMs = 100

/** All that was done since the beginning, one action after the other; throws if one is refused. */
export const after = (actions: ReadonlyArray<Action>, now = 0, from = init({ tasks, limits: { leaseMs } })): State =>
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

const hosts = fc.constantFrom("h", "i", "j").map(host)
const runs = fc.constantFrom("a1", "a2", "b1", "b2", "c1", "r1", "s1").map(run)
const paths = ["d", "d/e", "d/e/x", "d/e/y", "d/z", "de", "a.ts"]
export const resources: fc.Arbitrary<Resource> = fc.oneof(
  fc.constantFrom(...paths).map(f),
  fc.constantFrom("", ...paths).map(d)
)
const keys = fc.constantFrom("d/e/x", "d/e/y", "d/z", "a.ts").map(key)
const contents = fc.constantFrom(Absent, content("A"), content("B"))
const handles = fc.integer({ min: 1, max: 12 }).map(handle)

const arbitrary = <Name extends Action["_tag"]>(
  _tag: Name,
  fields: { readonly [K in keyof Omit<Extract<Action, { _tag: Name }>, "_tag">]: fc.Arbitrary<unknown> }
): fc.Arbitrary<Action> =>
  fc.record({ _tag: fc.constant(_tag), ...fields }) as fc.Arbitrary<unknown> as fc.Arbitrary<Action>

// A run is an instance of one task for ever, as in the spec: its first letter says which. Task c is in no table.
const starts = fc
  .tuple(runs, hosts)
  .map(([id, at]): Action => ({ _tag: "Start", run: id, task: task(id.slice(0, 1)), host: at }))

/** Any action of this small workspace; those that come to something more often than others. */
export const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: arbitrary("HostOpen", { host: hosts }) },
  { weight: 1, arbitrary: arbitrary("HostCrash", { host: hosts }) },
  { weight: 2, arbitrary: arbitrary("Reap", { host: hosts }) },
  { weight: 4, arbitrary: starts },
  { weight: 1, arbitrary: arbitrary("End", { run: runs }) },
  { weight: 6, arbitrary: arbitrary("Acquire", { run: runs, resource: resources }) },
  { weight: 6, arbitrary: arbitrary("Enqueue", { run: runs, resource: resources }) },
  { weight: 3, arbitrary: arbitrary("Withdraw", { run: runs, resource: resources }) },
  { weight: 2, arbitrary: arbitrary("Renew", { run: runs, resource: resources }) },
  { weight: 5, arbitrary: arbitrary("Release", { run: runs, resource: resources, handle: handles }) },
  { weight: 6, arbitrary: arbitrary("Grant", { run: runs, resource: resources }) },
  { weight: 3, arbitrary: arbitrary("Expire", { resource: resources }) },
  { weight: 6, arbitrary: arbitrary("Observe", { run: runs, key: keys, found: contents }) },
  {
    weight: 8,
    arbitrary: arbitrary("Decide", { run: runs, key: keys, base: contents, content: contents, found: contents })
  }
)

/** Actions that concern what is there: blind choice would hit a handle, or the turn of a place, once in a blue moon. */
const likely = ({ hosts, runs, leases, queue, observations }: Snapshot): ReadonlyArray<Action> => [
  ...hosts.flatMap(({ host, status }): ReadonlyArray<Action> => (status === "crashed" ? [{ _tag: "Reap", host }] : [])),
  ...runs.flatMap(({ run: id, status }): ReadonlyArray<Action> =>
    status === "running" ? [{ _tag: "Enqueue", run: id, resource: d("d/e") }] : []
  ),
  ...leases.flatMap(({ resource, run: holder, handles: out }): ReadonlyArray<Action> => [
    { _tag: "Expire", resource },
    { _tag: "Renew", run: holder, resource },
    { _tag: "Acquire", run: holder, resource },
    ...out.map((number): Action => ({ _tag: "Release", run: holder, resource, handle: number })),
    // A holder that ends is of interest where somebody waits for it.
    ...queue
      .filter((place) => place.run !== holder && overlap(place.resource, resource))
      .map((): Action => ({ _tag: "End", run: holder }))
  ]),
  ...queue.flatMap(({ resource, run: waiter }): ReadonlyArray<Action> => [
    { _tag: "Grant", run: waiter, resource },
    { _tag: "Withdraw", run: waiter, resource }
  ]),
  ...observations.flatMap(({ run: reader, key: at, content: base }): ReadonlyArray<Action> => {
    const decide = { _tag: "Decide", run: reader, key: at, base, content: content("C") } as const
    return [
      { _tag: "Acquire", run: reader, resource: file(at) },
      { ...decide, found: base },
      { ...decide, found: content("D") }
    ]
  })
]

type Entry = readonly [choice: Action | number, ms: number]

/** What is asked, blindly or as one of what is likely, and how long after what was asked before. */
export const histories: fc.Arbitrary<ReadonlyArray<Entry>> = fc.array(
  fc.tuple(fc.oneof(actions, fc.nat()), fc.integer({ min: 0, max: 60 })),
  { minLength: 20, maxLength: 80, size: "max" }
)

/** Walks a history to its last state, by the core's step or a faulty one. A refused action leaves the state. */
export const walk = (
  history: ReadonlyArray<Entry>,
  visit: (state: State, action: Action, now: number) => void,
  take: Step = step
): State => {
  let state = after(started)
  let now = 0
  for (const [choice, ms] of history) {
    now += ms
    const choices = typeof choice === "number" ? likely(snapshot(state)) : [choice]
    const action = choices[typeof choice === "number" ? choice % Math.max(choices.length, 1) : 0]
    if (action === undefined) continue
    visit(state, action, now)
    const outcome = take(state, action, now)
    if (Result.isSuccess(outcome)) ({ state } = outcome.success)
  }
  return state
}

/** What a run of a property starts from: both hosts open and some runs in them, so that little is refused for that. */
export const started: ReadonlyArray<Action> = [
  ...running,
  { _tag: "HostOpen", host: host("i") },
  { _tag: "Start", run: run("s1"), task: task("s"), host: host("i") }
]

/** Reproducible where nobody looks; elsewhere new every time. A failure prints its seed. */
export const settings = (numRuns: number): { readonly numRuns: number; readonly seed?: number } =>
  process.env["CI"] === undefined || process.env["CI"] === "" ? { numRuns } : { numRuns, seed: 20_261_123 }
