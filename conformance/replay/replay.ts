/**
 * Replays graphs onto an implementation, edge by edge and refusal by refusal, by setting its state: no path is needed, so each check
 * stands alone and a failure hides no other.
 */
import type { Graph, Label, State } from "../graph/graph.ts"
import { failed, makeBench } from "./check.ts"
import type { Bench } from "./check.ts"
import { driverWithin } from "./driver.ts"
import type { Driver, Exemptions } from "./driver.ts"
import { makeFailureLog } from "./failures.ts"
import type { Cluster, Failure, FailureLog, FailurePart } from "./failures.ts"
import { contradictedIn, cutIn, makePlans } from "./plan.ts"
import type { VectorPlan } from "./plan.ts"
import { factsOf, findCuts, findVacuity } from "./vacuity.ts"
import type { Vacuity } from "./vacuity.ts"
import { visitState } from "./visit.ts"

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

/** How many passed so far. */
export interface Tally {
  total: number
  passed: number
}

/** Counts one more under a key. */
export const increase = (counts: Map<string, Tally>, key: string, passed: boolean): void => {
  const tally = counts.get(key) ?? { total: 0, passed: 0 }
  tally.total++
  if (passed) tally.passed++
  counts.set(key, tally)
}

/** By key. */
export const sorted = <A>(counts: ReadonlyMap<string, A>): ReadonlyArray<readonly [string, A]> =>
  [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Which labels of a part failed; a failed entry fails them all. */
export const failedLabels = (failures: ReadonlyArray<Failure>, part: FailurePart): ReadonlySet<Label> =>
  new Set(failures.flatMap((failure) => (failure.part === part && failure.label !== undefined ? [failure.label] : [])))

const nothing: ReadonlySet<Label> = new Set()

/** An edge that the verdicts of its own state contradict. */
export const contradiction = (state: number, label: Label, verdict: string): Failure =>
  failed(
    { part: "transition", state, variant: 0, label },
    "corpus-contradicts-itself",
    verdict,
    "a transition in the graph"
  )

/** All failures in one state of a graph. */
const failuresIn = <S>(
  bench: Bench<S>,
  graph: Graph,
  index: number,
  plan: VectorPlan,
  open: ReadonlyArray<Label>
): ReadonlyArray<Failure> => {
  const state: State = graph.states[index]!
  const edges = state.edges.map(({ label, target }) => ({ label, target: graph.states[target]!.values }))
  return [
    ...contradictedIn(state, plan).map(([label, verdict]) => contradiction(index, label, `verdict ${verdict}`)),
    ...visitState({ bench, state: index, values: state.values, refusals: plan.refusals, edges, open }).failures
  ]
}

const replayModel = <S>(driver: Driver<S>, { name, graph }: Model, log: FailureLog): ModelResult => {
  const bench = makeBench(driverWithin(driver, name), graph.variables)
  const planOf = makePlans(graph)
  const states: Tally = { total: 0, passed: 0 }
  const refusals: Tally = { total: 0, passed: 0 }
  const actions = new Map<string, Tally>()
  const cutCounts = new Map<string, number>()
  graph.states.forEach((state, index) => {
    const plan = planOf(state)
    const cut = cutIn(state, plan)
    const failures = failuresIn(bench, graph, index, plan, cut)
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
    cut: Object.fromEntries(sorted(cutCounts)),
    actions: Object.fromEntries(sorted(actions))
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
  const vacuity = [...findVacuity(driver, models.map(factsOf), options.unexercised ?? {}), ...cut]
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
    const bench = makeBench(driverWithin(driver, name), graph.variables)
    const planOf = makePlans(graph)
    for (const [index, state] of graph.states.entries()) {
      const plan = planOf(state)
      if (state.edges.length === 0 && plan.requests.size === 0) continue
      const failure = failuresIn(bench, graph, index, plan, cutIn(state, plan))[0]
      if (failure !== undefined) return { model: name, failure }
    }
  }
  return undefined
}
