/** One model of one side, as far as it was looked at. */
import { readFileSync } from "node:fs"
import { filesOf } from "../models/model.ts"
import { entriesOf, invariantsOf, propertiesOf, specificationOf } from "../tlc/config.ts"
import type { Explored } from "./graph/explore.ts"
import type { Outcome } from "./graph/outcome.ts"
import { meaningOf } from "./inputs/meaning.ts"
import type { Meaning } from "./inputs/meaning.ts"
import type { Side, SideModel } from "./inputs/models.ts"
import { shapeOf } from "./inputs/parse.ts"
import type { Names, Shape } from "./inputs/parse.ts"
import { livenessOf } from "./text/changes.ts"
import { viewHides } from "./inputs/view.ts"
import type { Named } from "./text/changes.ts"
import type { Parsed } from "./text/parse.ts"
import { readSources } from "./text/sources.ts"
import type { Sources } from "./text/sources.ts"

/** Parsed. */
export interface Read {
  readonly side: Side
  readonly model: SideModel
  readonly parsed: Parsed
  readonly sources: Sources
  readonly config: string
  readonly shape: Shape
  readonly meaning: Meaning
  /** whether its VIEW hides what the comparison needs to see */
  readonly withoutView: boolean
}

/** Explored as well. */
export interface Looked extends Read {
  readonly explored: Explored
  readonly outcome: Outcome
}

/** The modules that a model is made of. */
export const modulesOf = (model: SideModel): ReadonlyArray<string> =>
  filesOf(model, model.library).filter((path) => path !== model.config)

export const readModel = (side: Side, model: SideModel, parsed: Parsed, names: Names | undefined): Read => {
  const config = readFileSync(model.config, "utf8")
  const shape = shapeOf(parsed, names)
  return {
    side,
    model,
    parsed,
    sources: readSources(modulesOf(model)),
    config,
    shape,
    withoutView: viewHides(parsed, config, shape.event),
    meaning: meaningOf(parsed, config, shape.verdicts === undefined ? [] : [shape.verdicts])
  }
}

/** What both configurations claim. */
export const namedBy = (reads: ReadonlyArray<Read>): Named => ({
  invariants: new Set(reads.flatMap(({ config }) => invariantsOf(config))),
  properties: new Set(reads.flatMap(({ config }) => propertiesOf(config))),
  specifications: new Set(reads.flatMap(({ config }) => specificationOf(config) ?? []))
})

/** The properties of liveness that it claims. */
export const livenessIn = ({ parsed, config }: Read): ReadonlyArray<string> => livenessOf(parsed, propertiesOf(config))

/** What a configuration says but for what it claims, each by itself. */
export const boundsIn = ({ config }: Read): ReadonlyArray<string> =>
  entriesOf(config, ["INVARIANT", "PROPERTY", "CHECK_DEADLOCK"])
