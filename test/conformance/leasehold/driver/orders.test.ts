import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeDriver } from "../../../../conformance/leasehold/driver/driver.ts"
import { checkOrders, WrongOrders } from "../../../../conformance/leasehold/driver/orders.ts"
import { firstFailure } from "../../../../conformance/replay/replay.ts"
import { file, fromSnapshot, init, snapshot, step } from "../../../../src/protocol/index.ts"
import type {
  Action,
  Content,
  Handle,
  HostId,
  InodeId,
  Key,
  Order,
  RunId,
  State,
  Step,
  TaskId
} from "../../../../src/protocol/index.ts"
import { everything } from "../../../../src/scope/index.ts"
import { onlyAction } from "../graphs.ts"

/** Each order that must be told, with an action that tells it. */
const kinds = {
  Granted: "Acquire",
  Renewed: "Renew",
  Lost: "Expire",
  Observed: "Observe",
  Decided: "Decide",
  Judge: "EnterGate",
  Exchange: "Judge",
  Probe: "Exchange",
  Hash: "Probe",
  Sync: "Hash",
  Settle: "Sync",
  TurnBack: "Judge",
  KeepAside: "Judge",
  Refuse: "Judge",
  Published: "Settle",
  Refused: "Refuse",
  Keep: "LateCheck",
  Unlink: "LateCheck",
  Interrupted: "Reap"
} as const

/** The core, but what it orders is changed. */
const ordering =
  (change: (orders: ReadonlyArray<Order>) => ReadonlyArray<Order>): Step =>
  (state, asked, now) =>
    Result.map(step(state, asked, now), (accepted) => ({ ...accepted, orders: change(accepted.orders) }))

describe("replay", () => {
  const all = { ...kinds, "Granted to who waits": "Grant" } as const
  for (const [title, action] of Object.entries(all)) {
    const kind = title.split(" ")[0]!
    it(`notices that ${title} is not told`, () => {
      const only = onlyAction(action)
      const drops = ordering((orders) => orders.filter(({ _tag }) => _tag !== kind))
      const failure = firstFailure(makeDriver(drops), only)?.failure
      assert.strictEqual(failure?.kind, "crashed")
      assert.include(failure?.actual, `the orders of ${action} should be `)
      assert.include(failure?.actual, `{"_tag":"${kind}"`)
    })
  }

  for (const action of ["Release", "Expire", "Withdraw", "End", "Reap", "Enqueue"]) {
    it(`notices that ${action} tells nobody whose turn it is`, () => {
      const drops = ordering((orders) => orders.filter(({ _tag }) => _tag !== "Serve"))
      const failure = firstFailure(makeDriver(drops), onlyAction(action))?.failure
      assert.strictEqual(failure?.kind, "crashed")
      assert.include(failure?.actual, `the orders of ${action} should be`)
      assert.include(failure?.actual, '"_tag":"Serve"')
    })
  }

  it("takes a hint too many", () => {
    const more = ordering((orders) => [...orders, { _tag: "Serve", resource }])
    assert.isUndefined(firstFailure(makeDriver(more), onlyAction("Release")))
  })

  it("notices that a lease does not stand as long as its holder is told", () => {
    const shorter = (state: State): State => {
      const view = snapshot(state)
      return fromSnapshot({ ...view, leases: view.leases.map((lease) => ({ ...lease, expires: lease.expires - 1 })) })
    }
    const wrong: Step = (state, asked, now) =>
      Result.map(step(state, asked, now), (accepted) => ({ ...accepted, state: shorter(accepted.state) }))
    for (const action of ["Acquire", "Renew", "Grant"]) {
      const failure = firstFailure(makeDriver(wrong), onlyAction(action))?.failure
      assert.include(failure?.actual, `the orders of ${action} should be what the state has as time of expiry`)
    }
  })
})

const [host, run, task] = ["h" as HostId, "a1" as RunId, "a" as TaskId]
const key = "d/x" as Key
const resource = file(key)
const [absent, content, outside] = ["absent" as Content, "A" as Content, "X" as Content]

const seenAs = (name: string, written: Content) => ({ content: written, inode: name as InodeId, beingWritten: false })
const [ours, theirs] = [seenAs("ours", content), seenAs("theirs", outside)]
const here = { host, key }

const decide = (base: Content, found: Content): Action => ({
  _tag: "Decide",
  run,
  parts: [{ key, base, content, found, inode: "ours" as InodeId }]
})

/** A write that is found clean, but for a late one into what it displaced. */
const published: ReadonlyArray<Action> = [
  { _tag: "Observe", run, key, found: outside, beingWritten: false },
  decide(outside, outside),
  { _tag: "EnterGate", ...here },
  { _tag: "Judge", ...here, seen: [{ key, file: theirs, staged: ours }] },
  { _tag: "Exchange", ...here, done: true },
  { _tag: "Probe", ...here, beingWritten: false },
  { _tag: "Hash", ...here, content: outside },
  { _tag: "Sync", ...here },
  { _tag: "Settle", ...here },
  { _tag: "Flush" },
  { _tag: "LateCheck", key, seen: [{ key, staged: seenAs("theirs", content) }] }
]

