/**
 * Whether all that one graph does can be seen in another one, exactly, by subset construction: each state that the first can be in is
 * paired with the set of all states that the second can be in when the same was seen. Where nothing is hidden that set has
 * one element. What cannot be seen is no step: a step that leaves all as it was, or, where names are seen too, one that has in
 * addition the same name as the step before. That is stuttering as TLA+ has it, the name being a variable.
 */
import { makeInts } from "../graph/ints.ts"
import { stateCount } from "../graph/lts.ts"
import type { Seen } from "./project.ts"

/** A step that the second graph does not have at this point; or an initial state, without a step. */
export interface Divergence {
  readonly action: string
  /** edges of the first graph from an initial state on, the last of which diverges; empty if the state itself does */
  readonly edges: ReadonlyArray<number>
  readonly start: number
  /** how many steps of the first graph diverge so, that is, edges or initial states */
  readonly count: number
}

/** What was found. */
export interface Inclusion {
  /** undefined if the limit was reached before anything was found */
  readonly included: boolean | undefined
  /** for each action the shortest, in the order of their lengths */
  readonly divergences: ReadonlyArray<Divergence>
  readonly pairs: number
  /** whether the whole product was looked at */
  readonly complete: boolean
}

export interface InclusionOptions {
  /** whether the names of steps are seen */
  readonly named: boolean
  /** pairs that are looked at at most */
  readonly limit?: number
}

/** Pairs are kept in some 30 bytes each. */
export const pairLimitDefault = 4_000_000

const initialAction = "Init"

/** No name that the step before had, or none that matters. */
const none = -1

/** Sets of states by number; equal sets have one number. */
const makeSets = () => {
  const sets: Array<Int32Array> = []
  const known = new Map<string, number>()
  const single = new Map<number, number>()
  const add = (members: Int32Array): number => sets.push(members) - 1
  return {
    of: (members: ReadonlySet<number>): number => {
      if (members.size === 1) {
        const [member] = members
        const found = single.get(member!)
        if (found !== undefined) return found
        const set = add(Int32Array.of(member!))
        single.set(member!, set)
        return set
      }
      const sorted = Int32Array.from(members).sort()
      const key = sorted.join(",")
      const found = known.get(key)
      if (found !== undefined) return found
      const set = add(sorted)
      known.set(key, set)
      return set
    },
    members: (set: number): Int32Array => sets[set]!
  }
}

