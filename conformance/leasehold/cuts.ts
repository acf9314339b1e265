/** Which requests the bounds of a replayed model cut: the specification allows them, and the graph has no transition of them. */
import { readFileSync } from "node:fs"
import type { Model } from "../models/model.ts"
import { boundsOf, overridesOf } from "../tlc/config.ts"
import type { SpecAction } from "./spec.generated.ts"

/**
 * By the operator that bounds: a constraint on steps, or steps that a configuration switches off. Of those that are off together,
 * the one that would come first: the others are never allowed without it.
 */
const cutBy: Readonly<Record<string, ReadonlyArray<SpecAction>>> = {
  FewAcquisitions: ["Acquire", "Grant"],
  HostSteps: ["HostCrash"],
  PublishSteps: ["Observe"]
}

/** The requests that a model's bounds cut; a bound that is not known here cuts none. */
export const cutsOf = ({ config }: Pick<Model, "config">): ReadonlyArray<string> => {
  const text = readFileSync(config, "utf8")
  return [...boundsOf(text), ...overridesOf(text)].flatMap((bound) =>
    Object.hasOwn(cutBy, bound) ? cutBy[bound]! : []
  )
}