/** A write that is turned back, and finds somebody in its way there. */
const refusedWrite: ReadonlyArray<Action> = [
  { _tag: "Observe", run, key, found: outside, beingWritten: false },
  decide(outside, outside),
  { _tag: "EnterGate", ...here },
  { _tag: "Judge", ...here, seen: [{ key, file: theirs, staged: ours }] },
  { _tag: "Exchange", ...here, done: true },
  { _tag: "Probe", ...here, beingWritten: true },
  { _tag: "Judge", ...here, seen: [{ key, file: ours, staged: theirs }] },
  { _tag: "TurnBack", ...here, done: false },
  { _tag: "KeepAside", ...here },
  { _tag: "Judge", ...here, seen: [{ key, file: null, staged: null }] },
  { _tag: "Refuse", ...here }
]

/** A short life with each kind of order in it, and the time of each step. */
const life: ReadonlyArray<readonly [Action, number]> = [
  [{ _tag: "HostOpen", host }, 0],
  [{ _tag: "Start", run, task, host }, 0],
  [{ _tag: "Acquire", run, resource }, 10],
  [{ _tag: "Renew", run, resource }, 20],
  [{ _tag: "Observe", run, key, found: absent, beingWritten: false }, 30],
  ...published.map((action) => [action, action._tag === "LateCheck" ? 10_041 : 40] as const),
  ...refusedWrite.map((action) => [action, 45] as const),
  [{ _tag: "Release", run, resource, handle: 1 as Handle }, 50],
  [{ _tag: "Acquire", run, resource }, 60],
  [{ _tag: "Expire", resource }, 10_000_000],
  [{ _tag: "Enqueue", run, resource }, 10_000_001],
  [{ _tag: "Grant", run, resource }, 10_000_002],
  [{ _tag: "HostCrash", host }, 10_000_003],
  [{ _tag: "Reap", host }, 10_000_004]
]

interface Taken {
  readonly before: State
  readonly action: Action
  readonly now: number
  readonly after: State
  readonly orders: ReadonlyArray<Order>
}

const taken = (): ReadonlyArray<Taken> => {
  const profile = { background: false, allowWrites: true, scope: everything, title: "" }
  let before = init({ tasks: [[task, profile]] })
  return life.map(([action, now]) => {
    const { state: after, orders } = Result.getOrThrow(step(before, action, now))
    const one = { before, action, now, after, orders }
    before = after
    return one
  })
}

const check = ({ before, action, now, after }: Taken, orders: ReadonlyArray<Order>): void =>
  checkOrders(before, action, now, after, orders)

describe("checking orders", () => {
  const steps = taken()

  it("takes what the core orders, each kind of it", () => {
    for (const one of steps) assert.doesNotThrow(() => check(one, one.orders))
    const told = new Set(steps.flatMap(({ orders }) => orders.map(({ _tag }) => _tag)))
    assert.includeMembers([...told], Object.keys(kinds))
  })

  for (const kind of Object.keys(kinds)) {
    it(`refuses ${kind} that is missing, told twice, or told with something wrong`, () => {
      const telling = steps.filter(({ orders }) => orders.some(({ _tag }) => _tag === kind))
      assert.isNotEmpty(telling)
      for (const one of telling) {
        const order = one.orders.find(({ _tag }) => _tag === kind)!
        const others = one.orders.filter((other) => other !== order)
        assert.throws(() => check(one, others), WrongOrders)
        assert.throws(() => check(one, [...one.orders, order]), WrongOrders)
        for (const field of Object.keys(order).filter((name) => name !== "resource")) {
          const wrong = { ...order, [field]: "wrong" } as unknown as Order
          assert.throws(() => check(one, [...others, wrong]), WrongOrders, undefined, `${kind} ${field}`)
        }
        if ("resource" in order) {
          const elsewhere = { ...order, resource: file("d/y" as Key) } as Order
          assert.throws(() => check(one, [...others, elsewhere]), WrongOrders)
        }
      }
    })
  }

  it("refuses an order that nothing explains", () => {
    const lost: Order = { _tag: "Observed", run, key, content }
    for (const one of steps) assert.throws(() => check(one, [...one.orders, lost]), WrongOrders)
  })

  it("does not care for the order of several", () => {
    const reap = steps.at(-1)!
    const [first] = reap.orders.filter(({ _tag }) => _tag === "Interrupted")
    const serve: Order = { _tag: "Serve", resource }
    assert.doesNotThrow(() => check(reap, [serve, first!]))
    assert.doesNotThrow(() => check(reap, [first!, serve]))
  })
})
