/** Whether replay notices the seeded faults of the service. */
import { Effect } from "effect"
import { serviceFaults, withFault } from "./faults.ts"
import type { ServiceFault } from "./faults.ts"
import { replayService } from "./replay.ts"
import type { Failed, Model } from "./walk.ts"

export interface Noticed {
  readonly name: string
  /** undefined: nothing noticed it */
  readonly by: Failed | undefined
}

/** Replays a model with each fault, walk by walk, until the first failure. */
export const noticeFaults = (
  models: ReadonlyArray<Model>,
  options: { readonly seed: number; readonly faults?: ReadonlyArray<ServiceFault> }
): Effect.Effect<ReadonlyArray<Noticed>> =>
  Effect.forEach(options.faults ?? serviceFaults, (fault) =>
    Effect.map(
      replayService(
        models.filter(({ name }) => name === fault.model),
        {
          parts: withFault(fault),
          seed: options.seed,
          refusals: 2,
          walks: 400,
          stopAtFailure: true
        }
      ),
      ({ failures }) => ({ name: fault.name, by: failures[0] })
    )
  )
