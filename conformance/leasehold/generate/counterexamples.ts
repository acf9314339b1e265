/** A page for each model that must fall: how it falls, as TLC shows it. */
import { readFileSync } from "node:fs"
import { basename, join, relative } from "node:path"
import { Effect } from "effect"
import type { Console } from "../../cli/console.ts"
import { counterexampleOf } from "../../counterexample/counterexample.ts"
import type { Counterexample } from "../../counterexample/counterexample.ts"
import type { Roles } from "../../counterexample/parties.ts"
import { renderIndex, renderPage } from "../../counterexample/page.ts"
import { check } from "../../models/check.ts"
import type { Checked } from "../../models/check.ts"
import { filesOf } from "../../models/model.ts"
import type { Model } from "../../models/model.ts"
import { fallOf, openTraces, traceDigest } from "../../models/traces.ts"
import type { Fall } from "../../models/traces.ts"
import { concurrency } from "../../models/verify.ts"
import { findDefinition } from "../../spec/source.ts"
import { substitutionsOf } from "../../tlc/config.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { actors, lifecycleActors, storeActors, system } from "../actors.ts"
import {
  counterexamplesDirectory,
  harnessDirectories,
  lifecycleDirectory,
  root,
  specDirectory,
  storeDirectory,
  tracesDirectory
} from "../paths.ts"
import { allModels } from "../specifications.ts"
import { eventVariable } from "./corpora.ts"
import { generatedRemark } from "./files.ts"
import type { Generated } from "./files.ts"

const traces = openTraces(tracesDirectory)

const digestFor = (model: Model, jarSha256: string): string =>
  traceDigest(model, { library: [specDirectory], harness: harnessDirectories }, jarSha256)

/** Keeps how a model fell, so that its page needs no second run. */
export const keepFall = (checked: Checked, jarSha256: string): void =>
  traces.remember(checked.model, digestFor(checked.model, jarSha256), fallOf(checked))

/** From an earlier run of the same model if there was one: `make verify` runs all models before it looks for drift. */
const fallFor = Effect.fnUntraced(function* (model: Model) {
  const { jar } = yield* TlcTools
  const kept = traces.recall(model, digestFor(model, jar.sha256))
  if (kept !== undefined) return kept
  const checked = yield* check(model, { library: [specDirectory] })
  keepFall(checked, jar.sha256)
  return fallOf(checked)
})

/** The counterexample with what the model's own files say of it. */
export const describeFall = (model: Model, { property, initial, violation }: Fall): Counterexample => {
  const sources = filesOf(model, [specDirectory])
    .filter((path) => path !== model.config)
    .map((path) => ({ name: relative(root, path), text: readFileSync(path, "utf8") }))
  // A constant is given a value, which is no replacement: it has no definition.
  const replaced = substitutionsOf(readFileSync(model.config, "utf8"))
    .filter(([name]) => findDefinition(sources, name) !== undefined)
    .map(([name, by]) => ({ name, by, definition: findDefinition(sources, by) }))
  const claimed = model.claims.includes(property)
  return counterexampleOf(violation, eventVariable, {
    model: basename(model.name),
    about: model.about.split(/ ?Expected outcome:/)[0]!,
    config: relative(root, model.config),
    replaced,
    property: claimed ? property : violation.name,
    definition: claimed ? findDefinition(sources, property) : undefined,
    chosen: initial !== 1
  })
}

const pageOf = ({ model }: Counterexample): string => `${model}.md`

/** The pages of these counterexamples, with the one that lists them. */
export const pagesOf = (counterexamples: ReadonlyArray<Counterexample>): ReadonlyArray<Generated> => {
  const isIn = (directory: string, config: string): boolean => config.startsWith(`${relative(root, directory)}/`)
  const actionsFor = (config: string): Roles["actions"] => {
    if (isIn(storeDirectory, config)) return storeActors
    return isIn(lifecycleDirectory, config) ? lifecycleActors : actors
  }
  const optionsFor = ({ config }: Counterexample) => ({
    roles: { system, actions: actionsFor(config) },
    remark: generatedRemark,
    linkTo: (source: string) => relative(counterexamplesDirectory, join(root, source))
  })
  const lead =
    "Models from which one rule was taken out, or in which it was done wrong, and the behaviour by which TLC shows what falls then. " +
    "Steps are those of the specification; what is not shown did not change."
  return [
    {
      path: join(counterexamplesDirectory, "README.md"),
      text: renderIndex(counterexamples, { title: "Counterexamples", lead, remark: generatedRemark }, pageOf)
    },
    ...counterexamples.map((counterexample) => ({
      path: join(counterexamplesDirectory, pageOf(counterexample)),
      text: renderPage(counterexample, optionsFor(counterexample))
    }))
  ]
}

/** The pages of all models that must fall. One that does not has none: `make spec` says so. */
export const generateCounterexamples = Effect.fn("generateCounterexamples")(function* (console: Console) {
  const models = allModels().filter(({ group, large }) => group === "falls" && !large)
  const falls = yield* Effect.forEach(
    models,
    (model) => Effect.map(fallFor(model), (fall) => (fall === undefined ? [] : [describeFall(model, fall)])),
    { concurrency }
  )
  const counterexamples = falls.flat()
  console.line(`counterexamples: ${counterexamples.length} pages`)
  return pagesOf(counterexamples)
})
