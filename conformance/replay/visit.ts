/** Everything that is checked in one state, with each filling of hidden fields: what replay of graphs and of streams have in common. */
import { byVariable } from "../graph/graph.ts"
import type { Label, Verdict } from "../graph/graph.ts"
import type { Value } from "../tla/value.ts"
import { checkCut, checkEdge, checkRefusal, differing, enterState, failed, messageOf, observedAs } from "./check.ts"
import type { Bench, Subject, Values } from "./check.ts"
import { variants } from "./driver.ts"
import type { Failure, FailurePart } from "./failures.ts"

/** What is to be checked in a state. */
export interface Visit<S> {
  readonly bench: Bench<S>
  /** the number by which failures tell of the state */
  readonly state: number
  readonly values: Values
  readonly refusals: ReadonlyArray<Verdict>
  readonly edges: ReadonlyArray<{ readonly label: Label; readonly target: Values }>
  /** requests that must step, where to is not known */
  readonly open: ReadonlyArray<Label>
  /** which fillings of hidden fields; all of them unless given */
  readonly fillings?: ReadonlyArray<number>
}

/** The compared variables of the implementation after an open request; a text if it has none: it did not step, or threw. */
export type Reached = ReadonlyArray<Value | undefined> | string

/** What came of a visit. */
export interface Visited {
  readonly failures: ReadonlyArray<Failure>
  /** for each open request, with the first filling; undefined if the state could not be entered with it */
  readonly reached: ReadonlyArray<Reached> | undefined
}

const subjectOf = (visit: { readonly state: number }, variant: number, part: FailurePart, label?: Label): Subject => ({
  part,
  state: visit.state,
  variant,
  label
})

/** Gives the state to run from, and says after each run whether it is still what it was. */
interface Source<S> {
  readonly from: () => S
  readonly after: (subject: Subject) => Failure | undefined
}

/** What one variant did in one state. */
interface Findings {
  readonly failures: ReadonlyArray<Failure>
  readonly reached: ReadonlyArray<Reached>
}

const runAll = <S>(visit: Visit<S>, variant: number, source: Source<S>, trustIdentity: boolean): Findings => {
  const { bench, values, refusals, edges, open } = visit
  const failures: Array<Failure> = []
  const note = (subject: Subject, failure: Failure | undefined): void => {
    if (failure !== undefined) failures.push(failure)
    const mutated = source.after(subject)
    if (mutated !== undefined) failures.push(mutated)
  }
  for (const verdict of refusals) {
    const subject = subjectOf(visit, variant, "refusal", verdict.label)
    note(subject, checkRefusal(bench, subject, verdict, values, source.from(), trustIdentity))
  }
  for (const { label, target } of edges) {
    const subject = subjectOf(visit, variant, "transition", label)
    note(subject, checkEdge(bench, subject, label, target, source.from()).failure)
  }
  const reached: Array<Reached> = []
  for (const label of open) {
    const subject = subjectOf(visit, variant, "cut", label)
    const { next, failure } = checkCut(bench, subject, label, source.from())
    reached.push(next === undefined ? "" : reachedBy(bench, next))
    note(subject, failure)
  }
  return { failures, reached }
}

/** Taken at once: the driver may hand out one object that it goes on changing. */
const reachedBy = <S>({ driver, compared }: Bench<S>, state: S): Reached => {
  try {
    const observed = driver.observe(state)
    return compared.map((variable) => observed[variable])
  } catch (error) {
    return messageOf(error)
  }
}

const isSame = (one: Reached, other: Reached): boolean =>
  typeof one === "string" || typeof other === "string"
    ? one === other
    : one.every((value, i) => value === other[i] || value?.text === other[i]?.text)

/** Everything from one entered state, which no run may change; that is looked at once, at the end. */
const runTogether = <S>(visit: Visit<S>, variant: number, entered: S): Findings | "mutated" => {
  const findings = runAll(visit, variant, { from: () => entered, after: () => undefined }, true)
  try {
    const changed = differing(visit.bench, visit.values, visit.bench.driver.observe(entered))
    return changed.length === 0 ? findings : "mutated"
  } catch {
    return "mutated"
  }
}

/** Slower, for drivers that change the state they are given: each run from a state of its own, so that the culprit is named. */
const runApart = <S>(visit: Visit<S>, variant: number): Findings => {
  const { bench, values } = visit
  const named = byVariable(bench.variables, values)
  let given: S
  return runAll(
    visit,
    variant,
    {
      from: () => (given = bench.driver.enter(named, variant)),
      after: (subject) => observedAs(bench, subject, "mutated-state", values, given)
    },
    false
  )
}

const visitVariant = <S>(visit: Visit<S>, variant: number): Findings | Failure => {
  const start = enterState(visit.bench, visit.state, visit.values, variant)
  if (!("entered" in start)) return start
  const together = runTogether(visit, variant, start.entered)
  if (together !== "mutated") return together
  try {
    const apart = runApart(visit, variant)
    if (apart.failures.length > 0) return apart
    // Seen once and not again: the driver keeps something outside the states it is given.
    return failed(subjectOf(visit, variant, "state"), "mutated-state", "an unchanged state", "another one, not always")
  } catch (error) {
    return failed(subjectOf(visit, variant, "state"), "crashed", "entering the state again", messageOf(error))
  }
}

/** Checks all of a visit with each of its fillings of hidden fields; open requests must lead to the same with each. */
export const visitState = <S>(visit: Visit<S>): Visited => {
  const failures: Array<Failure> = []
  let reached: ReadonlyArray<Reached> | undefined
  for (const variant of visit.fillings ?? variants) {
    const found = visitVariant(visit, variant)
    if ("kind" in found) {
      failures.push(found)
      continue
    }
    failures.push(...found.failures)
    if (reached === undefined) {
      reached = found.reached
      continue
    }
    for (const [i, text] of found.reached.entries()) {
      if (isSame(reached[i]!, text)) continue
      const subject = subjectOf(visit, variant, "cut", visit.open[i])
      failures.push(
        failed(subject, "variants-differ", "the same with each filling of hidden fields", "different states")
      )
    }
  }
  return { failures, reached }
}
