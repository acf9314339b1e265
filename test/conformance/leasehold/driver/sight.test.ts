import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { valuesOf } from "../../../../conformance/graph/graph.ts"
import { makeDriver } from "../../../../conformance/leasehold/driver/driver.ts"
import { replay } from "../../../../conformance/replay/replay.ts"
import { snapshot, snapshotAfter, step } from "../../../../src/protocol/index.ts"
import type { Step, Task } from "../../../../src/protocol/index.ts"
import { models, onlyAction, small } from "../graphs.ts"

const writing = models.find(({ name }) => name === "Recovery")!

const onlyIn = (action: string) => onlyAction(action).filter(({ name }) => name === small.name)

/** The kinds of failure where this core takes the steps of one action. */
const failuresOf = (action: string, faulty: Step): ReadonlyArray<string> => [
  ...new Set(replay(makeDriver(faulty), onlyIn(action)).failures.map(({ kind }) => kind))
]

const isBranch = (node: unknown): node is { readonly nodes: ReadonlyArray<unknown> } =>
  typeof node === "object" && node !== null && "nodes" in node

describe("a look at a step from what was entered", () => {
  for (const { name, graph } of [small, writing]) {
    it(`sees what a look at the whole sees, in ${name}`, () => {
      const driver = makeDriver(step)
      let looked = 0
      for (const state of graph.states) {
        const machine = driver.enter(valuesOf(graph, state), 1)
        driver.observe(machine)
        const before = snapshot(machine.core)
        for (const { label } of state.edges) {
          const outcome = driver.actions[label.action]!.run(machine, label.args)
          const quick = driver.observe(outcome.state)
          // Once more: what is looked at again is looked at in full.
          const whole = driver.observe(outcome.state)
          for (const variable of graph.variables) assert.strictEqual(quick[variable]?.text, whole[variable]?.text)
          const after = outcome.state.core
          const described = snapshotAfter(machine.core, before, after)
          assert.strictEqual(JSON.stringify(described), JSON.stringify(snapshot(after)))
          looked++
        }
      }
      assert.strictEqual(looked, graph.transitions)
    })
  }

  it("shares what the step did not change", () => {
    const { graph } = writing
    const machine = makeDriver(step).enter(valuesOf(graph, graph.states[0]!), 0)
    const before = snapshot(machine.core)
    const after = snapshotAfter(machine.core, before, { ...machine.core, counter: machine.core.counter + 1 })
    assert.deepStrictEqual(after, { ...before, counter: before.counter + 1 })
    assert.strictEqual(after.runs, before.runs)
    assert.strictEqual(after.intents, before.intents)
  })

  it("does not hide a state that is changed in place", () => {
    const faulty: Step = (state, asked, now) =>
      Result.map(step(state, asked, now), (accepted) => ({ ...accepted, state: Object.assign(state, accepted.state) }))
    assert.deepStrictEqual(failuresOf("Observe", step), [])
    assert.include(failuresOf("Observe", faulty), "mutated-state")
  })

  it("does not hide a table that is changed in place", () => {
    const faulty: Step = (state, asked, now) => {
      let node: unknown = state.tasks
      while (isBranch(node)) [node] = node.nodes
      const leaf = node as { value: Task }
      const outcome = step(state, asked, now)
      leaf.value = { ...leaf.value, allowWrites: !leaf.value.allowWrites }
      return outcome
    }
    assert.include(failuresOf("Renew", faulty), "mutated-state")
  })
})
