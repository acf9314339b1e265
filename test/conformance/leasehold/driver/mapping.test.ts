import { assert, describe, it } from "@effect/vitest"
import { valuesOf } from "../../../../conformance/graph/graph.ts"
import { makeDriver } from "../../../../conformance/leasehold/driver/driver.ts"
import type { Machine } from "../../../../conformance/leasehold/driver/driver.ts"
import { diskOf, snapshotOf, worldOf } from "../../../../conformance/leasehold/driver/mapping.ts"
import { specStateOf } from "../../../../conformance/leasehold/driver/observe.ts"
import { comparedVariables } from "../../../../conformance/replay/driver.ts"
import type { Driver } from "../../../../conformance/replay/driver.ts"
import { replay } from "../../../../conformance/replay/replay.ts"
import { string } from "../../../../conformance/tla/value.ts"
import { fromSnapshot, snapshot, step } from "../../../../src/protocol/index.ts"
import { models, onlyAction, small } from "../graphs.ts"

const fillings = {
  "new leases and nothing remembered": { title: "", since: 0, expires: 10, leaseMs: 10, graceMs: 5, remembers: false },
  "old leases and all remembered": { title: "Tidy", since: 70, expires: 99, leaseMs: 3, graceMs: 2, remembers: true }
}

describe("a state of the specification", () => {
  for (const [title, hidden] of Object.entries(fillings)) {
    it(`is what is read back after it was set, with ${title}`, () => {
      let looked = 0
      for (const { graph } of models) {
        for (const state of graph.states) {
          const values = valuesOf(graph, state)
          const core = fromSnapshot(snapshotOf(values, hidden))
          const back = specStateOf(worldOf(values), snapshot(core), diskOf(values))
          // Equal texts are equal values, and quicker to compare.
          const texts = graph.variables.map((name) => back[name]?.text)
          if (texts.some((text, i) => text !== state.values[i]!.text)) assert.deepStrictEqual(back, values)
          assert.strictEqual(Object.keys(back).length, graph.variables.length)
          looked++
        }
      }
      assert.strictEqual(
        looked,
        models.reduce((sum, { graph }) => sum + graph.states.length, 0)
      )
    })

    it(`leaves the hidden fields what they were, with ${title}`, () => {
      const { graph } = models.find(({ name }) => name === "Leases")!
      for (const state of graph.states) {
        const given = snapshotOf(valuesOf(graph, state), hidden)
        assert.deepStrictEqual(
          snapshot(fromSnapshot(given)).leases.toSorted(byResource),
          given.leases.toSorted(byResource)
        )
        assert.deepStrictEqual(snapshot(fromSnapshot(given)).queue, given.queue)
        assert.deepStrictEqual(snapshot(fromSnapshot(given)).limits, given.limits)
      }
    })
  }
})

const byResource = (a: { readonly resource: { readonly path: string } }, b: typeof a): number =>
  a.resource.path < b.resource.path ? -1 : 1

/** A faithful driver, but for one variable after a step. */
const wrongAfterSteps = (variable: string): Driver<Machine> => {
  const driver = makeDriver(step)
  const after = new WeakSet<Machine>()
  const actions = Object.entries(driver.actions).map(([name, { run }]) => [
    name,
    {
      run: (...given: Parameters<typeof run>) => {
        const outcome = run(...given)
        if (outcome._tag === "Stepped") after.add(outcome.state)
        return outcome
      }
    }
  ])
  return {
    ...driver,
    actions: Object.fromEntries(actions),
    observe: (machine) => {
      const observed = driver.observe(machine)
      return after.has(machine) ? { ...observed, [variable]: string("something else") } : observed
    }
  }
}

/** The checks of some states only, for there is one run for each variable. */
const looked = 150
const states = small.graph.states.map((state, i) => (i < looked ? state : { ...state, edges: [], verdicts: [] }))
const transitions = states.reduce((sum, { edges }) => sum + edges.length, 0)
const part = { name: small.name, graph: { ...small.graph, states } }

describe("replay", () => {
  for (const variable of comparedVariables(makeDriver(step))) {
    it(`is red where ${variable} is another value after a step`, () => {
      const { passed, models: results, failures } = replay(wrongAfterSteps(variable), [part])
      assert.isFalse(passed)
      assert.deepStrictEqual(
        [...new Set(failures.map(({ kind, about }) => `${kind} ${about}`))],
        [`wrong-target ${variable}`]
      )
      // No transition looks away, and no refusal is touched.
      assert.deepStrictEqual(results[0]?.transitions, { passed: 0, total: transitions })
      assert.isAbove(transitions, looked)
      assert.strictEqual(results[0]?.refusals.passed, results[0]?.refusals.total)
    })
  }

  it("is red where a lease expires too early", () => {
    const expires = makeDriver((state, asked, now) => step(state, asked, asked._tag === "Expire" ? now + 1 : now))
    const { failures } = replay(expires, onlyAction("Expire"))
    assert.isTrue(failures.some(({ about }) => about.includes("must not expire one millisecond before its time")))
  })
})
