// The table of rules: each entry of it matters, and its place; and the histories that show it are not all alike.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  type Action,
  type ActionName,
  firstOpen,
  intentsOf,
  makeStep,
  type Rule,
  rules,
  snapshot,
  type State,
  step
} from "../../src/protocol/index.ts"
import { livingHistories, walk, writingHistories } from "./histories.ts"

interface Asked {
  readonly state: State
  readonly action: Action
  readonly now: number
}

/** What the histories of a fixed seed ask, by action. */
const asked = new Map<ActionName, Array<Asked>>()
const samples = [
  ...fc.sample(writingHistories, { numRuns: 1000, seed: 7 }),
  ...fc.sample(livingHistories, { numRuns: 2000, seed: 7 })
]
for (const history of samples)
  walk(history, (state, action, now) => {
    const all = asked.get(action._tag) ?? []
    asked.set(action._tag, all)
    all.push({ state, action, now })
  })

const entries = Object.entries(rules) as ReadonlyArray<readonly [ActionName, Rule<never>]>

/** What is of interest in a step that is taken in a gate. */
const kindsOf = ({ state, action }: Asked, next: State): ReadonlyArray<string> => {
  const intent = "key" in action && "host" in action ? firstOpen(state, action.key) : undefined
  if (intent === undefined) return []
  const keys = `${intent.parts.length} key${intent.parts.length === 1 ? "" : "s"}`
  const age = intent.generation === state.generation ? "this generation" : "an older generation"
  const reason = intent.gate?.reason
  switch (action._tag) {
    case "EnterGate":
      return state.generation > 1 ? ["in the third generation"] : []
    case "Judge": {
      if (intent.gate?.at === "judge" && intent.turned) return ["of what another turned back"]
      const at = intentsOf(next).find(({ id }) => id === intent.id)?.gate?.at
      return [`from ${intent.gate?.at} to ${at}`]
    }
    case "Settle": {
      const home = snapshot(state).runs.find(({ run }) => run === intent.run)?.host
      return [keys, age, home === action.host ? "by the writer's host" : "by another host"]
    }
    case "Refuse":
      return [keys, age, `for ${reason}`]
    case "TurnBack":
      return [`for ${reason}`, action.done ? "done" : "not done"]
    case "KeepAside":
      return [`for ${reason}`]
    default:
      return []
  }
}

const partKind = ({ base, content }: { readonly base: string; readonly content: string }): string =>
  base === "absent" ? "a creation" : content === "absent" ? "a deletion" : "a change"

describe("histories", () => {
  const counts = new Map<string, number>()
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)
  for (const [name, all] of asked)
    for (const one of all) {
      const outcome = step(one.state, one.action, one.now)
      count(`${name} told ${Result.isSuccess(outcome) ? "ok" : outcome.failure._tag}`)
      if (Result.isFailure(outcome)) continue
      for (const kind of kindsOf(one, outcome.success.state)) count(`${name} ${kind}`)
      if (one.action._tag === "Decide" && one.action.parts.length === 2)
        for (const part of one.action.parts) count(`Decide ${partKind(part)} among two`)
      if (one.action._tag === "LateCheck" && outcome.success.orders.length > 1) count("LateCheck that keeps something")
    }

  const wanted = [
    "EnterGate in the third generation",
    ...["exchange", "probe", "settle", "turn"].map((at) => `Judge from judge to ${at}`),
    ...["back", "aside", "refuse"].map((at) => `Judge from turn to ${at}`),
    "Judge of what another turned back",
    "Settle 1 key",
    "Settle 2 keys",
    "Settle this generation",
    "Settle an older generation",
    "Settle by the writer's host",
    "Settle by another host",
    "Refuse 1 key",
    "Refuse 2 keys",
    "Refuse this generation",
    "Refuse an older generation",
    ...["OutsideChange", "BeingWritten", "StagedFileChanged", "OlderGeneration"].map(
      (reason) => `Refuse for ${reason}`
    ),
    ...["OutsideChange", "BeingWritten", "OlderGeneration"].map((reason) => `TurnBack for ${reason}`),
    "TurnBack done",
    "TurnBack not done",
    ...["OutsideChange", "BeingWritten", "OlderGeneration"].map((reason) => `KeepAside for ${reason}`),
    ...["a change", "a creation", "a deletion"].map((kind) => `Decide ${kind} among two`),
    "LateCheck that keeps something"
  ]
  for (const what of wanted)
    it(`have ${what} several times`, () => {
      assert.isAtLeast(counts.get(what) ?? 0, 5)
    })

  for (const [name, { guards }] of entries)
    for (const verdict of new Set(["ok", ...guards.map(({ conflict }) => conflict)]))
      it(`have ${name} told ${verdict} often`, () => {
        assert.isAtLeast(counts.get(`${name} told ${verdict}`) ?? 0, 15)
      })
})

describe("each entry of the table of rules", () => {
  const told = (outcome: ReturnType<typeof step>): string =>
    Result.isSuccess(outcome)
      ? JSON.stringify([snapshot(outcome.success.state), outcome.success.orders])
      : outcome.failure._tag

  const notices = (name: ActionName, change: Partial<Rule<never>>): boolean => {
    const faulty = makeStep({ ...rules, [name]: { ...(rules[name] as Rule<never>), ...change } })
    return asked
      .get(name)!
      .some(({ state, action, now }) => told(step(state, action, now)) !== told(faulty(state, action, now)))
  }

  const without = <A>(list: ReadonlyArray<A>, at: number): ReadonlyArray<A> => list.filter((_, other) => other !== at)
  /** The list with the entry and the one before it in the other order. */
  const swapped = <A>(list: ReadonlyArray<A>, at: number): ReadonlyArray<A> =>
    list.map((_, other) => list[other === at ? at - 1 : other === at - 1 ? at : other]!)

  // Where one of the two fails, the other one cannot.
  const apart = new Set([
    "HasExpired",
    "IsOldest",
    "GateIsFree",
    "AwaitsJudgement",
    "IsDurable",
    "TimeIsOver",
    "Expire LeavesNoProcess",
    "Delete IsDelivered",
    "AllChecked",
    "IsTurned"
  ])

  const isApart = (action: ActionName, { name }: { readonly name: string }): boolean =>
    apart.has(name) || apart.has(`${action} ${name}`)

  for (const [name, { guards, changes, choices = [] }] of entries) {
    guards.forEach((guard, at) => {
      it(`${name} notices without the guard ${guard.name}`, () => {
        assert.isTrue(notices(name, { guards: without(guards, at) }))
      })
      const before = guards[at - 1]
      if (before === undefined || before.conflict === guard.conflict || isApart(name, guard)) return
      it(`${name} notices the guard ${guard.name} before ${before.name}`, () => {
        assert.isTrue(notices(name, { guards: swapped(guards, at) }))
      })
    })
    changes.forEach((change, at) => {
      it(`${name} notices without the change ${change.name}`, () => {
        assert.isTrue(notices(name, { changes: without(changes, at) }))
      })
    })
    choices.forEach((choice, at) => {
      it(`${name} notices without the choice ${choice.name}`, () => {
        assert.isTrue(notices(name, { choices: without(choices, at) }))
      })
      if (at === 0 || isApart(name, choice)) return
      it(`${name} notices the choice ${choice.name} before ${choices[at - 1]!.name}`, () => {
        assert.isTrue(notices(name, { choices: swapped(choices, at) }))
      })
    })
  }
})
