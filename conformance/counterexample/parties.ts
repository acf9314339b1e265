/** Who takes a step, and with whom: what a diagram shows as arrows. The specification does not say it, so its user does, in a table. */
import { stepText } from "../trace/behaviour.ts"
import type { Event } from "../spec/event.ts"
import { plain } from "../tla/plain.ts"

/** Somebody: by name, or by the place of an argument, from 1, with what that is: `{ is: "run", arg: 1 }` is "run a1". */
export type Party = string | { readonly is: string; readonly arg: number }

/** Who takes an action, and with whom: with the system, unless it is said. */
export interface Role {
  readonly by: Party
  readonly with?: Party
}

/** The system, and the part that others have in each action; one that is not named is the system's own. */
export interface Roles {
  readonly system: string
  readonly actions: Readonly<Record<string, Role>>
}

/** An arrow of a diagram. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly text: string
}

const nameOf = (party: Party, { args }: Event, system: string): string => {
  if (typeof party === "string") return party
  const arg = args[party.arg - 1]
  return arg === undefined ? system : `${party.is} ${plain(arg)}`
}

/** The arrow of a step. */
export const arrowOf = ({ system, actions }: Roles, step: Event): Arrow => {
  const role = Object.hasOwn(actions, step.action) ? actions[step.action] : undefined
  const [from, to] = [role?.by ?? system, role?.with ?? system].map((party) => nameOf(party, step, system))
  return { from: from!, to: to!, text: stepText(step) }
}
