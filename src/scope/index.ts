// The public door of scopes: what a task may read and write, which tools it may call and which commands it may run.
export { type Decider, compileScope } from "./compiled.ts"
export { allows, allowsCommand, allowsTool, type Explanation, explain } from "./decide.ts"
export { digestOf } from "./digest.ts"
export { type Part, parts, PatternInvalid, ScopeInvalid, TooComplex } from "./errors.ts"
export { coverOf } from "./cover.ts"
export type { Fold } from "./fold.ts"
export { foldOf, type Folds } from "./folds.ts"
export { escapeGlob } from "./glob.ts"
export {
  canonical,
  everything,
  inherit,
  intersect,
  type Layer,
  nothing,
  parseScope,
  type Pattern,
  Scope,
  ScopeInput
} from "./scope.ts"
export { describeBeyond, describeExplanation, describeOverlap, describeScope, describeWithin } from "./text.ts"
export { covers, overlap, type Overlap, type Undecided, within, type Within } from "./verdicts.ts"
