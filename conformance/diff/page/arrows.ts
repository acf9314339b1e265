/** Who takes the steps of a behaviour, and with whom. */
import { arrowOf } from "../../counterexample/parties.ts"
import type { Arrow, Roles } from "../../counterexample/parties.ts"
import type { Event } from "../../spec/event.ts"
import { plain } from "../../tla/plain.ts"
import type { Value } from "../../tla/value.ts"
import { stepText } from "../../trace/behaviour.ts"

const system = "the system"

/** What may stand for somebody: a name. */
const nameOf = (value: Value | undefined): string | undefined =>
  value?._tag === "string" || value?._tag === "model" ? plain(value) : undefined

/** Where nobody said who acts: the first argument, if it is a name, and with the second, if that acts elsewhere. */
const guessed = (step: Event, acting: ReadonlySet<string>): Arrow => {
  const [first, second] = step.args.map(nameOf)
  return {
    from: first ?? system,
    to: second !== undefined && acting.has(second) ? second : system,
    text: stepText(step)
  }
}

/** An arrow for each step. */
export const arrowsOf = (steps: ReadonlyArray<Event>, roles: Roles | undefined): ReadonlyArray<Arrow> => {
  if (roles !== undefined) return steps.map((step) => arrowOf(roles, step))
  const acting = new Set(steps.flatMap(({ args }) => nameOf(args[0]) ?? []))
  return steps.map((step) => guessed(step, acting))
}
