/**
 * What TLC says to all that a model claims. Fairness and liveness are of behaviours without end, which no comparison of steps shows: what
 * became of them is seen here, and nowhere else.
 */
import { Effect } from "effect"
import { digestOf } from "../../cli/cache.ts"
import { filesOf } from "../../models/model.ts"
import { claimsOf } from "../../tlc/config.ts"
import { runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import type { SideModel } from "../inputs/models.ts"
import type { Store } from "./kept.ts"

/** What came of it. */
export interface Outcome {
  readonly holds: boolean
  /** the claim that falls, or what else is wrong; null if it holds */
  readonly violated: string | null
}

const format = "leasehold.diff.outcome/1"

/** The first violation; TLC does not always name what falls. */
export const outcomeOf = Effect.fn("outcomeOf")(function* (model: SideModel, config: string, store: Store) {
  const { jar } = yield* TlcTools
  const digest = digestOf(filesOf(model, model.library), [format, jar.sha256])
  const kept = store.recall<Outcome>(digest)
  if (kept !== undefined) return kept
  const { holds, violations } = yield* runTlc({
    module: model.module,
    config: model.config,
    library: model.library,
    args: ["-fp", "0", "-lncheck", "final"],
    brief: true
  })
  const [violation] = violations
  const claims = claimsOf(config)
  const violated =
    violation === undefined ? null : (violation.name ?? (claims.length === 1 ? claims[0]! : violation.kind))
  const outcome: Outcome = { holds, violated }
  store.keep(digest, outcome)
  return outcome
})
