/**
 * A model's graph, and what TLC says to all that the model claims. Fairness and liveness are of behaviours without end, which no
 * comparison of steps shows: what became of them is seen here, and nowhere else.
 */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { reproducible } from "../../models/check.ts"
import { sha256 } from "../../graph/identity.ts"
import { claimsOf, hasSymmetry, propertiesOf, withoutSections } from "../../tlc/config.ts"
import type { Violation } from "../../tlc/result.ts"
import { runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import type { Meaning } from "../inputs/meaning.ts"
import type { SideModel } from "../inputs/models.ts"
import type { Shape } from "../inputs/parse.ts"
import { livenessOf } from "../text/changes.ts"
import type { Parsed } from "../text/parse.ts"
import { exploreModel, inDirectory } from "./explore.ts"
import type { ExploreOptions } from "./explore.ts"
import { withJvm } from "../jvms.ts"

/** What came of it. */
export interface Outcome {
  readonly holds: boolean
  /** the claim that falls, or what else is wrong; null if it holds */
  readonly violated: string | null
}

const format = "leasehold.diff.outcome/3"

/** A violation of liveness, where there is more than one property. */
const unnamed: Violation["kind"] = "temporal property"

const holding: Outcome = { holds: true, violated: null }

/** What a look at a model needs to know of it. */
export interface Subject {
  readonly model: SideModel
  readonly config: string
  readonly parsed: Parsed
  readonly shape: Shape
  readonly meaning: Meaning
}

/** The first violation, if there is one. */
const violationOf = Effect.fnUntraced(function* ({ module, library }: SideModel, config: string) {
  const { violations } = yield* withJvm(runTlc({ module, config, library, args: reproducible, brief: true }))
  return violations[0]
})

/** Which of several properties of liveness falls: TLC does not say it, so each is asked for by itself. */
const fallen = Effect.fnUntraced(function* ({ model, config, parsed }: Subject) {
  const live = livenessOf(parsed, propertiesOf(config))
  if (live.length < 2) return live[0]
  return yield* inDirectory((directory) =>
    Effect.gen(function* () {
      for (const property of live) {
        const alone = join(directory, `${property}.cfg`)
        yield* Effect.promise(() =>
          writeFile(alone, `${withoutSections(config, ["PROPERTY"])}\nPROPERTY ${property}\n`)
        )
        if ((yield* violationOf(model, alone)) !== undefined) return property
      }
      return undefined
    })
  )
})

const falling = Effect.fnUntraced(function* (subject: Subject, violated: string) {
  const claims = claimsOf(subject.config)
  // TLC names the only claim not at all, or by its place, if it is a property.
  if (claims.length === 1 && violated !== "deadlock") return { holds: false, violated: claims[0]! }
  const name = violated === unnamed ? yield* fallen(subject) : violated
  return { holds: false, violated: name ?? violated } satisfies Outcome
})

const outcomeOf = Effect.fnUntraced(function* (subject: Subject) {
  const violation = yield* violationOf(subject.model, subject.model.config)
  return violation === undefined ? holding : yield* falling(subject, violation.name ?? violation.kind)
})

/** Both, in one run of TLC where neither is known yet and the model holds. */
export const lookAt = Effect.fn("lookAt")(function* (
  subject: Subject,
  options: Omit<ExploreOptions, "digest" | "claims">
) {
  const { model, config, shape, meaning } = subject
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
    const outcome = known ?? (claims && !cached ? keep(holding) : keep(yield* outcomeOf(subject)))
    return { explored: both.success, outcome }
  }
  if (!claims) return yield* Effect.fail(both.failure)
  // It does not hold, or what it claims makes no sense; the graph is there all the same.
  const explored = yield* exploreModel(model, shape, { ...options, digest: meaning.graph })
  const outcome =
    both.failure._tag === "DoesNotHold" ? yield* falling(subject, both.failure.violated) : yield* outcomeOf(subject)
  return { explored, outcome: keep(outcome) }
})
