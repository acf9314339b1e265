// What is asked of two scopes: is one within the other, do they overlap. Each answer comes with a reason: an example, the shortest there is.
import { Result } from "effect"
import { type Compiled, automatonOf, busiest, type Decider, isSubject } from "./compiled.ts"
import { type Part, parts } from "./errors.ts"
import type { Automaton, State } from "./language/automaton.ts"
import { shortestTo } from "./language/search.ts"
import type { Pattern } from "./scope.ts"
import { beneath, longestSubject } from "./subjects.ts"

/** It took too long to find out. `pattern` took the most of it: say it with less repetition. */
export interface Undecided {
  readonly _tag: "Undecided"
  readonly part: Part
  readonly pattern: Pattern
}

/** Whether all that one scope allows is allowed by another. `example`: what the other does not allow; of a command, its words with NUL between. */
export type Within =
  { readonly _tag: "Within" } | { readonly _tag: "Wider"; readonly part: Part; readonly example: string } | Undecided

/** Whether two scopes have a key in common that both may write. */
export type Overlap =
  { readonly _tag: "Disjoint" } | { readonly _tag: "Overlapping"; readonly example: string } | Undecided

const isWithin: Within = { _tag: "Within" }

const undecided = (part: Part, layers: ReadonlyArray<Compiled>, automaton: Automaton | undefined): Undecided => ({
  _tag: "Undecided",
  part,
  pattern: busiest(layers, automaton)
})

/** Proves that a scope is within another, part by part, or finds what it allows beyond that, or says that it cannot tell. */
export const within = (child: Decider, parent: Decider): Within => {
  let unknown: Undecided | undefined
  for (const part of parts) {
    const verdict = partWithin(part, child.layers[part], parent.layers[part].slice(1), child.fold === parent.fold)
    if (verdict._tag === "Wider") return verdict
    if (verdict._tag === "Undecided") unknown ??= verdict
  }
  return unknown ?? isWithin
}

const partWithin = (
  part: Part,
  inner: ReadonlyArray<Compiled>,
  outer: ReadonlyArray<Compiled>,
  isSameFold = true
): Within => {
  // What a layer of both leaves out, both leave out; if it means the same in both.
  const shared = new Set(isSameFold ? inner.map(({ name }) => name) : [])
  const others = outer.filter(({ name }) => !shared.has(name))
  if (others.length === 0) return isWithin
  const layers = [...inner, ...others]
  const automaton = automatonOf(part, layers, inner.length)
  if (automaton === undefined) return undecided(part, layers, undefined)
  const found = shortestTo(automaton, automaton.start, (state) => state.isInside && state.isOutside)
  if (Result.isFailure(found)) return undecided(part, layers, automaton)
  return found.success === undefined ? isWithin : { _tag: "Wider", part, example: found.success }
}

/** Finds a key that both may write, or proves that there is none, or says that it cannot tell. */
export const overlap = (a: Decider, b: Decider): Overlap => {
  const layers = [...a.layers.write, ...b.layers.write.slice(1)]
  const automaton = automatonOf("write", layers, layers.length)
  if (automaton === undefined) return undecided("write", layers, undefined)
  const found = shortestTo(automaton, automaton.start, (state) => state.isInside)
  if (Result.isFailure(found)) return undecided("write", layers, automaton)
  return found.success === undefined ? { _tag: "Disjoint" } : { _tag: "Overlapping", example: found.success }
}

/** Whether a directory, "" for the whole workspace, and all beneath it are in scope: what a lease on a subtree needs. */
export const covers = (decider: Decider, side: "read" | "write", directory: string): Within => {
  const automaton = decider.automaton(side)
  if (directory.length <= longestSubject && coversAll(automaton, directory)) return isWithin
  // Nothing lies beneath what is no key, and nothing would be within everything.
  if (directory !== "" && !isSubject(decider, side, directory)) return { _tag: "Wider", part: side, example: directory }
  const all: Compiled = {
    name: "",
    meanings: [{ pattern: undefined, tree: beneath(directory), denies: false }]
  }
  const [subjects, ...layers] = decider.layers[side]
  return partWithin(side, directory === "" ? [subjects!] : [subjects!, all], layers)
}

/** The same, from the states that are kept: most directories are asked for again, or lead to where others did. */
const coversAll = (automaton: Automaton, directory: string): boolean => {
  const here = directory === "" ? automaton.start : automaton.after(directory)
  if (here === undefined || here.over !== false || (directory !== "" && !here.isInside)) return false
  const known = covered.get(here)
  if (known !== undefined) return known
  const first = directory === "" ? here : automaton.step(here, automaton.program.classOf(0x2f))
  const isMissing = (state: State): boolean => state.over === "denied" || (state.isSubject && !state.isInside)
  const found = shortestTo(automaton, first, isMissing, "anywhere")
  const all = Result.isSuccess(found) && found.success === undefined
  covered.set(here, all)
  return all
}

const covered = new WeakMap<object, boolean>()