export const inclusion = (small: Seen, large: Seen, options: InclusionOptions): Inclusion => {
  const { named, limit = pairLimitDefault } = options
  const sets = makeSets()
  const labelOf = (seen: Seen, edge: number): number => seen.label[seen.lts.label[edge]!]!

  /** The first edge in the order, of those of a state that lead to this sight under this name, or where it would be. */
  const seek = (seen: Seen, state: number, sight: number, label: number): number => {
    let [from, to] = [seen.lts.first[state]!, seen.lts.first[state + 1]!]
    while (from < to) {
      const middle = (from + to) >> 1
      const edge = seen.order[middle]!
      const leads = seen.sight[seen.lts.target[edge]!]!
      if (leads < sight || (leads === sight && named && labelOf(seen, edge) < label)) from = middle + 1
      else to = middle
    }
    return from
  }
  const isAt = (seen: Seen, at: number, state: number, sight: number, label: number): boolean =>
    at < seen.lts.first[state + 1]! &&
    seen.sight[seen.lts.target[seen.order[at]!]!] === sight &&
    (!named || labelOf(seen, seen.order[at]!) === label)

  /** Adds the states that the steps of this name lead to which look so. */
  const addTargets = (members: Set<number>, state: number, sight: number, label: number): void => {
    for (let at = seek(large, state, sight, label); isAt(large, at, state, sight, label); at++) {
      members.add(large.lts.target[large.order[at]!]!)
    }
  }

  /** Whether nobody sees this step, after one of the name `last`. */
  const quiet = (seen: Seen, source: number, edge: number, last: number): boolean =>
    seen.sight[source] === seen.sight[seen.lts.target[edge]!] && (!named || labelOf(seen, edge) === last)

  /** With all states that unseen steps lead to. A set is iterated in the order of insertion, what is added on the way too. */
  const closed = (members: Set<number>, last: number): Set<number> => {
    for (const state of members) addTargets(members, state, large.sight[state]!, last)
    return members
  }

  /** The name of the last step matters only where an unseen step could follow it. */
  const hasQuiet = (seen: Seen, state: number, last: number): boolean => {
    const sight = seen.sight[state]!
    return isAt(seen, seek(seen, state, sight, last), state, sight, last)
  }
  const relevant = (state: number, set: number, last: number): number =>
    named &&
    last !== none &&
    (hasQuiet(small, state, last) || sets.members(set).some((it) => hasQuiet(large, it, last)))
      ? last
      : none

  const after = (set: number, sight: number, label: number): number | undefined => {
    const found = new Set<number>()
    for (const state of sets.members(set)) addTargets(found, state, sight, label)
    return found.size === 0 ? undefined : sets.of(closed(found, named ? label : none))
  }

  const [states, subsets, lasts, parents, edges] = [makeInts(), makeInts(), makeInts(), makeInts(), makeInts()]
  const visited = new Map<number, Set<number>>()
  const visit = (state: number, set: number, last: number, parent: number, edge: number): void => {
    const matters = relevant(state, set, last)
    // Below 2^53 for any graph that fits into memory.
    const key = (matters + 1) * stateCount(small.lts) + state
    const seen = visited.get(set)
    if (seen === undefined) visited.set(set, new Set([key]))
    else if (seen.has(key)) return
    else seen.add(key)
    states.push(state)
    subsets.push(set)
    lasts.push(matters)
    parents.push(parent)
    edges.push(edge)
  }

  const found = new Map<string, Pick<Divergence, "edges" | "start"> & { readonly steps: Set<number> }>()
  const diverges = (action: string, pair: number, edge: number): void => {
    const known = found.get(action)
    if (known !== undefined) {
      known.steps.add(edge)
      return
    }
    const path = [edge]
    let at = pair
    for (; edges.at(at) !== none; at = parents.at(at)) path.push(edges.at(at))
    found.set(action, { edges: path.toReversed(), start: states.at(at), steps: new Set([edge]) })
  }
  const differsFirst = (state: number): void => {
    const known = found.get(initialAction)
    if (known === undefined) found.set(initialAction, { edges: [], start: state, steps: new Set([state]) })
    else known.steps.add(state)
  }

  const bySight = new Map<number, Set<number>>()
  for (const state of large.lts.initial) {
    const sight = large.sight[state]!
    bySight.set(sight, (bySight.get(sight) ?? new Set()).add(state))
  }
  for (const state of small.lts.initial) {
    const same = bySight.get(small.sight[state]!)
    if (same !== undefined) visit(state, sets.of(closed(new Set(same), none)), none, none, none)
    else differsFirst(state)
  }
  let pair = 0
  for (; pair < states.length() && pair < limit; pair++) {
    const [state, set, last] = [states.at(pair), subsets.at(pair), lasts.at(pair)]
    for (let edge = small.lts.first[state]!; edge < small.lts.first[state + 1]!; edge++) {
      const target = small.lts.target[edge]!
      if (quiet(small, state, edge, last)) {
        visit(target, set, last, pair, edge)
        continue
      }
      const label = labelOf(small, edge)
      const next = after(set, small.sight[target]!, label)
      if (next === undefined) diverges(small.lts.labels[small.lts.label[edge]!]!.action, pair, edge)
      else visit(target, next, label, pair, edge)
    }
  }
  const complete = pair === states.length()
  return {
    included: found.size > 0 ? false : complete ? true : undefined,
    divergences: [...found].map(([action, { edges, start, steps }]) => ({ action, edges, start, count: steps.size })),
    pairs: pair,
    complete
  }
}
