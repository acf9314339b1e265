/**
 * `make conform`: replays the committed corpus through the core, without Java, and sees that every seeded fault is noticed.
 * With BOUNDS=large the large models are replayed too, while TLC explores them. MODEL, STATE and LABEL look at one check only.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { step } from "../../../src/protocol/index.ts"
import { digestOf, openCache } from "../../cli/cache.ts"
import { makeConsole } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { renderConsole } from "../../report/console.ts"
import { renderJson, reportJsonSchema } from "../../report/json.ts"
import { renderJUnit } from "../../report/junit.ts"
import type { Report } from "../../report/model.ts"
import { boundsOf, loadManifest, usable } from "../bounds.ts"
import { renderCluster } from "../../replay/explain.ts"
import { replay } from "../../replay/replay.ts"
import type { ReplayResult } from "../../replay/replay.ts"
import { conform, conformLife, conformLine, conformStore, faultsLine, reproduce } from "../conform.ts"
import type { Subject } from "../conform.ts"
import { readCommitted } from "../corpora.ts"
import { makeDriver } from "../driver/driver.ts"
import { exploreLarge } from "../generate/large.ts"
import { conformed, conformedDigest } from "../conformed.ts"
import { gapsOf, killMatrix } from "../faults/kills.ts"
import type { CoreCorpora } from "../faults/kills.ts"
import { unnoticed } from "../faults/publish-rules.ts"
import { cacheDirectory, reportsDirectory, root } from "../paths.ts"
import { lifecycle, store, storeModels } from "../specifications.ts"
import { instance, makeStoreDriver } from "../store/driver.ts"
import { killStore } from "../store/faults.ts"
import { makeLifeDriver } from "../lifecycle/driver.ts"
import { isolate } from "../isolate.ts"

/** A committed corpus with the digest of its text. */
interface CommittedSubject extends Subject {
  readonly corpus: string
  readonly specification: string
}

const committed = usable((): ReadonlyArray<CommittedSubject> =>
  readCommitted().map(({ info, graph, digest, configDigest, specification, cuts }) => ({
    name: info.model,
    specification,
    graph,
    cuts,
    corpus: digest,
    origin: {
      bounds: info.bounds,
      digests: { spec: info.spec, config: configDigest, corpus: digest.slice(0, 16) },
      tlc: info.tlc
    }
  }))
)

const writeReports = (name: string, report: Report): void => {
  mkdirSync(reportsDirectory, { recursive: true })
  writeFileSync(join(reportsDirectory, `${name}.json`), renderJson(report))
  writeFileSync(join(reportsDirectory, `${name}.xml`), renderJUnit(report))
  writeFileSync(join(reportsDirectory, "conformance.schema.json"), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`)
}

const seedFaults = Effect.fnUntraced(function* (
  ofCore: CoreCorpora,
  ofStore: ReadonlyArray<Subject>,
  console: Console
) {
  console.status("seeding faults")
  const manifest = yield* loadManifest
  const rows = killMatrix(ofCore, manifest)
  const storeRows = killStore(ofStore, storeModels(), manifest)
  const gaps = [...gapsOf([...rows, ...storeRows]), ...unnoticed(rows)]
  console.line(faultsLine([...rows, ...storeRows]))
  for (const gap of gaps) console.line(`FAIL ${gap}`)
  return { rows, storeRows, passed: gaps.length === 0 }
})

/** Replays what is asked for, each model on its own driver. */
const replayOne = (subjects: ReadonlyArray<CommittedSubject>): ReadonlyArray<ReplayResult> =>
  subjects.map((subject) => {
    if (subject.specification === store) return replay(makeStoreDriver(instance), [subject])
    if (subject.specification === lifecycle) return replay(makeLifeDriver(step), [subject])
    return replay(makeDriver(step), [subject])
  })

const main = Effect.gen(function* () {
  const console = makeConsole()
  const large = yield* boundsOf(process.env)
  const subjects = yield* committed
  const one = yield* usable(() => isolate(subjects, process.env))
  if (one !== undefined) {
    const results = replayOne(one)
    const [failures, models] = [results.flatMap((r) => r.failures), results.flatMap((r) => r.models)]
    for (const cluster of failures) console.line(renderCluster(cluster, reproduce))
    for (const { model, transitions, refusals } of models) {
      console.line(
        `${model}: ${transitions.passed} of ${transitions.total} transitions, ${refusals.passed} of ${refusals.total} refusals`
      )
    }
    if (failures.length > 0) return yield* new NotVerified({ what: "The core does not conform." })
    return
  }
  const cache = openCache(join(cacheDirectory, "conform.json"))
  const digest = digestOf(["src/protocol", "conformance", "corpus", "spec"].map((path) => join(root, path)))
  const before = large ? undefined : cache.recall("conform", digest)
  if (before !== undefined) return console.line(`${before.summary}: unchanged since ${before.since}`)

  console.status("replaying")
  const of = (one: string) => subjects.filter(({ specification }) => specification === one)
  const [ofProtocol, ofLife, ofStore] = [of(""), of(lifecycle), of(store)]
  const reports = [conform(ofProtocol), conformLife(ofLife), conformStore(ofStore)] as const
  for (const report of reports) console.line(renderConsole(report))
  writeReports("conformance", reports[0])
  writeReports("conformance-life", reports[1])
  writeReports("conformance-store", reports[2])
  console.line(conformLine(...reports))
  const conforms = reports.every(({ passed }) => passed)
  const noticed = yield* seedFaults({ protocol: ofProtocol, life: ofLife }, ofStore, console)
  if (conforms && noticed.passed) {
    const corpora = subjects.map(({ corpus }) => corpus)
    conformed.keep(conformedDigest(yield* loadManifest, corpora), {
      replayed: conformLine(...reports),
      rows: noticed.rows,
      storeRows: noticed.storeRows
    })
  }
  const largePassed = large ? yield* exploreLarge(console) : true
  if (!conforms || !noticed.passed || !largePassed) {
    return yield* new NotVerified({ what: "The core does not conform." })
  }
  if (!large) cache.remember("conform", digest, conformLine(...reports))
})

runMain(main)
