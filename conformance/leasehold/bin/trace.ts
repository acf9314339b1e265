/**
 * `make trace`: the shortest path from an initial state to the state STATE of the model MODEL, from the committed corpus, without
 * Java. With ITF=file it is also written to that file, in Apalache's format for traces.
 */
import { writeFileSync } from "node:fs"
import { Effect } from "effect"
import { makeConsole } from "../../cli/console.ts"
import { runMain } from "../../cli/main.ts"
import { writeItf } from "../../trace/itf.ts"
import { Unusable, usable } from "../bounds.ts"
import { readCommitted } from "../corpora.ts"
import { renderTraced, traceTo } from "../trace.ts"

const save = (path: string, text: string): Effect.Effect<void, Unusable> =>
  Effect.try({
    try: () => writeFileSync(path, text),
    catch: (error) => new Unusable({ what: `ITF is ${path}, which cannot be written: ${String(error)}` })
  })

const main = Effect.gen(function* () {
  const console = makeConsole()
  const traced = yield* usable(() =>
    traceTo(
      readCommitted().map(({ info, graph }) => ({ name: info.model, graph })),
      process.env
    )
  )
  console.line(renderTraced(traced))
  const file = process.env["ITF"] ?? ""
  if (file === "") return
  yield* save(file, writeItf(traced.behaviour, traced.title))
  console.line(`written: ${file}`)
})

runMain(main)
