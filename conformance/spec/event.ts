/** The event variable, in which each step names itself and its parameters. */
import type { Value } from "../tla/value.ts"

/** An action with its arguments. */
export interface Event {
  readonly action: string
  readonly args: ReadonlyArray<Value>
}

/** Reads `[action |-> a string, args |-> a tuple]`; undefined for any other value. */
export const readEvent = (event: Value): Event | undefined => {
  if (event._tag !== "record") return undefined
  const field = (name: string): Value | undefined => event.fields.find(([candidate]) => candidate === name)?.[1]
  const action = field("action")
  const args = field("args")
  if (action?._tag !== "string" || args?._tag !== "tuple") return undefined
  return { action: action.value, args: args.elements }
}
