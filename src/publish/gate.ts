// From the gate to the answer: the core says what comes next, it is done to the files, and the core is told what came of it. The steps
// are taken on the state as it was when the gate was entered, since nobody else changes what they are about, and go into the journal
// together, when the write is settled.
import { Data, Effect, Result } from "effect"
import {
  type Action,
  firstOpen,
  type Intent,
  type IntentId,
  orderOf,
  type RefusalReason,
  type State,
  type Step
} from "../protocol/index.ts"
import { type Findings, type GateOptions, openGateSession } from "./gate-session.ts"
import type { StagedPart } from "./sidecars.ts"

/** A call failed where it must not: the write is left to whoever settles it next. */
export class GateStopped extends Data.TaggedError("GateStopped")<{
  readonly intent: IntentId
  readonly cause: unknown
}> {}

/** What was done in a gate. */
export interface Settled extends Findings {
  /** The steps, in their order; the last one settles or refuses. */
  readonly actions: ReadonlyArray<Action>
  readonly published: boolean
  /** Why it was refused, if it was. */
  readonly reason: RefusalReason | undefined
}

/** The intent at the key that its first part is of, which is this one as long as its gate is held. */
const intentIn = (state: State, id: IntentId, staged: ReadonlyArray<StagedPart>): Intent => {
  const intent = firstOpen(state, staged[0]!.key)
  if (intent?.id !== id) throw new Error(`intent ${id} is not there`)
  return intent
}

/**
 * Takes the steps that are left of an intent; the locks of all its keys are held, and the state says so. `synced`: waits until all that is
 * staged is on the disk.
 */
export const makeGate = (options: GateOptions, step: Step) =>
  Effect.fnUntraced(function* (
    from: State,
    id: IntentId,
    staged: ReadonlyArray<StagedPart>,
    synced: Effect.Effect<void, unknown>
  ) {
    const session = openGateSession(options, staged, synced)
    const actions: Array<Action> = []
    const run = Effect.gen(function* () {
      let state = from
      for (;;) {
        const intent = intentIn(state, id, staged)
        const order = orderOf(intent)
        if (order === undefined) throw new Error(`nobody is in the gate of intent ${id}`)
        const action = yield* session.perform(intent, order)
        actions.push(action)
        if (action._tag === "Settle" || action._tag === "Refuse") {
          const published = action._tag === "Settle"
          return { ...session.findings(), actions, published, reason: intent.gate?.reason } satisfies Settled
        }
        const outcome = step(state, action, 0)
        if (Result.isFailure(outcome)) throw outcome.failure
        state = outcome.success.state
      }
    })
    return yield* run.pipe(
      Effect.mapError((cause) => new GateStopped({ intent: id, cause })),
      Effect.ensuring(Effect.sync(() => session.close()))
    )
  })
