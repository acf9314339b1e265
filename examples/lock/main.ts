/** Explores the specification with TLC and replays every transition and every refusal: `tsx examples/lock/main.ts`. */
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { runMain, NotVerified } from "../../conformance/cli/main.ts"
import { renderCluster } from "../../conformance/replay/explain.ts"
import { findGaps, makeMatrix } from "../../conformance/replay/matrix.ts"
import { replay } from "../../conformance/replay/replay.ts"
import { explore } from "../../conformance/spec/explore.ts"
import { TlcTools } from "../../conformance/tlc/tools.ts"
import { driver } from "./driver.ts"

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const main = Effect.gen(function* () {
  const { graph } = yield* explore({
    module: at("Lock.tla"),
    config: at("Lock.cfg"),
    library: [],
    variables: ["holder"],
    event: "event",
    verdicts: "Verdicts"
  })
  // A bound of the model would cut requests: they are named here, `cuts: ["Lock"]`. This one has none.
  const subjects = [{ name: "Lock", graph, cuts: [] }]
  const { models, failures, vacuity, passed } = replay(driver, subjects)
  for (const { transitions, refusals } of models) {
    console.log(
      `${transitions.passed} of ${transitions.total} transitions, ${refusals.passed} of ${refusals.total} refusals`
    )
  }
  for (const cluster of failures) console.log(renderCluster(cluster, () => "tsx examples/lock/main.ts"))
  for (const { kind, name, reason } of vacuity) console.log(`${kind}: ${name}: ${reason}`)
  // The world is tiny: so are the thresholds.
  const gaps = findGaps(makeMatrix(subjects, Object.keys(driver.actions)), {
    edgesPerAction: 2,
    statesPerVerdict: 1,
    exemptions: []
  })
  for (const { kind, name, found, needed } of gaps) console.log(`${kind}: ${name}: ${found} of ${needed}`)
  if (!passed || gaps.length > 0) return yield* new NotVerified({ what: "The lock does not conform." })
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
