/** A step under which the core's runtime invariants are evaluated: before it, of it, and so after it, by the next one. */
import { Result } from "effect"
import { brokenBy, brokenIn, snapshot, taken } from "../../../src/protocol/index.ts"
import type { Action, Step } from "../../../src/protocol/index.ts"

/** The core went where it must not, whatever the specification says. */
export class InvariantBroken extends Error {
  constructor(names: ReadonlyArray<string>, action: Action) {
    super(`${names.join(", ")} broken by ${JSON.stringify(action)}`)
    this.name = "InvariantBroken"
  }
}

/** The same step; throws {@link InvariantBroken}, which replay reports as a failure. */
export const watched =
  (step: Step): Step =>
  (state, action, now) => {
    const before = snapshot(state)
    const outcome = step(state, action, now)
    const broken = [...brokenIn(state, before), ...brokenBy(taken(before, state, action, outcome))]
    if (broken.length > 0) throw new InvariantBroken(broken, action)
    return outcome
  }

/** The same of steps that are taken, and not of refusals, which are many and lead nowhere. */
export const watchedSteps =
  (step: Step): Step =>
  (state, action, now) => {
    const outcome = step(state, action, now)
    return Result.isFailure(outcome) ? outcome : watched(() => outcome)(state, action, now)
  }
