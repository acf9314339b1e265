// What whoever settles a write is told to do, step by step: the ways that a write can take.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  Absent,
  type Action,
  firstOpen,
  type GateOrder,
  intentsOf,
  oldestAt,
  type Order,
  orderOf,
  type RefusalReason,
  type SeenPart,
  snapshot,
  type State,
  step
} from "../../src/protocol/index.ts"
import { A, B, b1, bHolds, h, kx } from "./verdict-table.ts"
import { decidedTwo, turnedTwo } from "./verdict-table-writes.ts"
import { after, content, intent, key, ours, part, seen, theirs } from "./world.ts"

const at = { host: h, key: kx }
const here = { intent: intent("0.2"), host: h }
const keys = [kx]
const C = content("C")

const judge = (...all: ReadonlyArray<SeenPart>): Action => ({ _tag: "Judge", ...at, seen: all })
const look: GateOrder = { _tag: "Judge", ...here, keys }

/** Takes the steps, each of which has to order just this. */
const follow = (state: State, ...steps: ReadonlyArray<readonly [Action, ...ReadonlyArray<Order>]>): State =>
  steps.reduce((before, [action, ...told]) => {
    const next = Result.getOrThrow(step(before, action, 0))
    assert.deepStrictEqual(next.orders, told, action._tag)
    const open = firstOpen(next.state, kx)
    if (open?.gate !== undefined) assert.deepStrictEqual(orderOf(open), told[0] as GateOrder)
    return next.state
  }, state)

/** A write of d/x by b1, decided, and in h's gate. */
const decide = (base: typeof A, to: typeof A): State =>
  after(
    [
      { _tag: "Observe", run: b1, key: kx, found: base, beingWritten: false },
      { _tag: "Decide", run: b1, parts: [part("d/x", base, to)] },
      { _tag: "EnterGate", ...at }
    ],
    0,
    bHolds
  )

const refusedFor = (reason: RefusalReason): Order => ({ _tag: "Refused", run: b1, intent: here.intent, keys, reason })

const untouched = seen("d/x", theirs(A), ours("d/x", B))

/** A write that was exchanged, and nobody is writing what it displaced. */
const probed = (): State =>
  follow(
    decide(A, B),
    [judge(untouched), { _tag: "Exchange", ...here, key: kx, rename: "Exchange" }],
    [
      { _tag: "Exchange", ...at, done: true },
      { _tag: "Probe", ...here, key: kx }
    ],
    [
      { _tag: "Probe", ...at, beingWritten: false },
      { _tag: "Hash", ...here, key: kx }
    ]
  )

/** What became of the last write of d/x. */
const rowOf = (state: State): string | undefined =>
  intentsOf(state).findLast(({ parts }) => parts.some((one) => one.key === kx))?.row

