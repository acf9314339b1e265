import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  type ActionName,
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
import { gateRules } from "../../src/protocol/gate-rules.ts"
import { lifeRules } from "../../src/protocol/life-rules.ts"
import { nothing } from "../../src/scope/index.ts"
import { livingHistories, walk, writingHistories } from "./histories.ts"

/** The actions that are not of those rules: histories of the other kind show the faults of these. */
const actionsBeside = (others: object): ReadonlyArray<ActionName> =>
  (Object.keys(rules) as ReadonlyArray<ActionName>).filter((name) => !Object.hasOwn(others, name))

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

/** One list for each entry, that lacks it; and one for each pair of neighbours, that has them in the other order. */
const lacking = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.map((_, at) => list.filter((__, other) => other !== at))
const reordered = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.slice(1).map((_, at) => list.map((__, i) => list[i === at ? at + 1 : i === at + 1 ? at : i]!))

/** Cores with a fault each, of whatever kind an invariant or a law is there to find: in the rules of these actions. */
const mutantsOf = (actionNames: ReadonlyArray<ActionName>): ReadonlyArray<Step> => [
  ...actionNames.flatMap((action) => (action === "Spawn" ? [] : [faulty(action, { guards: [] })])),
  ...actionNames.flatMap((action) =>
    lacking(ruleOf(action).guards)
      // A task that is spawned twice may be below itself, and nothing about a tree is to be asked of that.
      .filter((guards) => action !== "Spawn" || guards.some(({ name }) => name === "IsUnknown"))
      .map((guards) => faulty(action, { guards }))
  ),
  ...actionNames.flatMap((action) => lacking(ruleOf(action).changes).map((changes) => faulty(action, { changes }))),
  ...actionNames.flatMap((action) => {
    const { choices = [] } = ruleOf(action)
    return [...lacking(choices), ...reordered(choices)].map((faultyChoices) =>
      faulty(action, { choices: faultyChoices })
    )
  })
]

const mutants: ReadonlyArray<Step> = [
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

const forgets = ({ lives }: Snapshot): Partial<Snapshot> => ({ lives: lives.map((life) => ({ ...life, record: [] })) })

const parentsMayNothing = ({ lives, tasks }: Snapshot): Partial<Snapshot> => ({
  tasks: tasks.map((one) => (lives.some(({ parent }) => parent === one.task) ? { ...one, scope: nothing } : one))
})

/** The same of the lives of tasks. */
const lifeMutants: ReadonlyArray<Step> = [
  edits("Schedule", ({ limits }) => ({ limits: { ...limits, depth: 1 } })),
  edits("Acquire", parentsMayNothing),
  edits("Spawn", parentsMayNothing),
  edits("Decide", forgets),
  edits("Tell", forgets),
  edits("Finish", forgets)
]

describe("each invariant and each law", () => {
  it("is broken by some fault, so that it can fail", () => {
    const unbroken = {
      ofStates: new Set(stateInvariants),
      ofSteps: new Set(laws)
    }
    const kinds = [
      { histories: livingHistories, numRuns: 12, faults: [...lifeMutants, ...mutantsOf(actionsBeside(gateRules))] },
      { histories: writingHistories, numRuns: 25, faults: [...mutantsOf(actionsBeside(lifeRules)), ...mutants] }
    ]
    for (const { histories, numRuns, faults } of kinds)
      for (const history of fc.sample(histories, { numRuns, seed: 11 }))
        for (const mutant of faults) {
          if (unbroken.ofStates.size + unbroken.ofSteps.size === 0) return
          walk(
            history,
            (state, action, now) => {
              const before = snapshot(state)
              const step = taken(before, state, action, mutant(state, action, now))
              for (const one of unbroken.ofStates) if (!one.holds(state, before)) unbroken.ofStates.delete(one)
              for (const one of unbroken.ofSteps) if (!one.holds(step)) unbroken.ofSteps.delete(one)
            },
            mutant
          )
        }
    assert.deepStrictEqual(
      [...unbroken.ofStates, ...unbroken.ofSteps].map(({ name }) => name),
      []
    )
  }, 120_000)
})
