// The laws of reading and writing: see laws.ts.
import { Result } from "effect"
import type { ActionName, ActionOf } from "./actions.ts"
import { contains } from "./covers.ts"
import { acting, allows, isInScope, isReadOnly, profileOf, runOf } from "./invariant.ts"
import type { Law, Taken } from "./law.ts"
import { chainIn, type LifeIn } from "./life-invariants.ts"
import type { Snapshot } from "./view.ts"
import { file, type RunId } from "./words.ts"

/** The task of a run and all above it, if somebody spawned it. */
const chainOfRun = (view: Snapshot, run: RunId): ReadonlyArray<LifeIn> => {
  const task = runOf(view, run)?.task
  return task === undefined ? [] : chainIn(view, task)
}

/** A law of one action's steps, refused ones left out. */
const ofStep = <Name extends ActionName>(
  name: string,
  action: Name,
  holds: (taken: Taken & { readonly action: ActionOf<Name> }) => boolean
): Law => ({
  name,
  holds: (step) =>
    step.action._tag !== action ||
    Result.isFailure(step.outcome) ||
    holds({ ...step, action: step.action as ActionOf<Name> })
})

const gateSteps = ["Judge", "Exchange", "Probe", "Hash", "TurnBack", "KeepAside", "Sync", "Settle", "Refuse"] as const

/** What holds of every step that reads, decides or settles a write. */
export const writeLaws: ReadonlyArray<Law> = [
  ofStep("OnlyTheLivingWrite", "Decide", ({ before, action }) => acting(before).has(action.run)),
  ofStep("BaseWasShown", "Decide", ({ before, action }) =>
    action.parts.every((part) =>
      before.observations.some(
        ({ run, key, content }) => run === action.run && key === part.key && content === part.base
      )
    )
  ),
  ofStep("FencedOut", "Decide", ({ before, action }) =>
    action.parts.every(({ key }) =>
      before.leases.some(({ run, resource }) => run === action.run && contains(resource, file(key)))
    )
  ),
  ofStep("NoLostUpdate", "Decide", ({ action }) => action.parts.every(({ base, found }) => base === found)),
  ofStep("ReadOnlyNeverWrites", "Decide", ({ before, action }) => !isReadOnly(before, action.run)),
  // In its own scope, and in that of all above it.
  ofStep("ScopeRespected", "Decide", ({ before, action }) =>
    action.parts.every(
      ({ key }) =>
        isInScope(before, action.run, "write", file(key)) &&
        chainOfRun(before, action.run).every(({ task }) => allows(before, profileOf(before, task), "write", file(key)))
    )
  ),
  // What a task may read is narrowed under what it saw: that stays.
  ofStep("ReadsWithinScope", "Observe", ({ before, action }) =>
    isInScope(before, action.run, "read", file(action.key))
  ),
  ofStep("ObservedIsHistory", "Observe", ({ action, before, after }) => {
    const isOpen = before.intents.some(
      ({ row, parts }) => row === "open" && parts.some(({ key }) => key === action.key)
    )
    return (
      !isOpen &&
      after.observations.some(
        ({ run, key, content }) => run === action.run && key === action.key && content === action.found
      )
    )
  }),
  ...gateSteps.map((action) =>
    ofStep("OnlyInTheGate", action, (step) =>
      step.before.intents.some(
        ({ gate, row, parts }) =>
          row === "open" && gate?.host === step.action.host && parts.some(({ key }) => key === step.action.key)
      )
    )
  ),
  {
    name: "RowsAreFinal",
    holds: ({ before, after }) =>
      after.generation !== before.generation ||
      before.intents.every(
        ({ id, row }) => row === "open" || after.intents.every((intent) => intent.id !== id || intent.row === row)
      )
  }
]
