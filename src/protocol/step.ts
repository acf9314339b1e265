// The protocol as a function: a state, what is asked, and the time, to the next state or a refusal.
import { Result } from "effect"
import type { Action } from "./actions.ts"
import type { Conflict } from "./conflicts.ts"
import type { Order } from "./orders.ts"
import { goOn } from "./publish.ts"
import { firstOpen } from "./intents.ts"
import type { Choice, Rule } from "./rule.ts"
import { type Rules, rules } from "./rules.ts"
import type { State } from "./state.ts"

/** The next state, and what the service has to do with it. */
export interface Accepted {
  readonly state: State
  readonly orders: ReadonlyArray<Order>
}

/** A refusal comes without a state: nothing changed. */
export type Outcome = Result.Result<Accepted, Conflict>

/** `now`: ms of a monotonic clock of the service's; it may stand still between steps. */
export type Step = (state: State, action: Action, now: number) => Outcome

/** What comes next in the gate that the action is of. */
const choose = (state: State, action: Action, choices: ReadonlyArray<Choice<Action>>, orders: Array<Order>): State => {
  const intent = "key" in action ? firstOpen(state, action.key) : undefined
  if (intent?.gate === undefined || !("key" in action)) return state
  for (const { applies, at, ofFile, reason } of choices) {
    if (!applies(intent, action, state)) continue
    const why = typeof reason === "function" ? reason(intent, action) : reason
    return goOn(state, intent, at, ofFile ? action.key : undefined, why, orders)
  }
  return state
}

/** A step by these rules: those of the protocol, or, to see what notices, by rules that lack one. */
export const makeStep =
  (by: Rules): Step =>
  (state, action, now) => {
    // The table has the action's own rule under its tag: what TypeScript cannot follow through the union.
    const { guards, changes, choices } = by[action._tag] as Rule<Action>
    for (let i = 0; i < guards.length; i++) {
      const conflict = guards[i]!.fails(state, action, now)
      if (conflict !== undefined) return Result.fail(conflict)
    }
    const orders: Array<Order> = []
    let next = state
    for (let i = 0; i < changes.length; i++) next = changes[i]!.apply(next, action, now, orders)
    if (choices !== undefined) next = choose(next, action, choices, orders)
    return Result.succeed({ state: next, orders })
  }

/** Takes one step of the protocol. Never throws; a refusal leaves the state as it was. */
export const step: Step = makeStep(rules)
