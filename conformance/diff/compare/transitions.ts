/** What is there on one side only, counted: states and transitions as they are seen through the common variables. */
import { stateCount } from "../graph/lts.ts"
import type { Lts } from "../graph/lts.ts"
import type { Pair, Seen } from "./project.ts"

/** How many are on the head's side only, on the base's only, and on both. */
export interface Counts {
  readonly added: number
  readonly removed: number
  readonly unchanged: number
}

/** How large one graph is by itself. */
export interface Size {
  readonly states: number
  readonly transitions: number
  readonly initial: number
  /** the steps to the state that is farthest from the initial ones */
  readonly diameter: number
}

/** Everything that is counted. */
export interface Changes {
  readonly base: Size
  readonly head: Size
  readonly states: Counts
  readonly transitions: Counts
  /** pairs of states that both sides join, by steps that are called otherwise on one of them */
  readonly relabelled: number
  /** by the name of the action, sorted */
  readonly actions: ReadonlyArray<{ readonly action: string } & Counts>
}

/** States are numbered in the order of the search, so each has its distance before it is left. */
const diameterOf = ({ initial, first, target }: Lts): number => {
  const depth = new Int32Array(first.length - 1).fill(-1)
  for (const state of initial) depth[state] = 0
  let farthest = 0
  for (let state = 0; state < depth.length; state++) {
    for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
      const to = target[edge]!
      if (depth[to] !== -1) continue
      depth[to] = depth[state]! + 1
      farthest = depth[to]
    }
  }
  return farthest
}

const sizeOf = (lts: Lts): Size => ({
  states: stateCount(lts),
  transitions: lts.target.length,
  initial: lts.initial.length,
  diameter: diameterOf(lts)
})

/** Sorted, and each once. */
const once = (keys: Float64Array): Float64Array => keys.sort().filter((key, i) => i === 0 || key !== keys[i - 1])

/** The pair of sights that each edge joins, as one number. */
const joinsOf = ({ lts, sight }: Seen, { sights }: Pair): Float64Array => {
  const joins = new Float64Array(lts.target.length)
  for (let state = 0; state < stateCount(lts); state++) {
    for (let edge = lts.first[state]!; edge < lts.first[state + 1]!; edge++) {
      joins[edge] = sight[state]! * sights + sight[lts.target[edge]!]!
    }
  }
  return joins
}

const rankOf = (sorted: Float64Array, wanted: number): number => {
  let [from, to] = [0, sorted.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! < wanted) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * All transitions as they are seen, each once and sorted: which of the joined pairs, and the label, in one number. Of pairs there are no
 * more than edges, so that is exact for all graphs that memory has room for, and takes eight bytes where a map of sets takes a hundred.
 */
const keysOf = ({ lts, label }: Seen, { labels }: Pair, joins: Float64Array, ranked: Float64Array): Float64Array =>
  once(joins.map((join, edge) => rankOf(ranked, join) * labels.length + label[lts.label[edge]!]!))

/** How many each of two sets has alone, and how many both. */
export const compareSets = <A>(base: ReadonlySet<A>, head: ReadonlySet<A>): Counts => {
  let unchanged = 0
  for (const it of base) if (head.has(it)) unchanged++
  return { added: head.size - unchanged, removed: base.size - unchanged, unchanged }
}

export const countChanges = (pair: Pair): Changes => {
  const { base, head, labels } = pair
  const joins = [joinsOf(base, pair), joinsOf(head, pair)] as const
  const all = new Float64Array(joins[0].length + joins[1].length)
  all.set(joins[0])
  all.set(joins[1], joins[0].length)
  const ranked = once(all)
  const [before, after] = [keysOf(base, pair, joins[0], ranked), keysOf(head, pair, joins[1], ranked)]
  const byAction = new Map<string, { added: number; removed: number; unchanged: number }>()
  const total = { added: 0, removed: 0, unchanged: 0 }
  let relabelled = 0
  // What was seen of the pair of states that is under way.
  let join = -1
  let [come, gone] = [false, false]
  const count = (key: number, kind: keyof Counts): void => {
    const action = labels[key % labels.length]!.split("(", 1)[0]!
    const counts = byAction.get(action) ?? { added: 0, removed: 0, unchanged: 0 }
    byAction.set(action, counts)
    counts[kind]++
    total[kind]++
    const here = Math.floor(key / labels.length)
    if (here !== join) [join, come, gone] = [here, false, false]
    const was = come && gone
    come ||= kind === "added"
    gone ||= kind === "removed"
    if (come && gone && !was) relabelled++
  }
  for (let b = 0, h = 0; b < before.length || h < after.length;) {
    const [old, now] = [before[b] ?? Infinity, after[h] ?? Infinity]
    if (old < now) count(old, "removed")
    else count(now, now < old ? "added" : "unchanged")
    if (old <= now) b++
    if (now <= old) h++
  }
  return {
    base: sizeOf(base.lts),
    head: sizeOf(head.lts),
    states: compareSets(new Set(base.sight), new Set(head.sight)),
    transitions: total,
    relabelled,
    actions: [...byAction]
      .map(([action, counts]) => ({ action, ...counts }))
      .toSorted((a, b) => (a.action < b.action ? -1 : 1))
  }
}
