/** What the driver of the life of tasks drives, and how an action of the specification becomes a run of it. */
import type { Action, Key, State } from "../../../src/protocol/index.ts"
import { anyValue, modelOrString } from "../../replay/codecs.ts"
import { drivenFrom } from "../../replay/domains.ts"
import type { Outcome } from "../../replay/driver.ts"

/** The names of a model: the core knows those that are in use. */
export interface Names {
  readonly hosts: ReadonlyArray<string>
  readonly tasks: ReadonlyArray<string>
}

/** The core, what processes changed that nobody looked at yet, by task, and the time. */
export interface Machine {
  readonly names: Names
  readonly core: State
  readonly changed: Readonly<Record<string, ReadonlyArray<Key>>>
  readonly now: number
}

/** Asks the core of a machine. */
export type Ask = (machine: Machine, asked: Action, now?: number) => Outcome<Machine>

// The sets that the specification takes parameters from, as schemas.
const domains = {
  Hosts: modelOrString,
  Tasks: modelOrString,
  Parents: modelOrString,
  Keys: modelOrString,
  Hows: modelOrString,
  Permissions: anyValue,
  Scopes: anyValue
} as const

/** An action by the names of its parameters. */
export const drive = drivenFrom<Machine>()(domains)
