import { assert, describe, it } from "@effect/vitest"
import { type Order, rules, snapshot, step } from "../../src/protocol/index.ts"
import { lifeRows } from "./verdict-table-life.ts"
import { writeRows } from "./verdict-table-writes.ts"
import { a1, aHolds, b1, bHolds, bMay, bothWait, crashed, h, leaseRows, r1, up, x } from "./verdict-table.ts"
import { after, d, f, handle, orders, running, token, verdict } from "./world.ts"

const table = [...leaseRows, ...writeRows, ...lifeRows]

/** Told only as time goes on: see below. */
const timed = ["NotExpired", "GraceNotOver", "NotTimedOut"]

describe("a request is told", () => {
  for (const [when, state, action, expected] of table)
    it(`${action._tag}, ${when}: ${expected}`, () => assert.strictEqual(verdict(state, action), expected))

  it("each of its verdicts somewhere in this table", () => {
    for (const [name, { guards }] of Object.entries(rules))
      for (const { conflict } of guards.filter((guard) => !timed.includes(guard.conflict)))
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
