/** The contract between the harness and an implementation: what a user writes, and nothing else. */
import type { Value } from "../tla/value.ts"

/** A state by the specification's variables. */
export type SpecState = Readonly<Record<string, Value>>

/** What an implementation did with a request. */
export type Outcome<S> =
  | { readonly _tag: "Stepped"; readonly state: S }
  /** `state` is where the implementation is after it: it must be what it was. */
  | { readonly _tag: "Refused"; readonly conflict: string; readonly state: S }

/** The implementation took the step. */
export const stepped = <S>(state: S): Outcome<S> => ({ _tag: "Stepped", state })

/** The implementation refused, for the reason that the specification calls `conflict`. */
export const refused = <S>(conflict: string, state: S): Outcome<S> => ({ _tag: "Refused", conflict, state })

/** One action of the specification, as the implementation performs it. Make it with `action` (action.ts), which decodes. */
export interface ActionDriver<S> {
  readonly run: (state: S, args: ReadonlyArray<Value>) => Outcome<S>
}

/** What becomes of a variable: compared with the implementation, or kept only by the specification, and why. */
export type VariableRole = "compared" | { readonly ghost: string }

/** Names that are left out of a check, each with the reason. */
export type Exemptions = Readonly<Record<string, string>>

/**
 * Connects an implementation to a specification.
 *
 * Replay treats `S` as immutable: `run` must return a new state and leave the given one alone. A driver that changes the state it
 * was given is reported as `mutated-state`, since a live object would always compare equal to itself. (Walks do not need this: a
 * service with one real directory is driven by `walk.ts`.)
 */
export interface Driver<S> {
  /** every variable of the specification */
  readonly variables: Readonly<Record<string, VariableRole>>
  /** the actions, by their names in the specification */
  readonly actions: Readonly<Record<string, ActionDriver<S>>>
  /** actions that nobody requests, so that the specification has no verdict on them */
  readonly unasked?: Exemptions
  /**
   * An implementation state that stands for a specification state. `variant` (0 or 1) picks how fields that the specification does
   * not have are filled; both must replay alike.
   */
  readonly enter: (state: SpecState, variant: number) => S
  /** The values of the compared variables, and of no others, read back from the implementation. */
  readonly observe: (state: S) => SpecState
  /** Whether a refusal left the whole state as it was, hidden fields included; reference equality unless given. */
  readonly same?: (before: S, after: S) => boolean
  /** The driver for one model, by its name, where that has constants which its states do not show; this one unless given. */
  readonly within?: (model: string) => Driver<S>
}

/** What drives the implementation through one model. */
export const driverWithin = <S>(driver: Driver<S>, model: string): Driver<S> => driver.within?.(model) ?? driver

/** The fillings of hidden fields that a driver must know. */
export const variants: ReadonlyArray<number> = [0, 1]

/** The compared variables of a driver, sorted. */
export const comparedVariables = <S>(driver: Driver<S>): ReadonlyArray<string> =>
  Object.keys(driver.variables)
    .filter((variable) => driver.variables[variable] === "compared")
    .toSorted()
