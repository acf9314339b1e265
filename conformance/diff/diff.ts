/** Compares two versions of a specification, model by model. What cannot be compared is said, and the rest goes on. */
import { Effect, Result } from "effect"
import { grouped } from "../cli/console.ts"
import type { Console } from "../cli/console.ts"
import { sha256 } from "../graph/identity.ts"
import { concurrency } from "../models/verify.ts"
import { blame } from "./blame/blame.ts"
import { unitsOf } from "./blame/units.ts"
import { compare } from "./compare/compare.ts"
import type { Comparison } from "./compare/compare.ts"
import type { Renames } from "./compare/project.ts"
import type { Store } from "./kept.ts"
import { filesDigest } from "./graph/explore.ts"
import { lookAt } from "./graph/outcome.ts"
import type { ImpactDriver } from "./impact/driver.ts"
import { codeImpact, modelImpact } from "./impact/impact.ts"
import { namesIn } from "./inputs/meaning.ts"
import { modelsOf, SideUnusable } from "./inputs/models.ts"
import type { Side, SideModel, SideModels } from "./inputs/models.ts"
import { pairUp } from "./inputs/pairs.ts"
import type { ModelPair, Paired, Wanted } from "./inputs/pairs.ts"
import { parseModel, shapeOf } from "./inputs/parse.ts"
import type { Names } from "./inputs/parse.ts"
import { ignoredIn, problemTexts } from "./inputs/problems.ts"
import type { Problem } from "./inputs/problems.ts"
import { whyNot } from "./inputs/why.ts"
import { boundsIn, modulesOf, namedBy, readModel } from "./looked.ts"
import type { Looked, Read } from "./looked.ts"
import type { Candidate } from "./probe/candidates.ts"
import { invariantChanges, probedIn } from "./probe/invariants.ts"
import { mergedTexts, modelReportOf, textReportOf } from "./report/make.ts"
import { reportFormat } from "./report/model.ts"
import type { ModelReport, Report, TextChange as TextReport } from "./report/model.ts"
import { staleTranslations } from "./text/pluscal.ts"
import { textChanges } from "./text/changes.ts"
import type { TextChange } from "./text/changes.ts"

export interface DiffOptions extends Wanted {
  readonly base: Side
  readonly head: Side
  readonly renames: Renames
  readonly names: Names
  readonly store: Store
  /** the most states that a graph may have */
  readonly stateLimit: number
  /** what joins the specification to code, if anything does */
  readonly driver?: ImpactDriver | undefined
  readonly console: Console
}

/** What goes wrong is told with the side and the model. */
const told =
  (side: Side, model: SideModel) =>
  (error: Error & { readonly _tag: string }): SideUnusable =>
    whyNot(side, model, modulesOf(model), error)

const parse = (side: Side, model: SideModel, { names, store, console }: DiffOptions) => {
  console.status(`${side.side} ${model.name}: parsing`)
  return parseModel(model, store).pipe(
    Effect.mapBoth({ onFailure: told(side, model), onSuccess: (parsed) => readModel(side, model, parsed, names) })
  )
}

const look = (read: Read, { store, stateLimit, console }: DiffOptions) => {
  const { side, model } = read
  const onProgress = ({ distinct }: { readonly distinct: number }): void =>
    console.status(`${side.side} ${model.name}: ${grouped(distinct)} states`)
  console.status(`${side.side} ${model.name}: exploring`)
  return lookAt(read, { store, stateLimit, onProgress }).pipe(
    Effect.mapBoth({ onFailure: told(side, model), onSuccess: (found): Looked => ({ ...read, ...found }) })
  )
}

/** Each of them is a run of TLC in each model that differs. */
const mostUnits = 24

/** The causes of what differs, or why they are not looked for: not every mixture of two versions is a specification. */
const causesOf = Effect.fnUntraced(function* (
  base: Looked,
  head: Looked,
  compared: Comparison,
  changes: ReadonlyArray<TextChange>,
  { names, store, stateLimit, console }: DiffOptions
) {
  if (compared.allowed.length + compared.forbidden.length === 0) return {}
  if (compared.pair.renamed.length > 0) return { skipped: "variables have other names" }
  if (base.parsed.root !== head.parsed.root) return { skipped: "the models are of modules with other names" }
  const [before, after] = [boundsIn(base), boundsIn(head)]
  const words = [...before, ...after].flatMap(namesIn)
  const configChanged = before.join("\n") !== after.join("\n")
  const units = unitsOf({ base: base.parsed, head: head.parsed, changes, words, configChanged })
  if (units.length > mostUnits) {
    return { skipped: `${units.length} changes would have to be tried, and more than ${mostUnits} are not` }
  }
  const also = [base, head].flatMap(({ shape }) => shape.verdicts ?? [])
  const found = yield* blame(compared, {
    name: head.model.name,
    base: base.explored.lts,
    head: head.explored.lts,
    versions: { base, head, units, also },
    shapeOf: (parsed) => shapeOf(parsed, base.shape.event === undefined ? undefined : names),
    store,
    stateLimit,
    onStatus: console.status
  })
  return { found }
})

/** The models of both sides by pairs, and why others are not compared. */
const pairsOf = ({ base, head, ...wanted }: DiffOptions): Paired => {
  const problems: Array<Problem> = []
  const found = (side: Side): SideModels | undefined => {
    try {
      return modelsOf(side)
    } catch (error) {
      if (!(error instanceof SideUnusable)) throw error
      problems.push(error)
      return undefined
    }
  }
  const [ofBase, ofHead] = [found(base), found(head)]
  return ofBase === undefined || ofHead === undefined
    ? { found: [], problems, notAsked: 0 }
    : pairUp(ofBase, ofHead, wanted)
}

