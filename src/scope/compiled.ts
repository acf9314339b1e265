// A scope ready to be asked: its patterns folded as the workspace folds names, and the automata that decide.
import { Result } from "effect"
import { type Part, parts, TooComplex } from "./errors.ts"
import { asIs, type Fold, type Folding, foldTree } from "./fold.ts"
import { hiddenName } from "./hidden-name.ts"
import { Automaton } from "./language/automaton.ts"
import { programOf, type Rule } from "./language/program.ts"
import type { Tree } from "./language/tree.ts"
import { readPattern } from "./pattern.ts"
import type { Layer, Pattern, Scope } from "./scope.ts"
import { beneath, dialects, longestSubject, subjects } from "./subjects.ts"

/** A pattern of a layer, and what it means. */
export interface Meaning {
  /** Undefined for what holds in every scope. */
  readonly pattern: Pattern | undefined
  readonly tree: Tree
  readonly denies: boolean
}

/** A layer, and what its patterns mean. */
export interface Compiled {
  /** Layers of the same name are the same. */
  readonly name: string
  readonly meanings: ReadonlyArray<Meaning>
}

/** A scope that can be asked. It has no state that shows: asking again answers the same. */
export interface Decider {
  readonly scope: Scope
  readonly fold: Fold
  /** For each part, first what is a subject at all, then its layers; of what may be written those of what may be read, too. */
  readonly layers: { readonly [P in Part]: ReadonlyArray<Compiled> }
  readonly automaton: (part: Part) => Automaton
}

/** What one part's patterns may take: instructions in all, and those that one character of a key may have to look at. */
export const bounds = { instructions: 30_000, effort: 1_800 }

/** So many letters of classes may fold to others. */
const mostFolded = 20_000

/** Instructions are numbered by UTF-16 units. */
const mostInstructions = 65_000

/** Those that one character may have to look at: all but the letters that a pattern begins with, of which one at a time is looked at. */
const effortOf = (tree: Tree): number => {
  if (tree.kind !== "sequence") return tree.effort
  const first = tree.parts.findIndex((part) => part.kind !== "chars")
  return first === -1 ? 1 : tree.effort - first + 1
}

/** The pattern that takes the most: the most instructions in the states that an automaton came to, or else in itself. */
export const busiest = (layers: ReadonlyArray<Compiled>, automaton?: Automaton): Pattern => {
  const meanings = layers.flatMap((layer) => layer.meanings)
  const counts = meanings.map(({ tree }) => (automaton === undefined ? effortOf(tree) : 0))
  for (const { instructions } of automaton?.states() ?? [])
    for (const at of instructions) counts[automaton!.program.ruleOf[at]!]!++
  const order = meanings.map((_, i) => i).filter((i) => meanings[i]!.pattern !== undefined)
  order.sort((a, b) => counts[b]! - counts[a]!)
  return meanings[order[0] ?? 0]?.pattern ?? ""
}

/** Layers as a program: the first `required` must take a text, the others are what it is compared with. Undefined if it is too large. */
export const automatonOf = (part: Part, layers: ReadonlyArray<Compiled>, required: number): Automaton | undefined => {
  const rules = layers.flatMap(({ meanings }, layer): ReadonlyArray<Rule> =>
    meanings.map(({ tree, denies }) => ({ tree, denies, layer }))
  )
  if (rules.reduce((size, { tree }) => size + tree.size + 1, 0) > mostInstructions) return undefined
  const program = programOf(rules, layers.length)
  return program && new Automaton(program, required, dialects[part].between)
}

/** What is a subject at all, and what is under nobody's scope. */
const firstLayer = (part: Part, fold: Fold): Compiled => ({
  name: "subjects",
  meanings: [
    { pattern: undefined, tree: subjects[part], denies: false },
    ...(part === "read" || part === "write"
      ? [{ pattern: undefined, tree: foldTree(beneath(hiddenName), fold, { left: mostFolded }), denies: true }]
      : [])
  ]
})

/** Whether a text is a key, name or command at all, and not Leasehold's own. */
export const isSubject = ({ layers, automaton }: Decider, part: Part, text: string): boolean => {
  if (text.length > longestSubject) return false
  const taken = automaton(part).takenBy(text)
  return layers[part][0]!.meanings.every(({ denies }, rule) => (taken[rule] === 1) !== denies)
}

/** Makes a scope ready. `fold` is how names compare in the workspace; what is not folded is no key there. Fails with what is too complex. */
export const compileScope = (scope: Scope, fold: Fold = asIs): Result.Result<Decider, TooComplex> => {
  const folding = { left: mostFolded }
  const layers = {} as { [P in Part]: ReadonlyArray<Compiled> }
  const automata: { [P in Part]?: Automaton } = {}
  for (const part of parts) {
    const folded = part === "read" || part === "write" ? fold : asIs
    const own = scope[part].map((layer) => compileLayer(part, layer, folded, folding))
    // A write is built on what was read: what may be written is what may be read as well.
    const further = part === "write" ? layers.read.slice(1) : []
    const names = new Set(own.map(({ name }) => name))
    layers[part] = [firstLayer(part, folded), ...own, ...further.filter(({ name }) => !names.has(name))]
    const meanings = layers[part].flatMap((layer) => layer.meanings)
    const size = meanings.reduce((sum, { tree }) => sum + tree.size, 0)
    const effort = meanings.reduce((sum, { tree }) => sum + effortOf(tree), 0)
    const automaton =
      folding.left < 0 || size > bounds.instructions || effort > bounds.effort
        ? undefined
        : automatonOf(part, layers[part], layers[part].length)
    if (automaton === undefined) {
      const pattern = busiest(layers[part])
      return Result.fail(new TooComplex({ part, pattern: typeof pattern === "string" ? pattern : pattern.regex }))
    }
    automata[part] = automaton
  }
  return Result.succeed({ scope, fold, layers, automaton: (part) => automata[part]! })
}

const compileLayer = (part: Part, layer: Layer, fold: Fold, folding: Folding): Compiled => {
  const meaning =
    (denies: boolean) =>
    (pattern: Pattern): Meaning => ({
      pattern,
      // It was understood when the scope was parsed.
      tree: foldTree(Result.getOrThrow(readPattern(part, pattern)), fold, folding),
      denies
    })
  return {
    name: JSON.stringify(layer),
    meanings: [...layer.allow.map(meaning(false)), ...layer.deny.map(meaning(true))]
  }
}
