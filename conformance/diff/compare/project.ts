/**
 * Two graphs seen through the variables that both have: what can be told apart there has different numbers, on both sides the
 * same ones. Variables that only one side has are left out, and a renamed one is the same variable.
 */
import { makeNames } from "../graph/ints.ts"
import { stateCount, textOfLabel } from "../graph/lts.ts"
import type { Lts } from "../graph/lts.ts"

/** A graph with what is seen of it. */
export interface Seen {
  readonly lts: Lts
  /** what is seen of each state */
  readonly sight: Int32Array
  /** of each of its labels, the number that both sides know it by */
  readonly label: Int32Array
  /** its edges, those of each state by the sight that they lead to, then by label */
  readonly order: Int32Array
}

/** Both graphs, seen alike. */
export interface Pair {
  readonly base: Seen
  readonly head: Seen
  /** the variables that are seen, as the head calls them */
  readonly common: ReadonlyArray<string>
  readonly added: ReadonlyArray<string>
  readonly removed: ReadonlyArray<string>
  readonly renamed: ReadonlyArray<readonly [from: string, to: string]>
  /** variables that may be the same one under another name: they have the same values, and no other has them */
  readonly proposed: ReadonlyArray<readonly [from: string, to: string]>
  /** how many different sights and labels there are on both sides together */
  readonly sights: number
  readonly labels: ReadonlyArray<string>
  /** whether the steps of both sides name themselves, so that what they are called is seen too */
  readonly named: boolean
}

/** Variables of the base by the names that they have in the head. */
export type Renames = ReadonlyMap<string, string>

/** All values that a variable has, as one text. */
const valuesOf = ({ variables, texts, cells }: Lts, name: string): string => {
  const found = new Set<number>()
  for (let at = variables.indexOf(name); at < cells.length; at += variables.length) found.add(cells[at]!)
  return [...found]
    .map((value) => texts[value]!)
    .toSorted()
    .join("\n")
}

const propose = (
  base: Lts,
  head: Lts,
  removed: ReadonlyArray<string>,
  added: ReadonlyArray<string>
): Pair["proposed"] => {
  const [before, after] = [removed.map((name) => valuesOf(base, name)), added.map((name) => valuesOf(head, name))]
  return before.flatMap((values, i) => {
    const at = after.indexOf(values)
    const alone = before.filter((other) => other === values).length === 1 && after.lastIndexOf(values) === at
    return at >= 0 && alone ? [[removed[i]!, added[at]!] as const] : []
  })
}

/** So that a step can be found among the 100,000 that a state may have. */
const orderOf = ({ first, label: labelOf, target }: Lts, sight: Int32Array, label: Int32Array): Int32Array => {
  const order = Int32Array.from(target, (_, edge) => edge)
  const compare = (one: number, other: number): number =>
    sight[target[one]!]! - sight[target[other]!]! || label[labelOf[one]!]! - label[labelOf[other]!]!
  for (let state = 0; state < first.length - 1; state++) order.subarray(first[state], first[state + 1]).sort(compare)
  return order
}

export const project = (base: Lts, head: Lts, asked: Renames = new Map()): Pair => {
  // Some hold for other models.
  const has = ([from, to]: readonly [string, string]): boolean =>
    base.variables.includes(from) && head.variables.includes(to)
  const renames = new Map([...asked].filter(has))
  const nowOf = (name: string): string => renames.get(name) ?? name
  const baseNow = base.variables.map(nowOf)
  const common = head.variables.filter((name) => baseNow.includes(name))
  const texts = makeNames()
  const sights = makeNames()
  const labels = makeNames()
  const see = (lts: Lts, names: ReadonlyArray<string>): Seen => {
    const places = common.map((name) => names.indexOf(name))
    const numbers = lts.texts.map(texts.of)
    const width = names.length
    const sight = new Int32Array(stateCount(lts))
    for (let state = 0; state < sight.length; state++) {
      let key = ""
      for (const place of places) key += `${numbers[lts.cells[state * width + place]!]!} `
      sight[state] = sights.of(key)
    }
    const label = Int32Array.from(lts.labels, (it) => labels.of(textOfLabel(it)))
    return { lts, sight, label, order: orderOf(lts, sight, label) }
  }
  const seen = { base: see(base, baseNow), head: see(head, head.variables) }
  const added = head.variables.filter((name) => !common.includes(name))
  const removed = base.variables.filter((name) => !common.includes(nowOf(name)))
  return {
    ...seen,
    common,
    added,
    removed,
    renamed: [...renames],
    proposed: propose(base, head, removed, added),
    sights: sights.texts.length,
    labels: labels.texts,
    named: base.named && head.named
  }
}
