/** What a verdict vector asks of an implementation; computed once for each distinct vector of a graph, of which there are few. */
import { allowed } from "../graph/graph.ts"
import type { Graph, Label, State, Verdict, Verdicts } from "../graph/graph.ts"

/** A verdict vector, sorted for replay. */
export interface VectorPlan {
  /** requests that must be refused */
  readonly refusals: ReadonlyArray<Verdict>
  /** requests that must step */
  readonly steps: ReadonlyArray<Label>
  /** the verdict of each request with arguments */
  readonly verdictOf: ReadonlyMap<Label, string>
  /** the requests that the vector speaks about */
  readonly requests: ReadonlySet<string>
  /** each request with each verdict that it has for some arguments */
  readonly pairs: ReadonlyArray<readonly [request: string, verdict: string]>
}

const makePlan = (verdicts: Verdicts): VectorPlan => {
  const pairs = new Map<string, readonly [string, string]>()
  for (const { label, verdict } of verdicts) pairs.set(`${label.action} ${verdict}`, [label.action, verdict])
  return {
    refusals: verdicts.filter(({ verdict }) => verdict !== allowed),
    steps: verdicts.filter(({ verdict }) => verdict === allowed).map(({ label }) => label),
    verdictOf: new Map(verdicts.map(({ label, verdict }) => [label, verdict])),
    requests: new Set(verdicts.map(({ label }) => label.action)),
    pairs: [...pairs.values()]
  }
}

/** The plans of all vectors of a graph. */
export const makePlans = (graph: Graph): ((state: State) => VectorPlan) => {
  const plans = new Map<Verdicts, VectorPlan>()
  for (const { verdicts } of graph.states) if (!plans.has(verdicts)) plans.set(verdicts, makePlan(verdicts))
  return ({ verdicts }) => plans.get(verdicts)!
}

/** Requests that the specification allows in a state, for which the graph has no edge: a bound of the model cut them. */
export const cutIn = (state: State, plan: VectorPlan): ReadonlyArray<Label> => {
  if (plan.steps.length === 0) return []
  const walked = new Set(state.edges.map(({ label }) => label))
  return plan.steps.filter((label) => !walked.has(label))
}

/** Edges that the vector of their own state contradicts: refused, or left out although it speaks about the request. */
export const contradictedIn = (state: State, plan: VectorPlan): ReadonlyArray<readonly [Label, string]> =>
  state.edges.flatMap(({ label }) => {
    const verdict = plan.verdictOf.get(label)
    if (verdict === allowed || (verdict === undefined && !plan.requests.has(label.action))) return []
    return [[label, verdict ?? "no verdict"] as const]
  })
