// From an effect to a promise: what a signal and the end of the workspace mean for a call that is under way.
import { Cause, Effect, Exit, type Fiber, Result } from "effect"
import { type Published, Told, type WriteError } from "../publish/publisher.ts"
import { StoreUnavailable } from "../store/errors.ts"
import { Bodies } from "./bodies.ts"
import type { CallOptions } from "./words.ts"

/**
 * A call that waits for others is withdrawn when the workspace is closed; one that works has a while. One that decides is withdrawn by no
 * signal once it has begun: it would not be known whether it was decided.
 */
type Kind = "waits" | "works" | "decides"

/** Makes calls. */
export interface Runs {
  readonly closed: boolean
  readonly run: <A, E>(effect: Effect.Effect<A, E>, options?: CallOptions, kind?: Kind) => Promise<A>
}

/** The same, with calls that are withdrawn by this signal as well. */
export const within = (calls: Runs, own: AbortSignal): Runs => ({
  get closed() {
    return calls.closed || own.aborted
  },
  run: (effect, { signal } = {}, kind) =>
    calls.run(effect, { signal: signal === undefined ? own : AbortSignal.any([own, signal]) }, kind)
})

const closedError = (): StoreUnavailable => new StoreUnavailable({ reason: "Closed", detail: "" })

/** Errors of the protocol are made without a stack, which who throws one wants to see. */
const thrown = (error: unknown): unknown => {
  if (error instanceof Error && error.stack === undefined) Error.captureStackTrace(error, thrown)
  return error
}

export class Calls implements Runs {
  readonly bodies = new Bodies()
  readonly #underWay = new Map<Fiber.Fiber<unknown, unknown>, Kind>()
  #closed = false

  get closed(): boolean {
    return this.#closed
  }

  run<A, E>(effect: Effect.Effect<A, E>, { signal }: CallOptions = {}, kind: Kind = "works"): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      if (this.#closed) throw closedError()
      signal?.throwIfAborted()
      let told: Result.Result<Published, WriteError> | undefined
      let withdraw: (() => void) | undefined
      // Before its first step: all of a call may be done at once, and be withdrawn in the midst of it.
      const begun = Effect.withFiber((fiber: Fiber.Fiber<unknown, unknown>) => {
        withdraw = () => fiber.interruptUnsafe()
        this.#underWay.set(fiber, kind)
        if (kind !== "decides") signal?.addEventListener("abort", withdraw, { once: true })
        return effect
      })
      const fiber = Effect.runFork(
        Effect.provideService(begun, Told, (answer) => {
          told = answer
        })
      )
      fiber.addObserver((exit) => {
        this.#underWay.delete(fiber)
        if (withdraw !== undefined) signal?.removeEventListener("abort", withdraw)
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else if (!Cause.hasInterruptsOnly(exit.cause)) reject(thrown(Cause.squash(exit.cause)))
        // It was decided before it was withdrawn: every call that writes answers with what it is told here.
        else if (told !== undefined && Result.isSuccess(told)) resolve(told.success as A)
        else reject(told === undefined ? this.#whyWithdrawn(signal) : thrown(told.failure))
      })
    })
  }

  #whyWithdrawn(signal: AbortSignal | undefined): unknown {
    return signal?.aborted === true ? signal.reason : closedError()
  }

  /** Takes no more calls, waits for those under way and for what tasks do by themselves, and goes on without them at the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true
    this.bodies.stop(closedError())
    for (const [fiber, kind] of this.#underWay) if (kind === "waits") fiber.interruptUnsafe()
    const timer = setTimeout(() => {
      for (const fiber of this.#underWay.keys()) fiber.interruptUnsafe()
      this.bodies.leave()
    }, deadlineMs)
    await Promise.all([...this.#underWay.keys()].map(ended))
    await this.bodies.settled()
    clearTimeout(timer)
  }
}

const ended = (fiber: Fiber.Fiber<unknown, unknown>): Promise<void> =>
  new Promise((resolve) => {
    fiber.addObserver(() => resolve())
  })
