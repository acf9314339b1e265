/** The kill matrix: what notices each seeded fault. */
import type { Verdicts } from "../../graph/graph.ts"
import type { Manifest } from "../../models/manifest.ts"
import type { Driver } from "../../replay/driver.ts"
import { firstFailure } from "../../replay/replay.ts"
import type { Model } from "../../replay/replay.ts"
import { makeDriver } from "../driver/driver.ts"
import { evidenceFor } from "./evidence.ts"
import type { Evidence } from "./evidence.ts"
import { faults } from "./faults.ts"
import type { Fault } from "./fault.ts"
import { makeLifeDriver } from "../lifecycle/driver.ts"
import { evidenceOfLife } from "../lifecycle/evidence.ts"
import { configuredLimits } from "../lifecycle/limits.ts"
import { askedBy } from "../lifecycle/rules.ts"
import { lifecycle, lifecycleModels, protocolModels } from "../specifications.ts"

/** A row of the joined table: a rule, what shows in the specification that it is needed, and what notices its absence in the code. */
export interface Row {
  readonly action: string
  readonly kind: Fault["kind"]
  readonly rule: string
  /** that the rule is of, by its name */
  readonly specification: string
  /** undefined is an empty cell; faults that get a rule wrong need none of their own */
  readonly evidence: Evidence | undefined
  /** the kind of failure that replay reports; undefined is an empty cell */
  readonly killedBy: string | undefined
}

/** Of each graph only what concerns these actions: a fault of them shows nowhere else, and there are many faults. */
const aboutActions = ({ name, graph }: Model, actions: ReadonlyArray<string>): Model => {
  const vectors = new Map<Verdicts, Verdicts>()
  const verdictsOf = (verdicts: Verdicts): Verdicts => {
    const known = vectors.get(verdicts)
    if (known !== undefined) return known
    const kept = verdicts.filter(({ label }) => actions.includes(label.action))
    vectors.set(verdicts, kept)
    return kept
  }
  const states = graph.states.map((state) => ({
    ...state,
    edges: state.edges.filter(({ label }) => actions.includes(label.action)),
    verdicts: verdictsOf(state.verdicts)
  }))
  return { name, graph: { ...graph, states } }
}

/** Says by which failure of these actions a faulty implementation is noticed; undefined if by none. */
export const noticedBy = (corpora: ReadonlyArray<Model>) => {
  // The small graphs first: most faults are noticed at once, wherever one looks.
  const inOrder = corpora.toSorted((a, b) => a.graph.transitions - b.graph.transitions)
  const about = new Map<string, ReadonlyArray<Model>>()
  return <S>(actions: ReadonlyArray<string>, driver: Driver<S>): string | undefined => {
    const name = actions.join()
    const models = about.get(name) ?? inOrder.map((model) => aboutActions(model, actions))
    about.set(name, models)
    const failure = firstFailure(driver, models)
    return failure === undefined ? undefined : `${failure.failure.part}: ${failure.failure.kind}`
  }
}

/** What the core is held to: the protocol, and the life of tasks. */
export interface CoreCorpora {
  readonly protocol: ReadonlyArray<Model>
  readonly life: ReadonlyArray<Model>
}

/** Replays every fault until it is noticed. */
export const killMatrix = ({ protocol, life }: CoreCorpora, manifest: Manifest): ReadonlyArray<Row> => {
  const [byProtocol, byLife] = [noticedBy(protocol), noticedBy(life)]
  const [models, lifeModels] = [protocolModels(), lifecycleModels()]
  const limitsOf = configuredLimits()
  return faults.map((fault) => {
    const { action, kind, rule, step } = fault
    const isOfLife = fault.specification === lifecycle
    return {
      action,
      kind,
      rule,
      specification: fault.specification,
      evidence: isOfLife ? evidenceOfLife(lifeModels, manifest, fault) : evidenceFor(models, manifest, fault),
      killedBy: isOfLife
        ? byLife(askedBy(action), makeLifeDriver(step, { limitsOf }))
        : byProtocol([action], makeDriver(step))
    }
  })
}

/** Rows with an empty cell. */
export const gapsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ action, kind, rule, evidence, killedBy }) => [
    ...(killedBy === undefined ? [`${action} without or with the wrong ${rule}: replay does not notice`] : []),
    ...(evidence === undefined && kind !== "wrong" ? [`${action} ${rule}: no model shows what falls without it`] : [])
  ])
