// Trees as one program: instructions that take a character, or go two ways. Its size is the size of the trees, and so it is
// known before it is made. Characters that no instruction tells apart are one class.
import { type CharSet, lastChar, rangesOf } from "./sets.ts"
import { setOf, type Tree } from "./tree.ts"

/** One pattern: what it means, which layer of which it is, and whether it denies there. */
export interface Rule {
  readonly tree: Tree
  readonly layer: number
  readonly denies: boolean
}

/** Instructions are numbered; 0 to `rules.length - 1` are the ends of the rules. */
export interface Program {
  readonly rules: ReadonlyArray<Rule>
  readonly layers: number
  /** The first instruction of each rule. */
  readonly starts: ReadonlyArray<number>
  /** What an instruction does: the set of characters that it takes, or one of these. */
  readonly takes: Int32Array
  /** Where it goes on, and where else if it goes two ways. */
  readonly to: Int32Array
  readonly or: Int32Array
  /** An instruction's layer, whether it denies there, and whether it stays for ever: its rule takes whatever comes. */
  readonly layerOf: Int32Array
  readonly denies: Uint8Array
  readonly stays: Uint8Array
  /** The rule that an instruction belongs to. */
  readonly ruleOf: ReadonlyArray<number>
  /** For each set in turn and each class, whether the set has the characters of that class. */
  readonly has: Uint8Array
  readonly classes: number
  readonly classOf: (code: number) => number
  /** A character of each class, the plainest there is. */
  readonly shown: ReadonlyArray<number>
}

/** An instruction that goes two ways. */
export const splits = -1

/** An instruction that ends a rule. */
export const ends = -2

/** Characters that an example is made of, those first that it is best made of. */
const plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ ~+,=@%^!#$&'()[]{};"

/** So many times a set is compared with a class at most. */
const mostMembers = 1_000_000

/** The program of some rules; undefined if they tell too many characters apart. */
export const programOf = (rules: ReadonlyArray<Rule>, layers: number): Program | undefined => {
  const takes: Array<number> = rules.map(() => ends)
  const to: Array<number> = rules.map(() => 0)
  const or: Array<number> = rules.map(() => 0)
  const ruleOf: Array<number> = rules.map((_, i) => i)
  const sets: Array<CharSet> = []
  const numbers = new Map<string | CharSet, number>()
  let rule = 0

  const emit = (what: number, next: number, other: number): number => {
    takes.push(what)
    to.push(next)
    or.push(other)
    ruleOf.push(rule)
    return takes.length - 1
  }

  const numberOf = (set: CharSet): number => {
    const same = numbers.get(set)
    if (same !== undefined) return same
    const name = set.join()
    const equal = numbers.get(name) ?? sets.push(set) - 1
    numbers.set(name, equal).set(set, equal)
    return equal
  }

  /** Writes a tree that goes on there, from its end to its beginning. */
  const write = (tree: Tree, next: number): number => {
    switch (tree.kind) {
      case "chars":
        return emit(numberOf(setOf(tree)), next, 0)
      case "sequence":
        return tree.parts.reduceRight((after, part) => write(part, after), next)
      case "either":
        return tree.parts.map((part) => write(part, next)).reduceRight((after, entry) => emit(splits, entry, after))
      case "repeat": {
        let entry = next
        if (tree.max === Infinity) {
          entry = emit(splits, 0, next)
          to[entry] = write(tree.part, entry)
        } else for (let i = tree.min; i < tree.max; i++) entry = emit(splits, write(tree.part, entry), next)
        for (let i = 0; i < tree.min; i++) entry = write(tree.part, entry)
        return entry
      }
    }
  }

  const starts = rules.map(({ tree }, i) => {
    rule = i
    return write(tree, i)
  })
  const alphabet = alphabetOf(sets)
  if (alphabet === undefined) return undefined
  const { has, classes } = alphabet
  const full = sets.map((_, set) => !has.subarray(set * classes, (set + 1) * classes).includes(0))
  return {
    rules,
    layers,
    starts,
    takes: Int32Array.from(takes),
    to: Int32Array.from(to),
    or: Int32Array.from(or),
    layerOf: Int32Array.from(ruleOf, (rule) => rules[rule]!.layer),
    denies: Uint8Array.from(ruleOf, (rule) => (rules[rule]!.denies ? 1 : 0)),
    // A loop over all characters at the end of a rule.
    stays: Uint8Array.from(takes, (set, at) => {
      const loop = to[at]!
      return set >= 0 && full[set]! && takes[loop] === splits && to[loop] === at && takes[or[loop]!] === ends ? 1 : 0
    }),
    ruleOf,
    ...alphabet
  }
}

type Alphabet = Pick<Program, "has" | "classes" | "classOf" | "shown">

const alphabetOf = (sets: ReadonlyArray<CharSet>): Alphabet | undefined => {
  const borders = sets.flatMap((set) => rangesOf(set).flatMap(([from, to]) => [from, to + 1]))
  const cuts = [...new Set([0, ...borders])].filter((code) => code <= lastChar).sort((a, b) => a - b)
  if (sets.length * cuts.length > mostMembers) return undefined
  const intervalAt = new Map(cuts.map((cut, i) => [cut, i]))
  // Refined set by set: intervals stay together as long as each set has all or none of them.
  const classAt = new Int32Array(cuts.length)
  let classes = 1
  for (const set of sets) {
    const inside = new Map<number, number>()
    const sizes = new Int32Array(classes)
    for (const at of classAt) sizes[at]!++
    const members: Array<number> = []
    for (const [from, to] of rangesOf(set)) {
      const end = intervalAt.get(to + 1) ?? cuts.length
      for (let i = intervalAt.get(from)!; i < end; i++) members.push(i)
    }
    const taken = new Int32Array(classes)
    for (const i of members) taken[classAt[i]!]!++
    for (const i of members) {
      const old = classAt[i]!
      if (taken[old] === sizes[old]) continue
      if (!inside.has(old)) inside.set(old, classes++)
      classAt[i] = inside.get(old)!
    }
  }
  const at = (code: number): number => {
    let low = 0
    let high = cuts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (cuts[middle]! <= code) low = middle
      else high = middle
    }
    return low
  }
  // Numbered anew, the plainest first, so that a search comes to them first.
  const numbers = new Map<number, number>()
  const shown: Array<number> = []
  for (const code of [...plain].map((char) => char.codePointAt(0)!).concat(cuts)) {
    const old = classAt[at(code)]!
    if (!numbers.has(old)) numbers.set(old, shown.push(code) - 1)
  }
  const numbered = classAt.map((old) => numbers.get(old)!)
  const has = new Uint8Array(sets.length * classes)
  for (const [number, set] of sets.entries()) {
    for (const [from, to] of rangesOf(set)) {
      const end = intervalAt.get(to + 1) ?? cuts.length
      for (let i = intervalAt.get(from)!; i < end; i++) has[number * classes + numbered[i]!] = 1
    }
  }
  const ascii = Int32Array.from({ length: 128 }, (_, code) => numbered[at(code)]!)
  const classOf = (code: number): number => (code < 128 ? ascii[code]! : numbered[at(code)]!)
  return { has, classes, classOf, shown }
}
