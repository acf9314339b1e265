/** The kill matrix: what notices each seeded fault. */
import type { Verdicts } from "../../graph/graph.ts"
import type { Manifest } from "../../models/manifest.ts"
import type { Model as SpecModel } from "../../models/model.ts"
import type { Driver } from "../../replay/driver.ts"
import { firstFailure } from "../../replay/replay.ts"
import type { Model } from "../../replay/replay.ts"
import { makeDriver } from "../driver/driver.ts"
import { evidenceFor } from "./evidence.ts"
import type { Evidence } from "./evidence.ts"
import { faults } from "./faults.ts"
import type { Fault } from "./fault.ts"

/** A row of the joined table: a rule, what shows in the specification that it is needed, and what notices its absence in the code. */
export interface Row {
  readonly action: string
  readonly kind: Fault["kind"]
  readonly rule: string
  /** undefined is an empty cell; faults that get a rule wrong need none of their own */
  readonly evidence: Evidence | undefined
  /** the kind of failure that replay reports; undefined is an empty cell */
  readonly killedBy: string | undefined
}

/** Of each graph only what concerns one action: a fault of that action shows nowhere else, and there are many faults. */
const aboutAction = ({ name, graph }: Model, action: string): Model => {
  const vectors = new Map<Verdicts, Verdicts>()
  const verdictsOf = (verdicts: Verdicts): Verdicts => {
    const known = vectors.get(verdicts)
    if (known !== undefined) return known
    const kept = verdicts.filter(({ label }) => label.action === action)
    vectors.set(verdicts, kept)
    return kept
  }
  const states = graph.states.map((state) => ({
    ...state,
    edges: state.edges.filter(({ label }) => label.action === action),
    verdicts: verdictsOf(state.verdicts)
  }))
  return { name, graph: { ...graph, states } }
}

/** Says by which failure of its action a faulty implementation is noticed; undefined if by none. */
export const noticedBy = (corpora: ReadonlyArray<Model>) => {
  // The small graphs first: most faults are noticed at once, wherever one looks.
  const inOrder = corpora.toSorted((a, b) => a.graph.transitions - b.graph.transitions)
  const about = new Map<string, ReadonlyArray<Model>>()
  return <S>(action: string, driver: Driver<S>): string | undefined => {
    const models = about.get(action) ?? inOrder.map((model) => aboutAction(model, action))
    about.set(action, models)
    const failure = firstFailure(driver, models)
    return failure === undefined ? undefined : `${failure.failure.part}: ${failure.failure.kind}`
  }
}

/** Replays every fault until it is noticed. */
export const killMatrix = (
  corpora: ReadonlyArray<Model>,
  specModels: ReadonlyArray<SpecModel>,
  manifest: Manifest
): ReadonlyArray<Row> => {
  const noticed = noticedBy(corpora)
  return faults.map((fault) => ({
    action: fault.action,
    kind: fault.kind,
    rule: fault.rule,
    evidence: evidenceFor(specModels, manifest, fault),
    killedBy: noticed(fault.action, makeDriver(fault.step))
  }))
}

/** Rows with an empty cell. */
export const gapsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ action, kind, rule, evidence, killedBy }) => [
    ...(killedBy === undefined ? [`${action} without or with the wrong ${rule}: replay does not notice`] : []),
    ...(evidence === undefined && kind !== "wrong" ? [`${action} ${rule}: no model shows what falls without it`] : [])
  ])
