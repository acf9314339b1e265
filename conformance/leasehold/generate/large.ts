/** The large models, replayed while TLC explores them: their graphs are too large to commit, and to keep. */
import { Effect } from "effect"
import { step } from "../../../src/protocol/index.ts"
import { grouped, inSeconds } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import type { Model } from "../../models/model.ts"
import type { Ast } from "../../spec/ast.ts"
import { streamReplay } from "../../stream/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { renderConsole } from "../../report/console.ts"
import { reportStreamed } from "../conform.ts"
import { cutsOf } from "../cuts.ts"
import { makeDriver } from "../driver/driver.ts"
import { parseSpec } from "./all.ts"
import { configDigest, explorationOf, replayedModels, shortName, specDigest } from "./corpora.ts"

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
  const megabytes = (bytes: number): string => grouped(Math.round(bytes / 1_000_000))
  console.line(
    `${name}: ${grouped(total)} transitions replayed in ${inSeconds(figures.seconds)}, ` +
      `${grouped(Math.round(total / figures.seconds))} transitions/s; explored in ${inSeconds(tlc.millis / 1000)} meanwhile; ` +
      `at most ${megabytes(figures.peakBytes)} MB of memory, ${megabytes(figures.bytes)} MB read from TLC`
  )
  return report.passed
})

/** Whether the core conforms on all of them. */
export const exploreLarge = Effect.fn("exploreLarge")(function* (console: Console) {
  const ast = yield* parseSpec
  let passed = true
  for (const model of replayedModels().filter(({ large }) => large)) {
    // The next one is replayed in any case: a failure of one hides none of another.
    const own = yield* replayLarge(model, ast, console)
    passed &&= own
  }
  return passed
}, Effect.provide(TlcTools.layer))