/** Both results, or why one of them is not there. */
const bothOf = <A>(
  results: ReadonlyArray<Result.Result<A, SideUnusable>>,
  problems: Array<Problem>
): readonly [A, A] | undefined => {
  for (const result of results) if (Result.isFailure(result)) problems.push(result.failure)
  const [base, head] = results.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  return base === undefined || head === undefined ? undefined : [base, head]
}

/** Where the steps of one side alone name themselves, the variable in which they do is one like others on both sides. */
const namedAlike = (both: readonly [Read, Read]): readonly [Read, Read] => {
  const [base, head] = both
  if ((base.shape.event === undefined) === (head.shape.event === undefined)) return both
  const again = ({ side, model, parsed }: Read): Read => readModel(side, model, parsed, undefined)
  return [again(base), again(head)]
}

/** A model that was parsed on both sides, and what changed in its text. */
interface ReadPair {
  readonly name: string
  readonly both: readonly [Read, Read]
  readonly changes: ReadonlyArray<TextChange>
}

const readPair = Effect.fnUntraced(function* (
  { name, base, head }: ModelPair,
  problems: Array<Problem>,
  options: DiffOptions
) {
  const both = bothOf(
    yield* Effect.all(
      [Effect.result(parse(options.base, base, options)), Effect.result(parse(options.head, head, options))],
      {
        concurrency
      }
    ),
    problems
  )
  if (both === undefined) return []
  const alike = namedAlike(both)
  for (const { module, line } of staleTranslations(both[0].sources, both[1].sources)) {
    const reason = `${module}.tla, line ${line}: the PlusCal algorithm changed, and its translation did not: translate it, and compare again`
    const { message } = new SideUnusable({ ...options.head, model: undefined, reason })
    // Models of one module have one algorithm.
    if (!problems.includes(message)) problems.push(message)
  }
  return [
    { name, both: alike, changes: textChanges(alike[0].parsed, alike[1].parsed, namedBy(alike)) } satisfies ReadPair
  ]
})

const comparePair = Effect.fnUntraced(function* (
  { name, both, changes }: ReadPair,
  probed: ReadonlyArray<Candidate>,
  problems: Array<Problem>,
  options: DiffOptions
) {
  // Two sides with one graph need one run.
  const atOnce = both[0].meaning.graph === both[1].meaning.graph ? 1 : concurrency
  const looked = bothOf(
    yield* Effect.all(
      both.map((each) => Effect.result(look(each, options))),
      { concurrency: atOnce }
    ),
    problems
  )
  if (looked === undefined) return []
  const [before, after] = looked
  const compared = compare(before.explored.lts, after.explored.lts, { renames: options.renames })
  const causes = yield* causesOf(before, after, compared, changes, options)
  options.console.status(`${name}: comparing invariants`)
  const invariants = yield* invariantChanges(before, after, probed, options.renames, options.store)
  options.console.status(`${name}: replaying`)
  return [
    {
      report: modelReportOf(name, before, after, { compared, causes, invariants }),
      tlc: after.explored.tlc,
      impact:
        options.driver === undefined ? undefined : modelImpact(options.driver, after.model.name, after.explored.lts)
    }
  ]
})

/** Of all that the models of a side are made of. */
const digestOf = ({ found }: Paired, side: "base" | "head"): string =>
  sha256(found.map((pair) => `${pair.name} ${filesDigest(pair[side])}`).join("\n"))

/** The changes by key: models of one module have the same ones. */
const unique = (changes: ReadonlyArray<TextChange>): ReadonlyArray<TextChange> => [
  ...new Map(changes.map((change) => [change.key, change])).values()
]

/** The report. It never fails: what goes wrong is in it. */
export const diffSpecs = Effect.fn("diffSpecs")(function* (options: DiffOptions) {
  const { base, head, console } = options
  const paired = pairsOf(options)
  const problems: Array<Problem> = [...paired.problems]
  // Models of one module have one parse: one after the other, all but the first come from the store.
  const read = yield* Effect.forEach(paired.found, (pair) => readPair(pair, problems, options))
  const pairs = read.flat()
  problems.push(
    ...ignoredIn(
      pairs.map(({ both }) => both),
      options
    )
  )
  const text = mergedTexts(
    pairs.flatMap(({ both, changes }) => changes.map((change): TextReport => textReportOf(...both, change)))
  )
  const same = ({ both: [old, now] }: ReadPair): boolean => old.meaning.whole === now.meaning.whole
  const affected = pairs.filter((pair) => !same(pair))
  const probed = probedIn(affected)
  const compared = yield* Effect.forEach(
    affected,
    (pair) => comparePair(pair, probed.get(pair.name) ?? [], problems, options),
    { concurrency }
  )
  console.status("")
  const models = compared.flat().map(({ report }): ModelReport => report)
  const tlc = compared.flat()[0]?.tlc
  const { driver } = options
  const impact =
    driver === undefined
      ? null
      : {
          code: codeImpact(driver, unique(pairs.flatMap(({ changes }) => changes))),
          models: compared.flat().flatMap(({ impact }) => impact ?? [])
        }
  return {
    format: reportFormat,
    base: base.title,
    head: head.title,
    tlc: tlc === undefined ? null : { text: tlc.text, revision: tlc.revision ?? null, jarSha256: tlc.jarSha256 },
    text,
    models,
    unaffected: pairs.filter(same).map(({ name }) => name),
    digests: { base: digestOf(paired, "base"), head: digestOf(paired, "head") },
    notAsked: paired.notAsked,
    impact,
    problems: problemTexts(problems)
  } satisfies Report
})
