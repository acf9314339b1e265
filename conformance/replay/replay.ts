/**
 * Replays graphs onto an implementation, edge by edge and refusal by refusal, by setting its state: no path is needed, so each check
 * stands alone and a failure hides no other.
 */
import { valuesOf } from "../graph/graph.ts"
import type { Graph, Label } from "../graph/graph.ts"
import {
  checkCut,
  checkEdge,
  checkRefusal,
  differing,
  enterState,
  failed,
  makeBench,
  messageOf,
  observedAs
} from "./check.ts"
import type { Bench, Subject } from "./check.ts"
import { variants } from "./driver.ts"
import type { Driver, Exemptions, SpecState } from "./driver.ts"
import { makeFailureLog } from "./failures.ts"
import type { Cluster, Failure, FailureLog, FailurePart } from "./failures.ts"
import { contradictedIn, cutIn, makePlans } from "./plan.ts"
import type { VectorPlan } from "./plan.ts"
import { findCuts, findVacuity } from "./vacuity.ts"
import type { Vacuity } from "./vacuity.ts"

/** A graph under the name of its model. */
export interface Model {
  readonly name: string
  readonly graph: Graph
  /** The requests that a bound of the model cuts; none unless given: "ok" without a transition is then a gap. */
  readonly cuts?: ReadonlyArray<string>
}

/** How many of all passed, with each filling of hidden fields. */
export interface Fraction {
  readonly passed: number
  readonly total: number
}

/** What the replay of one model did, exactly. */
export interface ModelResult {
  readonly model: string
  readonly states: Fraction
  readonly transitions: Fraction
  readonly refusals: Fraction
  /** by request: allowed by the specification, cut by a bound; run, but with no target to compare */
  readonly cut: Readonly<Record<string, number>>
  /** by action: transitions */
  readonly actions: Readonly<Record<string, Fraction>>
}

/** The result of a run; `passed` only if nothing failed and nothing was left out. */
export interface ReplayResult {
  readonly passed: boolean
  readonly models: ReadonlyArray<ModelResult>
  readonly failures: ReadonlyArray<Cluster>
  readonly vacuity: ReadonlyArray<Vacuity>
}

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** actions that no graph of the run exercises, with the reason */
  readonly unexercised?: Exemptions
}

interface Visit<S> {
  readonly bench: Bench<S>
  readonly state: number
  readonly plan: VectorPlan
  readonly cut: ReadonlyArray<Label>
  readonly values: SpecState
}

