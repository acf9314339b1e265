// Each verdict of each request, in the order of checking: the state of a row fails the guard it is about and, where that
// can be, all that come after it.
import { assert, describe, it } from "@effect/vitest"
import { Absent, type Action, init, type Order, rules, snapshot, type State, step } from "../../src/protocol/index.ts"
import { after, content, d, f, handle, host, key, orders, run, running, task, tasks, token, verdict } from "./world.ts"

const fresh = init({ tasks })
const h = host("h")
const [a1, a2, b1, b2, r1] = ["a1", "a2", "b1", "b2", "r1"].map(run) as [
  ReturnType<typeof run>,
  ReturnType<typeof run>,
  ReturnType<typeof run>,
  ReturnType<typeof run>,
  ReturnType<typeof run>
]
const x = f("d/x")
const kx = key("d/x")
const [A, B] = [content("A"), content("B")]

const up = after(running)
const more = (...actions: ReadonlyArray<Action>): State => after([...running, ...actions])
const crashed = more({ _tag: "HostCrash", host: h })
const reaped = more({ _tag: "HostCrash", host: h }, { _tag: "Reap", host: h })
const ended = more({ _tag: "End", run: b1 })
const aHolds = more({ _tag: "Acquire", run: a1, resource: x })
const bHolds = more({ _tag: "Acquire", run: b1, resource: x })
const aWaits = more({ _tag: "Enqueue", run: a1, resource: x })
const bWaits = more({ _tag: "Enqueue", run: b1, resource: x })
const bothWait = after([{ _tag: "Enqueue", run: b1, resource: d("d") }], 0, aWaits)
const bSaw = more({ _tag: "Observe", run: b1, key: kx, found: A })
const bMay = after([{ _tag: "Acquire", run: b1, resource: x }], 0, bSaw)

const decide = { _tag: "Decide", run: b1, key: kx, base: A, content: B, found: A } as const

