// What becomes of a write whose host or store is gone, and what is left of any.
import { assert, describe, it } from "@effect/vitest"
import {
  type Action,
  firstOpen,
  intentsOf,
  type Order,
  orderOf,
  type SeenPart,
  snapshot
} from "../../src/protocol/index.ts"
import { A, a1, B, b1, bHolds, h, kx, x } from "./verdict-table.ts"
import { decided, entered, flushed, flushedTwo, late, published, settling, turned } from "./verdict-table-writes.ts"
import { after, content, f, host, intent, key, limits, orders, ours, seen, theirs, verdict } from "./world.ts"

const at = { host: h, key: kx }
const here = { intent: intent("0.2"), host: h }
const keys = [kx]
const C = content("C")

const judge = (one: SeenPart): Action => ({ _tag: "Judge", ...at, seen: [one] })
const untouched = seen("d/x", theirs(A), ours("d/x", B))
const changed = seen("d/x", ours("d/x", B), theirs(A))

describe("a write that its host left", () => {
  const i = host("i")
  const there = { host: i, key: kx }

  it("is judged afresh by another host, from what it finds", () => {
    const left = after(
      [
        { _tag: "HostCrash", host: h },
        { _tag: "EnterGate", ...there }
      ],
      0,
      entered
    )
    assert.deepInclude(orders(left, { _tag: "Judge", ...there, seen: [changed] })[0], { _tag: "Probe", host: i })
    assert.deepInclude(orders(left, { _tag: "Judge", ...there, seen: [untouched] })[0], { _tag: "Exchange", host: i })
  })

  it("does not go forward again once it was turned back", () => {
    const back = after([judge(changed)], 0, turned)
    const left = after(
      [
        { _tag: "HostCrash", host: h },
        { _tag: "EnterGate", ...there }
      ],
      0,
      back
    )
    for (const one of [changed, untouched]) {
      const judged = after([{ _tag: "Judge", ...there, seen: [one] }], 0, left)
      assert.deepInclude(firstOpen(judged, kx)?.gate, { host: i, at: "turn" })
    }
  })

  it("is told to a run that is there, and to no other as seen", () => {
    const left = after(
      [
        { _tag: "HostCrash", host: h },
        { _tag: "EnterGate", ...there }
      ],
      0,
      settling
    )
    const settled = after(
      [
        { _tag: "Judge", ...there, seen: [changed] },
        { _tag: "Settle", ...there }
      ],
      0,
      left
    )
    assert.deepStrictEqual(snapshot(settled).observations, snapshot(left).observations)
    assert.deepStrictEqual(snapshot(settled).written, [{ key: kx, task: "b" as never, content: B }])
  })

  it("is turned back if the store began anew before it was known to be clean, and else told again", () => {
    const anew: ReadonlyArray<Action> = [
      { _tag: "PowerLoss", lost: [intent("0.2")] },
      { _tag: "Reap", host: h },
      { _tag: "HostOpen", host: h },
      { _tag: "EnterGate", ...at },
      judge(changed)
    ]
    assert.deepStrictEqual(intentsOf(after(anew, 0, turned))[0]?.gate?.reason, "OlderGeneration")
    const told = after(anew, 0, published)
    assert.strictEqual(intentsOf(told)[0]?.gate?.at, "settle")
    assert.strictEqual(verdict(told, { _tag: "Settle", ...at }), "ok")
  })

  it("and its rows, if they were lost; a store that lost any has forgotten what runs hold, wait for and saw", () => {
    const waiting = after([{ _tag: "Enqueue", run: a1, resource: f("d/x") }], 0, flushed)
    const view = snapshot(after([{ _tag: "StoreLost", lost: [intent("0.2")] }], 0, waiting))
    assert.deepStrictEqual([view.leases, view.queue, view.observations], [[], [], []])
    assert.deepStrictEqual([view.generation, view.counter], [1, 0])
    assert.deepStrictEqual(
      view.hosts.map(({ status }) => status),
      ["crashed", "crashed"]
    )
    assert.deepInclude(view.intents[0], { row: "open", durable: false, judged: true })
    const kept = snapshot(after([{ _tag: "StoreLost", lost: [] }], 0, waiting))
    assert.deepInclude(kept.intents[0], { row: "published", durable: true })
  })
})

