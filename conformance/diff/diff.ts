/** Compares two versions of a specification, model by model. What cannot be compared is said, and the rest goes on. */
import { readFileSync } from "node:fs"
import { Effect, Result } from "effect"
import type { Console } from "../cli/console.ts"
import { withoutSections } from "../tlc/config.ts"
import type { TlcVersion } from "../tlc/result.ts"
import type { Behaviour } from "../trace/behaviour.ts"
import { compare } from "./compare/compare.ts"
import type { Comparison, Witness } from "./compare/compare.ts"
import type { Renames } from "./compare/project.ts"
import { exploreModel } from "./graph/explore.ts"
import type { Explored } from "./graph/explore.ts"
import type { Store } from "./graph/kept.ts"
import { modelsOf, SideUnusable } from "./inputs/models.ts"
import type { Side, SideModel } from "./inputs/models.ts"
import { parseModel, shapeOf } from "./inputs/parse.ts"
import type { Names } from "./inputs/parse.ts"
import type { Parsed } from "./text/parse.ts"
import { reportFormat } from "./report/model.ts"
import type { Difference, ModelReport, Report, Shown } from "./report/model.ts"

export interface DiffOptions {
  readonly base: Side
  readonly head: Side
  /** of the models that both sides have: those whose names this takes */
  readonly wanted: (model: string) => boolean
  readonly renames: Renames
  readonly names: Names
  readonly store: Store
  readonly console: Console
}

/** One model of one side, parsed and explored. */
interface Looked {
  readonly side: Side
  readonly model: SideModel
  readonly parsed: Parsed
  readonly explored: Explored
}

const shownOf = ({ variables, states }: Behaviour): Shown => ({
  variables,
  states: states.map(({ step, values }) => ({
    step: step === undefined ? null : { action: step.action, args: step.args.map(({ text }) => text) },
    values: variables.map((name) => values[name]!.text)
  }))
})

const differenceOf = ({ action, behaviour, situations }: Witness): Difference => ({
  action,
  situations,
  behaviour: shownOf(behaviour),
  causes: null
})

/** What a configuration says but for what it claims, in lines. */
const boundsOf = ({ config }: SideModel): ReadonlyArray<string> =>
  withoutSections(readFileSync(config, "utf8"), ["INVARIANT", "PROPERTY", "CHECK_DEADLOCK"]).split("\n")

const reportOf = (base: Looked, head: Looked, compared: Comparison): ModelReport => {
  const { pair, changes } = compared
  const sourceOf = ({ explored: { digest, cached } }: Looked) => ({ digest, cached })
  return {
    model: head.model.name,
    bounds: { base: boundsOf(base.model), head: boundsOf(head.model) },
    sources: { base: sourceOf(base), head: sourceOf(head) },
    seen: {
      common: pair.common,
      added: pair.added,
      removed: pair.removed,
      renamed: pair.renamed.map(([from, to]) => ({ from, to })),
      named: pair.named
    },
    verdict: compared.verdict,
    valuesVerdict: compared.valuesVerdict,
    allowed: compared.allowed.map(differenceOf),
    forbidden: compared.forbidden.map(differenceOf),
    sizes: { base: changes.base, head: changes.head },
    states: changes.states,
    transitions: { ...changes.transitions, relabelled: changes.relabelled },
    actions: changes.actions,
    pairs: compared.looked
  }
}

/** Parses and explores a model; what goes wrong is told with the side and the model. */
const look = Effect.fnUntraced(function* (side: Side, model: SideModel, { names, store, console }: DiffOptions) {
  const told = (error: Error): SideUnusable =>
    new SideUnusable({ side: side.side, title: side.title, model: model.name, reason: error.message })
  const parsed = yield* parseModel(model, store).pipe(Effect.mapError(told))
  const explored = yield* exploreModel(model, shapeOf(parsed, names), {
    store,
    onProgress: ({ distinct }) => console.status(`${side.side} ${model.name}: ${distinct} states`)
  }).pipe(Effect.mapError(told))
  return { side, model, parsed, explored } satisfies Looked
})

/** The models of a side, or why there are none. */
const found = (side: Side): Result.Result<ReadonlyMap<string, SideModel>, SideUnusable> => {
  try {
    return Result.succeed(modelsOf(side))
  } catch (error) {
    if (error instanceof SideUnusable) return Result.fail(error)
    throw error
  }
}

/** The report. It never fails: what goes wrong is in it. */
export const diffSpecs = Effect.fn("diffSpecs")(function* (options: DiffOptions) {
  const { base, head, wanted, renames, console } = options
  const problems: Array<string> = []
  const models: Array<ModelReport> = []
  let tlc: TlcVersion | undefined
  const sides = [found(base), found(head)] as const
  for (const side of sides) if (Result.isFailure(side)) problems.push(side.failure.message)
  const [ofBase, ofHead] = sides.map((side) => (Result.isSuccess(side) ? side.success : new Map<string, SideModel>()))
  for (const name of [...new Set([...ofBase!.keys(), ...ofHead!.keys()])].filter(wanted).toSorted()) {
    const [old, now] = [ofBase!.get(name), ofHead!.get(name)]
    if (old === undefined || now === undefined) {
      if (sides.every(Result.isSuccess))
        problems.push(`only the ${old === undefined ? "head" : "base"} has the model ${name}`)
      continue
    }
    const looked = [yield* Effect.result(look(base, old, options)), yield* Effect.result(look(head, now, options))]
    console.status("")
    for (const side of looked) if (Result.isFailure(side)) problems.push(side.failure.message)
    const [before, after] = looked.flatMap((side) => (Result.isSuccess(side) ? [side.success] : []))
    if (before === undefined || after === undefined) continue
    tlc = after.explored.tlc
    models.push(reportOf(before, after, compare(before.explored.lts, after.explored.lts, { renames })))
  }
  return {
    format: reportFormat,
    base: base.title,
    head: head.title,
    tlc: tlc === undefined ? null : { text: tlc.text, revision: tlc.revision ?? null, jarSha256: tlc.jarSha256 },
    models,
    problems
  } satisfies Report
})
