/** Checks models against a manifest, two at a time: each run has one worker, and the smallest machine has two cores. */
import { Effect } from "effect"
import type { Cache } from "../cli/cache.ts"
import { digestOf } from "../cli/cache.ts"
import { grouped, inSeconds } from "../cli/console.ts"
import type { Console } from "../cli/console.ts"
import { TlcTools } from "../tlc/tools.ts"
import { check } from "./check.ts"
import type { Checked } from "./check.ts"
import { differences, summaryLine } from "./manifest.ts"
import type { Manifest, ModelRecord } from "./manifest.ts"
import { filesOf, isLarge } from "./model.ts"
import type { Model } from "./model.ts"
import { fallOf, noTraces, traceDigest } from "./traces.ts"
import type { Traces } from "./traces.ts"
import { unclaimed, unfallen } from "./vacuity.ts"

export interface VerifyOptions {
  readonly models: ReadonlyArray<Model>
  readonly manifest: Manifest
  /** where the modules are that the models need, beside their own directory */
  readonly library: ReadonlyArray<string>
  /** the code whose change makes earlier results void */
  readonly harness: ReadonlyArray<string>
  readonly cache: Cache
  /** where to keep how models fall; nowhere unless given */
  readonly traces?: Traces
  readonly console: Console
  /** how people measure the manifest anew: a command */
  readonly measure: string
}

/** How many models are run at a time. */
export const concurrency = 2

/** The longest first, and before them those that nobody measured: at the end no core waits for one model on the other. */
const longestFirst = (models: ReadonlyArray<Model>, known: ReadonlyMap<string, ModelRecord>): ReadonlyArray<Model> => {
  const seconds = ({ name }: Model): number => known.get(name)?.budgetSeconds ?? Infinity
  return models.toSorted((one, other) => (seconds(one) === seconds(other) ? 0 : seconds(other) - seconds(one)))
}

/** What a model showed, in words. */
export const outcomeText = ({ outcome, property, distinct, depth }: ModelRecord, asExpected = true): string =>
  outcome === "holds"
    ? `holds: ${grouped(distinct ?? 0)} states, depth ${depth}`
    : `falls${asExpected ? " as it must" : ""}: ${property}${depth === null ? "" : `, after ${depth} states`}`

/** What is wrong with a run, and whether it only counts differently because another TLC counted. */
interface Finding {
  readonly faults: ReadonlyArray<string>
  readonly remarks: ReadonlyArray<string>
}

const findingOf = (
  { manifest, measure }: VerifyOptions,
  old: ModelRecord | undefined,
  { record, tlc }: Checked
): Finding => {
  if (old === undefined) {
    return { faults: [`it is not in the manifest: ${measure} adds it, for you to review`], remarks: [] }
  }
  const found = differences(old, record)
  if (tlc.version.jarSha256 === manifest.tlc.jarSha256) return { faults: found, remarks: [] }
  const counted = (difference: string): boolean => !/^(claims|outcome|property):/.test(difference)
  const other = `the manifest was made with TLC ${manifest.tlc.version}, this is ${tlc.version.text}`
  return {
    faults: found.filter((difference) => !counted(difference)),
    remarks: found.filter(counted).map((difference) => `${difference} (${other})`)
  }
}

/** Whether all models showed what the manifest says; prints a line for each. */
export const verifyModels = Effect.fn("verifyModels")(function* (options: VerifyOptions) {
  const { models, manifest, cache, console, measure, traces = noTraces } = options
  const { jar } = yield* TlcTools
  const known = new Map(manifest.models.map((record) => [record.model, record]))
  const underWay = new Map<string, string>()
  let done = 0
  const showStatus = (): void =>
    console.status(`${done}/${models.length} ${[...underWay].map(([name, what]) => `${name} ${what}`).join(" | ")}`)

  const one = Effect.fnUntraced(function* (model: Model) {
    const old = known.get(model.name)
    const digest = digestOf(
      [...filesOf(model, options.library), ...options.harness],
      [jar.sha256, JSON.stringify(old ?? null)]
    )
    const before = cache.recall(model.name, digest)
    if (before !== undefined) {
      done++
      return { verified: true, unchangedSince: before.since }
    }
    underWay.set(model.name, "")
    showStatus()
    const checked = yield* check(model, {
      library: options.library,
      budget: old === undefined ? undefined : { seconds: old.budgetSeconds, measure },
      onProgress: ({ distinct }) => {
        underWay.set(model.name, `${grouped(distinct)} states`)
        showStatus()
      }
    }).pipe(Effect.ensuring(Effect.sync(() => underWay.delete(model.name))))
    done++
    const { faults, remarks } = findingOf(options, old, checked)
    const [passed, record] = [faults.length === 0, checked.record]
    console.line(
      `${passed ? "ok  " : "FAIL"} ${model.name}: ${outcomeText(record, passed)}, ${inSeconds(checked.seconds)}`
    )
    for (const text of [...faults, ...remarks]) console.line(`       ${text}`)
    if (faults.length > 0) {
      for (const { action, state } of checked.tlc.violations[0]?.trace.steps ?? []) {
        console.line(`       ${action}`)
        console.line(`         ${state.replaceAll("\n", "\n         ")}`)
      }
    } else {
      cache.remember(model.name, digest, outcomeText(checked.record))
      traces.remember(model, traceDigest(model, options, jar.sha256), fallOf(checked))
    }
    showStatus()
    return { verified: faults.length === 0, unchangedSince: undefined }
  })

  const results = yield* Effect.forEach(longestFirst(models, known), one, { concurrency })
  console.status("")
  const unchanged = results.flatMap(({ unchangedSince }) => unchangedSince ?? []).toSorted()
  if (unchanged.length > 0) {
    console.line(`${unchanged.length} of ${models.length} models: unchanged since ${unchanged[0]}`)
  }
  const all = results.every(({ verified }) => verified)
  if (all) console.line(summaryLine(models.flatMap(({ name }) => known.get(name) ?? [])))
  const vacuous = [...unfallen(models, manifest), ...unclaimed(manifest)]
  for (const line of vacuous) console.line(`FAIL ${line}`)
  const names = new Set(models.map(({ name }) => name))
  const gone = manifest.models.filter(({ model }) => !names.has(model) && !isLarge(model))
  for (const { model } of gone) console.line(`FAIL ${model}: it is in the manifest, but there is no such model`)
  return vacuous.length === 0 && gone.length === 0 && all
})
