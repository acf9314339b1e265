/** Which rules of the core are those of the life of tasks, and by which of its steps each is asked for. */
import type { ActionName } from "../../../src/protocol/index.ts"
import { specParameters as protocol } from "../spec.generated.ts"
import { specParameters as life } from "./spec.generated.ts"
import type { SpecAction } from "./spec.generated.ts"

/** Of actions that the protocol has too: what only the life of tasks sees. */
const shared: ReadonlySet<string> = new Set([
  "IsApproved",
  "StillWithin",
  "IsUnknown",
  "LeavesNoProcess",
  "TasksInterrupted",
  "Leaves",
  "Recorded",
  "KeepCommands"
])

/** The specification whose graphs show that the rule is missing. */
export const specificationOfRule = (action: ActionName, rule: string): "" | "lifecycle" =>
  shared.has(rule) || !Object.hasOwn(protocol, action) ? "lifecycle" : ""

/** The steps of the life of tasks that ask the core for one of the protocol's own: see writes.ts and probes.ts. */
const within: { readonly [Name in ActionName]?: SpecAction } = {
  Start: "Spawn",
  Enqueue: "Acquire",
  Grant: "Acquire",
  Decide: "Write",
  PowerLoss: "Exec",
  StoreLost: "Exec"
}

export const askedBy = (action: ActionName): ReadonlyArray<string> => {
  const step = within[action]
  if (step !== undefined) return [step]
  return Object.hasOwn(life, action) ? [action] : []
}
