/** What connects the implementation to the specification, and all that has to be written for it. */
import { action } from "../../conformance/replay/action.ts"
import { modelOrString } from "../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../conformance/replay/driver.ts"
import type { Driver, Outcome } from "../../conformance/replay/driver.ts"
import { model } from "../../conformance/tla/value.ts"
import { lock, unlock } from "./lock.ts"
import type { Lock } from "./lock.ts"

const nobody = "Nobody"

const outcome = (before: Lock, result: Lock | "Held" | "NotHeld"): Outcome<Lock> =>
  typeof result === "string" ? refused(result, before) : stepped(result)

export const driver: Driver<Lock> = {
  variables: { holder: "compared" },
  actions: {
    Lock: action([modelOrString], (state: Lock, client) => outcome(state, lock(state, client))),
    Unlock: action([modelOrString], (state: Lock, client) => outcome(state, unlock(state, client)))
  },
  enter: ({ holder }) => ({ holder: holder?._tag === "model" && holder.name !== nobody ? holder.name : undefined }),
  observe: ({ holder }) => ({ holder: model(holder ?? nobody) })
}
