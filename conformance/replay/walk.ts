/**
 * Drives an implementation along walks without setting its state in between. Each step is compared. What edge-by-edge replay cannot
 * see shows here: state that the driver does not observe and that outlives a step.
 */
import type { Edge, Graph } from "../graph/graph.ts"
import { breadthFirst, pathTo } from "../graph/paths.ts"
import type { Path, PathCover, Step, Tree } from "../graph/paths.ts"
import { checkEdge, checkRefusal, enterState, makeBench } from "./check.ts"
import type { Bench, Checked, Subject } from "./check.ts"
import { driverWithin } from "./driver.ts"
import type { Driver } from "./driver.ts"
import { makeFailureLog } from "./failures.ts"
import type { Cluster, Failure } from "./failures.ts"
import { makePlans } from "./plan.ts"
import type { VectorPlan } from "./plan.ts"
import type { Fraction, Model } from "./replay.ts"

/** Options of {@link walk}. */
export interface WalkOptions {
  readonly variant?: number
  /** Also ask for everything that must be refused, when a walk first comes to a state. */
  readonly refusals?: boolean
}

/** What the walks of one model did. */
export interface WalkResult {
  readonly passed: boolean
  readonly model: string
  readonly walks: Fraction
  /** steps taken of steps planned; fewer if walks stopped at a divergence */
  readonly steps: Fraction
  /** distinct transitions walked of all transitions of the graph */
  readonly transitions: Fraction
  /** refusals checked on the way, and passed */
  readonly refusals: Fraction
  readonly failures: ReadonlyArray<Cluster>
}

interface Counters {
  steps: number
  readonly edges: Set<Edge>
  refusals: number
  refusalsPassed: number
}

interface Walker<S> {
  readonly bench: Bench<S>
  readonly graph: Graph
  readonly variant: number
  readonly tree: Tree
  readonly planOf: ((state: number) => VectorPlan) | undefined
  readonly visited: Set<number>
  readonly counters: Counters
}

const subjectOf = (state: number, variant: number, label: Subject["label"], part: Subject["part"]): Subject => ({
  part,
  state,
  variant,
  label
})

/** The edge of a step; by the label's text, since the walks may have been planned on another copy of the graph. */
const edgeOf = (graph: Graph, { source, label }: Step): Edge => {
  const edge = graph.states[source]?.edges.find((candidate) => candidate.label.text === label.text)
  if (edge === undefined) throw new RangeError(`not a walk of this graph: ${label.text} from state ${source}`)
  return edge
}

const enter = <S>({ bench, graph, variant }: Walker<S>, state: number) =>
  enterState(bench, state, graph.states[state]!.values, variant)

const runEdge = <S>({ bench, graph }: Walker<S>, subject: Subject, { label, target }: Edge, from: S): Checked<S> =>
  checkEdge(bench, subject, label, graph.states[target]!.values, from)

/** The check that failed, run again from here. */
const failsFrom = <S>(walker: Walker<S>, failure: Failure, from: S): boolean => {
  const { bench, graph } = walker
  const { edges, verdicts, values } = graph.states[failure.state]!
  const edge = failure.part === "transition" ? edges.find(({ label }) => label === failure.label) : undefined
  if (edge !== undefined) return runEdge(walker, failure, edge, from).failure !== undefined
  const verdict = verdicts.find(({ label }) => label === failure.label)
  return verdict === undefined || checkRefusal(bench, failure, verdict, values, from, false) !== undefined
}

/** The refusals of a state, on the first visit. */
const probe = <S>(walker: Walker<S>, state: number, current: S): Failure | undefined => {
  const { bench, graph, variant, planOf, visited, counters } = walker
  if (planOf === undefined || visited.has(state)) return undefined
  visited.add(state)
  for (const verdict of planOf(state).refusals) {
    const subject = subjectOf(state, variant, verdict.label, "refusal")
    const failure = checkRefusal(bench, subject, verdict, graph.states[state]!.values, current, false)
    counters.refusals++
    if (failure !== undefined) return failure
    counters.refusalsPassed++
  }
  return undefined
}

