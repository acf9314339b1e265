import { assert, describe, it } from "@effect/vitest"
import { valuesOf } from "../../../conformance/graph/graph.ts"
import type { Edge, Graph, State } from "../../../conformance/graph/graph.ts"
import { makeDriver } from "../../../conformance/leasehold/driver/driver.ts"
import type { Machine } from "../../../conformance/leasehold/driver/driver.ts"
import { string } from "../../../conformance/tla/value.ts"
import { firstOpen, intentsOf, orderOf, step } from "../../../src/protocol/index.ts"
import { models } from "./graphs.ts"

const { graph } = models.find(({ name }) => name === "Recovery")!
const driver = makeDriver(step)

const edgeOf = (state: State, action: string, first: string): Edge | undefined =>
  state.edges.find(({ label }) => label.action === action && label.args[0]?.text === string(first).text)

/** Takes the transition in the implementation, which must lead where the specification says. */
const take = (machine: Machine, { label, target }: Edge): Machine => {
  const outcome = driver.actions[label.action]!.run(machine, label.args)
  assert.strictEqual(outcome._tag, "Stepped")
  const observed = driver.observe(outcome.state)
  const wanted = valuesOf(graph, graph.states[target]!)
  for (const [name, value] of Object.entries(observed)) assert.strictEqual(value.text, wanted[name]?.text, label.text)
  return outcome.state
}

/** Follows what the implementation orders until nothing is open; every step is one of the specification's. */
const settle = (from: Machine, at: State, host: string, { states }: Graph): number => {
  let [machine, state, steps] = [from, at, 0]
  for (;;) {
    const open = intentsOf(machine.core).find(({ row }) => row === "open")
    if (open === undefined) return steps
    const { key } = open.parts[0]!
    const order = orderOf(firstOpen(machine.core, key)!)
    const edge = edgeOf(state, order?._tag ?? "EnterGate", host)
    assert.isDefined(edge, `nothing is said of ${order?._tag ?? "EnterGate"} by ${host}`)
    machine = take(machine, edge!)
    state = states[edge!.target]!
    steps++
    assert.isBelow(steps, 100)
  }
}

describe("a host that crashes", () => {
  it("leaves every write to be settled by another one, from whatever step it had come to, as the specification says", () => {
    const stages = new Set<string>()
    let recovered = 0
    for (const state of graph.states) {
      const entered = driver.enter(valuesOf(graph, state), 0)
      const gate = intentsOf(entered.core).find((intent) => intent.gate !== undefined)?.gate
      if (gate === undefined) continue
      const other = gate.host === "h" ? "i" : "h"
      // The other one must be there to do it.
      if (edgeOf(state, "HostCrash", other) === undefined) continue
      const crash = edgeOf(state, "HostCrash", gate.host)
      assert.isDefined(crash)
      const machine = take(entered, crash!)
      assert.isAbove(settle(machine, graph.states[crash!.target]!, other, graph), 0)
      stages.add(gate.at)
      recovered++
    }
    assert.isAbove(recovered, 40)
    assert.includeMembers([...stages], ["judge", "exchange", "probe", "hash", "sync", "settle"])
  })
})
