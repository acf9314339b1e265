/** The one report model; console, JUnit and JSON are views of it and compute nothing of their own. */
import { Schema } from "effect"

/** The name and version of the format; a change that breaks readers gets a new number. */
export const format = "leasehold.conformance/1"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const Fraction = Schema.Struct({ passed: Count, total: Count })

const Reasoned = Schema.Struct({ name: Schema.String, reason: Schema.String })

/** The walks of a model along a path cover. */
export const WalkReport = Schema.Struct({
  walks: Fraction,
  steps: Fraction,
  transitions: Fraction,
  refusals: Fraction,
  /** steps of the cover divided by the steps of one test for each transition */
  ratio: Schema.Finite
})

/** What was replayed of one model, and what it was made from. */
export const ModelReport = Schema.Struct({
  model: Schema.String,
  bounds: Schema.String,
  /** digests of the specification, its configuration and the corpus, possibly cut short */
  digests: Schema.Struct({ spec: Schema.String, config: Schema.String, corpus: Schema.String }),
  /** the version of the TLC that explored it */
  tlc: Schema.String,
  states: Fraction,
  transitions: Fraction,
  refusals: Fraction,
  /** by request: allowed, but cut by a bound; run, with no target to compare */
  cut: Schema.Record(Schema.String, Count),
  /** by action: transitions */
  actions: Schema.Record(Schema.String, Fraction),
  walk: Schema.optionalKey(WalkReport)
})

/** A cluster of failures with its explained example. */
export const FailureReport = Schema.Struct({
  kind: Schema.String,
  action: Schema.String,
  /** the variables that differ, or what was expected and what happened */
  about: Schema.String,
  count: Count,
  model: Schema.String,
  part: Schema.Literals(["state", "transition", "refusal", "cut"]),
  /** steps from an initial state to the example; missing if it cannot be reached */
  depth: Schema.optionalKey(Count),
  explanation: Schema.String
})

/** A row of the coverage matrix. */
export const MatrixRowReport = Schema.Struct({
  kind: Schema.Literals(["action", "verdict"]),
  name: Schema.String,
  /** by model */
  counts: Schema.Record(Schema.String, Count),
  total: Count
})

/** A report of a conformance run. */
export const Report = Schema.Struct({
  format: Schema.Literal(format),
  passed: Schema.Boolean,
  seconds: Schema.Finite,
  models: Schema.Array(ModelReport),
  matrix: Schema.Array(MatrixRowReport),
  failures: Schema.Array(FailureReport),
  /** what makes the run prove less than it seems to */
  gaps: Schema.Array(Schema.Struct({ kind: Schema.String, name: Schema.String, reason: Schema.String })),
  /** what the run does not check, on purpose */
  unchecked: Schema.Array(Reasoned)
}).annotate({ identifier: "ConformanceReport", title: format })

/** A report of a conformance run. */
export type Report = typeof Report.Type
/** See {@link ModelReport}. */
export type ModelReport = typeof ModelReport.Type
/** See {@link FailureReport}. */
export type FailureReport = typeof FailureReport.Type