/** What one variant did in one state. */
interface Findings {
  readonly failures: ReadonlyArray<Failure>
  /** what the implementation observed after each cut request, as text: the variants must agree */
  readonly beyond: ReadonlyArray<string>
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

const runAll = <S>(visit: Visit<S>, variant: number, source: Source<S>, trustIdentity: boolean): Findings => {
  const { bench, plan, state, cut } = visit
  const failures: Array<Failure> = []
  const note = (subject: Subject, failure: Failure | undefined): void => {
    if (failure !== undefined) failures.push(failure)
    const mutated = source.after(subject)
    if (mutated !== undefined) failures.push(mutated)
  }
  for (const verdict of plan.refusals) {
    const subject = subjectOf(visit, variant, "refusal", verdict.label)
    note(subject, checkRefusal(bench, subject, verdict, source.from(), trustIdentity))
  }
  for (const edge of bench.graph.states[state]!.edges) {
    const subject = subjectOf(visit, variant, "transition", edge.label)
    note(subject, checkEdge(bench, subject, edge, source.from()).failure)
  }
  const beyond: Array<string> = []
  for (const label of cut) {
    const subject = subjectOf(visit, variant, "cut", label)
    const { next, failure } = checkCut(bench, subject, label, source.from())
    beyond.push(next === undefined ? "" : observedText(bench, next))
    note(subject, failure)
  }
  return { failures, beyond }
}

const observedText = <S>({ driver, compared }: Bench<S>, state: S): string => {
  try {
    const observed = driver.observe(state)
    return compared.map((variable) => observed[variable]?.text ?? "").join("\n")
  } catch (error) {
    return messageOf(error)
  }
}

/** Everything from one entered state, which no run may change; that is looked at once, at the end. */
const runTogether = <S>(visit: Visit<S>, variant: number, entered: S): Findings | "mutated" => {
  const findings = runAll(visit, variant, { from: () => entered, after: () => undefined }, true)
  try {
    const changed = differing(visit.bench, visit.bench.graph.states[visit.state]!, visit.bench.driver.observe(entered))
    return changed.length === 0 ? findings : "mutated"
  } catch {
    return "mutated"
  }
}

/** Slower, for drivers that change the state they are given: each run from a state of its own, so that the culprit is named. */
const runApart = <S>(visit: Visit<S>, variant: number): Findings => {
  const { bench, values, state } = visit
  let given: S
  return runAll(
    visit,
    variant,
    {
      from: () => (given = bench.driver.enter(values, variant)),
      after: (subject) => observedAs(bench, subject, "mutated-state", bench.graph.states[state]!, given)
    },
    false
  )
}

const visitVariant = <S>(visit: Visit<S>, variant: number): Findings | Failure => {
  const start = enterState(visit.bench, visit.state, variant)
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

/** Both variants in one state. */
const visitState = <S>(visit: Visit<S>): ReadonlyArray<Failure> => {
  const { bench, state, plan, cut } = visit
  const failures: Array<Failure> = []
  for (const [label, verdict] of contradictedIn(bench.graph.states[state]!, plan)) {
    const subject = subjectOf(visit, 0, "transition", label)
    failures.push(failed(subject, "corpus-contradicts-itself", `verdict ${verdict}`, "a transition in the graph"))
  }
  let beyond: ReadonlyArray<string> | undefined
  for (const variant of variants) {
    const found = visitVariant(visit, variant)
    if ("kind" in found) {
      failures.push(found)
      continue
    }
    failures.push(...found.failures)
    found.beyond.forEach((text, i) => {
      if (beyond === undefined || beyond[i] === text) return
      const subject = subjectOf(visit, variant, "cut", cut[i])
      failures.push(
        failed(subject, "variants-differ", "the same with each filling of hidden fields", "different states")
      )
    })
    beyond = found.beyond
  }
  return failures
}

interface Tally {
  total: number
  passed: number
}

const increase = (counts: Map<string, Tally>, key: string, passed: boolean): void => {
  const tally = counts.get(key) ?? { total: 0, passed: 0 }
  tally.total++
  if (passed) tally.passed++
  counts.set(key, tally)
}

/** Which labels of a part failed; a failed entry fails them all. */
const failedLabels = (failures: ReadonlyArray<Failure>, part: FailurePart): ReadonlySet<Label> =>
  new Set(failures.flatMap((failure) => (failure.part === part && failure.label !== undefined ? [failure.label] : [])))

const nothing: ReadonlySet<Label> = new Set()

const replayModel = <S>(driver: Driver<S>, { name, graph }: Model, log: FailureLog): ModelResult => {
  const bench = makeBench(driver, graph)
  const planOf = makePlans(graph)
  const states: Tally = { total: 0, passed: 0 }
  const refusals: Tally = { total: 0, passed: 0 }
  const actions = new Map<string, Tally>()
  const cutCounts = new Map<string, number>()
  graph.states.forEach((state, index) => {
    const plan = planOf(state)
    const cut = cutIn(state, plan)
    const failures = visitState({ bench, state: index, plan, cut, values: valuesOf(graph, state) })
    for (const failure of failures) log.add(name, graph, failure)
    const blocked = failures.some(({ part }) => part === "state")
    states.total++
    if (failures.length === 0) states.passed++
    const failedEdges = failures.length === 0 ? nothing : failedLabels(failures, "transition")
    for (const { label } of state.edges) increase(actions, label.action, !blocked && !failedEdges.has(label))
    refusals.total += plan.refusals.length
    if (!blocked) refusals.passed += plan.refusals.length - failedLabels(failures, "refusal").size
    for (const { action } of cut) cutCounts.set(action, (cutCounts.get(action) ?? 0) + 1)
  })
  const passed = [...actions.values()].reduce((sum, tally) => sum + tally.passed, 0)
  return {
    model: name,
    states,
    transitions: { passed, total: graph.states.reduce((sum, { edges }) => sum + edges.length, 0) },
    refusals,
    cut: Object.fromEntries([...cutCounts].toSorted()),
    actions: Object.fromEntries([...actions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** Replays all transitions and all refusals of all models, with each filling of hidden fields. */
export const replay = <S>(
  driver: Driver<S>,
  models: ReadonlyArray<Model>,
  options: ReplayOptions = {}
): ReplayResult => {
  const log = makeFailureLog()
  const results = models.map((model) => replayModel(driver, model, log))
  const failures = log.clusters()
  const cut = models.flatMap((model, i) => findCuts(model, results[i]!.cut))
  const vacuity = [...findVacuity(driver, models, options.unexercised ?? {}), ...cut]
  return { passed: failures.length === 0 && vacuity.length === 0, models: results, failures, vacuity }
}

/**
 * The first failure, or undefined if there is none: for seeded faults, of which it is enough to know that they are noticed.
 * Says nothing of what a run leaves out; that is what {@link replay} is for.
 */
export const firstFailure = <S>(
  driver: Driver<S>,
  models: ReadonlyArray<Model>
): { readonly model: string; readonly failure: Failure } | undefined => {
  for (const { name, graph } of models) {
    const bench = makeBench(driver, graph)
    const planOf = makePlans(graph)
    for (const [index, state] of graph.states.entries()) {
      const plan = planOf(state)
      const visit = { bench, state: index, plan, cut: cutIn(state, plan), values: valuesOf(graph, state) }
      const failure = visitState(visit)[0]
      if (failure !== undefined) return { model: name, failure }
    }
  }
  return undefined
}
