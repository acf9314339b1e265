/** What the driver drives, and how an action of the specification becomes a run of it. */
import type { Schema } from "effect"
import type { Action, State } from "../../../src/protocol/index.ts"
import { action } from "../../replay/action.ts"
import { anyValue, int, modelOrString } from "../../replay/codecs.ts"
import type { ActionDriver, Outcome } from "../../replay/driver.ts"
import type { Disk } from "./disk.ts"
import type { World } from "./mapping.ts"

/** The core, the disk beside it, and the time. */
export interface Machine {
  readonly world: World
  readonly core: State
  readonly disk: Disk
  readonly now: number
}

/** Asks the core of a machine. */
export type Ask = (machine: Machine, asked: Action, now?: number) => Outcome<Machine>

// The sets that the specification takes parameters from, as schemas.
const domains = {
  Hosts: modelOrString,
  Runs: modelOrString,
  Resources: modelOrString,
  Keys: modelOrString,
  Contents: modelOrString,
  Issued: int,
  Places: int,
  Writes: anyValue,
  Undoings: anyValue,
  RowLosses: anyValue,
  StoreLosses: anyValue
} as const

type Domain = keyof typeof domains
type Decoded<P extends ReadonlyArray<Domain>> = { readonly [K in keyof P]: (typeof domains)[P[K]]["Type"] }

const schemasOf = <const P extends ReadonlyArray<Domain>>(parameters: P) =>
  parameters.map((domain) => domains[domain]) as unknown as {
    readonly [K in keyof P]: Schema.ConstraintDecoder<(typeof domains)[P[K]]["Type"]>
  }

/** An action by the names of its parameters. */
export const drive = <const P extends ReadonlyArray<Domain>>(
  parameters: P,
  run: (machine: Machine, ...args: Decoded<P>) => Outcome<Machine>
): ActionDriver<Machine> => action(schemasOf(parameters), run as never)
