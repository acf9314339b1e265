import { assert, describe, it } from "@effect/vitest"
import { valuesOf } from "../../../../conformance/graph/graph.ts"
import { makeLifeDriver } from "../../../../conformance/leasehold/lifecycle/driver.ts"
import { configuredLimits } from "../../../../conformance/leasehold/lifecycle/limits.ts"
import { comparedVariables, driverWithin, variants } from "../../../../conformance/replay/driver.ts"
import type { Driver } from "../../../../conformance/replay/driver.ts"
import { replay } from "../../../../conformance/replay/replay.ts"
import type { Model } from "../../../../conformance/replay/replay.ts"
import { string } from "../../../../conformance/tla/value.ts"
import { brokenIn, step } from "../../../../src/protocol/index.ts"
import type { Step } from "../../../../src/protocol/index.ts"
import { lifeGraphs } from "../graphs.ts"

const named = (name: string): Model => lifeGraphs.find((model) => model.name === name)!

/** The transitions of one action, in one model. */
const onlyAction = (action: string, { name, graph }: Model): Model => ({
  name,
  graph: {
    ...graph,
    states: graph.states.map((state) => ({
      ...state,
      edges: state.edges.filter(({ label }) => label.action === action),
      verdicts: []
    }))
  }
})

const abouts = (faulty: Step, action: string, model: string): ReadonlyArray<string> =>
  replay(makeLifeDriver(faulty), [onlyAction(action, named(model))]).failures.map(({ about }) => about)

describe("a state of the life of tasks", () => {
  it("is what is read back after it was entered, and one that the core could be in", () => {
    for (const { name, graph } of lifeGraphs) {
      const driver = driverWithin(makeLifeDriver(step), name)
      for (const state of graph.states) {
        const values = valuesOf(graph, state)
        for (const variant of variants) {
          const machine = driver.enter(values, variant)
          const back = driver.observe(machine)
          const texts = graph.variables.map((variable) => back[variable]?.text)
          if (texts.some((text, i) => text !== state.values[i]!.text)) assert.deepStrictEqual(back, values)
          assert.deepStrictEqual(brokenIn(machine.core), [], `${name} ${state.id}`)
        }
      }
    }
  })

  it("is entered within a model, which says how many may be at work", () => {
    const values = valuesOf(named("LifeRoots").graph, named("LifeRoots").graph.states[0]!)
    assert.throws(() => makeLifeDriver(step).enter(values, 0), "within a model")
    const limitsOf = configuredLimits()
    assert.deepStrictEqual(limitsOf("LifeRoots"), { tasks: 1, depth: 1 })
    assert.deepStrictEqual(limitsOf("LifeTree"), { tasks: 1, depth: 2 })
    assert.throws(() => limitsOf("Leases"), "no number for Limit")
  })
})

describe("replay of the life of tasks", () => {
  const small = named("LifePermissions")

  for (const variable of comparedVariables(makeLifeDriver(step))) {
    it(`is red where ${variable} is read back as another value`, () => {
      const driver = makeLifeDriver(step)
      const wrong: Driver<Parameters<typeof driver.observe>[0]> = {
        ...driver,
        within: (model) => {
          const inner = driverWithin(driver, model)
          return {
            ...inner,
            observe: (machine) => ({ ...inner.observe(machine), [variable]: string("something else") })
          }
        }
      }
      const { passed, failures } = replay(wrong, [small])
      assert.isFalse(passed)
      assert.isTrue(failures.every(({ about }) => about === variable))
    })
  }

  it("is red where a lease expires, or the time of a task is over, too early", () => {
    const early: Step = (state, asked, now) =>
      step(state, asked, asked._tag === "Expire" || asked._tag === "TimeOut" ? now + 1 : now)
    for (const [action, model] of [
      ["Expire", "LifeCrashes"],
      ["TimeOut", "LifeEnds"]
    ] as const) {
      assert.isTrue(
        abouts(early, action, model).some((about) => about.includes(`one millisecond before its time ${action}`)),
        action
      )
    }
  })

  it("is red where nobody is told how far a task is, what has to end, or what a child came to", () => {
    const silent =
      (tag: string): Step =>
      (state, asked, now) => {
        const outcome = step(state, asked, now)
        if (outcome._tag === "Failure") return outcome
        const orders = outcome.success.orders.filter((order) => order._tag !== tag)
        return { ...outcome, success: { ...outcome.success, orders } } as typeof outcome
      }
    for (const [tag, action, model] of [
      ["Became", "Cancel", "LifeCrashes"],
      ["EndProcesses", "Cancel", "LifeCrashes"],
      ["Deliver", "Deliver", "LifeTree"],
      ["Granted", "Exec", "LifeCrashes"],
      ["Interrupted", "Reap", "LifeCrashes"]
    ] as const) {
      assert.isTrue(
        abouts(silent(tag), action, model).some((about) => about.includes(`the orders of ${action}`)),
        tag
      )
    }
  })
})
