// What the scope of a task says of a resource. Keys are canonical and folded; patterns are not, so a state knows how names fold.
import { Result } from "effect"
import { compileScope, type Decider } from "../scope/compiled.ts"
import { coverOf } from "../scope/cover.ts"
import { allows, allowsCommand, allowsTool, explain } from "../scope/decide.ts"
import { foldOf, type Folds } from "../scope/folds.ts"
import { hiddenName } from "../scope/hidden-name.ts"
import { nothing, parseScope, type Pattern, type Scope } from "../scope/scope.ts"
import { describeBeyond } from "../scope/text.ts"
import { covers, overlap, type Overlap, within } from "../scope/verdicts.ts"
import { contains } from "./covers.ts"
import { file, type Key, type Resource, subtree } from "./words.ts"

/** What is asked: to read, or to write. What may be written may be read as well. */
export type Side = "read" | "write"

/** What is run: a program with its arguments, a tool of the host's, or both. */
export interface Runnable {
  readonly words?: ReadonlyArray<string>
  readonly tool?: string
}

const made = (scope: Scope, folds: Folds): Decider =>
  // Whoever grants a scope finds out whether it is understood, and can be decided. If not, nothing is in it.
  Result.getOrElse(
    Result.flatMap(parseScope(scope), (parsed) => compileScope(parsed, foldOf[folds])),
    () => Result.getOrThrow(compileScope(nothing, foldOf[folds]))
  )

const known: { readonly [F in Folds]: WeakMap<Scope, Decider> } = {
  nothing: new WeakMap(),
  case: new WeakMap(),
  unicode: new WeakMap(),
  "case and unicode": new WeakMap()
}

/** The scope, ready to be asked. It is made once for each scope: they are frozen. */
const deciderOf = (scope: Scope, folds: Folds): Decider => {
  const before = known[folds].get(scope)
  if (before !== undefined) return before
  const decider = made(scope, folds)
  known[folds].set(scope, decider)
  return decider
}

const hidden: Resource = subtree(hiddenName as Key)

// Most paths are told apart from it by their first letter.
const isOwn = (path: string): boolean => path.charCodeAt(0) === 46 && contains(hidden, file(path as Key))

/** Whether all that the resource covers is in scope. */
export const isWithin = (scope: Scope, folds: Folds, side: Side, { kind, path }: Resource): boolean => {
  // Most tasks are not narrowed at all: that is decided without looking at the path twice.
  if (scope.read.length === 0 && (side === "read" || scope.write.length === 0)) return !isOwn(path)
  const decider = deciderOf(scope, folds)
  return kind === "file" ? allows(decider, side, path) : covers(decider, side, path)._tag === "Within"
}

/** The fewest files and directories that have all that may be written. */
export const targetsIn = (scope: Scope, folds: Folds): ReadonlyArray<Resource> =>
  coverOf(deciderOf(scope, folds)).map(({ kind, path }) => (kind === "file" ? file(path as Key) : subtree(path as Key)))

/** Whether a command may be run, by its words, and a tool may be called, by its name. */
export const mayRun = (scope: Scope, folds: Folds, { words, tool }: Runnable): boolean => {
  const decider = deciderOf(scope, folds)
  return (words === undefined || allowsCommand(decider, words)) && (tool === undefined || allowsTool(decider, tool))
}

/** Which pattern leaves out some of a resource that is not in scope, or else comes nearest to it. */
export const whyNotWithin = (
  scope: Scope,
  folds: Folds,
  side: Side,
  { kind, path }: Resource
): { readonly nearest: Pattern | null; readonly denied: Pattern | null } => {
  const decider = deciderOf(scope, folds)
  const wider = kind === "file" ? undefined : covers(decider, side, path)
  const why = explain(decider, side, wider?._tag === "Wider" ? wider.example : path)
  return {
    nearest: why._tag === "NotAllowed" ? (why.nearest ?? null) : null,
    denied: why._tag === "Denied" ? why.by : null
  }
}

/** What a scope allows and another one does not; undefined if there is nothing. What cannot be decided counts as such. */
export const beyond = (scope: Scope, other: Scope, folds: Folds): string | undefined => {
  // Most children have what their parents have.
  if (scope === other) return undefined
  return describeBeyond(within(deciderOf(scope, folds), deciderOf(other, folds)))
}

/** Whether there is a file that two scopes both let write. */
export const bothWrite = (scope: Scope, other: Scope, folds: Folds): Overlap =>
  overlap(deciderOf(scope, folds), deciderOf(other, folds))