describe("what is left of a write", () => {
  it("is looked at when the grace is over, not a millisecond earlier", () => {
    assert.strictEqual(verdict(flushed, late(), -1), "GraceNotOver")
    assert.strictEqual(verdict(flushed, late(), 0), "ok")
    assert.strictEqual(limits.graceMs, 150)
  })

  it("is unlinked, and kept where it is not what it has to be", () => {
    const unlink: Order = { _tag: "Unlink", intent: here.intent, keys }
    assert.deepStrictEqual(orders(flushed, late()), [unlink])
    const other: Action = { _tag: "LateCheck", key: kx, seen: [{ key: kx, staged: theirs(C) }] }
    assert.deepStrictEqual(orders(flushed, other), [{ _tag: "Keep", intent: here.intent, key: kx, content: C }, unlink])
    const gone: Action = { _tag: "LateCheck", key: kx, seen: [{ key: kx, staged: null }] }
    assert.deepStrictEqual(orders(flushed, gone), [unlink])
    assert.deepStrictEqual(intentsOf(after([gone], 0, flushed)), [])
  })

  it("of a refused write has to be what was staged", () => {
    const refused = after([judge(untouched), { _tag: "Refuse", ...at }, { _tag: "Flush" }], -limits.graceMs, turned)
    const left = (staged: SeenPart["staged"]): Action => ({ _tag: "LateCheck", key: kx, seen: [{ key: kx, staged }] })
    assert.lengthOf(orders(refused, left(ours("d/x", B))), 1)
    assert.deepInclude(orders(refused, left(ours("d/x", A)))[0], { _tag: "Keep", content: A })
  })
})

describe("what is left of a write of two files", () => {
  const ky = key("d/y")
  const both = [kx, ky]
  const two = intent("0.4")
  const look = (x: SeenPart["staged"], y: SeenPart["staged"]): Action => ({
    _tag: "LateCheck",
    key: ky,
    seen: [
      { key: kx, staged: x },
      { key: ky, staged: y }
    ]
  })

  it("is kept of each of them", () => {
    assert.deepStrictEqual(orders(flushedTwo, look(theirs(B), null)), [{ _tag: "Unlink", intent: two, keys: both }])
    assert.deepStrictEqual(orders(flushedTwo, look(theirs(C), theirs(A))), [
      { _tag: "Keep", intent: two, key: kx, content: C },
      { _tag: "Keep", intent: two, key: ky, content: A },
      { _tag: "Unlink", intent: two, keys: both }
    ])
  })

  it("stays as long as either of them is being written, or was not looked at", () => {
    assert.strictEqual(verdict(flushedTwo, look(theirs(B, true), null)), "BeingWritten")
    assert.strictEqual(verdict(flushedTwo, look(theirs(B), theirs(A, true))), "BeingWritten")
    for (const key of both) {
      const one: Action = { _tag: "LateCheck", key: ky, seen: [{ key, staged: null }] }
      assert.strictEqual(verdict(flushedTwo, one), "BeingWritten")
    }
  })
})

describe("the grace", () => {
  it("begins again with a new generation, whose clock may have begun again too", () => {
    for (const _tag of ["PowerLoss", "StoreLost"] as const) {
      const anew = after([{ _tag, lost: [] }], 7, flushed)
      assert.strictEqual(verdict(anew, late(), 7 + limits.graceMs - 1), "GraceNotOver")
      assert.strictEqual(verdict(anew, late(), 7 + limits.graceMs), "ok")
    }
  })
})

describe("who waits", () => {
  it("has its turn when what was open there is settled or refused", () => {
    for (const [state, last] of [
      [settling, "Settle"],
      [after([judge(untouched)], 0, turned), "Refuse"]
    ] as const) {
      const waiting = after([{ _tag: "Enqueue", run: a1, resource: f("d/x") }], 0, state)
      assert.deepInclude(orders(waiting, { _tag: last, ...at }), { _tag: "Serve", resource: x })
    }
    assert.deepStrictEqual(orders(bHolds, { _tag: "Observe", run: b1, key: kx, found: A, beingWritten: false }), [
      { _tag: "Observed", run: b1, key: kx, content: A }
    ])
    assert.isUndefined(orderOf(firstOpen(decided, kx)!))
  })
})
