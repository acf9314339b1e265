/** Actions by the names of the sets that a specification takes their parameters from. */
import { action, type Parameter } from "./action.ts"
import type { ActionDriver, Outcome } from "./driver.ts"

/** A schema for each set. */
export type Domains = Readonly<Record<string, Parameter>>

/** What parameters from these sets decode to. */
export type DecodedFrom<D extends Domains, P extends ReadonlyArray<keyof D>> = {
  readonly [K in keyof P]: D[P[K]]["Type"]
}

/** A way to say what drives an action of a machine: the sets of its parameters, and a function of what they decode to. */
export const drivenFrom =
  <S>() =>
  <const D extends Domains>(domains: D) =>
  <const P extends ReadonlyArray<keyof D>>(
    parameters: P,
    run: (machine: S, ...args: DecodedFrom<D, P>) => Outcome<S>
  ): ActionDriver<S> =>
    action(
      parameters.map((domain) => domains[domain]!),
      run as never
    )
