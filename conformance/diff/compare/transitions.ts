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

/** For each pair of sights that a step joins, the names of the steps that do. */
const joinsOf = ({ lts, sight, label }: Seen, sights: number): Map<number, Set<number>> => {
  const joins = new Map<number, Set<number>>()
  for (let state = 0; state < stateCount(lts); state++) {
    for (let edge = lts.first[state]!; edge < lts.first[state + 1]!; edge++) {
      const key = sight[state]! * sights + sight[lts.target[edge]!]!
      const names = joins.get(key)
      if (names === undefined) joins.set(key, new Set([label[lts.label[edge]!]!]))
      else names.add(label[lts.label[edge]!]!)
    }
  }
  return joins
}

const nothing: ReadonlySet<number> = new Set()

const compareSets = (base: ReadonlySet<number>, head: ReadonlySet<number>): Counts => {
  const unchanged = [...base].filter((it) => head.has(it)).length
  return { added: head.size - unchanged, removed: base.size - unchanged, unchanged }
}

export const countChanges = (pair: Pair): Changes => {
  const { base, head, sights, labels } = pair
  const [before, after] = [joinsOf(base, sights), joinsOf(head, sights)]
  const byAction = new Map<string, { added: number; removed: number; unchanged: number }>()
  const total = { added: 0, removed: 0, unchanged: 0 }
  const count = (names: Iterable<number>, kind: keyof Counts): void => {
    for (const name of names) {
      const action = labels[name]!.split("(", 1)[0]!
      const counts = byAction.get(action) ?? { added: 0, removed: 0, unchanged: 0 }
      byAction.set(action, counts)
      counts[kind]++
      total[kind]++
    }
  }
  let relabelled = 0
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(key) ?? nothing, after.get(key) ?? nothing]
    const [gone, come] = [[...old].filter((it) => !now.has(it)), [...now].filter((it) => !old.has(it))]
    count(gone, "removed")
    count(come, "added")
    count(
      [...old].filter((it) => now.has(it)),
      "unchanged"
    )
    if (gone.length > 0 && come.length > 0) relabelled++
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
