/** What two graphs of one model allow, against each other. */
import type { Behaviour } from "../../trace/behaviour.ts"
import type { Lts } from "../graph/lts.ts"
import { behaviourOf } from "./behaviour.ts"
import { inclusion } from "./inclusion.ts"
import type { Inclusion, InclusionOptions } from "./inclusion.ts"
import { project } from "./project.ts"
import type { Pair, Renames } from "./project.ts"
import { toldOtherwise } from "./told.ts"
import type { ToldOtherwise } from "./told.ts"
import { countChanges } from "./transitions.ts"
import type { Changes } from "./transitions.ts"

/** What the head allows: the same as the base, less, more, or both less and more. */
export type Verdict = "equal" | "refines" | "extends" | "incomparable" | "undecided"

/** A behaviour whose last step only one side allows, or, if it has no step, whose initial state. */
export interface Witness {
  readonly action: string
  readonly behaviour: Behaviour
  /** edges of the graph of the side that allows it */
  readonly edges: ReadonlyArray<number>
  readonly start: number
  /** how many steps of this action diverge */
  readonly steps: number
}

/** One model on both sides. */
export interface Comparison {
  readonly verdict: Verdict
  /** the same by the values of the variables alone, whatever steps are called; the verdict itself where steps have no names of their own */
  readonly valuesVerdict: Verdict
  readonly pair: Pair
  readonly allowed: ReadonlyArray<Witness>
  readonly forbidden: ReadonlyArray<Witness>
  readonly changes: Changes
  readonly told: ReadonlyArray<ToldOtherwise>
  /** pairs of a state and a set of states that were looked at */
  readonly looked: number
}

/** What follows from both inclusions; where nothing is seen of either side, nothing follows. */
const verdictOf = ({ common }: Pair, forward: Inclusion, backward: Inclusion): Verdict => {
  if (common.length === 0) return "undecided"
  if (forward.included === undefined || backward.included === undefined) return "undecided"
  if (forward.included) return backward.included ? "equal" : "refines"
  return backward.included ? "extends" : "incomparable"
}

const witnesses = (lts: Lts, { divergences }: Inclusion): ReadonlyArray<Witness> =>
  divergences.map(({ action, edges, start, count }) => ({
    action,
    behaviour: behaviourOf(lts, { start, edges }),
    edges,
    start,
    steps: count
  }))

export interface CompareOptions extends Pick<InclusionOptions, "limit"> {
  readonly renames?: Renames
}

export const compare = (base: Lts, head: Lts, { renames, ...limit }: CompareOptions = {}): Comparison => {
  const pair = project(base, head, renames)
  const both = (named: boolean) =>
    [
      inclusion(pair.head, pair.base, { named, ...limit }),
      inclusion(pair.base, pair.head, { named, ...limit })
    ] as const
  const [forward, backward] = both(pair.named)
  const values = pair.named ? both(false) : ([forward, backward] as const)
  return {
    verdict: verdictOf(pair, forward, backward),
    valuesVerdict: verdictOf(pair, ...values),
    pair,
    allowed: witnesses(head, forward),
    forbidden: witnesses(base, backward),
    changes: countChanges(pair),
    told: toldOtherwise(pair),
    looked: forward.pairs + backward.pairs
  }
}
