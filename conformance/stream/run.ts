/** Explores a model with TLC and replays it meanwhile. */
import { Data, Effect } from "effect"
import type { Driver, Exemptions } from "../replay/driver.ts"
import type { Coverage } from "../replay/matrix.ts"
import type { ReplayResult } from "../replay/replay.ts"
import { findCuts, findVacuity } from "../replay/vacuity.ts"
import { isGraphError } from "../graph/builder.ts"
import { print, Unreadable } from "../spec/printing.ts"
import type { Exploration } from "../spec/printing.ts"
import type { TlcResult } from "../tlc/result.ts"
import { makeStream } from "./replay.ts"
import type { Streamed, StreamedModel } from "./replay.ts"

/** What the replay took. */
export interface Figures {
  /** of the replay, reading the lines included; TLC explores meanwhile, and waits where replay is slower */
  readonly seconds: number
  /** read from TLC */
  readonly bytes: number
  /** the most memory that this process ever had, in bytes */
  readonly peakBytes: number
}

/** A model that was replayed. */
export interface StreamReplayed extends Streamed {
  readonly tlc: TlcResult
  readonly figures: Figures
}

/** TLC found more states than it printed, or left some unexplored: what was replayed is not all. */
export class Incomplete extends Data.TaggedError("Incomplete")<{ readonly model: string; readonly reason: string }> {
  override get message(): string {
    return `what TLC printed of ${this.model} is not all of it: ${this.reason}`
  }
}

const whatLacks = ({ counts }: TlcResult, printed: number): string | undefined => {
  if (counts === undefined) return "it looked at no state"
  if (counts.queued > 0) return `it left ${counts.queued} states unexplored`
  return printed < counts.distinct ? `it found ${counts.distinct} states and printed ${printed}` : undefined
}

/** Replays a model while TLC explores it. Fails where the exploration does, and where it was not complete. */
export const streamReplay = Effect.fn("streamReplay")(function* <S>(
  driver: Driver<S>,
  name: string,
  exploration: Exploration,
  fillings: StreamedModel["fillings"] & {} = "all"
) {
  const variables = exploration.variables.toSorted()
  const stream = makeStream(driver, { name, variables, fillings })
  let millis = 0
  let bytes = 0
  const timed = <A>(run: () => A): A => {
    const started = performance.now()
    try {
      return run()
    } finally {
      millis += performance.now() - started
    }
  }
  const tlc = yield* print({ ...exploration, variables }, (line) => {
    bytes += Buffer.byteLength(line) + 1
    timed(() => stream.take(line))
  })
  const streamed = yield* Effect.try({
    try: () => timed(stream.finish),
    catch: (error) =>
      isGraphError(error) ? error : new Unreadable({ line: "the end of its output", reason: String(error) })
  })
  const reason = whatLacks(tlc, streamed.printed)
  if (reason !== undefined) return yield* new Incomplete({ model: name, reason })
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { ...streamed, tlc, figures: { seconds: millis / 1000, bytes, peakBytes } } satisfies StreamReplayed
})

/** A streamed model with the requests that its bounds cut. */
export type WithCuts = Streamed & { readonly cuts?: ReadonlyArray<string> }

/** The result of a run over these models, as `replay` gives it for graphs. */
export const streamResult = <S>(
  driver: Driver<S>,
  models: ReadonlyArray<WithCuts>,
  unexercised: Exemptions = {}
): ReplayResult => {
  const failures = models.flatMap((model) => model.failures)
  const vacuity = [
    ...findVacuity(
      driver,
      models.map(({ facts }) => facts),
      unexercised
    ),
    ...models.flatMap(({ facts, cuts = [], result }) => findCuts({ name: facts.name, cuts }, result.cut))
  ]
  const passed = failures.length === 0 && vacuity.length === 0
  return { passed, models: models.map(({ result }) => result), failures, vacuity }
}

/** What the coverage matrix counts of a streamed model. */
export const coverageOf = ({ facts, result, verdicts }: Streamed): Coverage => ({
  name: facts.name,
  actions: new Map(Object.entries(result.actions).map(([action, { total }]) => [action, total])),
  verdicts
})
