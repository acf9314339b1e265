/**
 * The manifest: what is known of each model of the specifications. It is written by a run on purpose and compared with every other run,
 * so that a model that shrank, a property that no longer falls, and a guard that no longer matters are all seen.
 */
import { Schema } from "effect"
import { grouped } from "../cli/console.ts"
import { groupOf } from "./model.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** What a model showed. */
export const ModelRecord = Schema.Struct({
  /** its name, which says what is expected of it, and of which specification it is */
  model: Schema.String,
  /** its invariants and properties: one that is no longer claimed is a change of the manifest, and so reviewed */
  claims: Schema.Array(Schema.String),
  outcome: Schema.Literals(["holds", "falls"]),
  /** the property that is violated; null if none is */
  property: Schema.NullOr(Schema.String),
  initial: Count,
  /**
   * Distinct states, found until the violation if there is one. Null for a violation of liveness, as are the two below: TLC looks
   * for cycles when it likes, so where it stops, and how long a cycle it finds, says nothing of the model.
   */
  distinct: Schema.NullOr(Count),
  /** steps that TLC generated, those that a bound then cut included */
  transitions: Schema.NullOr(Count),
  /** of the whole graph, or the length of the counterexample, in states */
  depth: Schema.NullOr(Count),
  /** the time budget in seconds: a run that takes longer is ended, and fails */
  budgetSeconds: Count,
  /** of a large model, which no change runs again: when it was run, at which revision, and on which sources */
  measured: Schema.optionalKey(
    Schema.Struct({
      /** YYYY-MM-DD */
      date: Schema.String,
      /** of the repository, that which the sources were changed from if they were */
      revision: Schema.String,
      /** the digest of modules and configuration */
      sources: Schema.String
    })
  )
})
export type ModelRecord = typeof ModelRecord.Type

export const manifestFormat = "leasehold.manifest/1"

export const Manifest = Schema.Struct({
  format: Schema.Literal(manifestFormat),
  /** the TLC that counted: its version as it prints it, and the digest of its jar */
  tlc: Schema.Struct({ version: Schema.String, jarSha256: Schema.String }),
  models: Schema.Array(ModelRecord)
})
export type Manifest = typeof Manifest.Type

/** Reads a manifest's text. */
export const readManifest = Schema.decodeUnknownResult(Schema.fromJsonString(Manifest), { onExcessProperty: "error" })

export const renderManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

/** The fields in which a run must agree; a budget is not measured. */
const compared = ["outcome", "property", "initial", "distinct", "transitions", "depth"] as const

const lost = (from: ReadonlyArray<string>, to: ReadonlyArray<string>): ReadonlyArray<string> =>
  from.filter((claim) => !to.includes(claim))

/** Where a run differs from the manifest: "field: old -> new", and each claim that is gone or new. */
export const differences = (old: ModelRecord, now: ModelRecord): ReadonlyArray<string> => [
  ...lost(old.claims, now.claims).map((claim) => `claims: ${claim} is no longer claimed`),
  ...lost(now.claims, old.claims).map((claim) => `claims: ${claim} is new`),
  ...compared.flatMap((field) => (old[field] === now[field] ? [] : [`${field}: ${old[field]} -> ${now[field]}`]))
]

/** All models in one line: how many showed what. */
export const summaryLine = (models: ReadonlyArray<ModelRecord>): string => {
  const count = (wanted: (record: ModelRecord) => boolean): number => models.filter(wanted).length
  const reaches = count(({ model }) => groupOf(model) === "reaches")
  const falls = count(({ outcome }) => outcome === "falls") - reaches
  const states = models
    .filter(({ outcome }) => outcome === "holds")
    .reduce((sum, { distinct }) => sum + (distinct ?? 0), 0)
  return (
    `${models.length} models: ${count(({ outcome }) => outcome === "holds")} hold (${grouped(states)} states), ` +
    `${falls} fall as they must, ${reaches} reach what they should`
  )
}
