/** Everything that is generated from the specification and the core, as it should be. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Data, Effect, Result } from "effect"
import { rules, step } from "../../../src/protocol/index.ts"
import type { ActionName } from "../../../src/protocol/index.ts"
import type { Console } from "../../cli/console.ts"
import { readCorpus } from "../../corpus/read.ts"
import { readControls } from "../../models/control.ts"
import { isLarge, specificationOf } from "../../models/model.ts"
import { renderManifest, summaryLine } from "../../models/manifest.ts"
import type { Manifest, ModelRecord } from "../../models/manifest.ts"
import { outcomeText } from "../../models/verify.ts"
import { sha256 } from "../../graph/identity.ts"
import { makeMatrix } from "../../replay/matrix.ts"
import type { Matrix } from "../../replay/matrix.ts"
import { replay } from "../../replay/replay.ts"
import type { Model } from "../../replay/replay.ts"
import { readAst } from "../../spec/ast.ts"
import type { Ast } from "../../spec/ast.ts"
import { actionsOf } from "../../spec/describe.ts"
import { exportXml } from "../../tlc/sany.ts"
import { disagreements, storeDisagreements } from "../agreement.ts"
import { conformLine, faultsLine } from "../conform.ts"
import { makeDriver } from "../driver/driver.ts"
import { conformed, conformedDigest } from "../conformed.ts"
import type { Conformed } from "../conformed.ts"
import { instance, makeStoreDriver } from "../store/driver.ts"
import { killStore } from "../store/faults.ts"
import { storeRules } from "../store/rules.ts"
import { killMatrix } from "../faults/kills.ts"
import type { CoreCorpora } from "../faults/kills.ts"
import { makeLifeDriver } from "../lifecycle/driver.ts"
import {
  controlsPath,
  corpusDirectory,
  lifecycleModel,
  manifestPath,
  protocolModel,
  root,
  specDirectory,
  storeModel
} from "../paths.ts"
import {
  builtModels,
  lifecycle,
  lifecycleModels,
  phase7,
  phase7Models,
  protocolModels,
  store,
  storeModels
} from "../specifications.ts"
import { generateCorpora, specDigest } from "./corpora.ts"
import type { Asts } from "./corpora.ts"
import { generateCounterexamples } from "./counterexamples.ts"
import { generateReview } from "./review.ts"
import { generatedRemark, withSection } from "./files.ts"
import type { Generated } from "./files.ts"
import { digestFile, typesOf } from "./types.ts"
import type { ActionFacts } from "./tables.ts"
import {
  actionTable,
  controlsText,
  matrixTable,
  measuredTable,
  modelTable,
  publishTable,
  ruleTable,
  storeTable,
  wrongTable
} from "./tables.ts"

/** The core's rules are not the specification's. */
export class Disagreement extends Data.TaggedError("Disagreement")<{ readonly found: ReadonlyArray<string> }> {
  override get message(): string {
    return `The specification and the core disagree:\n${this.found.map((line) => `  ${line}`).join("\n")}`
  }
}

/** Fails with {@link Disagreement} unless the core has the specifications' rules. */
export const checkAgreement = (asts: Asts): Effect.Effect<void, Disagreement> => {
  const found = [...disagreements(asts), ...storeDisagreements(asts.store)]
  return found.length === 0 ? Effect.void : Effect.fail(new Disagreement({ found }))
}

const parse = (module: string) => exportXml({ module, library: [specDirectory] }).pipe(Effect.map(readAst))

/** The parse of the protocol. */
export const parseSpec = parse(protocolModel)

/** The parses of all that is built. */
export const parseSpecs = Effect.gen(function* () {
  const asts: Asts = { "": yield* parseSpec, store: yield* parse(storeModel), lifecycle: yield* parse(lifecycleModel) }
  return asts
})

const sections = (path: string, contents: Readonly<Record<string, string>>): Generated => ({
  path,
  text: Object.entries(contents).reduce(
    (text, [name, content]) => withSection(text, name, content),
    readFileSync(path, "utf8")
  )
})

