import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as fc from "fast-check"
import {
  type Action,
  Conflict,
  type ConflictName,
  conflictNames,
  fromSnapshot,
  makeStep,
  type Rules,
  rules,
  snapshot,
  brokenBy,
  brokenIn,
  step,
  taken,
  subtree
} from "../../src/protocol/index.ts"
import { next, normal, withoutHidden } from "./reference-steps.ts"
import { refusalOf } from "./reference.ts"
import { actions, after, histories, settings, started, walk } from "./world.ts"

const encodeConflict = Schema.encodeSync(Conflict)

describe("every step", () => {
  it("agrees with the reference: in the whole conflict, or in the whole next state", () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(histories, (history) => {
        walk(history, (state, action, now) => {
          const view = snapshot(state)
          const expected = refusalOf(view, action, now)
          const outcome = step(state, action, now)
          const name = `${action._tag} ${expected?.[0]?._tag ?? "ok"}`
          seen.set(name, (seen.get(name) ?? 0) + 1)
          if (Result.isSuccess(outcome)) {
            assert.isUndefined(expected, JSON.stringify(action))
            assert.deepStrictEqual(normal(snapshot(outcome.success.state)), normal(next(view, action, now)))
          } else assert.deepInclude([...(expected ?? [])], encodeConflict(outcome.failure), JSON.stringify(action))
        })
      }),
      settings(300)
    )
    // A verdict that never came up was not tested.
    for (const [name, { guards }] of Object.entries(rules))
      for (const verdict of ["ok", ...guards.map(({ conflict }) => conflict)])
        assert.isAbove(seen.get(`${name} ${verdict}`) ?? 0, 0, `${name} ${verdict}`)
  })

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
  })

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
        assert.deepStrictEqual(snapshot(fromSnapshot(JSON.parse(JSON.stringify(view)))), view)
      }),
      settings(200)
    )
  })

  it("makes a state that behaves as the one it was taken of, orders and data of conflicts included", () => {
    fc.assert(
      fc.property(histories, fc.array(actions, { maxLength: 30 }), (history, probes) => {
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
      fc.property(histories, fc.array(actions, { maxLength: 30 }), (history, probes) => {
        const view = snapshot(walk(history, () => {}))
        const disguised = fromSnapshot({
          ...view,
          tasks: view.tasks.map((task) => ({ ...task, title: "another" })),
          runs: view.runs.map((run) => ({ ...run, lost: [{ resource: subtree(""), loss: "Expired" }] })),
          leases: view.leases.map((lease) => ({ ...lease, since: -7 })),
          queue: view.queue.map((place) => ({ ...place, since: 99 })),
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
  const resource = fc.record({ kind: fc.constantFrom("file", "subtree"), path: odd })
  const anything = fc.record({
    _tag: fc.constantFrom(...Object.keys(rules)),
    host: odd,
    run: fc.oneof(odd, fc.constantFrom("a1", "b1")),
    task: odd,
    resource,
    handle: fc.oneof(fc.integer(), fc.double()),
    key: odd,
    base: odd,
    content: odd,
    found: odd
  })

  it("is answered and never throws", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), fc.double(), (all, now) => {
        let state = after(started)
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

describe("each entry of the table of rules", () => {
  const told = (outcome: ReturnType<typeof step>): string =>
    Result.isSuccess(outcome)
      ? JSON.stringify([snapshot(outcome.success.state), outcome.success.orders])
      : outcome.failure._tag

  const notices = (mutant: Rules, name: string): boolean => {
    const faulty = makeStep(mutant)
    let differs = false
    const sample = fc.sample(histories, { numRuns: 1000, seed: 7 })
    for (const history of sample) {
      walk(history, (state, action, now) => {
        if (differs || action._tag !== name) return
        differs = told(step(state, action, now)) !== told(faulty(state, action, now))
      })
      if (differs) return true
    }
    return false
  }

  for (const [name, { guards, changes }] of Object.entries(rules)) {
    guards.forEach((guard, at) => {
      it(`${name} notices without the guard ${guard.name}`, () => {
        const rest = guards.filter((_, other) => other !== at)
        assert.isTrue(notices({ ...rules, [name]: { guards: rest, changes } }, name))
      })
    })
    changes.forEach((change, at) => {
      it(`${name} notices without the change ${change.name}`, () => {
        const rest = changes.filter((_, other) => other !== at)
        assert.isTrue(notices({ ...rules, [name]: { guards, changes: rest } }, name))
      })
    })
  }
})
