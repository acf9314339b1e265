/** `make controls`: checks the control of each model that must fall, and records what they showed. Minutes; CI does not run it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Effect } from "effect"
import { grouped, inSeconds, makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { check } from "../../models/check.ts"
import { controlOf } from "../../models/control.ts"
import type { Controls } from "../../models/control.ts"
import type { Model } from "../../models/model.ts"
import { concurrency } from "../../models/verify.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { measuredAt } from "../generate/revision.ts"
import { controlsPath, specDirectory } from "../paths.ts"
import { builtModels, isBound } from "../specifications.ts"

const seconds = 120

const main = Effect.gen(function* () {
  const console = makeConsole()
  const models = builtModels().filter(({ group, large }) => group === "falls" && !large)
  const directory = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "controls-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )

  const one = Effect.fnUntraced(function* (model: Model) {
    const shown = (outcome: Controls["models"][number]["outcome"]) => ({ model: model.name, outcome })
    const text = controlOf(model, isBound)
    if (text === undefined) return shown("none")
    const config = join(directory, `${basename(model.name)}.cfg`)
    yield* Effect.promise(() => writeFile(config, text))
    const control = { ...model, config }
    const budget = { seconds, measure: "`make controls`" }
    const checked = yield* check(control, { library: [specDirectory], budget }).pipe(
      Effect.catchTag("OverBudget", () => Effect.succeed(undefined))
    )
    const outcome = checked === undefined ? "unfinished" : checked.record.outcome
    const found = checked === undefined ? "" : `, ${grouped(checked.record.distinct ?? 0)} states`
    console.line(`${model.name}: ${outcome}${found}, ${inSeconds(checked?.seconds ?? seconds)}`)
    return shown(outcome)
  })

  const found = yield* Effect.forEach(models, one, { concurrency })
  const controls: Controls = { ...measuredAt(), seconds, models: found }
  yield* Effect.promise(() => writeFile(controlsPath, `${JSON.stringify(controls, null, 2)}\n`))
  const count = (wanted: string): number => found.filter(({ outcome }) => outcome === wanted).length
  console.line(`${count("holds")} controls hold, ${count("unfinished")} were not finished, ${count("falls")} fall`)
  if (count("falls") > 0) return yield* new NotVerified({ what: "A model falls whatever its rules are." })
}).pipe(Effect.scoped)

runMain(main.pipe(Effect.provide(TlcTools.layer)))