const table: ReadonlyArray<readonly [string, State, Action, string]> = [
  ["closed", fresh, { _tag: "HostOpen", host: h }, "ok"],
  ["open", up, { _tag: "HostOpen", host: h }, "HostInUse"],
  ["crashed", crashed, { _tag: "HostOpen", host: h }, "HostInUse"],
  ["reaped", reaped, { _tag: "HostOpen", host: h }, "ok"],
  ["open", up, { _tag: "HostCrash", host: h }, "ok"],
  ["closed", fresh, { _tag: "HostCrash", host: h }, "HostNotOpen"],
  ["crashed", crashed, { _tag: "HostCrash", host: h }, "HostNotOpen"],
  ["crashed", crashed, { _tag: "Reap", host: h }, "ok"],
  ["open", up, { _tag: "Reap", host: h }, "HostNotCrashed"],
  ["closed", fresh, { _tag: "Reap", host: h }, "HostNotCrashed"],

  ["host crashed, run started", crashed, { _tag: "Start", run: a1, task: task("a"), host: h }, "HostNotOpen"],
  ["run running", up, { _tag: "Start", run: a1, task: task("a"), host: h }, "RunStarted"],
  ["run ended", ended, { _tag: "Start", run: b1, task: task("b"), host: h }, "RunStarted"],
  ["run running, for another task that runs", up, { _tag: "Start", run: b1, task: task("a"), host: h }, "RunStarted"],
  ["task running", up, { _tag: "Start", run: a2, task: task("a"), host: h }, "TaskRunning"],
  [
    "task running in a host that crashed",
    after([{ _tag: "HostOpen", host: host("i") }], 0, crashed),
    { _tag: "Start", run: a2, task: task("a"), host: host("i") },
    "TaskRunning"
  ],
  ["task ended", ended, { _tag: "Start", run: b2, task: task("b"), host: h }, "ok"],
  ["task unknown", up, { _tag: "Start", run: run("z1"), task: task("z"), host: h }, "ok"],

  ["running", up, { _tag: "End", run: b1 }, "ok"],
  ["new", up, { _tag: "End", run: a2 }, "TaskNotRunning"],
  ["ended", ended, { _tag: "End", run: b1 }, "TaskNotRunning"],
  ["host crashed", crashed, { _tag: "End", run: b1 }, "TaskNotRunning"],
  ["interrupted", reaped, { _tag: "End", run: b1 }, "TaskNotRunning"],

  ["not running", ended, { _tag: "Acquire", run: b1, resource: x }, "TaskNotRunning"],
  ["read-only", up, { _tag: "Acquire", run: r1, resource: x }, "WriteNotAllowed"],
  ["out of scope", up, { _tag: "Acquire", run: b1, resource: f("e/x") }, "OutOfScope"],
  ["a directory above the scope", up, { _tag: "Acquire", run: b1, resource: d("") }, "OutOfScope"],
  ["a directory of which a file is in scope", up, { _tag: "Acquire", run: b1, resource: d("a.ts") }, "OutOfScope"],
  ["waiting itself", bothWait, { _tag: "Acquire", run: b1, resource: x }, "AlreadyQueued"],
  ["held", aHolds, { _tag: "Acquire", run: b1, resource: x }, "LeaseHeld"],
  ["held beneath", aHolds, { _tag: "Acquire", run: b1, resource: d("d") }, "LeaseHeld"],
  ["others wait", aWaits, { _tag: "Acquire", run: b1, resource: x }, "LeaseHeld"],
  ["others wait beneath", aWaits, { _tag: "Acquire", run: b1, resource: d("d") }, "LeaseHeld"],
  ["held by itself", bHolds, { _tag: "Acquire", run: b1, resource: x }, "ok"],
  ["held beside", aHolds, { _tag: "Acquire", run: b1, resource: f("d/xy") }, "ok"],
  [
    "others wait for what it holds already",
    after([{ _tag: "Enqueue", run: a1, resource: x }], 0, bHolds),
    { _tag: "Acquire", run: b1, resource: x },
    "ok"
  ],
  [
    "others wait for what lies around what it holds",
    after([{ _tag: "Enqueue", run: a1, resource: d("d") }], 0, bHolds),
    { _tag: "Acquire", run: b1, resource: d("d") },
    "LeaseHeld"
  ],

  ["not running", ended, { _tag: "Enqueue", run: b1, resource: x }, "TaskNotRunning"],
  ["read-only", up, { _tag: "Enqueue", run: r1, resource: x }, "WriteNotAllowed"],
  ["out of scope", up, { _tag: "Enqueue", run: b1, resource: d("") }, "OutOfScope"],
  ["waiting itself", bWaits, { _tag: "Enqueue", run: b1, resource: d("d") }, "AlreadyQueued"],
  ["held", aHolds, { _tag: "Enqueue", run: b1, resource: x }, "ok"],
  ["waiting beside", bWaits, { _tag: "Enqueue", run: b1, resource: f("d/y") }, "ok"],

  [
    "host crashed",
    after([{ _tag: "HostCrash", host: h }], 0, bWaits),
    { _tag: "Withdraw", run: b1, resource: x },
    "TaskNotRunning"
  ],
  ["not waiting", aWaits, { _tag: "Withdraw", run: b1, resource: x }, "NotQueued"],
  ["waiting for what overlaps", bWaits, { _tag: "Withdraw", run: b1, resource: d("d") }, "NotQueued"],
  ["waiting", bWaits, { _tag: "Withdraw", run: b1, resource: x }, "ok"],

  [
    "host crashed",
    after([{ _tag: "HostCrash", host: h }], 0, bHolds),
    { _tag: "Renew", run: b1, resource: x },
    "TaskNotRunning"
  ],
  ["held by another", aHolds, { _tag: "Renew", run: b1, resource: x }, "LeaseLost"],
  ["held", bHolds, { _tag: "Renew", run: b1, resource: x }, "ok"],

  [
    "host crashed",
    after([{ _tag: "HostCrash", host: h }], 0, bHolds),
    { _tag: "Release", run: b1, resource: x, handle: handle(1) },
    "TaskNotRunning"
  ],
  ["held by another", aHolds, { _tag: "Release", run: b1, resource: x, handle: handle(1) }, "NotHeld"],
  ["another handle", bHolds, { _tag: "Release", run: b1, resource: x, handle: handle(2) }, "NotHeld"],
  ["another resource", bHolds, { _tag: "Release", run: b1, resource: d("d"), handle: handle(1) }, "NotHeld"],
  ["held", bHolds, { _tag: "Release", run: b1, resource: x, handle: handle(1) }, "ok"],

  ["not waiting", aHolds, { _tag: "Grant", run: b1, resource: x }, "NotQueued"],
  [
    "held",
    after([{ _tag: "Enqueue", run: b1, resource: x }], 0, aHolds),
    { _tag: "Grant", run: b1, resource: x },
    "LeaseHeld"
  ],
  ["second", bothWait, { _tag: "Grant", run: b1, resource: d("d") }, "LeaseHeld"],
  ["first", bothWait, { _tag: "Grant", run: a1, resource: x }, "ok"],
  [
    "host crashed",
    after([{ _tag: "HostCrash", host: h }], 0, bWaits),
    { _tag: "Grant", run: b1, resource: x },
    "TaskNotRunning"
  ],

  ["free", up, { _tag: "Expire", resource: x }, "NotHeld"],
  ["held beneath", aHolds, { _tag: "Expire", resource: d("d") }, "NotHeld"],

  ["not running", ended, { _tag: "Observe", run: b1, key: kx, found: A }, "TaskNotRunning"],
  [
    "unknown task",
    after([{ _tag: "Start", run: run("z1"), task: task("z"), host: h }], 0, up),
    { _tag: "Observe", run: run("z1"), key: kx, found: A },
    "OutOfScope"
  ],
  ["read-only", up, { _tag: "Observe", run: r1, key: kx, found: A }, "ok"],

  ["not running", ended, { ...decide, run: b1 }, "TaskNotRunning"],
  ["read-only", up, { ...decide, run: r1 }, "WriteNotAllowed"],
  ["out of scope", up, { ...decide, key: key("e/x") }, "OutOfScope"],
  ["unseen", up, { ...decide, found: B }, "NotObserved"],
  ["another seen", bSaw, { ...decide, base: B }, "NotObserved"],
  ["not held", bSaw, { ...decide, found: B }, "LeaseLost"],
  ["changed", bMay, { ...decide, found: B }, "StaleBase"],
  ["deleted", bMay, { ...decide, found: Absent }, "StaleBase"],
  ["all well", bMay, decide, "ok"]
]

