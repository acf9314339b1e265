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
  schedule,
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

describe("the time of a task", () => {
  const timeOut: Action = { _tag: "TimeOut", task: t1 }

  it("is over at its instant, and a millisecond earlier it is not", () => {
    const state = after(begun, 500, init({ limits }))
    assert.deepInclude(refusal(state, timeOut, 1_499), { _tag: "NotTimedOut", until: 1_500, now: 1_499 })
    assert.strictEqual(verdict(state, timeOut, 1_500), "ok")
  })

  it("stands still while it waits, and goes on when it does", () => {
    const asked = after([ask(u1)], 300, live())
    assert.strictEqual(verdict(asked, timeOut, 9_000), "TaskNotRunning")
    const answered: ReadonlyArray<Action> = [{ _tag: "Answer", task: t1, answer: null }, schedule(t1)]
    const goesOn = after(answered, 9_000, asked)
    assert.strictEqual(verdict(goesOn, timeOut, 9_699), "NotTimedOut")
    assert.strictEqual(verdict(goesOn, timeOut, 9_700), "ok")
  })

  it("is without limit if nobody set one", () => {
    const spawned = live({ ...spawn(t2), timeoutMs: null } as Action, schedule(t2))
    assert.strictEqual(verdict(spawned, { ...timeOut, task: t2 }, 1e15), "NotTimedOut")
  })
})

describe("whoever is told to end", () => {
  it("is told so before its processes are, with all below it, and keeps its leases until nothing of it is left", () => {
    const state = live(...starts(t2, u1, writer, i), exec(u2, f("d/x")))
    const told = orders(state, cancel(t1))
    assert.sameDeepMembers(
      [...told],
      [
        { _tag: "Became", task: t1, run: u1, status: "stopping", ending: "cancelled" },
        { _tag: "Became", task: t2, run: u2, status: "stopping", ending: "cancelled" },
        { _tag: "EndProcesses", task: t2, command: "c" }
      ]
    )
    const exited = after([cancel(t1), { _tag: "Exit", task: t2 }], 0, state)
    assert.lengthOf(snapshot(exited).leases, 1)
    assert.lengthOf(snapshot(after([finish(t2)], 0, exited)).leases, 0)
  })
})

describe("a host that crashes while a command runs", () => {
  it("leaves the command its leases until its last process is gone and its task is finished, by anyone", () => {
    const running = live(...starts(t2, null, writer, i), exec(u2, d("d")), { _tag: "HostCrash", host: i })
    assert.deepInclude(orders(running, { _tag: "Reap", host: i }), { _tag: "EndProcesses", task: t2, command: "c" })
    const reaped = after([{ _tag: "Reap", host: i }], 0, running)
    const acquire: Action = { _tag: "Acquire", run: u1, resource: f("d/x") }
    assert.strictEqual(verdict(reaped, acquire), "LeaseHeld")
    assert.strictEqual(verdict(reaped, { _tag: "Expire", resource: d("d") }, 1e9), "StillWorking")
    const finished = after(
      [
        { _tag: "Exit", task: t2 },
        { _tag: "Finish", task: t2, changed: [kx] }
      ],
      0,
      reaped
    )
    assert.strictEqual(verdict(finished, acquire), "ok")
    assert.deepInclude(snapshot(finished).lives[1], { status: "interrupted", record: [kx], command: undefined })
  })
})
