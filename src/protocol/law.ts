// What a law is of: a step that was taken, or refused.
import { Result } from "effect"
import type { Action } from "./actions.ts"
import type { State } from "./state.ts"
import type { Outcome } from "./step.ts"
import { snapshot, type Snapshot } from "./view.ts"

/** A step that was taken, or refused. */
export interface Taken {
  /** The view of the state before it, made before it. */
  readonly before: Snapshot
  /** That state, looked at after the step. */
  readonly state: State
  readonly action: Action
  readonly outcome: Outcome
  /** The view of the state after it; of the state before it if it was refused. */
  readonly after: Snapshot
}

/** The step, with its views. */
export const taken = (before: Snapshot, state: State, action: Action, outcome: Outcome): Taken => ({
  before,
  state,
  action,
  outcome,
  after: snapshot(Result.isSuccess(outcome) ? outcome.success.state : state)
})

/** What is true of every step, refused ones included. */
export interface Law {
  readonly name: string
  readonly holds: (taken: Taken) => boolean
}
