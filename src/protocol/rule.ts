// What a rule of the protocol is made of: guards, changes, and what comes next in a gate.
import type { Conflict, ConflictName } from "./conflicts.ts"
import type { Order, RefusalReason } from "./orders.ts"
import type { Intent, Stage, State } from "./state.ts"
import type { HostId, IntentId, Key, Resource, RunId } from "./words.ts"

/** What must hold before an action of shape `A`. `fails` returns the conflict if it does not. */
export interface Guard<A> {
  readonly name: string
  readonly conflict: ConflictName
  readonly fails: (state: State, action: A, now: number) => Conflict | undefined
}

/** One thing an action does. Its orders are appended to those of the step. */
export interface Change<A> {
  readonly name: string
  readonly apply: (state: State, action: A, now: number, orders: Array<Order>) => State
}

/** What comes next in a gate, if this applies to what was seen. */
export interface Choice<A> {
  readonly name: string
  readonly applies: (intent: Intent, action: A, state: State) => boolean
  readonly at: Stage
  /** The next step is of the same file. */
  readonly ofFile?: true
  /** Why it will be refused, if it turns back here. */
  readonly reason?: RefusalReason | ((intent: Intent, action: A) => RefusalReason)
}

/**
 * Guards are asked in order, and the first that fails refuses; if none does, all changes are made, in order. Then the first choice
 * that applies says what comes next in the gate; if there are choices and none applies, nothing does.
 */
export interface Rule<A> {
  readonly guards: ReadonlyArray<Guard<A>>
  readonly changes: ReadonlyArray<Change<A>>
  readonly choices?: ReadonlyArray<Choice<A>>
}

// The shapes of actions that guards and changes are written for.

export interface OfHost {
  readonly host: HostId
}
export interface OfRun {
  readonly run: RunId
}
export interface OfResource extends OfRun {
  readonly resource: Resource
}
export interface InGate extends OfHost {
  readonly key: Key
}
export interface OfLoss {
  readonly lost: ReadonlyArray<IntentId>
}
