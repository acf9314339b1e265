/** The manifest, measured: every model is run, and what it shows is written down. */
import { readFileSync, existsSync } from "node:fs"
import { Effect, Result } from "effect"
import { grouped, inSeconds } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import { check } from "../../models/check.ts"
import { manifestFormat, readManifest } from "../../models/manifest.ts"
import type { Manifest, ModelRecord } from "../../models/manifest.ts"
import type { Model } from "../../models/model.ts"
import { concurrency } from "../../models/verify.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { specDigest } from "./corpora.ts"
import { keepFall } from "./counterexamples.ts"
import { measuredAt } from "./revision.ts"
import { manifestPath, specDirectory } from "../paths.ts"
import { allModels } from "../specifications.ts"

/** What is known of the large models, which are not run at these bounds. */
const kept = (names: ReadonlySet<string>): ReadonlyArray<ModelRecord> => {
  if (!existsSync(manifestPath)) return []
  const old = readManifest(readFileSync(manifestPath, "utf8"))
  return Result.isSuccess(old) ? old.success.models.filter(({ model }) => names.has(model)) : []
}

const measuredNow = (model: Model): ModelRecord["measured"] & {} => ({ ...measuredAt(), sources: specDigest(model) })

const byName = (a: ModelRecord, b: ModelRecord): number => (a.model < b.model ? -1 : 1)

export const measureModels = Effect.fn("measureModels")(function* (large: boolean, console: Console) {
  const { jar } = yield* TlcTools
  const all = allModels()
  const models = all.filter((model) => large || !model.large)
  const checked = yield* Effect.forEach(
    models,
    (model) =>
      check(model, { library: [specDirectory] }).pipe(
        Effect.tap((checked) =>
          Effect.sync(() => {
            const { record, seconds } = checked
            keepFall(checked, jar.sha256)
            console.line(
              `${model.name}: ${record.property ?? record.outcome}, ${record.distinct === null ? "a cycle" : `${grouped(record.distinct)} states`}, ${inSeconds(seconds)}`
            )
          })
        )
      ),
    { concurrency }
  )
  const { version } = checked[0]!.tlc
  const manifest: Manifest = {
    format: manifestFormat,
    tlc: { version: version.text, jarSha256: version.jarSha256 },
    models: [
      ...checked.map(({ model, record }) => (model.large ? { ...record, measured: measuredNow(model) } : record)),
      ...kept(new Set(all.filter((model) => !models.includes(model)).map(({ name }) => name)))
    ].toSorted(byName)
  }
  return manifest
})
