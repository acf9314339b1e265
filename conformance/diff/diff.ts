/** Compares two versions of a specification, model by model. What cannot be compared is said, and the rest goes on. */
import { Effect, Result } from "effect"
import { grouped } from "../cli/console.ts"
import type { Console } from "../cli/console.ts"
import { concurrency } from "../models/verify.ts"
import type { TlcVersion } from "../tlc/result.ts"
import { blame } from "./blame/blame.ts"
import { unitsOf } from "./blame/units.ts"
import { compare } from "./compare/compare.ts"
import type { Comparison } from "./compare/compare.ts"
import type { Renames } from "./compare/project.ts"
import { exploreModel } from "./graph/explore.ts"
import type { Store } from "./graph/kept.ts"
import { outcomeOf } from "./graph/outcome.ts"
import { modelsOf, SideUnusable } from "./inputs/models.ts"
import type { Side, SideModel } from "./inputs/models.ts"
import { parseModel, shapeOf } from "./inputs/parse.ts"
import type { Names } from "./inputs/parse.ts"
import { boundsIn, namedBy, readModel } from "./looked.ts"
import type { Looked, Read } from "./looked.ts"
import { invariantChanges } from "./probe/invariants.ts"
import { modelReportOf, textReportOf } from "./report/make.ts"
import { reportFormat } from "./report/model.ts"
import type { ModelReport, Report, TextChange as TextReport } from "./report/model.ts"
import { textChanges } from "./text/changes.ts"
import type { TextChange } from "./text/changes.ts"

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

/** What goes wrong is told with the side and the model. */
const told =
  (side: Side, model: SideModel) =>
  (error: Error): SideUnusable =>
    new SideUnusable({ side: side.side, title: side.title, model: model.name, reason: error.message })

const parse = (side: Side, model: SideModel, { store, console }: DiffOptions) => {
  console.status(`${side.side} ${model.name}: parsing`)
  return parseModel(model, store).pipe(
    Effect.mapBoth({ onFailure: told(side, model), onSuccess: (parsed) => readModel(side, model, parsed) })
  )
}

const explore = Effect.fnUntraced(function* (read: Read, { names, store, console }: DiffOptions) {
  const { side, model, parsed, config } = read
  const onProgress = ({ distinct }: { readonly distinct: number }): void =>
    console.status(`${side.side} ${model.name}: ${grouped(distinct)} states`)
  const explored = yield* exploreModel(model, shapeOf(parsed, names), { store, onProgress }).pipe(
    Effect.mapError(told(side, model))
  )
  console.status(`${side.side} ${model.name}: checking what it claims`)
  const outcome = yield* outcomeOf(model, config, store).pipe(Effect.mapError(told(side, model)))
  return { ...read, explored, outcome } satisfies Looked
})

/** The causes of what differs; undefined where nothing does, or where variables are renamed, which no mixture of both sides survives. */
const causesOf = Effect.fnUntraced(function* (
  base: Looked,
  head: Looked,
  compared: Comparison,
  changes: ReadonlyArray<TextChange>,
  { names, renames, store, console }: DiffOptions
) {
  if (compared.allowed.length + compared.forbidden.length === 0 || renames.size > 0) return undefined
  const [before, after] = [boundsIn(base), boundsIn(head)]
  const words = [...before, ...after].flatMap((line) => line.split(/\s+/))
  const configChanged = before.join("\n") !== after.join("\n")
  return yield* blame(compared, {
    base: { ...base.model, lts: base.explored.lts },
    head: { ...head.model, lts: head.explored.lts },
    splice: { base, head, changes },
    units: unitsOf({ base: base.parsed, head: head.parsed, changes, words, configChanged }),
    shapeOf: (parsed) => shapeOf(parsed, names),
    store,
    onStatus: console.status
  })
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

/** Both results, or why one of them is not there. */
const bothOf = <A>(
  results: ReadonlyArray<Result.Result<A, SideUnusable>>,
  problems: Array<string>
): readonly [A, A] | undefined => {
  for (const result of results) if (Result.isFailure(result)) problems.push(result.failure.message)
  const [base, head] = results.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  return base === undefined || head === undefined ? undefined : [base, head]
}

/** The report. It never fails: what goes wrong is in it. */
export const diffSpecs = Effect.fn("diffSpecs")(function* (options: DiffOptions) {
  const { base, head, wanted, renames, console } = options
  const problems: Array<string> = []
  const models: Array<ModelReport> = []
  const text = new Map<string, TextReport>()
  let tlc: TlcVersion | undefined
  const [ofBase, ofHead] = bothOf([found(base), found(head)], problems) ?? [new Map(), new Map()]
  const names = [...new Set([...ofBase.keys(), ...ofHead.keys()])].toSorted()
  const asked = names.filter(wanted)
  // Nothing compared must not pass for nothing found.
  if (asked.length === 0 && problems.length === 0) {
    problems.push(`no model is asked for; there are ${names.length === 0 ? "none" : names.join(", ")}`)
  }
  for (const name of asked) {
    const [old, now] = [ofBase.get(name), ofHead.get(name)]
    if (old === undefined || now === undefined) {
      problems.push(`only the ${old === undefined ? "head" : "base"} has the model ${name}`)
      continue
    }
    // One side after the other would leave a core idle.
    const parsed = yield* Effect.all(
      [Effect.result(parse(base, old, options)), Effect.result(parse(head, now, options))],
      { concurrency }
    )
    const read = bothOf(parsed, problems)
    if (read === undefined) continue
    const changes = textChanges(read[0].parsed, read[1].parsed, namedBy(read))
    for (const change of changes) {
      text.set(`${change.key} ${(change.head ?? change.base)!.range.module}`, textReportOf(...read, change))
    }
    const explored = yield* Effect.all(
      read.map((each) => Effect.result(explore(each, options))),
      { concurrency }
    )
    const looked = bothOf(explored, problems)
    if (looked === undefined) continue
    const [before, after] = looked
    tlc = after.explored.tlc
    const compared = compare(before.explored.lts, after.explored.lts, { renames })
    const blamed = yield* causesOf(before, after, compared, changes, options)
    const invariants = yield* invariantChanges(before, after, changes)
    models.push(modelReportOf(before, after, { compared, blamed, invariants }))
  }
  console.status("")
  return {
    format: reportFormat,
    base: base.title,
    head: head.title,
    tlc: tlc === undefined ? null : { text: tlc.text, revision: tlc.revision ?? null, jarSha256: tlc.jarSha256 },
    text: [...text.values()],
    models,
    problems
  } satisfies Report
})
