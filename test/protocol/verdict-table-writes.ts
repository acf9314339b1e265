// The verdicts of those who read, write, and settle writes: see verdict-table.ts.
import { Absent, type Action, type SeenPart, type State } from "../../src/protocol/index.ts"
import { A, b1, B, bMay, bSaw, bWaits, decide, ended, h, kx, r1, up, type VerdictRow, x } from "./verdict-table.ts"
import { after, d, f, handle, host, intent, key, limits, ours, part, run, seen, task, theirs } from "./world.ts"

const i = host("i")
const ky = key("d/y")

/** What happens in the gate of d/x, told by its host. */
const judge = (at: SeenPart["file"], staged: SeenPart["staged"]): Action => ({
  _tag: "Judge",
  host: h,
  key: kx,
  seen: [seen("d/x", at, staged)]
})
const inGate = (name: "KeepAside" | "Sync" | "Settle" | "Refuse", at = kx, who = h): Action => ({
  _tag: name,
  host: who,
  key: at
})
const enter = (who = h, at = kx): Action => ({ _tag: "EnterGate", host: who, key: at })
const exchange = (done = true): Action => ({ _tag: "Exchange", host: h, key: kx, done })
const probe = (beingWritten = false): Action => ({ _tag: "Probe", host: h, key: kx, beingWritten })
const hash = (content = A): Action => ({ _tag: "Hash", host: h, key: kx, content })
const turnBack = (done = true): Action => ({ _tag: "TurnBack", host: h, key: kx, done })

const untouched = judge(theirs(A), ours("d/x", B))
const exchanged = judge(ours("d/x", B), theirs(A))
const displaced = judge(theirs(B), theirs(A))

const from = (state: State, ...actions: ReadonlyArray<Action>): State => after(actions, 0, state)

/** A write of d/x is decided, by b1 in h, and goes on from there. */
export const decided = from(bMay, decide)
const opened = from(decided, { _tag: "HostOpen", host: i })
export const entered = from(opened, enter())
const probing = from(entered, untouched, exchange())
const hashing = from(probing, probe())
const syncing = from(hashing, hash())
export const settling = from(syncing, inGate("Sync"))
/** So long ago that the grace is just over. */
export const published = after([inGate("Settle")], -limits.graceMs, settling)
export const flushed = from(published, { _tag: "Flush" })
export const turned = from(probing, probe(true))
const back = from(turned, exchanged)
const aside = from(turned, displaced)
const refusing = from(turned, untouched)
const lost = from(published, { _tag: "StoreLost", lost: [intent("0.2")] }, { _tag: "Reap", host: h })
const again = from(lost, { _tag: "HostOpen", host: h }, enter())

/** d/x, then d/x with d/y, were written; what became of that is lost. */
const two = { ...decide, parts: [part("d/x", B, A), part("d/y", Absent, A)] } as const satisfies Action
const saw: Action = { _tag: "Observe", run: b1, key: ky, found: Absent, beingWritten: false }
export const decidedTwo = from(published, saw, { _tag: "Acquire", run: b1, resource: f("d/y") }, two)
const judgeTwo = (at: SeenPart["key"], x: "old" | "new", y: "old" | "new"): Action => ({
  _tag: "Judge",
  host: h,
  key: at,
  seen: [
    x === "old" ? seen("d/x", theirs(B), ours("d/x", A)) : seen("d/x", ours("d/x", A), theirs(B)),
    y === "old" ? seen("d/y", null, ours("d/y", A)) : seen("d/y", ours("d/y", A), null)
  ]
})
const enteredTwo = from(decidedTwo, enter())
const checkedOne = from(enteredTwo, judgeTwo(kx, "old", "old"), exchange(), probe(), hash(B))
export const turnedTwo = from(
  checkedOne,
  judgeTwo(ky, "new", "old"),
  { _tag: "Exchange", host: h, key: ky, done: true },
  { _tag: "Probe", host: h, key: ky, beingWritten: true }
)
/** Both were published long ago, and their rows are durable. */
export const flushedTwo = after(
  [
    judgeTwo(ky, "new", "old"),
    { _tag: "Exchange", host: h, key: ky, done: true },
    { _tag: "Probe", host: h, key: ky, beingWritten: false },
    { _tag: "Hash", host: h, key: ky, content: Absent },
    inGate("Sync"),
    inGate("Settle"),
    { _tag: "Flush" }
  ],
  -limits.graceMs,
  checkedOne
)
/** Ours at d/x was replaced meanwhile, that at d/y was not. */
const mixed = (at: SeenPart["key"]): Action => ({
  _tag: "Judge",
  host: h,
  key: at,
  seen: [seen("d/x", theirs(A), theirs(B)), seen("d/y", ours("d/y", A), null)]
})
const tangled = from(
  decidedTwo,
  { _tag: "PowerLoss", lost: [intent("0.2")] },
  { _tag: "Reap", host: h },
  { _tag: "HostOpen", host: h }
)

