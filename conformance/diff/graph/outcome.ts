/**
 * A model's graph, and what TLC says to all that the model claims. Fairness and liveness are of behaviours without end, which no
 * comparison of steps shows: what became of them is seen here, and nowhere else.
 */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { reproducible } from "../../models/check.ts"
import { sha256 } from "../../graph/identity.ts"
import { hasSymmetry, propertiesOf, withClaims } from "../../tlc/config.ts"
import type { Trace, Violation } from "../../tlc/result.ts"
import { inScratchDirectory, runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { claimsIn, noDeadlock } from "../inputs/claims.ts"
import type { Meaning } from "../inputs/meaning.ts"
import type { SideModel } from "../inputs/models.ts"
import type { Shape } from "../inputs/parse.ts"
import { withJvm } from "../jvms.ts"
import { exploreModel, TooManyStates } from "./explore.ts"
import type { ExploreOptions } from "./explore.ts"

/** A claim that falls, and a behaviour that shows it. */
export interface Fallen {
  readonly claim: string
  readonly trace: Trace
}

/** What came of all claims; one that is in neither list holds. */
export interface Outcome {
  readonly violated: ReadonlyArray<Fallen>
  /** what was not looked at, since something falls that is no claim: an assertion */
  readonly undecided: ReadonlyArray<string>
}

const format = "leasehold.diff.outcome/4"

const holding: Outcome = { violated: [], undecided: [] }

/** What a look at a model needs to know of it. */
export interface Subject {
  readonly model: SideModel
  readonly config: string
  readonly shape: Shape
  readonly meaning: Meaning
  /** whether its VIEW hides what the comparison needs to see */
  readonly withoutView: boolean
}

/** The first violation of some of the claims, if there is one. */
const violationOf = ({ model: { module, library }, config }: Subject, claims: ReadonlyArray<string>) =>
  inScratchDirectory((directory) =>
    Effect.gen(function* () {
      const some = join(directory, "claims.cfg")
      yield* Effect.promise(() => writeFile(some, withClaims(config, claims, claims.includes(noDeadlock))))
      const { violations } = yield* withJvm(runTlc({ module, config: some, library, args: reproducible, brief: true }))
      return violations[0]
    })
  )

/** Which claim it is: TLC does not name one of several properties, so each of these is asked for by itself. */
const claimOf = Effect.fnUntraced(function* (
  subject: Subject,
  { kind, name }: Violation,
  claims: ReadonlyArray<string>
) {
  if (kind === "deadlock") return noDeadlock
  if (name !== undefined && claims.includes(name)) return name
  if (kind !== "temporal property" && kind !== "action property") return undefined
  const properties = claims.filter((claim) => propertiesOf(subject.config).includes(claim))
  for (const property of properties) {
    if (properties.length === 1 || (yield* violationOf(subject, [property])) !== undefined) return property
  }
  return undefined
})

/** All that falls: TLC ends at the first, so what fell is left out of the next run. */
const outcomeOf = Effect.fnUntraced(function* (subject: Subject) {
  const violated: Array<Fallen> = []
  let claims = claimsIn(subject.config)
  while (claims.length > 0) {
    const violation = yield* violationOf(subject, claims)
    if (violation === undefined) break
    const claim = yield* claimOf(subject, violation, claims)
    violated.push({ claim: claim ?? violation.name ?? violation.kind, trace: violation.trace })
    if (claim === undefined) return { violated, undecided: claims } satisfies Outcome
    claims = claims.filter((other) => other !== claim)
  }
  return { violated, undecided: [] } satisfies Outcome
})

/** Both, in one run of TLC where neither is known yet and the model holds. */
export const lookAt = Effect.fn("lookAt")(function* (
  subject: Subject,
  options: Omit<ExploreOptions, "digest" | "claims" | "withoutView">
) {
  const { model, config, shape, meaning, withoutView } = subject
  const { store } = options
  const { jar } = yield* TlcTools
  const digest = sha256([format, jar.sha256, meaning.whole].join("\n"))
  const keep = (outcome: Outcome): Outcome => {
    store.keep(digest, outcome)
    return outcome
  }
  const known = store.recall<Outcome>(digest)
  // A graph of states up to symmetry, or to a view, is none: claims that are checked so are checked apart from the graph.
  const claims = known === undefined && !hasSymmetry(config) && !withoutView
  const explore = (claims: boolean) =>
    exploreModel(model, shape, { ...options, digest: meaning.graph, claims, withoutView })
  const both = yield* Effect.result(explore(claims))
  if (Result.isSuccess(both)) {
    const outcome = known ?? (claims && !both.success.cached ? holding : yield* outcomeOf(subject))
    return { explored: both.success, outcome: keep(outcome) }
  }
  if (!claims) return yield* Effect.fail(both.failure)
  // It does not hold, or what it claims makes no sense; the graph is there all the same.
  const violated = both.failure._tag === "DoesNotHold" ? both.failure.violated : undefined
  const explored = yield* explore(false).pipe(
    Effect.mapError((error) =>
      error._tag === "TooManyStates" ? new TooManyStates({ limit: error.limit, violated }) : error
    )
  )
  return { explored, outcome: keep(yield* outcomeOf(subject)) }
})
