/**
 * A model's graph, and what TLC says to all that the model claims. Fairness and liveness are of behaviours without end, which no
 * comparison of steps shows: what became of them is seen here, and nowhere else.
 */
import { Effect, Result } from "effect"
import { reproducible } from "../../models/check.ts"
import { sha256 } from "../../graph/identity.ts"
import { claimsOf, hasSymmetry } from "../../tlc/config.ts"
import { runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import type { Meaning } from "../inputs/meaning.ts"
import type { SideModel } from "../inputs/models.ts"
import { exploreModel } from "./explore.ts"
import type { ExploreOptions, Shape } from "./explore.ts"
import { withJvm } from "./jvms.ts"

/** What came of it. */
export interface Outcome {
  readonly holds: boolean
  /** the claim that falls, or what else is wrong; null if it holds */
  readonly violated: string | null
}

const format = "leasehold.diff.outcome/2"

const holding: Outcome = { holds: true, violated: null }

const falling = (config: string, violated: string): Outcome => {
  const claims = claimsOf(config)
  // TLC names the only claim not at all, or by its place, if it is a property.
  const only = claims.length === 1 && violated !== "deadlock"
  return { holds: false, violated: only ? claims[0]! : violated }
}

const outcomeOf = Effect.fnUntraced(function* (model: SideModel, config: string) {
  const { violations } = yield* withJvm(
    runTlc({
      module: model.module,
      config: model.config,
      library: model.library,
      args: reproducible,
      brief: true
    })
  )
  const [violation] = violations
  return violation === undefined ? holding : falling(config, violation.name ?? violation.kind)
})

/** What a look at a model needs to know of it. */
export interface Subject {
  readonly model: SideModel
  readonly config: string
  readonly shape: Shape
  readonly meaning: Meaning
}

/** Both, in one run of TLC where neither is known yet and the model holds. */
export const lookAt = Effect.fn("lookAt")(function* (
  { model, config, shape, meaning }: Subject,
  options: Omit<ExploreOptions, "digest" | "claims">
) {
  const { store } = options
  const { jar } = yield* TlcTools
  const digest = sha256([format, jar.sha256, meaning.whole].join("\n"))
  const keep = (outcome: Outcome): Outcome => {
    store.keep(digest, outcome)
    return outcome
  }
  const known = store.recall<Outcome>(digest)
  // A graph of states up to symmetry is none, so the claims that need it are checked apart from the graph.
  const claims = known === undefined && !hasSymmetry(config)
  const both = yield* Effect.result(exploreModel(model, shape, { ...options, digest: meaning.graph, claims }))
  if (Result.isSuccess(both)) {
    const { cached } = both.success
    const outcome = known ?? (claims && !cached ? keep(holding) : keep(yield* outcomeOf(model, config)))
    return { explored: both.success, outcome }
  }
  if (!claims) return yield* Effect.fail(both.failure)
  // It does not hold, or what it claims makes no sense; the graph is there all the same.
  const explored = yield* exploreModel(model, shape, { ...options, digest: meaning.graph })
  const outcome =
    both.failure._tag === "DoesNotHold" ? falling(config, both.failure.violated) : yield* outcomeOf(model, config)
  return { explored, outcome: keep(outcome) }
})