describe("a request is told", () => {
  for (const [when, state, action, expected] of table)
    it(`${action._tag}, ${when}: ${expected}`, () => assert.strictEqual(verdict(state, action), expected))

  it("each of its verdicts somewhere in this table", () => {
    for (const [name, { guards }] of Object.entries(rules))
      for (const { conflict } of guards.filter((guard) => guard.conflict !== "NotExpired"))
        assert.isTrue(
          table.some(([, , action, expected]) => action._tag === name && expected === conflict),
          `${name} ${conflict}`
        )
  })
})

describe("time", () => {
  const expire = { _tag: "Expire", resource: x } as const

  it("lets a lease expire at its instant, not a millisecond earlier", () => {
    const held = after([...running, { _tag: "Acquire", run: b1, resource: x }], 1_000)
    assert.strictEqual(verdict(held, expire, 1_099), "NotExpired")
    assert.strictEqual(verdict(held, expire, 1_100), "ok")
  })

  it("begins anew when a lease is renewed or taken again", () => {
    const held = after([...running, { _tag: "Acquire", run: b1, resource: x }], 1_000)
    for (const _tag of ["Renew", "Acquire"] as const) {
      const again = after([{ _tag, run: b1, resource: x }], 1_060, held)
      assert.strictEqual(verdict(again, expire, 1_159), "NotExpired")
      assert.strictEqual(verdict(again, expire, 1_160), "ok")
    }
  })

  it("leaves a lease with its holder as long as nobody lets it expire", () => {
    assert.strictEqual(verdict(bHolds, { _tag: "Renew", run: b1, resource: x }, 1_000_000), "ok")
  })
})

