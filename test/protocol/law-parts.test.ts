// Each part of an invariant or a law that a step of several files, or a state with a settled intent, must not slip through:
// what is wrong is one thing only, so a law that asks less is found out.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  Absent,
  type Action,
  brokenIn,
  fromSnapshot,
  init,
  laws,
  type Snapshot,
  snapshot,
  type State,
  taken
} from "../../src/protocol/index.ts"
import { get, remove, set } from "../../src/protocol/table.ts"
import { valueAt, withValue } from "../../src/protocol/tree.ts"
import { begun, finish, limits, starts, t1, t2, t3, u1, u2, writer } from "./life-world.ts"
import { A, B, b1, bHolds, bMay, bSaw, h, kx, x } from "./verdict-table.ts"
import { decided, flushedTwo, published } from "./verdict-table-writes.ts"
import { after, f, intent, key, part, writing } from "./world.ts"

/** The laws that a step breaks that is taken though it should be refused. */
const brokenBy = (before: Snapshot, action: Action, next: Snapshot = before): ReadonlyArray<string> => {
  const state = fromSnapshot(before)
  const step = taken(before, state, action, Result.succeed({ state: fromSnapshot(next), orders: [] }))
  return laws.filter(({ holds }) => !holds(step)).map(({ name }) => name)
}

const edited = (state: State, edit: (view: Snapshot) => Partial<Snapshot>): Snapshot => {
  const view = snapshot(state)
  return { ...view, ...edit(view) }
}

const ky = key("d/y")
const gate = { host: h, at: "settle", key: undefined, checked: [kx], reason: undefined } as const
const inGate = (view: Snapshot): Partial<Snapshot> => ({ intents: view.intents.map((one) => ({ ...one, gate })) })

/** b1 saw both files and holds both. */
const both = after(
  [
    { _tag: "Observe", run: b1, key: ky, found: Absent, beingWritten: false },
    { _tag: "Acquire", run: b1, resource: f("d/y") }
  ],
  0,
  bMay
)
const decideTwo = (second = part("d/y", Absent, A)): Action => ({
  _tag: "Decide",
  run: b1,
  parts: [part("d/x", A, B), second]
})

describe("of a write of two files, one that is wrong is enough for", () => {
  it("nothing at all if none is", () => {
    assert.deepStrictEqual(brokenBy(snapshot(both), decideTwo()), [])
  })

  it("NoLostUpdate", () => {
    assert.deepStrictEqual(brokenBy(snapshot(both), decideTwo(part("d/y", Absent, A, B))), ["NoLostUpdate"])
  })

  it("BaseWasShown", () => {
    const unseen = after([{ _tag: "Acquire", run: b1, resource: f("d/y") }], 0, bMay)
    assert.deepStrictEqual(brokenBy(snapshot(unseen), decideTwo()), ["BaseWasShown"])
  })

  it("FencedOut", () => {
    const saw = { _tag: "Observe", run: b1, key: ky, found: Absent, beingWritten: false } as const
    assert.deepStrictEqual(brokenBy(snapshot(after([saw], 0, bMay)), decideTwo()), ["FencedOut"])
    const neither = after([saw], 0, bSaw)
    assert.deepStrictEqual(brokenBy(snapshot(neither), decideTwo()), ["FencedOut"])
  })

  it("ScopeRespected", () => {
    const narrow = edited(both, ({ tasks }) => ({ tasks: tasks.map((task) => ({ ...task, scope: writing(["d/x"]) })) }))
    assert.deepStrictEqual(brokenBy(narrow, decideTwo()), ["ScopeRespected"])
  })
})

describe("an intent that is settled is no reason for", () => {
  it("a gate: GatesOfTheLiving", () => {
    assert.deepStrictEqual(brokenIn(fromSnapshot(edited(published, inGate))), ["GatesOfTheLiving"])
    assert.deepStrictEqual(brokenIn(fromSnapshot(edited(decided, inGate))), [])
  })

  it("a step in one: OnlyInTheGate", () => {
    const settle = { _tag: "Settle", host: h, key: kx } as const
    assert.include(brokenBy(edited(published, inGate), settle), "OnlyInTheGate")
    assert.notInclude(brokenBy(edited(decided, inGate), settle), "OnlyInTheGate")
  })
})

describe("what a run is shown", () => {
  const look = { _tag: "Observe", run: b1, key: kx, found: A, beingWritten: false } as const

  it("is what was found, and of no file with an open intent: ObservedIsHistory", () => {
    assert.deepStrictEqual(brokenBy(snapshot(bSaw), look), [])
    assert.deepStrictEqual(brokenBy(snapshot(bHolds), look), ["ObservedIsHistory"])
    assert.deepStrictEqual(brokenBy(snapshot(decided), look), ["ObservedIsHistory"])
  })
})

describe("the index of a file's open intents", () => {
  it("has them by age: IndexesAgree", () => {
    const state = after([{ _tag: "StoreLost", lost: [intent("0.2"), intent("0.4")] }], 0, flushedTwo)
    const seats = valueAt(state.openAt, x)!
    assert.lengthOf(seats, 2)
    assert.deepStrictEqual(brokenIn(state), [])
    const reversed = { ...state, openAt: withValue(state.openAt, x, seats.toReversed()) }
    assert.deepStrictEqual(brokenIn(reversed), ["IndexesAgree"])
  })
})

describe("what is known of the lives of tasks is indexed: IndexesAgree", () => {
  const family = after([...begun, ...starts(t2, u1, writer)], 0, init({ limits }))
  const writes = after(
    [
      { _tag: "Observe", run: u2, key: kx, found: A, beingWritten: false },
      { _tag: "Acquire", run: u2, resource: x },
      { _tag: "Decide", run: u2, parts: [part("d/x", A, B)] }
    ],
    0,
    family
  )
  const over = after([{ _tag: "Fail", run: u2, outcome: "No." }, finish(t2)], 0, family)

  const wrong: ReadonlyArray<readonly [what: string, state: State]> = [
    ["one that is live is missing", { ...family, live: remove(family.live, t2) }],
    ["one that is over is among the live", { ...over, live: set(over.live, t2, true) }],
    ["another is among the live instead", { ...family, live: set(remove(family.live, t2), t3, true) }],
    ["a child is missing", { ...family, childrenOf: undefined }],
    ["a child is another's", { ...family, childrenOf: set(undefined, t2, set(undefined, t1, true)) }],
    ["a child is one that nobody spawned", { ...family, childrenOf: set(undefined, t1, set(undefined, t3, true)) }],
    ["a write is missing", { ...writes, writing: undefined }],
    ["a write is another's", { ...writes, writing: set(undefined, t1, get(writes.writing, t2)!) }]
  ]

  it("as it is after each step", () => {
    for (const state of [family, writes, over]) assert.deepStrictEqual(brokenIn(state), [])
  })
  for (const [what, state] of wrong)
    it(what, () => {
      assert.include(brokenIn(state), "IndexesAgree")
    })
})
