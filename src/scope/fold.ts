// Keys have the letters that the workspace's names fold to, so a pattern folds as well: what is written in it, before it is negated.
import { type CharSet, ofRanges, ofText, rangesOf, single, union } from "./language/sets.ts"
import { chars, either, literal, repeat, sequence, type Tree } from "./language/tree.ts"

/** How names compare where the workspace lies: what is one name there is one key. */
export type Fold = (name: string) => string

/** No two names are one. */
export const asIs: Fold = (name) => name

/** How the folded letter sigma may look; at the end of a word it looks otherwise, so where it stands decides. */
const sigmas = ofText("\u03c3\u03c2")

/** Characters are folded so many at a time, to see whether any of them changes. */
const atOnce = 512

/** No letter beyond has a second case, or is written in two ways. */
const lastFolding = 0x2ffff

/** For each fold and each stretch of characters, those that change and what they become. Found when first asked for. */
const changesOf = new WeakMap<Fold, Map<number, ReadonlyMap<number, string>>>()

const changesFrom = (start: number, fold: Fold): ReadonlyMap<number, string> => {
  const known = changesOf.get(fold) ?? new Map<number, ReadonlyMap<number, string>>()
  changesOf.set(fold, known)
  const before = known.get(start)
  if (before !== undefined) return before
  const all = Array.from({ length: atOnce }, (_, i) => String.fromCodePoint(start + i))
  // Apart, so that no two become one, and none looks otherwise for its neighbour.
  const text = all.join("/")
  const changes = new Map<number, string>()
  if (fold(text) !== text) {
    for (const [i, char] of all.entries()) {
      const image = fold(char)
      if (image !== char) changes.set(start + i, image)
    }
  }
  known.set(start, changes)
  return changes
}

/** What the characters of a set fold to: single characters, and some that become several. */
const imagesOf = (set: CharSet, fold: Fold, folding: Folding): readonly [CharSet, ReadonlyArray<string>] => {
  const kept: Array<readonly [number, number]> = []
  const longer: Array<string> = []
  for (const [from, to] of rangesOf(set)) {
    if (folding.left < 0) break
    let next = from
    for (let start = from - (from % atOnce); start <= Math.min(to, lastFolding); start += atOnce) {
      for (const [code, image] of changesFrom(start, fold)) {
        folding.left--
        if (code < from || code > to) continue
        if (code > next) kept.push([next, code - 1])
        next = code + 1
        const first = image.codePointAt(0)!
        if (image.length > (first > 0xffff ? 2 : 1)) longer.push(image)
        else kept.push([first, first])
      }
    }
    if (next <= to) kept.push([next, to])
  }
  return [ofRanges(kept), longer]
}

const textOf = (tree: Tree): string | undefined => {
  const code = tree.kind === "chars" && !tree.negated ? single(tree.listed) : undefined
  return code === undefined || code === 0x2f ? undefined : String.fromCodePoint(code)
}

/** How many letters may still be folded. Once there are none, what is folded is worth nothing. */
export interface Folding {
  left: number
}

/** The pattern, in the letters that keys have. */
export const foldTree = (tree: Tree, fold: Fold, folding: Folding): Tree => {
  if (fold === asIs) return tree
  const hasSigmas = fold("\u03a3") !== "\u03a3"
  const setOfImages = (set: CharSet): CharSet =>
    hasSigmas && rangesOf(set).some(([from, to]) => from <= 0x3c3 && to >= 0x3c2) ? union(set, sigmas) : set

  const folded = (node: Tree): Tree => {
    switch (node.kind) {
      case "chars": {
        const [set, longer] = imagesOf(node.listed, fold, folding)
        const one = chars(setOfImages(set), node.negated)
        return node.negated || longer.length === 0 ? one : either(one, ...longer.map(literal))
      }
      case "repeat":
        return repeat(folded(node.part), node.min, node.max)
      case "either":
        return either(...node.parts.map(folded))
      case "sequence":
        return sequence(...runsOf(node.parts))
    }
  }

  /** Letters that stand together fold together, as they do in a name. */
  const runsOf = (parts: ReadonlyArray<Tree>): ReadonlyArray<Tree> => {
    const found: Array<Tree> = []
    let run = ""
    const flush = (): void => {
      for (const char of fold(run)) found.push(chars(setOfImages(ofText(char))))
      run = ""
    }
    for (const part of parts) {
      const text = textOf(part)
      if (text !== undefined) run += text
      else {
        flush()
        found.push(folded(part))
      }
    }
    flush()
    return found
  }

  return folded(tree)
}