const page = (title: string, parts: ReadonlyArray<string>): string =>
  [`# ${title}`, generatedRemark, ...parts, ""].join("\n\n").trimEnd() + "\n"

const recordsOf = (manifest: Manifest, specification: string): ReadonlyArray<ModelRecord> =>
  manifest.models.filter(({ model }) => specificationOf(model) === specification)

const atPr = (manifest: Manifest): ReadonlyArray<ModelRecord> => manifest.models.filter(({ model }) => !isLarge(model))

const block = (lines: ReadonlyArray<string>): string => ["```", ...lines, "```"].join("\n")

/** What the two commands of the README print, figures and all, shortened to what a reader needs. */
const outputs = (replayed: string, faults: string, manifest: Manifest) => {
  const shown = [
    "holds/MCWitness_Composed",
    "holds/MCProtocol_Liveness",
    "inductive/MCInductive_Leases",
    "falls/MCWitness_HoldsKeys",
    "falls/MCPreservation_SeesWriter",
    "holds/MCRefinement_Losses"
  ]
  const lines = manifest.models
    .filter(({ model }) => shown.includes(model))
    .map((record) => `ok   ${record.model}: ${outcomeText(record)}`)
  return {
    verify: block([...lines, "...", summaryLine(atPr(manifest)), "...", replayed, faults, "drift: none"]),
    test: block(["...", replayed, "..."])
  }
}

const figures = (replayed: string, faults: string, manifest: Manifest): string =>
  [summaryLine(atPr(manifest)), replayed, faults].map((line) => `- ${line}`).join("\n")

const rulesOf = (action: string): ActionFacts["rules"] => {
  if (!Object.hasOwn(rules, action)) return undefined
  const { guards, changes, choices = [] } = rules[action as ActionName]
  const names = (list: ReadonlyArray<{ readonly name: string }>) => list.map(({ name }) => name)
  return { guards: names(guards), changes: names(changes), choices: names(choices) }
}

const factsOf = (ast: Ast): ReadonlyArray<ActionFacts> =>
  actionsOf(ast).map((action) => ({
    action,
    place: `spec/${ast.definitions.get(action.name)!.place.module}.tla`,
    rules: rulesOf(action.name)
  }))

const falling = (): ReadonlyArray<string> =>
  builtModels().flatMap(({ name, group, large }) => (group === "falls" && !large ? [name] : []))

const sourcesOf = (name: string): string | undefined => {
  const model = protocolModels().find((one) => one.name === name)
  return model === undefined ? undefined : specDigest(model)
}

interface Graphs extends CoreCorpora {
  readonly store: ReadonlyArray<Model>
}

/** What `make conform` came to if it had these very corpora, as in `make verify`; otherwise it is run here. */
const conformedOn = (graphs: Graphs, corpora: ReadonlyArray<Generated>, manifest: Manifest): Conformed => {
  const digest = conformedDigest(
    manifest,
    corpora.map(({ text }) => sha256(text))
  )
  return (
    conformed.recall(digest) ?? {
      replayed: conformLine(
        replay(makeDriver(step), graphs.protocol),
        replay(makeLifeDriver(step), graphs.life),
        replay(makeStoreDriver(instance), graphs.store)
      ),
      rows: killMatrix(graphs, manifest),
      storeRows: killStore(graphs.store, storeModels(), manifest)
    }
  )
}

