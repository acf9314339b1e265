import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Graph } from "../../../conformance/graph/graph.ts"
import { modelsDirectory, specDirectory } from "../../../conformance/leasehold/paths.ts"
import { specVariables } from "../../../conformance/leasehold/spec.generated.ts"
import { explore } from "../../../conformance/spec/explore.ts"
import { describeTlc, directory, module, tools } from "../tlc/support.ts"

// A history would need a bound, which would cut steps: without one the prophecy is all that could forbid any.
const text = module(
  "Compared",
  "EXTENDS MCRefinement",
  "KeepHistory == UNCHANGED history",
  "WithoutProphecy == RefinementInit /\\ [][Next /\\ UNCHANGED refinementVars]_allVars",
  "NoVerdicts == <<>>",
  // One that never foretells that a write is committed.
  'GloomyNext == RefinementNext /\\ \\A key \\in Keys : prophecy\'[key] # "commit"',
  "Gloomy == RefinementInit /\\ [][GloomyNext]_allVars"
)

const bounds = /ACTION_CONSTRAINTS.*/

const configOf = (model: string, specification: string): string =>
  readFileSync(join(modelsDirectory, `${model}.cfg`), "utf8")
    .replace("SPECIFICATION RefinementSpec", `SPECIFICATION ${specification}`)
    .replace("CONSTANTS", `CONSTANTS\n  Remember <- KeepHistory`)
    .replace(bounds, (line) => line.replace(" ShortHistories", ""))
    .replace(/INVARIANTS[^]*?CHECK_DEADLOCK/, "CHECK_DEADLOCK")

/** The steps of the protocol in a model, as the specification named allows them. */
const stepsOf = (model: string, specification: string) => {
  const path = directory({ "Compared.tla": text, "Compared.cfg": configOf(model, specification) })
  return explore({
    module: join(path, "Compared.tla"),
    config: join(path, "Compared.cfg"),
    library: [specDirectory, modelsDirectory],
    variables: specVariables.filter((name) => name !== "event"),
    event: "event",
    verdicts: "NoVerdicts"
  }).pipe(
    Effect.map(({ graph }) => textsOf(graph)),
    Effect.provide(tools)
  )
}

const textsOf = ({ states }: Graph): ReadonlyArray<string> =>
  states.flatMap(({ id, edges }) => edges.map(({ label, target }) => `${id} ${label.text} ${states[target]!.id}`))

describeTlc("the prophecy", () => {
  for (const model of ["holds/MCRefinement_Losses", "holds/MCRefinement_InPlace"]) {
    it.live(
      `forbids no step of ${model}`,
      () =>
        Effect.gen(function* () {
          const [free, foretold] = [yield* stepsOf(model, "WithoutProphecy"), yield* stepsOf(model, "RefinementSpec")]
          assert.isAbove(free.length, 1_000)
          assert.deepStrictEqual(foretold, free)
        }),
      300_000
    )
  }

  it.live(
    "would be seen to forbid steps if it did",
    () =>
      Effect.gen(function* () {
        const model = "holds/MCRefinement_InPlace"
        const [free, gloomy] = [yield* stepsOf(model, "WithoutProphecy"), yield* stepsOf(model, "Gloomy")]
        assert.isBelow(gloomy.length, free.length)
      }),
    300_000
  )
})
