/** A step under which the core's runtime invariants are evaluated: before it, of it, and so after it, by the next one. */
import { brokenBy, brokenIn, snapshot, taken } from "../../src/protocol/index.ts"
import type { Action, Snapshot, State, Step } from "../../src/protocol/index.ts"

/** The core went where it must not, whatever the specification says. */
export class InvariantBroken extends Error {
  constructor(names: ReadonlyArray<string>, action: Action) {
    super(`${names.join(", ")} broken by ${JSON.stringify(action)}`)
    this.name = "InvariantBroken"
  }
}

/** The same step; throws {@link InvariantBroken}, which replay reports as a failure. */
export const watched = (step: Step): Step => {
  // Many requests are made of one state. Should one of them change it, a law of that step says so.
  let last: { readonly state: State; readonly before: Snapshot } | undefined
  return (state, action, now) => {
    const known = last?.state === state
    if (!known) last = { state, before: snapshot(state) }
    const { before } = last!
    const outcome = step(state, action, now)
    const broken = [...(known ? [] : brokenIn(state, before)), ...brokenBy(taken(before, state, action, outcome))]
    if (broken.length > 0) throw new InvariantBroken(broken, action)
    return outcome
  }
}