/** Walks until the first failure; `checked` counts the steps that were right. */
const follow = <S>(
  walker: Walker<S>,
  { start, steps }: Path,
  probing: boolean
): { failure?: Failure; checked: number } => {
  const entered = enter(walker, start)
  if (!("entered" in entered)) return { failure: entered, checked: 0 }
  let current = entered.entered
  let failure = probing ? probe(walker, start, current) : undefined
  if (failure !== undefined) return { failure, checked: 0 }
  for (const [i, step] of steps.entries()) {
    const edge = edgeOf(walker.graph, step)
    const subject = subjectOf(step.source, walker.variant, step.label, "transition")
    const checked = runEdge(walker, subject, edge, current)
    if (checked.failure !== undefined || checked.next === undefined) {
      return checked.failure === undefined ? { checked: i } : { failure: checked.failure, checked: i }
    }
    current = checked.next
    if (probing) {
      walker.counters.steps++
      walker.counters.edges.add(edge)
      failure = probe(walker, step.target, current)
      if (failure !== undefined) return { failure, checked: i + 1 }
    }
  }
  return { checked: steps.length }
}

/** Whether the failed check passes from the same state of the specification, entered afresh. */
const passesAfresh = <S>(walker: Walker<S>, failure: Failure): boolean => {
  const start = enter(walker, failure.state)
  return "entered" in start && failure.label !== undefined && !failsFrom(walker, failure, start.entered)
}

/** The failure with its history: the shortest path if that shows it too, else the walk so far. */
const explain = <S>(walker: Walker<S>, failure: Failure, walked: Path): Failure => {
  if (failure.part === "state") return failure
  const shortest = pathTo(walker.graph, walker.tree, failure.state)!
  const again = replayTo(walker, shortest, failure)
  const kind = again && !passesAfresh(walker, failure) ? failure.kind : "history-dependent"
  return again ? { ...failure, kind } : { ...failure, kind, walk: walked }
}

/** Whether the failure also comes after the given path. */
const replayTo = <S>(walker: Walker<S>, path: Path, failure: Failure): boolean => {
  const entered = enter(walker, path.start)
  if (!("entered" in entered)) return true
  let current = entered.entered
  for (const step of path.steps) {
    const checked = runEdge(walker, failure, edgeOf(walker.graph, step), current)
    if (checked.next === undefined || checked.failure !== undefined) return true
    current = checked.next
  }
  return failsFrom(walker, failure, current)
}

/** Drives the implementation along all walks of a cover; each walk stops at its first divergence. */
export const walk = <S>(driver: Driver<S>, model: Model, cover: PathCover, options: WalkOptions = {}): WalkResult => {
  const { name, graph } = model
  const plans = makePlans(graph)
  const log = makeFailureLog()
  const walker: Walker<S> = {
    bench: makeBench(driverWithin(driver, name), graph.variables),
    graph,
    variant: options.variant ?? 0,
    tree: breadthFirst(graph),
    planOf: options.refusals === true ? (state) => plans(graph.states[state]!) : undefined,
    visited: new Set(),
    counters: { steps: 0, edges: new Set(), refusals: 0, refusalsPassed: 0 }
  }
  let passedWalks = 0
  for (const path of cover.walks) {
    const { failure, checked } = follow(walker, path, true)
    if (failure === undefined) passedWalks++
    else log.add(name, graph, explain(walker, failure, { start: path.start, steps: path.steps.slice(0, checked) }))
  }
  const { counters } = walker
  const failures = log.clusters()
  return {
    passed: failures.length === 0 && counters.edges.size > 0 && counters.edges.size === graph.transitions,
    model: name,
    walks: { passed: passedWalks, total: cover.walks.length },
    steps: { passed: counters.steps, total: cover.steps },
    transitions: { passed: counters.edges.size, total: graph.transitions },
    refusals: { passed: counters.refusalsPassed, total: counters.refusals },
    failures
  }
}