describe("orders", () => {
  it("tell the holder of a lease, and of its loss", () => {
    assert.deepStrictEqual(orders(up, { _tag: "Acquire", run: b1, resource: x }, 7), [
      { _tag: "Granted", run: b1, resource: x, token: token(1), handle: handle(1), expires: 107 }
    ])
    assert.deepStrictEqual(orders(bHolds, { _tag: "Renew", run: b1, resource: x }, 9), [
      { _tag: "Renewed", run: b1, resource: x, token: token(1), expires: 109 }
    ])
    assert.deepStrictEqual(orders(bHolds, { _tag: "Expire", resource: x }, 100), [
      { _tag: "Lost", run: b1, resource: x, token: token(1), reason: "Expired" }
    ])
  })

  it("have the places served that a lease or a place was in the way of", () => {
    const waited = after([{ _tag: "Enqueue", run: b1, resource: d("d") }], 0, aHolds)
    const serve: Order = { _tag: "Serve", resource: x }
    assert.deepInclude(orders(waited, { _tag: "Release", run: a1, resource: x, handle: handle(1) }), serve)
    assert.deepInclude(orders(waited, { _tag: "Expire", resource: x }, 100), serve)
    assert.deepInclude(orders(waited, { _tag: "End", run: a1 }), serve)
    assert.deepInclude(orders(bothWait, { _tag: "Withdraw", run: a1, resource: x }), serve)
    assert.deepInclude(orders(bothWait, { _tag: "End", run: a1 }), serve)
    assert.deepInclude(orders(up, { _tag: "Enqueue", run: a1, resource: x }), serve)
    assert.deepStrictEqual(orders(aHolds, { _tag: "Release", run: a1, resource: x, handle: handle(1) }), [])
  })

  it("carry what is read and written", () => {
    assert.deepStrictEqual(orders(up, { _tag: "Observe", run: b1, key: kx, found: A }), [
      { _tag: "Observed", run: b1, key: kx, content: A }
    ])
    assert.deepStrictEqual(orders(bMay, decide), [{ _tag: "Publish", run: b1, key: kx, base: A, content: B }])
  })

  it("name all that a crash interrupted", () => {
    assert.sameDeepMembers(
      [...orders(crashed, { _tag: "Reap", host: h })],
      [a1, b1, r1].map((id) => ({ _tag: "Interrupted", run: id, host: h }))
    )
  })
})

describe("a lease", () => {
  it("is freed by its last handle, in whatever order they come back", () => {
    const twice = after([{ _tag: "Acquire", run: b1, resource: x }], 0, bHolds)
    assert.deepStrictEqual(snapshot(twice).leases[0]?.handles, [handle(1), handle(2)])
    assert.strictEqual(snapshot(twice).leases[0]?.token, token(1))
    const once = after([{ _tag: "Release", run: b1, resource: x, handle: handle(1) }], 0, twice)
    assert.strictEqual(verdict(once, { _tag: "Acquire", run: a1, resource: x }), "LeaseHeld")
    assert.strictEqual(verdict(once, { _tag: "Release", run: b1, resource: x, handle: handle(1) }), "NotHeld")
    const none = after([{ _tag: "Release", run: b1, resource: x, handle: handle(2) }], 0, once)
    assert.strictEqual(verdict(none, { _tag: "Acquire", run: a1, resource: x }), "ok")
  })

  it("is not freed by a handle of an earlier one", () => {
    const again = after(
      [
        { _tag: "Release", run: b1, resource: x, handle: handle(1) },
        { _tag: "Acquire", run: b1, resource: x }
      ],
      0,
      bHolds
    )
    assert.strictEqual(verdict(again, { _tag: "Release", run: b1, resource: x, handle: handle(1) }), "NotHeld")
  })

  it("and its run's other leases, places and observations go when the run ends", () => {
    const busy = after([{ _tag: "Enqueue", run: b1, resource: f("d/y") }], 0, bMay)
    const view = snapshot(after([{ _tag: "End", run: b1 }], 0, busy))
    assert.deepStrictEqual([view.leases, view.queue, view.observations], [[], [], []])
  })
})

describe("the queue", () => {
  it("is first come first served, and a place kept by who came first", () => {
    const waiting = after(
      [
        { _tag: "Acquire", run: a1, resource: d("") },
        { _tag: "Enqueue", run: b1, resource: x },

        { _tag: "Enqueue", run: a1, resource: d("d") }
      ],
      0,
      up
    )
    assert.deepStrictEqual(
      snapshot(waiting).queue.map(({ resource }) => resource),
      [x, d("d")]
    )
    // What a1 holds covers its own place, so it overtakes nobody.
    assert.strictEqual(verdict(waiting, { _tag: "Grant", run: a1, resource: d("d") }), "ok")
  })
})

describe("a refusal", () => {
  it("leaves the very same state, and a step a state of its own", () => {
    const before = JSON.stringify(snapshot(aHolds))
    step(aHolds, { _tag: "Acquire", run: b1, resource: x }, 0)
    step(aHolds, { _tag: "End", run: a1 }, 0)
    assert.strictEqual(JSON.stringify(snapshot(aHolds)), before)
  })
})