/** All generated files, from a parse with which the core agrees. The manifest is given: measuring it is another matter. */
export const generateAll = Effect.fn("generateAll")(function* (asts: Asts, manifest: Manifest, console: Console) {
  const corpora = yield* generateCorpora(asts, console)
  const graphsOf = (specification: string): ReadonlyArray<Model> =>
    corpora
      .filter((corpus) => corpus.specification === specification)
      .map(({ text, cuts }) => {
        const { graph, info } = Result.getOrThrow(readCorpus(text, "it was written just now"))
        return { name: info.model, graph, cuts }
      })
  const graphs = { protocol: graphsOf(""), life: graphsOf(lifecycle), store: graphsOf(store) }
  const { replayed, rows, storeRows } = conformedOn(graphs, corpora, manifest)
  const [protocolRows, lifeRows] = ["", lifecycle].map((one) =>
    rows.filter(({ specification }) => specification === one)
  )
  const faults = faultsLine([...rows, ...storeRows])
  const matrixOf = (graphs: ReadonlyArray<Model>, ast: Ast): Matrix =>
    makeMatrix(
      graphs,
      actionsOf(ast).map(({ name }) => name)
    )
  const [matrix, storeMatrix] = [matrixOf(graphs.protocol, asts[""]), matrixOf(graphs.store, asts.store)]
  const lifecycleMatrix = matrixOf(graphs.life, asts.lifecycle)
  const generated: ReadonlyArray<Generated> = [
    { path: manifestPath, text: renderManifest(manifest) },
    ...corpora,
    ...(yield* generateCounterexamples(console)),
    ...typesOf(asts),
    digestFile(),
    {
      path: join(corpusDirectory, "SUMMARY.md"),
      text: page("What is replayed", [
        figures(replayed, faults, manifest),
        "## Actions",
        matrixTable(matrix, "action"),
        "## Verdicts",
        matrixTable(matrix, "verdict"),
        "## The store",
        matrixTable(storeMatrix, "action"),
        matrixTable(storeMatrix, "verdict"),
        "## The life of tasks",
        matrixTable(lifecycleMatrix, "action"),
        matrixTable(lifecycleMatrix, "verdict")
      ])
    },
    {
      path: join(root, "docs/rules.md"),
      text: page("Rules", [
        "Each rule of the core, a guard, a change or a choice of what comes next, with the model of the specification that shows what falls without it, and with what the replay of the core reports when the rule is taken out of it.",
        ruleTable(protocolRows!),
        "## What the write taken apart rests on",
        "Rules (a) to (k) were known to be needed, each from an outage of its own; the others were found by TLC while this was specified.",
        publishTable(rows),
        "## Rules done wrong",
        "Faults that other systems really had, and guards in the wrong order.",
        wrongTable(protocolRows!),
        "## The life of tasks",
        "How tasks come, who lets them write, what they wait for, what they run, and how they end; also where other actions ask for it.",
        ruleTable(lifeRows!),
        wrongTable(lifeRows!),
        "## The store",
        "What decides whether a store is the workspace's (`src/protocol/store.ts`), and what an instance does around it.",
        ruleTable(storeRows)
      ])
    },
    {
      path: join(root, "docs/models.md"),
      text: page("Models", [
        modelTable(recordsOf(manifest, ""), protocolModels()),
        "## Controls",
        controlsText(Result.getOrThrow(readControls(readFileSync(controlsPath, "utf8"))), falling()),
        "## Large bounds",
        "`BOUNDS=large` checks these too; they take minutes, so no change runs them again.",
        measuredTable(manifest.models, sourcesOf),
        "## The store",
        "`spec/Store.tla`: the store's own lock and its identity. Its properties are its own.",
        modelTable(recordsOf(manifest, store), storeModels()),
        "## The life of tasks",
        "`spec/Lifecycle.tla` to `spec/Runner.tla`: how tasks come, are approved, wait, write, end, and what is left of them.",
        modelTable(recordsOf(manifest, lifecycle), lifecycleModels()),
        "## The original design",
        "`spec/phase7`: what the text of Phase 7 says, a lock for each file that is released by force when it is held too long, in the same terms. Its properties are its own, also those that the protocol has under the same name.",
        modelTable(recordsOf(manifest, phase7), phase7Models())
      ])
    },
    sections(join(root, "README.md"), {
      figures: figures(replayed, faults, manifest),
      review: yield* generateReview(console),
      ...outputs(replayed, faults, manifest)
    }),
    sections(join(root, "ARCHITECTURE.md"), {
      actions: actionTable(factsOf(asts[""]), matrix, rows),
      "store actions": storeTable(actionsOf(asts.store), storeRules, storeMatrix, storeRows)
    })
  ]
  return generated
})
