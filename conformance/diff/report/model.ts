/** What a comparison of two versions of a specification says, as data: the report in JSON is this. */
import { Schema } from "effect"

export const reportFormat = "leasehold.diff/1"

const Texts = Schema.Array(Schema.String)

/** A step: the action and its arguments as TLA+ values. */
const Step = Schema.Struct({ action: Schema.String, args: Texts })

/** A behaviour of one side: states by the texts of their values, and the step that led to each. */
export const Shown = Schema.Struct({
  variables: Texts,
  states: Schema.Array(Schema.Struct({ step: Schema.NullOr(Step), values: Texts })),
  /** at which state it goes on after the last one, for ever: at the last one itself it stutters; null where it ends */
  loop: Schema.NullOr(Schema.Int)
})
export type Shown = typeof Shown.Type

/** A change that a difference comes from: the keys of definitions; of several of them a minimal set, which acts only together. */
const Cause = Texts

/** A shortest behaviour whose last step only one side allows. */
export const Difference = Schema.Struct({
  action: Schema.String,
  /** how many steps of this action are so */
  steps: Schema.Int,
  behaviour: Shown,
  /** the changes each of which, by itself, makes this difference; null where that was not looked for */
  causes: Schema.NullOr(Schema.Array(Cause)),
  /** whether fewer changes, or others, might make it as well: some of what was tried could not be explored */
  causesUnsure: Schema.Boolean
})
export type Difference = typeof Difference.Type

/** Requests that both sides know in states that both have, and that are told something else. */
export const Told = Schema.Struct({
  action: Schema.String,
  before: Schema.String,
  after: Schema.String,
  requests: Schema.Int,
  /** the first such request, and how the head comes to its state */
  request: Step,
  behaviour: Shown
})
export type Told = typeof Told.Type

const ProbedState = Schema.Struct({ variables: Texts, values: Texts, reached: Schema.Boolean })

/** A claim that does not mean what it did. An invariant has a state that only one version of it allows; no state shows a property. */
export const InvariantChange = Schema.Struct({
  invariant: Schema.String,
  role: Schema.Literals(["invariant", "property"]),
  change: Schema.Literals(["strengthened", "weakened", "incomparable", "same", "not compared"]),
  onlyBase: Schema.NullOr(ProbedState),
  onlyHead: Schema.NullOr(ProbedState),
  states: Schema.Int
})
export type InvariantChange = typeof InvariantChange.Type

const Place = Schema.Struct({ module: Schema.String, line: Schema.Int, text: Schema.String })

/** A definition or declaration that changed: comments, layout and the names of bound variables are no change. */
export const TextChange = Schema.Struct({
  key: Schema.String,
  change: Schema.Literals(["added", "removed", "changed"]),
  role: Schema.Literals([
    "action",
    "invariant",
    "property",
    "fairness",
    "specification",
    "constant",
    "variable",
    "assumption",
    "helper"
  ]),
  base: Schema.NullOr(Place),
  head: Schema.NullOr(Place),
  users: Texts,
  reaches: Texts,
  /** whether it speaks of fairness, on either side */
  fair: Schema.Boolean
})
export type TextChange = typeof TextChange.Type

const Counts = { added: Schema.Int, removed: Schema.Int, unchanged: Schema.Int }

const Size = Schema.Struct({
  states: Schema.Int,
  transitions: Schema.Int,
  initial: Schema.Int,
  diameter: Schema.Int
})

/** How the head's behaviours are to the base's. */
export const Verdict = Schema.Literals(["equal", "refines", "extends", "incomparable", "undecided"])
export type Verdict = typeof Verdict.Type

/** What one side's graph comes from. */
const Source = Schema.Struct({ digest: Schema.String, cached: Schema.Boolean })

const Renaming = Schema.Struct({ from: Schema.String, to: Schema.String })

/** What is seen of both graphs. */
const Seen = Schema.Struct({
  common: Texts,
  added: Texts,
  removed: Texts,
  renamed: Schema.Array(Renaming),
  /** what may be a renaming, and was not taken for one */
  proposed: Schema.Array(Renaming),
  /** whether the names and arguments of steps are compared as well */
  named: Schema.Boolean
})

/** A claim that falls, and a behaviour that shows it; null where TLC gives none. */
export const Fallen = Schema.Struct({ claim: Schema.String, behaviour: Schema.NullOr(Shown) })
export type Fallen = typeof Fallen.Type

