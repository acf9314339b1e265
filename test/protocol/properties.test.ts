import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as fc from "fast-check"
import {
  type Action,
  Conflict,
  type ConflictName,
  conflictNames,
  fromSnapshot,
  type Order,
  rules,
  snapshot,
  brokenBy,
  brokenIn,
  step,
  taken,
  subtree
} from "../../src/protocol/index.ts"
import { actions } from "./actions.ts"
import { lifeActions } from "./life-actions.ts"
import { begun } from "./life-world.ts"
import { histories, walk } from "./histories.ts"
import { ordersOf } from "./reference-orders.ts"
import { next, normal, withoutHidden } from "./reference-steps.ts"
import { refusalOf } from "./reference.ts"
import { after, settings, started } from "./world.ts"

const encodeConflict = Schema.encodeSync(Conflict)

const inOrder = (orders: ReadonlyArray<Order>): ReadonlyArray<Order> =>
  orders.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))

describe("every step", () => {
  it("agrees with the reference: in the whole conflict, or in the whole next state and its orders", () => {
    fc.assert(
      fc.property(histories, (history) => {
        walk(history, (state, action, now) => {
          const view = snapshot(state)
          const expected = refusalOf(view, action, now)
          const outcome = step(state, action, now)
          if (Result.isFailure(outcome)) {
            assert.deepInclude([...(expected ?? [])], encodeConflict(outcome.failure), JSON.stringify(action))
            return
          }
          assert.isUndefined(expected, JSON.stringify(action))
          const after = next(view, action, now)
          const told = outcome.success.orders.filter(({ _tag }) => _tag !== "Serve")
          assert.deepStrictEqual(normal(snapshot(outcome.success.state)), normal(after))
          assert.deepStrictEqual(inOrder(told), inOrder(ordersOf(view, action, now, after)), JSON.stringify(action))
        })
      }),
      settings(300)
    )
  }, 60_000)

  it("keeps all invariants", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const last = walk(history, (state, action, now) => {
          assert.deepStrictEqual(brokenIn(state), [])
          const before = snapshot(state)
          const outcome = step(state, action, now)
          assert.deepStrictEqual(brokenBy(taken(before, state, action, outcome)), [], JSON.stringify(action))
        })
        assert.deepStrictEqual(brokenIn(last), [])
      }),
      settings(150)
    )
  }, 60_000)

  it("reports a refusal by the names that its rule announces", () => {
    fc.assert(
      fc.property(histories, (history) => {
        walk(history, (state, action, now) => {
          const outcome = step(state, action, now)
          if (Result.isSuccess(outcome)) return
          const announced: ReadonlyArray<ConflictName> = rules[action._tag].guards.map(({ conflict }) => conflict)
          assert.include(announced, outcome.failure._tag)
          assert.isAbove(outcome.failure.message.length, 0)
        })
      }),
      settings(50)
    )
  })
})

describe("a snapshot", () => {
  it("rebuilds the state it was taken of", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const state = walk(history, () => {})
        const view = snapshot(state)
        const rebuilt = fromSnapshot(view)
        assert.deepStrictEqual(snapshot(rebuilt), view)
        assert.deepStrictEqual(brokenIn(rebuilt), [])
        assert.strictEqual(
          JSON.stringify(snapshot(fromSnapshot(JSON.parse(JSON.stringify(view))))),
          JSON.stringify(view)
        )
      }),
      settings(200)
    )
  })

  it("makes a state that behaves as the one it was taken of, orders and data of conflicts included", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.oneof(actions, lifeActions), { maxLength: 30 }), (history, probes) => {
        const state = walk(history, () => {})
        const rebuilt = fromSnapshot(snapshot(state))
        for (const action of probes) {
          const [one, other] = [step(state, action, 500), step(rebuilt, action, 500)]
          if (Result.isSuccess(one) && Result.isSuccess(other)) {
            assert.deepStrictEqual(other.success.orders, one.success.orders)
            assert.deepStrictEqual(snapshot(other.success.state), snapshot(one.success.state))
          } else assert.deepStrictEqual(JSON.stringify(other), JSON.stringify(one))
        }
      }),
      settings(100)
    )
  })
})

