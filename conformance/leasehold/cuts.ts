/** Which requests the bounds of a replayed model cut: the specification allows them, and the graph has no transition of them. */
import { readFileSync } from "node:fs"
import { specificationOf } from "../models/model.ts"
import type { Model } from "../models/model.ts"
import { boundsOf, substitutionsOf } from "../tlc/config.ts"
import type { SpecAction as LifecycleAction } from "./lifecycle/spec.generated.ts"
import type { SpecAction } from "./spec.generated.ts"
import { lifecycle } from "./specifications.ts"
import type { SpecAction as StoreAction } from "./store/spec.generated.ts"

/** An action that a bound cuts, where it could come to it: unless one of these bounds is there too. */
interface Cut {
  readonly action: SpecAction | StoreAction | LifecycleAction
  readonly unless?: ReadonlyArray<string>
}

/**
 * By the operator that bounds: a constraint on steps, steps that a configuration switches off, or what it puts in their place. Of those
 * that are off together, the one that would come first: the others are never allowed without it.
 */
type Cuts = Readonly<Record<string, ReadonlyArray<Cut>>>

const cutBy: Cuts = {
  FewNumbers: [
    { action: "Acquire", unless: ["LeaseSteps"] },
    { action: "Grant", unless: ["LeaseSteps", "NobodyWaits"] },
    { action: "Decide", unless: ["PublishSteps", "Writes"] }
  ],
  LeaseSteps: [
    { action: "Acquire" },
    { action: "Enqueue" },
    { action: "Renew" },
    { action: "Release" },
    { action: "Expire" }
  ],
  NobodyWaits: [{ action: "Enqueue" }],
  RunSteps: [{ action: "End" }],
  CrashSteps: [{ action: "HostCrash" }],
  OneMayCrash: [{ action: "HostCrash" }],
  HostSteps: [{ action: "Reap", unless: ["CrashSteps"] }],
  PublishSteps: [{ action: "Observe" }],
  // Of the store. An instance that waits for its turn where another one is at work is refused anyway, unless their stores differ.
  FewRows: [{ action: "Commit" }],
  FewInodes: [{ action: "Open", unless: ["RemoveSteps"] }],
  InOrder: [{ action: "Enter" }],
  OneAtWork: [
    { action: "Begin", unless: ["ChangesUnderI"] },
    { action: "Reap", unless: ["EachAtItsOwn"] }
  ],
  DiesInside: [{ action: "Crash" }, { action: "Reap" }],
  DyingSteps: [{ action: "Crash" }]
}

/** Of the life of tasks, which names some steps alike. What comes by commands alone, or without approval, is cut less. */
const cutOfLife: Cuts = {
  InOrder: [{ action: "Spawn" }],
  RevokeSteps: [{ action: "Revoke" }],
  NarrowSteps: [{ action: "Narrow" }],
  QuestionSteps: [{ action: "Ask" }],
  JoinSteps: [{ action: "Await" }],
  LeaseSteps: [
    { action: "Acquire" },
    { action: "Renew", unless: ["CommandSteps"] },
    { action: "Release", unless: ["CommandSteps", "CommandsBegin"] },
    { action: "Expire", unless: ["CommandSteps", "CommandsBegin"] }
  ],
  WriteSteps: [{ action: "Write", unless: ["CommandSteps"] }],
  CommandSteps: [{ action: "Exec" }],
  ExecsSomething: [{ action: "Exec" }],
  CommandsBegin: [{ action: "Tell" }],
  CompleteSteps: [{ action: "Complete" }],
  FailSteps: [{ action: "Fail" }, { action: "TimeOut" }],
  CancelSteps: [{ action: "Cancel" }],
  FinishSteps: [{ action: "Finish", unless: ["NoApproval"] }],
  ResultSteps: [{ action: "Deliver", unless: ["FinishSteps"] }],
  CrashSteps: [{ action: "HostCrash" }],
  EndSteps: [{ action: "End" }],
  DeleteSteps: [{ action: "Delete", unless: ["FinishSteps"] }]
}

/** The requests that a model's bounds cut; a bound that is not known here cuts none. */
export const cutsOf = ({ name, config }: Pick<Model, "name" | "config">): ReadonlyArray<string> => {
  const cutsBy = specificationOf(name) === lifecycle ? cutOfLife : cutBy
  const text = readFileSync(config, "utf8")
  const substituted = substitutionsOf(text).map(([overridden, by]) =>
    by === "Never" || by === "NoWrite" ? overridden : by
  )
  const bounds = new Set([...boundsOf(text), ...substituted])
  const cuts = [...bounds].flatMap((bound) => (Object.hasOwn(cutsBy, bound) ? cutsBy[bound]! : []))
  return cuts.flatMap(({ action, unless = [] }) => (unless.some((other) => bounds.has(other)) ? [] : [action]))
}
