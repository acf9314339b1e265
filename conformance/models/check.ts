/** Runs a model and says what it showed. */
import { Data, Duration, Effect } from "effect"
import type { TlcResult, Progress } from "../tlc/result.ts"
import { runTlc } from "../tlc/run.ts"
import type { ModelRecord } from "./manifest.ts"
import type { Model } from "./model.ts"

/** A model took longer than it may. */
export class OverBudget extends Data.TaggedError("OverBudget")<{
  readonly model: string
  readonly seconds: number
  readonly measure: string
}> {
  override get message(): string {
    return `${this.model} took longer than its budget of ${this.seconds} s. If that is as it should be, ${this.measure} measures anew.`
  }
}

/** What a run showed, and how. */
export interface Checked {
  readonly model: Model
  readonly record: ModelRecord
  readonly tlc: TlcResult
  readonly seconds: number
}

export interface CheckOptions {
  readonly library: ReadonlyArray<string>
  /** Undefined where it is to be measured. */
  readonly budget?: { readonly seconds: number; readonly measure: string } | undefined
  readonly onProgress?: (progress: Progress) => void
}

/** A budget is for a machine that does other things too: not a benchmark, but a limit on what goes wrong. */
const budgetFor = (seconds: number): number => 10 * Math.ceil(Math.max(30, 5 * seconds) / 10)

/** The largest budget of runs that are over before a JVM that compiles well has got going. */
const briefSeconds = budgetFor(10)

/** Two models are run at a time. */
const largeHeapMegabytes = 8192

/** The claim that fell. TLC names an action property that comes from an INSTANCE by its place, and a temporal one not at all. */
const fallen = ({ claims }: Model, tlc: TlcResult): string | null => {
  const violation = tlc.violations[0]
  if (violation === undefined) return null
  const named = claims.find((claim) => claim === violation.name)
  return named ?? (claims.length === 1 ? claims[0]! : (violation.name ?? violation.kind))
}

/**
 * Which cycle violates a temporal property depends on the function of fingerprints, which TLC draws by lot, and on when it looks for
 * one. With the first function, and at the end, it is the same one in every run.
 */
export const reproducible = ["-fp", "0", "-lncheck", "final"]

/** Runs one model with one worker: then depth, and where a violation is found, are the same in every run. */
export const check = Effect.fn("check")(function* (model: Model, options: CheckOptions) {
  const { budget } = options
  const run = runTlc({
    module: model.module,
    config: model.config,
    library: options.library,
    args: reproducible,
    brief: budget !== undefined && budget.seconds <= briefSeconds,
    ...(model.large ? { heapMegabytes: largeHeapMegabytes } : {}),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress })
  })
  const [duration, tlc] = yield* Effect.timed(
    budget === undefined
      ? run
      : run.pipe(
          Effect.timeoutOrElse({
            duration: `${budget.seconds} seconds`,
            orElse: () => Effect.fail(new OverBudget({ model: model.name, ...budget }))
          })
        )
  )
  const seconds = Duration.toSeconds(duration)
  const trace = tlc.violations[0]?.trace.steps.length
  const cycle = tlc.violations[0]?.kind === "temporal property"
  const record: ModelRecord = {
    model: model.name,
    claims: model.claims,
    outcome: tlc.holds ? "holds" : "falls",
    property: fallen(model, tlc),
    initial: tlc.counts?.initial ?? 0,
    distinct: cycle ? null : (tlc.counts?.distinct ?? 0),
    transitions: cycle ? null : (tlc.counts?.generated ?? 0),
    depth: cycle ? null : (trace ?? tlc.counts?.depth ?? 0),
    budgetSeconds: budget?.seconds ?? budgetFor(seconds)
  }
  return { model, record, tlc, seconds } satisfies Checked
})
