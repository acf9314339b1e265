/** How many tasks may be at work, and how deep they may nest: constants of a model, which no state of it shows. */
import { readFileSync } from "node:fs"
import type { Limits } from "../../../src/protocol/index.ts"
import { valuesOf } from "../../tlc/config.ts"
import { shortName } from "../generate/corpora.ts"
import { lifecycleModels } from "../specifications.ts"

/** By the name of the model. */
export type LimitsOf = (model: string) => Pick<Limits, "tasks" | "depth">

/** As the configurations of the models have them. */
export const configuredLimits = (): LimitsOf => {
  const known = new Map(
    lifecycleModels()
      .filter(({ group }) => group === "replay")
      .map((model) => [shortName(model), new Map(valuesOf(readFileSync(model.config, "utf8")))])
  )
  return (model) => {
    const constant = (name: string): number => {
      const value = Number(known.get(model)?.get(name))
      if (!Number.isSafeInteger(value)) throw new TypeError(`the configuration of ${model} has no number for ${name}`)
      return value
    }
    return { tasks: constant("Limit"), depth: constant("Depth") }
  }
}
