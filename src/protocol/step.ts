// The protocol as a function: a state, what is asked, and the time, to the next state or a refusal.
import { Result } from "effect"
import type { Action } from "./actions.ts"
import type { Conflict } from "./conflicts.ts"
import type { Order } from "./orders.ts"
import { type Rule, type Rules, rules } from "./rules.ts"
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

/** A step by these rules: those of the protocol, or, to see what notices, by rules that lack one. */
export const makeStep =
  (by: Rules): Step =>
  (state, action, now) => {
    // The table has the action's own rule under its tag: what TypeScript cannot follow through the union.
    const { guards, changes } = by[action._tag] as Rule<Action>
    for (let i = 0; i < guards.length; i++) {
      const conflict = guards[i]!.fails(state, action, now)
      if (conflict !== undefined) return Result.fail(conflict)
    }
    const orders: Array<Order> = []
    let next = state
    for (let i = 0; i < changes.length; i++) next = changes[i]!.apply(next, action, now, orders)
    return Result.succeed({ state: next, orders })
  }

/** Takes one step of the protocol. Never throws; a refusal leaves the state as it was. */
export const step: Step = makeStep(rules)
