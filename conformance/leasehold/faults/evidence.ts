/**
 * For each rule of the core, the model that shows what falls without it. Guards bear the name of the specification's operator, so
 * their models are found by what a configuration overrides; what a change corresponds to is said here.
 */
import { readFileSync } from "node:fs"
import type { Manifest } from "../../models/manifest.ts"
import type { Model } from "../../models/model.ts"
import { overridesOf } from "../../tlc/config.ts"
import type { Fault } from "./fault.ts"

/** Where a rule's need is shown: a model, or a reason why the specification has none. */
export type Evidence =
  | { readonly model: string; readonly property: string }
  | { readonly model: string; readonly property: null }
  | { readonly reason: string }

/** Rules whose need no model of the specification can show. */
const unmodelled: Readonly<Record<string, string>> = {
  HasExpired:
    "time: the specification lets a lease expire at any moment; replay tries the instant and one millisecond before",
  Extend:
    "time: a renewal moves the expiry, which no variable of the specification shows; replay compares the order that tells it",
  SawOwn: "convenience: without it a writer has to read what it wrote; nothing falls",
  IsQuiet: "a save in place is whole in the specification, and half of it is seen in reality",
  IsUnsettled: "there is no intent whose gate could be entered",
  IsLeft: "there is nothing that could be looked at",
  HasRowsToFlush: "a flush with nothing to flush changes nothing",
  HostsCrash: "the specification has no process that goes on under a store that is gone: this step is why",
  CanExchange: "what the system call says: the specification has no exchange that did not happen",
  Unlink: "without it staged files stay for ever; nothing falls"
}

/** The operator of the specification that does what a change does, or the model that is not reached without it. */
const changes: Readonly<Record<string, string>> = {
  HostOpens: "reaches/MCWitness_Reopen",
  HostCrashes: "reaches/MCWitness_Resume",
  HostCloses: "reaches/MCWitness_Reopen",
  RunsInterrupted: "reaches/MCWitness_Resume",
  RunStarts: "reaches/MCWitness_Commit",
  RunEnds: "reaches/MCWitness_End",
  ReleaseLeases: "falls/MCWitness_LeaseStays",
  ReleasePlaces: "falls/MCWitness_QueueStays",
  Forget: "falls/MCWitness_Forget",
  Take: "reaches/MCWitness_Nested",
  Count: "falls/MCWitness_TokenReset",
  JoinQueue: "reaches/MCWitness_Wait",
  LeaveQueue: "falls/MCProtocol_StaysQueued",
  LeaveGates: "falls/MCPreservation_LeaveGates",
  BeginGeneration: "falls/MCWitness_NextGeneration",
  DropLeases: "falls/MCWitness_DropLeases",
  ForgetAll: "falls/MCWitness_ForgetAll",
  Reopen: "reaches/MCPreservation_FoundAgain",
  Record: "reaches/MCPreservation_Publish",
  TakeGate: "reaches/MCPreservation_Publish",
  Check: "reaches/MCPreservation_Publish",
  MarkJudged: "falls/MCPreservation_SyncUnmarked",
  MarkTurned: "falls/MCPreservation_IsTurned",
  RowPublished: "reaches/MCPreservation_Publish",
  RowRefused: "reaches/MCPreservation_Refuse",
  RowsDurable: "reaches/MCPreservation_KeepLate",
  Differs: "falls/MCPreservation_Differs",
  GiveBack: "falls/MCWitness_HandleCounting",
  Free: "reaches/MCWitness_Overtaken",
  Remember: "falls/MCWitness_CachedRead"
}

/** Of what comes next in a gate likewise, where no operator bears the name. */
const choices: Readonly<Record<string, string>> = {
  IsJudged: "falls/MCPreservation_SyncUnmarked",
  Look: "reaches/MCPreservation_Publish",
  ShowsOurs: "falls/MCPreservation_NeverBack",
  HoldsTheirs: "reaches/MCPreservation_KeepAside",
  GiveUp: "reaches/MCPreservation_Refuse",
  ProbeFirst: "falls/MCPreservation_HashFirst",
  IsBeingWritten: "falls/MCPreservation_SeesWriter",
  ThenHash: "reaches/MCPreservation_Publish",
  AllChecked: "reaches/MCPreservation_Publish",
  JudgeOn: "reaches/MCPreservation_Batch",
  TurnOn: "reaches/MCPreservation_TurnBack",
  ThenSettle: "reaches/MCPreservation_Publish"
}

/** Guards without which nothing falls, and the model that shows so. */
const harmless: Readonly<Record<string, string>> = {
  IsHeld: "holds/MCWitness_ExpireOfNothing",
  ShowsBase: "holds/MCPreservation_ShowsBase"
}

/** The models that override an operator, and must fall; those of whole behaviours, which read better than one inductive step. */
const fallingWithout = (models: ReadonlyArray<Model>, operator: string): ReadonlyArray<Model> =>
  models.filter(
    ({ name, config }) =>
      /^falls\/(?!MCInductive)/.test(name) && overridesOf(readFileSync(config, "utf8")).includes(operator)
  )

/** What shows that a rule is needed; undefined is an empty cell of the table. */
export const evidenceFor = (
  models: ReadonlyArray<Model>,
  manifest: Manifest,
  { kind, rule }: Fault
): Evidence | undefined => {
  const known = (name: string | undefined): Evidence | undefined => {
    const record = manifest.models.find(({ model }) => model === name)
    return record === undefined ? undefined : { model: record.model, property: record.property }
  }
  const reason = unmodelled[rule]
  if (reason !== undefined) return { reason }
  if (kind === "change") return known(changes[rule])
  const choice = kind === "choice" ? choices[rule] : undefined
  if (choice !== undefined) return known(choice)
  return known(harmless[rule]) ?? known(fallingWithout(models, rule)[0]?.name)
}
