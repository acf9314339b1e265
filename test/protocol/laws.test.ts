import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  type ActionName,
  brokenBy,
  brokenIn,
  fromSnapshot,
  init,
  laws,
  makeStep,
  type Rule,
  rules,
  type Snapshot,
  snapshot,
  type State,
  stateInvariants,
  type Step,
  step,
  taken
} from "../../src/protocol/index.ts"
import { histories, walk } from "./world.ts"

const actionNames = Object.keys(rules) as ReadonlyArray<ActionName>

const ruleOf = (action: ActionName): Rule<never> => rules[action]

const faulty = (action: ActionName, rule: Partial<Rule<never>>): Step =>
  makeStep({ ...rules, [action]: { ...ruleOf(action), ...rule } })

const alsoDoes = (action: ActionName, apply: (state: State) => State): Step =>
  faulty(action, { changes: [...ruleOf(action).changes, { name: "wrong", apply }] })

const edits = (action: ActionName, edit: (view: Snapshot) => Partial<Snapshot>): Step =>
  alsoDoes(action, (state) => {
    const view = snapshot(state)
    return fromSnapshot({ ...view, ...edit(view) })
  })

/** Cores with a fault each, of whatever kind an invariant or a law is there to find. */
const mutants: ReadonlyArray<Step> = [
  ...actionNames.map((action) => faulty(action, { guards: [] })),
  ...actionNames.flatMap((action) =>
    ruleOf(action).changes.map((_, at) =>
      faulty(action, { changes: ruleOf(action).changes.filter((__, other) => other !== at) })
    )
  ),
  edits("Acquire", ({ counter, leases }) => ({
    leases: leases.map((lease) => ({ ...lease, token: counter as never }))
  })),
  edits("Release", () => ({ counter: 0 })),
  edits("End", () => ({ leases: [] })),
  edits("End", () => ({ queue: [] })),
  edits("Observe", () => ({ observations: [] })),
  alsoDoes("Start", (state) => ({ ...state, runsOf: init({}).runsOf })),
  (state, action, now) =>
    Result.map(step(state, action, now), (accepted) => ({
      ...accepted,
      orders: accepted.orders.filter(({ _tag }) => _tag !== "Serve")
    })),
  (state, action, now) => {
    const outcome = step(state, action, now)
    if (Result.isFailure(outcome)) (state as { counter: number }).counter++
    return outcome
  }
]

describe("each invariant and each law", () => {
  it("is broken by some fault, so that it can fail", () => {
    const broken = new Set<string>()
    const sample = fc.sample(histories, { numRuns: 60, seed: 11 })
    for (const mutant of mutants) {
      for (const history of sample) {
        walk(
          history,
          (state, action, now) => {
            const before = snapshot(state)
            for (const name of brokenIn(state, before)) broken.add(name)
            for (const name of brokenBy(taken(before, state, action, mutant(state, action, now)))) broken.add(name)
          },
          mutant
        )
      }
    }
    const names = [...stateInvariants, ...laws].map(({ name }) => name)
    assert.deepStrictEqual(
      names.filter((name) => !broken.has(name)),
      []
    )
  })
})