describe("a write", () => {
  it("that nobody disturbs is exchanged, looked at, synced and told", () => {
    const state = follow(
      probed(),
      [
        { _tag: "Hash", ...at, content: A },
        { _tag: "Sync", ...here, keys, mark: true }
      ],
      [
        { _tag: "Sync", ...at },
        { _tag: "Settle", ...here }
      ],
      [
        { _tag: "Settle", ...at },
        { _tag: "Published", run: b1, intent: here.intent, keys }
      ],
      [{ _tag: "Flush" }]
    )
    assert.isUndefined(firstOpen(state, kx))
    assert.deepInclude(oldestAt(state, kx), { row: "published", durable: true, judged: true })
    const { observations, written } = snapshot(state)
    assert.deepStrictEqual(observations, [{ run: b1, key: kx, content: B }])
    assert.deepStrictEqual(written, [{ key: kx, task: "b" as never, content: B }])
  })

  it("that creates or deletes is renamed so that nothing is replaced, and back likewise", () => {
    const create = [decide(Absent, A), seen("d/x", null, ours("d/x", A)), seen("d/x", ours("d/x", A), null)] as const
    const remove = [decide(A, Absent), seen("d/x", theirs(A), null), seen("d/x", null, theirs(A))] as const
    for (const [[state, before, then], there, back] of [
      [create, "IntoPlace", "OutOfPlace"],
      [remove, "OutOfPlace", "IntoPlace"]
    ] as const) {
      const last = follow(
        state,
        [judge(before), { _tag: "Exchange", ...here, key: kx, rename: there }],
        [
          { _tag: "Exchange", ...at, done: true },
          { _tag: "Probe", ...here, key: kx }
        ],
        [{ _tag: "Probe", ...at, beingWritten: true }, look],
        [judge(then), { _tag: "TurnBack", ...here, key: kx, rename: back, mark: true }],
        [{ _tag: "TurnBack", ...at, done: true }, look],
        [judge(before), { _tag: "Refuse", ...here, keys }],
        [{ _tag: "Refuse", ...at }, refusedFor("BeingWritten")]
      )
      assert.strictEqual(rowOf(last), "refused")
    }
  })

  it("of a file that was changed meanwhile is not exchanged", () => {
    for (const [there, reason] of [
      [theirs(B), "OutsideChange"],
      [theirs(B, true), "OutsideChange"],
      [null, "OutsideChange"],
      [theirs(A, true), "BeingWritten"]
    ] as const) {
      const last = follow(
        decide(A, B),
        [judge(seen("d/x", there, ours("d/x", B))), look],
        [judge(seen("d/x", there, ours("d/x", B))), { _tag: "Refuse", ...here, keys }],
        [{ _tag: "Refuse", ...at }, refusedFor(reason)]
      )
      assert.strictEqual(rowOf(last), "refused")
    }
  })

  it("whose own file was changed is not exchanged either", () => {
    for (const staged of [ours("d/x", C), ours("d/x", B, true)]) {
      const last = follow(decide(A, B), [judge(seen("d/x", theirs(A), staged)), look])
      assert.strictEqual(firstOpen(last, kx)?.gate?.reason, "StagedFileChanged")
    }
  })

  it("that displaced something else is turned back, or, where another file is there by then, what it displaced kept", () => {
    const displacing = follow(probed(), [{ _tag: "Hash", ...at, content: C }, look])
    const keep: GateOrder = { _tag: "KeepAside", ...here, key: kx, sync: true }
    const back = follow(displacing, [
      judge(seen("d/x", ours("d/x", B), theirs(C))),
      { _tag: "TurnBack", ...here, key: kx, rename: "Exchange", mark: true }
    ])
    const kept = follow(
      displacing,
      [judge(seen("d/x", theirs(A), theirs(C))), keep],
      [{ _tag: "KeepAside", ...at }, look],
      [judge(seen("d/x", theirs(A), null)), { _tag: "Refuse", ...here, keys }],
      [{ _tag: "Refuse", ...at }, refusedFor("OutsideChange")]
    )
    // One try only: the file was removed in the last moment.
    const tried = follow(
      displacing,
      [
        judge(seen("d/x", ours("d/x", B), theirs(C))),
        { _tag: "TurnBack", ...here, key: kx, rename: "Exchange", mark: true }
      ],
      [{ _tag: "TurnBack", ...at, done: false }, keep]
    )
    assert.deepStrictEqual([back, kept, tried].map(rowOf), ["open", "refused", "open"])
  })

  it("that could not be exchanged is refused, and keeps its first reason", () => {
    const last = follow(
      decide(Absent, A),
      [judge(seen("d/x", null, ours("d/x", A))), { _tag: "Exchange", ...here, key: kx, rename: "IntoPlace" }],
      [{ _tag: "Exchange", ...at, done: false }, look],
      [judge(seen("d/x", theirs(B), ours("d/x", A))), { _tag: "Refuse", ...here, keys }],
      [{ _tag: "Refuse", ...at }, refusedFor("OutsideChange")]
    )
    assert.strictEqual(rowOf(last), "refused")
  })

  it("of two keys is judged again between the two, and synced when both are clean", () => {
    const ky = key("d/y")
    const two = { intent: intent("0.4"), host: h }
    const both = [kx, ky]
    const parts = (isNew: boolean): ReadonlyArray<SeenPart> => [
      isNew ? seen("d/x", ours("d/x", A), theirs(B)) : seen("d/x", theirs(B), ours("d/x", A)),
      seen("d/y", null, ours("d/y", A))
    ]
    const last = follow(
      decidedTwo,
      [
        { _tag: "EnterGate", ...at },
        { _tag: "Judge", ...two, keys: both }
      ],
      [judge(...parts(false)), { _tag: "Exchange", ...two, key: kx, rename: "Exchange" }],
      [
        { _tag: "Exchange", ...at, done: true },
        { _tag: "Probe", ...two, key: kx }
      ],
      [
        { _tag: "Probe", ...at, beingWritten: false },
        { _tag: "Hash", ...two, key: kx }
      ],
      [
        { _tag: "Hash", ...at, content: B },
        { _tag: "Judge", ...two, keys: both }
      ],
      [
        { _tag: "Judge", host: h, key: ky, seen: parts(true) },
        { _tag: "Exchange", ...two, key: ky, rename: "IntoPlace" }
      ],
      [
        { _tag: "Exchange", host: h, key: ky, done: true },
        { _tag: "Probe", ...two, key: ky }
      ],
      [
        { _tag: "Probe", host: h, key: ky, beingWritten: false },
        { _tag: "Hash", ...two, key: ky }
      ],
      [
        { _tag: "Hash", host: h, key: ky, content: Absent },
        { _tag: "Sync", ...two, keys: both, mark: true }
      ],
      [
        { _tag: "Sync", host: h, key: ky },
        { _tag: "Settle", ...two }
      ],
      [
        { _tag: "Settle", ...at },
        { _tag: "Published", run: b1, intent: two.intent, keys: both }
      ]
    )
    assert.strictEqual(rowOf(last), "published")
  })
  it("of two keys goes back key by key, and is marked so by the first that does", () => {
    const ky = key("d/y")
    const two = { intent: intent("0.4"), host: h }
    const both = [kx, ky]
    const seenAs = (x: SeenPart): ReadonlyArray<SeenPart> => [x, seen("d/y", ours("d/y", A), null)]
    // Over ours at d/x another file was put, so that there is nothing of ours to go back.
    const aside = follow(
      turnedTwo,
      [
        { _tag: "Judge", ...at, seen: seenAs(seen("d/x", theirs(C), theirs(B))) },
        { _tag: "KeepAside", ...two, key: kx, sync: true }
      ],
      [
        { _tag: "KeepAside", ...at },
        { _tag: "Judge", ...two, keys: both }
      ]
    )
    assert.strictEqual(firstOpen(aside, kx)?.turned, false)
    const back = follow(aside, [
      { _tag: "Judge", host: h, key: ky, seen: seenAs(seen("d/x", theirs(C), null)) },
      { _tag: "TurnBack", ...two, key: ky, rename: "OutOfPlace", mark: true }
    ])
    assert.strictEqual(firstOpen(back, kx)?.turned, true)
  })
})
