// What a pattern means: a regular expression as a tree, with the operators that automata have and nothing else.
import { anything, type CharSet, complement } from "./sets.ts"

/** A regular expression. */
export type Tree = {
  /** How many instructions it takes once its repetitions are written out. */
  readonly size: number
  /** How much one character may take if all of them are looked at; those that go two ways take twice as much. */
  readonly effort: number
} & (
  | { readonly kind: "chars"; readonly listed: CharSet; readonly negated: boolean }
  | { readonly kind: "sequence"; readonly parts: ReadonlyArray<Tree> }
  | { readonly kind: "either"; readonly parts: ReadonlyArray<Tree> }
  | { readonly kind: "repeat"; readonly part: Tree; readonly min: number; readonly max: number }
)

/** One character of those that are listed, or of all others. What is listed is kept, since names fold before it is negated. */
export const chars = (listed: CharSet, negated = false): Tree => ({
  kind: "chars",
  listed,
  negated,
  size: 1,
  effort: 1
})

/** One character, whichever. */
export const anyChar: Tree = chars([], true)

/** One after the other. */
export const sequence = (...parts: ReadonlyArray<Tree>): Tree => {
  const flat = parts.flatMap((part) => (part.kind === "sequence" ? part.parts : [part]))
  if (flat.length === 1) return flat[0]!
  return { kind: "sequence", parts: flat, ...sum(flat, 0) }
}

/** What parts take together, with so many instructions that go two ways. */
const sum = (parts: ReadonlyArray<Tree>, ways: number): Pick<Tree, "size" | "effort"> => ({
  size: parts.reduce((all, { size }) => all + size, ways),
  effort: parts.reduce((all, { effort }) => all + effort, 2 * ways)
})

/** The empty text. */
export const empty: Tree = sequence()

/** One of several. */
export const either = (...parts: ReadonlyArray<Tree>): Tree =>
  parts.length === 1 ? parts[0]! : { kind: "either", parts, ...sum(parts, parts.length - 1) }

/** As often as that. What is empty is not repeated: it would only cost time. */
export const repeat = (part: Tree, min: number, max: number): Tree => {
  if (part.size === 0 || max === 0) return empty
  const times = max === Infinity ? min + 1 : max
  const ways = max === Infinity ? 1 : max - min
  return { kind: "repeat", part, min, max, size: times * part.size + ways, effort: times * part.effort + 2 * ways }
}

// A scope is mostly letters: each has one tree, and so the same set wherever it stands.
const letters = Array.from({ length: 128 }, (_, code) => chars([code, code]))

/** That character. */
export const letter = (code: number): Tree => letters[code] ?? chars([code, code])

/** That text. */
export const literal = (text: string): Tree => sequence(...Array.from(text, (char) => letter(char.codePointAt(0)!)))

/** The characters that a node of the kind "chars" stands for. */
export const setOf = (tree: Tree & { readonly kind: "chars" }): CharSet =>
  tree.negated ? (tree.listed.length === 0 ? anything : complement(tree.listed)) : tree.listed
