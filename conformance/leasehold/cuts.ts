/** Which requests the bounds of a replayed model cut: the specification allows them, and the graph has no transition of them. */
import { readFileSync } from "node:fs"
import type { Model } from "../models/model.ts"
import { boundsOf, substitutionsOf } from "../tlc/config.ts"
import type { SpecAction } from "./spec.generated.ts"
import type { SpecAction as StoreAction } from "./store/spec.generated.ts"

/** An action that a bound cuts, where it could come to it: unless one of these bounds is there too. */
interface Cut {
  readonly action: SpecAction | StoreAction
  readonly unless?: ReadonlyArray<string>
}

/**
 * By the operator that bounds: a constraint on steps, steps that a configuration switches off, or what it puts in their place. Of those
 * that are off together, the one that would come first: the others are never allowed without it.
 */
const cutBy: Readonly<Record<string, ReadonlyArray<Cut>>> = {
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

/** The requests that a model's bounds cut; a bound that is not known here cuts none. */
export const cutsOf = ({ config }: Pick<Model, "config">): ReadonlyArray<string> => {
  const text = readFileSync(config, "utf8")
  const substituted = substitutionsOf(text).map(([overridden, by]) =>
    by === "Never" || by === "NoWrite" ? overridden : by
  )
  const bounds = new Set([...boundsOf(text), ...substituted])
  const cuts = [...bounds].flatMap((bound) => (Object.hasOwn(cutBy, bound) ? cutBy[bound]! : []))
  return cuts.flatMap(({ action, unless = [] }) => (unless.some((other) => bounds.has(other)) ? [] : [action]))
}
