/** What the driver drives, and how an action of the specification becomes a run of it. */
import type { Action, State } from "../../../src/protocol/index.ts"
import { anyValue, int, modelOrString } from "../../replay/codecs.ts"
import { drivenFrom } from "../../replay/domains.ts"
import type { Outcome } from "../../replay/driver.ts"
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

/** The sets that the specification takes parameters from, as schemas. */
export const domains = {
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

/** An action by the names of its parameters. */
export const drive = drivenFrom<Machine>()(domains)
