/** The large models, explored with TLC and replayed at once: their graphs are too large to commit. */
import { Effect } from "effect"
import { grouped, inSeconds } from "../../cli/console.ts"
import type { Console } from "../../cli/console.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { renderConsole } from "../../report/console.ts"
import { conform } from "../conform.ts"
import { parseSpec } from "./all.ts"
import { cutsOf } from "../cuts.ts"
import { configDigest, exploreModel, replayedModels, shortName, specDigest } from "./corpora.ts"

/** Whether the core conforms on all of them. */
export const exploreLarge = Effect.fn("exploreLarge")(function* (console: Console) {
  const ast = yield* parseSpec
  let passed = true
  for (const model of replayedModels().filter(({ large }) => large)) {
    const { graph, tlc } = yield* exploreModel(model, ast)
    console.line(
      `${shortName(model)}: ${grouped(graph.transitions)} transitions, explored in ${inSeconds(tlc.millis / 1000)}`
    )
    const spec = specDigest(model)
    const digests = { spec, config: configDigest(model), corpus: "not kept" }
    const origin = { bounds: model.about, digests, tlc: tlc.version.text }
    const report = conform([{ name: shortName(model), graph, origin, cuts: cutsOf(model) }], false)
    console.line(renderConsole(report))
    const megabytes = process.resourceUsage().maxRSS / 1024
    const rate = graph.transitions / report.seconds
    console.line(`${grouped(Math.round(rate))} transitions/s, at most ${grouped(Math.round(megabytes))} MB`)
    passed &&= report.passed
  }
  return passed
}, Effect.provide(TlcTools.layer))