export const late = (beingWritten = false): Action => ({
  _tag: "LateCheck",
  key: kx,
  seen: [{ key: kx, staged: theirs(A, beingWritten) }]
})

const observe = { _tag: "Observe", run: b1, key: kx, found: A, beingWritten: false } as const

const takeY: Action = { _tag: "Acquire", run: b1, resource: f("d/y") }
const toY = part("d/y", Absent, A)
const giveBack: Action = { _tag: "Release", run: b1, resource: x, handle: handle(1) }

/** What is asked of reads, writes and gates. */
export const writeRows: ReadonlyArray<VerdictRow> = [
  ["not running", ended, observe, "TaskNotRunning"],
  [
    "unknown task",
    from(up, { _tag: "Start", run: run("z1"), task: task("z"), host: h }),
    { ...observe, run: run("z1") },
    "OutOfScope"
  ],
  ["a write is open there", decided, { ...observe, beingWritten: true }, "Unsettled"],
  ["a write is open beside", decided, { ...observe, key: ky }, "ok"],
  ["somebody writes it", up, { ...observe, beingWritten: true }, "BeingWritten"],
  ["read-only", up, { ...observe, run: r1 }, "ok"],
  ["settled", published, observe, "ok"],

  ["not running", ended, decide, "TaskNotRunning"],
  ["read-only", up, { ...decide, run: r1 }, "WriteNotAllowed"],
  ["out of scope", up, { ...decide, parts: [part("e/x", A, B)] }, "OutOfScope"],
  ["one of two out of scope", bMay, { ...decide, parts: [...decide.parts, part("e/x", A, B)] }, "OutOfScope"],
  ["unseen", up, { ...decide, parts: [part("d/x", A, B, B)] }, "NotObserved"],
  ["another seen", bSaw, { ...decide, parts: [part("d/x", B, B)] }, "NotObserved"],
  ["one of two unseen", bMay, { ...decide, parts: [...decide.parts, part("d/y", A, B)] }, "NotObserved"],
  ["not held", bSaw, { ...decide, parts: [part("d/x", A, B, B)] }, "LeaseLost"],
  [
    "one of two not held",
    from(bMay, saw),
    { ...decide, parts: [...decide.parts, part("d/y", Absent, B)] },
    "LeaseLost"
  ],
  ["its own is open", decided, { ...decide, parts: [part("d/x", A, B, B)] }, "Unsettled"],
  ["one of two is open", from(decided, saw, takeY), { ...decide, parts: [toY, part("d/x", A, B, B)] }, "Unsettled"],
  [
    "one of two changed",
    from(bMay, saw, takeY),
    { ...decide, parts: [...decide.parts, part("d/y", Absent, A, B)] },
    "StaleBase"
  ],
  ["changed", bMay, { ...decide, parts: [part("d/x", A, B, B)] }, "StaleBase"],
  ["deleted", bMay, { ...decide, parts: [part("d/x", A, B, Absent)] }, "StaleBase"],
  ["all well", bMay, decide, "ok"],
  ["a deletion", bMay, { ...decide, parts: [part("d/x", A, Absent)] }, "ok"],
  ["built on its own write", published, { ...decide, parts: [part("d/x", B, A)] }, "ok"],

  ["a write is open there", from(decided, giveBack), { _tag: "Acquire", run: b1, resource: x }, "Unsettled"],
  ["a write is open within", decided, { _tag: "Acquire", run: b1, resource: d("d") }, "Unsettled"],
  ["a write is open within what it holds", decided, { _tag: "Acquire", run: b1, resource: x }, "ok"],
  [
    "a write is open",
    from(decided, { _tag: "Enqueue", run: b1, resource: d("d") }),
    { _tag: "Grant", run: b1, resource: d("d") },
    "Unsettled"
  ],

  ["host closed", decided, enter(i), "HostNotOpen"],
  ["nothing is open", bWaits, enter(), "NothingToSettle"],
  ["it is settled", published, enter(), "NothingToSettle"],
  ["an older one is open at its other key", tangled, enter(h, ky), "Unsettled"],
  ["the older one", tangled, enter(), "ok"],
  ["somebody is there", entered, enter(i), "GateBusy"],
  ["it is there itself", entered, enter(), "GateBusy"],
  ["open", decided, enter(), "ok"],
  ["whoever was there crashed", from(entered, { _tag: "HostCrash", host: h }), enter(i), "ok"],

  ["nobody is there", decided, untouched, "NotNext"],
  ["another is there", entered, { ...untouched, host: i } as Action, "NotNext"],
  ["another step is next", probing, exchanged, "NotNext"],
  ["of a file that was found clean", checkedOne, judgeTwo(kx, "new", "old"), "NotNext"],
  ["of the other file", checkedOne, judgeTwo(ky, "new", "old"), "ok"],
  ["of a file that was found clean, and is no longer exchanged", checkedOne, judgeTwo(kx, "old", "old"), "ok"],
  ["of one to keep, another to turn back", turnedTwo, mixed(kx), "ok"],
  ["of one to turn back, another to keep", turnedTwo, mixed(ky), "ok"],
  ["of one that is back, another is not", turnedTwo, judgeTwo(kx, "old", "new"), "NotNext"],
  ["nothing done yet", entered, untouched, "ok"],
  ["turned", turned, exchanged, "ok"],

  ["not judged", entered, exchange(), "NotNext"],
  ["of the other file", from(enteredTwo, judgeTwo(kx, "old", "old")), { ...exchange(), key: ky } as Action, "NotNext"],
  ["judged", from(entered, untouched), exchange(), "ok"],
  ["not exchanged", entered, probe(), "NotNext"],
  ["exchanged", probing, probe(), "ok"],
  ["not probed", probing, hash(), "NotNext"],
  ["probed", hashing, hash(), "ok"],
  ["not turned", probing, turnBack(), "NotNext"],
  ["ours is there", back, turnBack(), "ok"],
  ["ours is there", back, inGate("KeepAside"), "NotNext"],
  ["theirs cannot go back", aside, inGate("KeepAside"), "ok"],
  ["not checked", hashing, inGate("Sync"), "NotNext"],
  ["one of two checked", checkedOne, inGate("Sync"), "NotNext"],
  ["checked", syncing, inGate("Sync"), "ok"],
  ["not judged", syncing, inGate("Settle"), "NotNext"],
  ["judged", settling, inGate("Settle"), "ok"],
  ["judged before the store was lost", again, inGate("Settle"), "NotNext"],
  ["judged before the store was lost, looked at", from(again, exchanged), inGate("Settle"), "ok"],
  ["something is to turn back", turned, inGate("Refuse"), "NotNext"],
  ["nothing is to turn back", refusing, inGate("Refuse"), "ok"],

  ["all open", decided, { _tag: "Flush" }, "NothingToFlush"],
  ["all flushed", flushed, { _tag: "Flush" }, "NothingToFlush"],
  ["published", published, { _tag: "Flush" }, "ok"],
  ["nothing staged", up, late(), "NothingLeft"],
  ["open", decided, late(true), "NotDurable"],
  ["published", published, late(true), "NotDurable"],
  ["somebody writes there", flushed, late(true), "BeingWritten"],
  ["nobody looked", flushed, { _tag: "LateCheck", key: kx, seen: [] }, "BeingWritten"],
  ["a while ago", flushed, late(), "ok"]
]