describe("hidden fields", () => {
  it("decide nothing", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.oneof(actions, lifeActions), { maxLength: 30 }), (history, probes) => {
        const view = snapshot(walk(history, () => {}))
        const disguised = fromSnapshot({
          ...view,
          tasks: view.tasks.map((one) => ({ ...one, title: "another" })),
          runs: view.runs.map((run) => ({ ...run, lost: [{ resource: subtree(""), loss: "Expired" }] })),
          leases: view.leases.map((lease) => ({ ...lease, since: -7 })),
          queue: view.queue.map((place) => ({ ...place, since: 99 })),
          intents: view.intents.map((intent) => ({
            ...intent,
            gate: intent.gate === undefined ? undefined : { ...intent.gate, reason: "BeingWritten" }
          })),
          lives: view.lives.map((life) => ({
            ...life,
            grant: life.grant && { ...life.grant, by: "another", at: 99, expires: 1 },
            question: { id: "another", text: "?" },
            answer: "another",
            outcome: "another",
            command: life.command && { ...life.command, id: "another" }
          })),
          written: []
        })
        const state = fromSnapshot(view)
        for (const action of probes) {
          const [one, other] = [step(state, action, 500), step(disguised, action, 500)]
          if (Result.isSuccess(one) && Result.isSuccess(other))
            assert.deepStrictEqual(
              withoutHidden(snapshot(other.success.state)),
              withoutHidden(snapshot(one.success.state))
            )
          else
            assert.strictEqual(Result.isFailure(other) && other.failure._tag, Result.isFailure(one) && one.failure._tag)
        }
      }),
      settings(100)
    )
  })
})

describe("any action whatever", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom("", "/", "//", "a/", "/etc/passwd", "..", "../x", "__proto__", "constructor", "d/e")
  )
  const key = fc.oneof(odd, fc.constantFrom("d/x", "d/y"))
  const inode = fc.option(odd)
  const file = fc.option(fc.record({ content: odd, inode: odd, beingWritten: fc.boolean() }))
  const resource = fc.record({ kind: fc.constantFrom("file", "subtree"), path: odd })
  const pattern = fc.oneof(odd, fc.constantFrom("**", "d/**", "src/**.ts"), fc.record({ regex: odd }))
  const layers = fc.array(
    fc.record({ allow: fc.array(pattern, { maxLength: 2 }), deny: fc.array(pattern, { maxLength: 2 }) }),
    { maxLength: 2 }
  )
  const scope = fc.record({ read: layers, write: layers, tools: layers, commands: layers })
  const anything = fc.record({
    _tag: fc.constantFrom(...Object.keys(rules)),
    host: fc.oneof(odd, fc.constantFrom("h", "i")),
    run: fc.oneof(odd, fc.constantFrom("a1", "b1", "t1.1")),
    task: fc.oneof(odd, fc.constantFrom("a", "t1")),
    resource,
    handle: fc.oneof(fc.integer(), fc.double()),
    key,
    base: odd,
    content: odd,
    found: odd,
    parts: fc.array(fc.record({ key, base: odd, content: odd, inode, found: odd }), { minLength: 1, maxLength: 3 }),
    seen: fc.array(fc.record({ key, file, staged: file }), { maxLength: 3 }),
    beingWritten: fc.boolean(),
    done: fc.boolean(),
    lost: fc.array(odd, { maxLength: 3 }),
    by: fc.option(fc.oneof(odd, fc.constantFrom("t1.1", "a1"))),
    profile: fc.record({
      background: fc.boolean(),
      allowWrites: fc.boolean(),
      scope,
      title: odd
    }),
    scope,
    words: fc.array(odd, { maxLength: 2 }),
    tool: odd,
    sweeps: fc.boolean(),
    resources: fc.array(resource, { maxLength: 2 }),
    changed: fc.array(odd, { maxLength: 3 }),
    timeoutMs: fc.option(fc.double()),
    grant: fc.option(fc.record({ by: odd, at: fc.double(), expires: fc.option(fc.double()), digest: odd })),
    reason: odd,
    question: fc.record({ id: odd, text: odd }),
    answer: fc.option(odd),
    command: odd,
    outcome: odd,
    how: fc.constantFrom("success", "failure")
  })

  it("is answered and never throws", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), fc.double(), (all, now) => {
        let state = after([...started, ...begun.slice(2)])
        for (const action of all as unknown as ReadonlyArray<Action>) {
          const outcome = step(state, action, now)
          if (Result.isSuccess(outcome)) state = outcome.success.state
          else assert.include(conflictNames, outcome.failure._tag)
          snapshot(state)
        }
        assert.deepStrictEqual(brokenIn(state), [])
      }),
      settings(300)
    )
  })
})
