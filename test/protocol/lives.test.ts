// What the life of tasks does to leases, places and runs, each shown by itself.
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Action, brokenIn, Conflict, init, type RunId, snapshot, type State } from "../../src/protocol/index.ts"
import {
  ask,
  begun,
  cancel,
  complete,
  exec,
  finish,
  h,
  i,
  limits,
  resume,
  session,
  spawn,
  starts,
  t1,
  t2,
  t3,
  u1,
  u2,
  writer
} from "./life-world.ts"
import { A, B, kx } from "./verdict-table.ts"
import { after, d, f, handle, orders, ours, part, refusal, run, task, theirs, verdict } from "./world.ts"

const live = (...actions: ReadonlyArray<Action>): State => after([...begun, ...actions], 0, init({ limits }))

const crash: ReadonlyArray<Action> = [
  { _tag: "HostCrash", host: h },
  { _tag: "Reap", host: h }
]

describe("a run", () => {
  it("is one task's, and a task has one that runs: whoever spawns, resumes or starts gives it a new one", () => {
    assert.strictEqual(verdict(live(), spawn(t2, null, writer, h, u1)), "RunStarted")
    assert.strictEqual(verdict(live(...crash, { _tag: "HostOpen", host: h }), resume(t1, u1)), "RunStarted")
    const started: Action = { _tag: "Start", run: run("z1"), task: task("z"), host: i }
    assert.strictEqual(verdict(live(started), spawn(task("z"))), "TaskRunning")
    assert.deepStrictEqual(brokenIn(live(started)), [])
  })

  it("of a task that was spawned is not started otherwise, not even once that is over", () => {
    const start: Action = { _tag: "Start", run: run("z1"), task: t1, host: i }
    assert.strictEqual(verdict(live(), start), "TaskRunning")
    assert.strictEqual(verdict(live(...crash), start), "TaskExists")
  })
})

describe("nobody waits in the queue behind a task that will not be served:", () => {
  const enqueue = (by: RunId): Action => ({ _tag: "Enqueue", run: by, resource: f("d/x") })
  const wait: ReadonlyArray<Action> = [enqueue(u1), ...starts(t2, null, writer, i), enqueue(u2)]
  const grant: Action = { _tag: "Grant", run: u2, resource: f("d/x") }

  it("one that asks, or waits for its children, gives up its places before", () => {
    for (const action of [ask(u1), { _tag: "Await", run: u1 } as const]) {
      assert.strictEqual(verdict(live(enqueue(u1)), action), "HoldsLease")
      assert.strictEqual(verdict(live(enqueue(u1), { ...enqueue(u1), _tag: "Withdraw" } as Action), action), "ok")
    }
  })

  it("one that is told to end gives up its places at once, and those behind it are served", () => {
    const state = live(...wait)
    assert.strictEqual(verdict(state, grant), "LeaseHeld")
    assert.deepInclude(orders(state, cancel(t1)), { _tag: "Serve", resource: f("d/x") })
    assert.strictEqual(verdict(after([cancel(t1)], 0, state), grant), "ok")
  })
})

describe("a command", () => {
  it("is no way past those who wait for what it may change, unless its task holds that already", () => {
    const waits: ReadonlyArray<Action> = [
      ...starts(t2, null, writer, i),
      { _tag: "Enqueue", run: u2, resource: d("d") }
    ]
    assert.strictEqual(verdict(live(...waits), exec(u1, f("d/x"))), "LeaseHeld")
    const holds: Action = { _tag: "Acquire", run: u1, resource: d("d") }
    assert.strictEqual(verdict(live(holds, ...waits), exec(u1, f("d/x"))), "ok")
  })
})

describe("a task that nobody spawned", () => {
  it("spawns none, waits for none and does not end by itself: it is told so, in a conflict that can be sent", () => {
    const state = live({ _tag: "Start", run: run("z1"), task: task("z"), host: h })
    for (const action of [exec(run("z1")), complete(run("z1")), ask(run("z1")), spawn(t2, run("z1"))]) {
      const conflict = refusal(state, action)
      assert.deepInclude(conflict, { _tag: "TaskNotRunning", reason: "NotStarted" })
      assert.doesNotThrow(() => Schema.encodeSync(Conflict)(conflict))
    }
  })
})

describe("a write that is settled while its task waits", () => {
  it("is known to it when it goes on", () => {
    const gate = { host: h, key: kx }
    const seen = [{ key: kx, file: theirs(A), staged: ours("d/x", B) }]
    const state = live(
      { _tag: "Observe", run: u1, key: kx, found: A, beingWritten: false },
      { _tag: "Acquire", run: u1, resource: f("d/x") },
      { _tag: "Decide", run: u1, parts: [part("d/x", A, B)] },
      { _tag: "Release", run: u1, resource: f("d/x"), handle: handle(1) },
      ask(u1),
      { _tag: "EnterGate", ...gate },
      { _tag: "Judge", ...gate, seen },
      { _tag: "Exchange", ...gate, done: true },
      { _tag: "Probe", ...gate, beingWritten: false },
      { _tag: "Hash", ...gate, content: A },
      { _tag: "Sync", ...gate },
      { _tag: "Settle", ...gate }
    )
    assert.deepInclude(snapshot(state).observations, { run: u1, key: kx, content: B })
  })
})

describe("a task below one that was interrupted", () => {
  const tree = live(
    ...starts(t2, u1, session, i),
    ...starts(t3, u2, session, h),
    { _tag: "HostCrash", host: i },
    { _tag: "Reap", host: i }
  )

  it("goes on elsewhere, and whoever is above is not over before it is", () => {
    assert.strictEqual(verdict(tree, { _tag: "Delete", task: t2 }), "ChildrenLive")
    assert.strictEqual(verdict(tree, complete(u1)), "ChildrenLive")
    const stopping = after([cancel(t1)], 0, tree)
    assert.strictEqual(verdict(stopping, finish(t1)), "ChildrenLive")
    const over = after([finish(t3), finish(t1)], 0, stopping)
    assert.deepStrictEqual(brokenIn(over), [])
  })
})

describe("what a task wrote", () => {
  it("is what it decided and what its commands changed, and nothing else that somebody says", () => {
    const stopping = live({ _tag: "Fail", run: u1, outcome: "No." })
    const view = snapshot(after([{ _tag: "Finish", task: t1, changed: [kx] }], 0, stopping))
    assert.deepStrictEqual(view.lives[0]?.record, [])
  })
})
