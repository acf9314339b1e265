/**
 * States in which both versions of an invariant are asked. In the states that a side reaches its own invariants are true, so beside the
 * states of both sides those are looked at in which one variable has a value that it has elsewhere.
 */
import { makeNames } from "../graph/ints.ts"
import { stateCount } from "../graph/lts.ts"
import type { Lts } from "../graph/lts.ts"

/** States as the numbers of values, from 0. */
export interface Probes {
  readonly variables: ReadonlyArray<string>
  /** of each variable the texts of its values */
  readonly values: ReadonlyArray<ReadonlyArray<string>>
  readonly states: ReadonlyArray<ReadonlyArray<number>>
  /** the first so many of the states are reached by a side */
  readonly reached: number
}

/** More would take TLC's parser longer than the exploration takes. */
export const probeLimit = 6000

/** At most so many of them, evenly. */
const sample = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!)

/** The states; undefined where the sides have not the same variables, since an invariant needs a value for each. */
export const probesOf = (base: Lts, head: Lts): Probes | undefined => {
  const { variables } = base
  if (variables.join() !== head.variables.join()) return undefined
  const names = variables.map(makeNames)
  const known = new Set<string>()
  const reached: Array<ReadonlyArray<number>> = []
  const add = (to: Array<ReadonlyArray<number>>, state: ReadonlyArray<number>): void => {
    const key = state.join(" ")
    if (known.has(key)) return
    known.add(key)
    to.push(state)
  }
  for (const lts of [base, head]) {
    for (let state = 0; state < stateCount(lts); state++) {
      add(
        reached,
        names.map((name, v) => name.of(lts.texts[lts.cells[state * variables.length + v]!]!))
      )
    }
  }
  const kept = sample(reached, probeLimit / 2)
  const beside: Array<ReadonlyArray<number>> = []
  const perState = names.reduce((sum, { texts }) => sum + texts.length - 1, 0)
  for (const state of sample(kept, Math.ceil((2 * probeLimit) / Math.max(1, perState)))) {
    names.forEach(({ texts }, v) => {
      for (let value = 0; value < texts.length; value++) add(beside, state.with(v, value))
    })
  }
  return {
    variables,
    values: names.map(({ texts }) => texts),
    states: [...kept, ...sample(beside, probeLimit / 2)],
    reached: kept.length
  }
}
