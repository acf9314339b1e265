/** The large models, replayed while TLC explores them: their graphs are too large to commit, and to keep. */
import { writeFileSync } from "node:fs"
import { Effect } from "effect"
import { step } from "../../../src/protocol/index.ts"
import { grouped, inSeconds } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import { specificationOf } from "../../models/model.ts"
import type { Model } from "../../models/model.ts"
import type { Ast } from "../../spec/ast.ts"
import { streamReplay } from "../../stream/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { renderConsole } from "../../report/console.ts"
import { reportStreamed } from "../conform.ts"
import { cutsOf } from "../cuts.ts"
import { makeDriver } from "../driver/driver.ts"
import { largePath } from "../paths.ts"
import { parseSpec } from "./all.ts"
import { configDigest, explorationOf, replayedModels, shortName, specDigest } from "./corpora.ts"
import { measuredAt } from "./revision.ts"
import { code, table } from "./tables.ts"

const replayLarge = Effect.fnUntraced(function* (model: Model, ast: Ast, console: Console) {
  const name = shortName(model)
  console.status(`replaying ${name}`)
  const streamed = yield* streamReplay(makeDriver(step), name, explorationOf(model, ast), "one")
  const { tlc, figures, result } = streamed
  const digests = { spec: specDigest(model), config: configDigest(model), corpus: "not kept" }
  const report = reportStreamed(
    { ...streamed, cuts: cutsOf(model) },
    { bounds: model.about, digests, tlc: tlc.version.text }
  )
  console.line(renderConsole(report))
  const { total } = result.transitions
  const perSecond = rounded(total / figures.seconds)
  const [memory, read] = [megabytes(figures.peakBytes), megabytes(figures.bytes)]
  console.line(
    `${name}: ${grouped(total)} transitions replayed in ${inSeconds(figures.seconds)}, ` +
      `${perSecond} transitions/s; explored in ${inSeconds(tlc.millis / 1000)} meanwhile; ` +
      `at most ${memory} MB of memory, ${read} MB read from TLC`
  )
  const seconds = [figures.seconds, tlc.millis / 1000].map(inSeconds)
  const checked = [result.states.total, total, result.refusals.total].map(grouped)
  return { passed: report.passed, total, row: [code(name), ...checked, ...seconds, perSecond, memory, read] }
})

const rounded = (n: number): string => grouped(Math.round(n))
const megabytes = (bytes: number): string => rounded(bytes / 1_000_000)

/** What the last run came to, for whoever does not want to wait for the next. */
const pageOf = (rows: ReadonlyArray<ReadonlyArray<string>>, total: number): string => {
  const { date, revision } = measuredAt()
  return [
    "# What is replayed with large bounds",
    "Written by `make conform BOUNDS=large`.",
    `${grouped(total)} distinct transitions, on ${date}, at revision ${code(revision)}.`,
    table(
      [
        "model",
        "states",
        "transitions",
        "refusals",
        "replayed in",
        "explored in",
        "transitions/s",
        "memory at most, MB",
        "read from TLC, MB"
      ],
      rows
    )
  ].join("\n\n")
}

/** Whether the core conforms on all of them. What they came to is written down. */
export const exploreLarge = Effect.fn("exploreLarge")(function* (console: Console) {
  const ast = yield* parseSpec
  const models = replayedModels().filter(({ large, name }) => large && specificationOf(name) === "")
  // The next one is replayed in any case: a failure of one hides none of another.
  const done = yield* Effect.forEach(models, (model) => replayLarge(model, ast, console))
  const total = done.reduce((sum, one) => sum + one.total, 0)
  const rows = done.map(({ row }) => row)
  writeFileSync(largePath, `${pageOf(rows, total)}\n`)
  return done.every(({ passed }) => passed)
}, Effect.provide(TlcTools.layer))
