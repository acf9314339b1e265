/** One model of one side, as far as it was looked at. */
import { readFileSync } from "node:fs"
import { filesOf } from "../models/model.ts"
import { claimsOf, invariantsOf, propertiesOf, withoutSections } from "../tlc/config.ts"
import type { Explored } from "./graph/explore.ts"
import type { Outcome } from "./graph/outcome.ts"
import type { Side, SideModel } from "./inputs/models.ts"
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
}

/** Explored as well. */
export interface Looked extends Read {
  readonly explored: Explored
  readonly outcome: Outcome
}

export const readModel = (side: Side, model: SideModel, parsed: Parsed): Read => ({
  side,
  model,
  parsed,
  sources: readSources(filesOf(model, model.library).filter((path) => path !== model.config)),
  config: readFileSync(model.config, "utf8")
})

/** What both configurations claim. */
export const namedBy = (reads: ReadonlyArray<Read>): Named => ({
  invariants: new Set(reads.flatMap(({ config }) => invariantsOf(config))),
  properties: new Set(reads.flatMap(({ config }) => propertiesOf(config)))
})

export const claimsIn = ({ config }: Read): ReadonlyArray<string> => claimsOf(config)

/** What a configuration says but for what it claims, in lines. */
export const boundsIn = ({ config }: Read): ReadonlyArray<string> =>
  withoutSections(config, ["INVARIANT", "PROPERTY", "CHECK_DEADLOCK"]).split("\n")
