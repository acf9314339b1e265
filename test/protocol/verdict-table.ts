// Each verdict of each request, in the order of checking: the state of a row fails the guard it is about and, where that
// can be, all that come after it. Those of writes are in verdict-table-writes.ts.
import { type Action, init, type State } from "../../src/protocol/index.ts"
import { after, content, d, f, handle, host, key, part, run, running, task, tasks } from "./world.ts"

/** When, in which state, what is asked, and what it is told. */
export type VerdictRow = readonly [when: string, state: State, asked: Action, told: string]

const fresh = init({ tasks })
export const h = host("h")
export const [a1, a2, b1, b2, r1] = [run("a1"), run("a2"), run("b1"), run("b2"), run("r1")]
export const x = f("d/x")
export const kx = key("d/x")
export const [A, B] = [content("A"), content("B")]

export const up = after(running)
export const more = (...actions: ReadonlyArray<Action>): State => after([...running, ...actions])
export const crashed = more({ _tag: "HostCrash", host: h })
export const reaped = more({ _tag: "HostCrash", host: h }, { _tag: "Reap", host: h })
export const ended = more({ _tag: "End", run: b1 })
export const aHolds = more({ _tag: "Acquire", run: a1, resource: x })
export const bHolds = more({ _tag: "Acquire", run: b1, resource: x })
const aWaits = more({ _tag: "Enqueue", run: a1, resource: x })
export const bWaits = more({ _tag: "Enqueue", run: b1, resource: x })
export const bothWait = after([{ _tag: "Enqueue", run: b1, resource: d("d") }], 0, aWaits)
export const bSaw = more({ _tag: "Observe", run: b1, key: kx, found: A, beingWritten: false })
export const bMay = after([{ _tag: "Acquire", run: b1, resource: x }], 0, bSaw)

export const decide = { _tag: "Decide", run: b1, parts: [part("d/x", A, B)] } as const satisfies Action

/** What is asked of hosts, runs, leases and the queue. */
export const leaseRows: ReadonlyArray<VerdictRow> = [
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
  ["held beneath", aHolds, { _tag: "Expire", resource: d("d") }, "NotHeld"]
]
