/** Names of states and values: prefixes of SHA-256, so that a change of the spec leaves the names of what it does not touch. */
import { hash } from "node:crypto"
import type { Value } from "../tla/value.ts"

/** SHA-256 in hexadecimal. */
export const sha256 = (text: string): string => hash("sha256", text, "hex")

/** How many digits of the hash name a state. 40 bits: a collision is likely from about a million states on, then ask for more. */
export const defaultIdDigits = 10

/** The canonical text of a state; `variables` must be sorted. */
export const stateText = (variables: ReadonlyArray<string>, values: ReadonlyArray<Value>): string => {
  let text = "["
  for (let i = 0; i < variables.length; i++) text += `${i === 0 ? "" : ","}${variables[i]}|->${values[i]!.text}`
  return `${text}]`
}
