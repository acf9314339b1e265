/** For each rule of the life of tasks the model that shows what falls without it, as faults/evidence.ts has for the protocol's. */
import { readFileSync } from "node:fs"
import type { Manifest } from "../../models/manifest.ts"
import type { Model } from "../../models/model.ts"
import { overridesOf } from "../../tlc/config.ts"
import type { Evidence } from "../faults/evidence.ts"
import type { Fault } from "../faults/fault.ts"

const nothingThere = (what: string): string => `there is no ${what}`
const commands = "what commands there are, and what they say of themselves, is not in the specification"

/** Where no operator bears the name of the rule: another model of the life of tasks or of the protocol, or the reason why there is none. */
const known: Readonly<Record<string, string>> = {
  // Guards.
  TimeIsOver: "time: the specification lets the time of a task that runs be over at any moment",
  IsStarted: "time: what does not run takes none",
  CommandWithin: commands,
  TargetsWithin: commands,
  SweepsNothing: commands,
  IsGranted: nothingThere("approval that could be revoked"),
  IsLive: "who is over does nothing that could be narrowed",
  HasProcess: nothingThere("process that could exit"),
  WaitsForChildren: nothingThere("wait that could be over"),
  IsKept: nothingThere("result that could be told"),
  IsTold: nothingThere("result that could be taken"),
  IsNew: "falls/MCWitness_IsNew",
  NoOtherRun: "falls/MCWitness_NoOtherRun",
  OvertakesNobody: "falls/MCWitness_Overtakes",
  MaySpawn: "lifecycle/falls/MCLifecycle_SaysRunning",
  ParentIsRunning: "lifecycle/falls/MCLifecycle_SaysRunning",
  StillWithin: "lifecycle/falls/MCRunner_RenewAnywhere",
  IsThere: "lifecycle/falls/MCLifecycle_ScheduleDead",
  HasNoCommand: "lifecycle/falls/MCLifecycle_ExecTwice",
  // Changes.
  Comes: "lifecycle/reaches/MCLifecycle_Join",
  Approved: "lifecycle/reaches/MCLifecycle_Join",
  Denied: "lifecycle/reaches/MCLifecycle_Denied",
  Revoked: "lifecycle/falls/MCLifecycle_IsApproved",
  KillBelow: "lifecycle/falls/MCRunner_NobodyKilled",
  Narrowed: "lifecycle/falls/MCLifecycle_NarrowItself",
  Starts: "lifecycle/reaches/MCLifecycle_Join",
  WaitsForAnswer: "lifecycle/falls/MCLifecycle_WaitsForAnswer",
  GoesOn: "lifecycle/reaches/MCLifecycle_Join",
  Begins: "lifecycle/reaches/MCLifecycle_OutsideChange",
  Exits: "lifecycle/reaches/MCLifecycle_OutsideChange",
  Recorded: "lifecycle/falls/MCLifecycle_NotRecorded",
  Told: "without it a task never completes; nothing falls",
  Stop: "lifecycle/falls/MCRunner_StoppedItself",
  ReleaseLeases: "lifecycle/falls/MCLifecycle_Kept",
  Forget: "falls/MCWitness_Forget",
  Ends: "lifecycle/reaches/MCLifecycle_CancelledDead",
  TellsParent: "lifecycle/falls/MCRunner_NobodyDelivers",
  Taken: "lifecycle/falls/MCLifecycle_ResultsAreTaken",
  KeepCommands: "the life of tasks has no store that forgets: replay lets one forget after each command that begins",
  TasksInterrupted: "lifecycle/falls/MCLifecycle_ReapHostOnly",
  Leaves: "lifecycle/falls/MCLifecycle_EndForgetful",
  Resumes: "lifecycle/reaches/MCLifecycle_ToldAgain",
  Deleted: "lifecycle/falls/MCLifecycle_UnknownOrDeleted"
}

/** What shows that a rule is needed; undefined is an empty cell of the table. */
export const evidenceOfLife = (
  models: ReadonlyArray<Model>,
  manifest: Manifest,
  { kind, rule }: Pick<Fault, "kind" | "rule">
): Evidence | undefined => {
  const said = kind === "guard" && rule === "WaitsForAnswer" ? undefined : known[rule]
  if (said !== undefined && !said.includes("/")) return { reason: said }
  const falling = models.find(
    ({ group, config }) => group === "falls" && overridesOf(readFileSync(config, "utf8")).includes(rule)
  )
  const record = manifest.models.find(({ model }) => model === (said ?? falling?.name))
  return record === undefined ? undefined : { model: record.model, property: record.property }
}
