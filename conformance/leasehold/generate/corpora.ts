/** The corpora: the whole transition graph of each model that is replayed, as TLC explores it. */
import { basename, join } from "node:path"
import { Effect } from "effect"
import { digestOf } from "../../cli/cache.ts"
import { grouped } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import { writeCorpus } from "../../corpus/write.ts"
import type { Ast } from "../../spec/ast.ts"
import { explore } from "../../spec/explore.ts"
import type { Exploration } from "../../spec/printing.ts"
import { filesOf, specificationOf } from "../../models/model.ts"
import type { Model } from "../../models/model.ts"
import { concurrency } from "../../models/verify.ts"
import { cutsOf } from "../cuts.ts"
import { corpusDirectory, specDirectory } from "../paths.ts"
import { builtModels } from "../specifications.ts"

/** The variable that labels transitions, and the operator that has all verdicts. */
export const eventVariable = "event"
export const verdictsOperator = "Verdicts"

/** The models that are replayed. */
export const replayedModels = (): ReadonlyArray<Model> => builtModels().filter(({ group }) => group === "replay")

/** What a corpus and its reports call the model: MCProtocol_Leases is Leases. */
export const shortName = (model: Model): string => basename(model.name).split("_").slice(1).join("_")

export const corpusPath = (model: Model): string => join(corpusDirectory, `${shortName(model)}.txt`)

/** Fewer than by default: ids are a third of a corpus, and a few thousand states are told apart by eight, a few hundred by six. */
export const idDigitsOf = (model: Model): number => (specificationOf(model.name) === "" ? 8 : 6)

/** The digest of what a model's graph depends on: its modules and its configuration. */
export const specDigest = (model: Model): string => digestOf(filesOf(model, [specDirectory])).slice(0, 16)

/** The digest of a model's configuration alone. */
export const configDigest = (model: Model): string => digestOf([model.config]).slice(0, 16)

/** How a model is explored. */
export const explorationOf = (model: Model, ast: Ast): Exploration => ({
  module: model.module,
  config: model.config,
  library: [specDirectory],
  variables: ast.variables.filter((name) => name !== eventVariable),
  event: eventVariable,
  verdicts: verdictsOperator
})

/** The parses of the specifications that are built, by their names; the protocol has none. */
export type Asts = Readonly<Record<"" | "store" | "lifecycle", Ast>>

/** The parse of the specification that a model is of. */
export const astOf = (asts: Asts, { name }: Pick<Model, "name">): Ast => asts[specificationOf(name) as keyof Asts]

/** The text of each corpus, by path. */
export const generateCorpora = Effect.fn("generateCorpora")(function* (asts: Asts, console: Console) {
  const models = replayedModels().filter(({ large }) => !large)
  return yield* Effect.forEach(
    models,
    Effect.fnUntraced(function* (model) {
      const { graph, tlc } = yield* explore(explorationOf(model, astOf(asts, model)), { idDigits: idDigitsOf(model) })
      console.line(
        `corpus ${shortName(model)}: ${grouped(graph.states.length)} states, ${grouped(graph.transitions)} transitions`
      )
      const info = { model: shortName(model), spec: specDigest(model), bounds: model.about, tlc: tlc.version.text }
      const specification = specificationOf(model.name)
      return { path: corpusPath(model), text: writeCorpus(info, graph), cuts: cutsOf(model), specification }
    }),
    { concurrency }
  )
})