/** What TLC says to all that a model claims, liveness too: a claim that is in neither list holds. */
const Outcome = Schema.Struct({ violated: Schema.Array(Fallen), undecided: Texts })

/** A model that both sides have. */
export const ModelReport = Schema.Struct({
  model: Schema.String,
  /** the values of constants and the bounds, as the configurations have them */
  bounds: Schema.Struct({ base: Texts, head: Texts }),
  claims: Schema.Struct({ base: Texts, head: Texts }),
  /** the claims of either side that are of liveness, which shows in no graph */
  liveness: Texts,
  outcomes: Schema.Struct({ base: Outcome, head: Outcome }),
  sources: Schema.Struct({ base: Source, head: Source }),
  seen: Seen,
  verdict: Verdict,
  valuesVerdict: Verdict,
  allowed: Schema.Array(Difference),
  forbidden: Schema.Array(Difference),
  /** why it was not looked for which changes the differences come from; null where it was, and where nothing differs */
  causesSkipped: Schema.NullOr(Schema.String),
  /** the changes that could not be tried: one of them alone, without the others, is no specification that can be explored */
  causesUntried: Schema.Array(Cause),
  told: Schema.Array(Told),
  invariants: Schema.Array(InvariantChange),
  sizes: Schema.Struct({ base: Size, head: Size }),
  states: Schema.Struct(Counts),
  transitions: Schema.Struct({ ...Counts, relabelled: Schema.Int }),
  actions: Schema.Array(Schema.Struct({ action: Schema.String, ...Counts })),
  /** how many pairs the comparison looked at */
  pairs: Schema.Int
})
export type ModelReport = typeof ModelReport.Type

/** Where the code is that implements a definition. */
const CodePlace = Schema.Struct({ file: Schema.String, line: Schema.Int, name: Schema.String })

/** The first place at which the code does not replay the head. */
export const ReplayFailure = Schema.Struct({
  kind: Schema.String,
  action: Schema.String,
  /** the step with its arguments; null where the state itself could not be entered */
  request: Schema.NullOr(Schema.String),
  /** what the specification says and what the code did */
  expected: Schema.String,
  actual: Schema.String,
  differing: Texts,
  /** the steps to the state in which it fails; null if none are known */
  path: Schema.NullOr(Texts),
  /** that state */
  variables: Texts,
  values: Texts
})
export type ReplayFailure = typeof ReplayFailure.Type

const Passed = Schema.Struct({ passed: Schema.Int, total: Schema.Int })

/** What becomes of the tests of one model, and whether the code as it stands replays the head. */
export const ModelImpact = Schema.Struct({
  model: Schema.String,
  /** the committed corpus against the head's graph; null if there is none */
  corpus: Schema.NullOr(
    Schema.Struct({
      states: Schema.Struct(Counts),
      transitions: Schema.Struct(Counts),
      refusals: Schema.Struct(Counts)
    })
  ),
  transitions: Passed,
  refusals: Passed,
  failures: Schema.Int,
  first: Schema.NullOr(ReplayFailure)
})
export type ModelImpact = typeof ModelImpact.Type

/** What the change means for code and tests. */
export const Impact = Schema.Struct({
  /** changed definitions, and actions that they are a part of, with what implements them */
  code: Schema.Array(
    Schema.Struct({ definition: Schema.String, changed: Schema.Boolean, places: Schema.Array(CodePlace) })
  ),
  models: Schema.Array(ModelImpact)
})
export type Impact = typeof Impact.Type

/** The whole report. */
export const Report = Schema.Struct({
  format: Schema.Literal(reportFormat),
  base: Schema.String,
  head: Schema.String,
  /** TLC's version, the revision of its source if it tells one, and the digest of its jar */
  tlc: Schema.NullOr(
    Schema.Struct({ text: Schema.String, revision: Schema.NullOr(Schema.String), jarSha256: Schema.String })
  ),
  text: Schema.Array(TextChange),
  models: Schema.Array(ModelReport),
  /** models that mean the same on both sides: nothing that they use changed, so they were not explored */
  unaffected: Texts,
  /** of the files of all models of a side, also of those that were not explored: what an approval is bound to */
  digests: Schema.Struct({ base: Schema.String, head: Schema.String }),
  /** how many more models both sides have, which nobody asked for */
  notAsked: Schema.Int,
  /** null where no driver joins the specification to code */
  impact: Schema.NullOr(Impact),
  /** what could not be compared, and why */
  problems: Texts
})
export type Report = typeof Report.Type
