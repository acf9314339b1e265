/** What a configuration claims. */
import { checksDeadlock, claimsOf } from "../../tlc/config.ts"

/** That something can always happen: what a configuration claims unless it says otherwise. */
export const noDeadlock = "no deadlock"

/** Its invariants and properties, and whether it may end. */
export const claimsIn = (config: string): ReadonlyArray<string> => [
  ...claimsOf(config),
  ...(checksDeadlock(config) ? [noDeadlock] : [])
]
