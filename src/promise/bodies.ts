// What tasks do by themselves, as promises that nothing but their own code ends: told to stop by a signal, and waited for until they did.
import { Effect } from "effect"

interface Running {
  readonly controller: AbortController
  readonly settled: Promise<unknown>
}

export class Bodies {
  readonly #running = new Set<Running>()
  readonly #left = Promise.withResolvers<void>()
  #stopping = false

  /**
   * Runs one, as an effect. If that is interrupted, the signal is aborted, with `why`, and the interruption lasts until the promise is
   * settled. One that is stopped by the end of all does not tell what it came to: it was cut short.
   */
  run<A>(begin: (signal: AbortSignal) => Promise<A>, why: () => unknown): Effect.Effect<A, unknown> {
    return Effect.callback<A, unknown>((resume) => {
      if (this.#stopping) return
      const controller = new AbortController()
      const promise = begin(controller.signal)
      const settled = promise.then(
        (value) => this.#over(running, () => resume(Effect.succeed(value))),
        (error: unknown) => this.#over(running, () => resume(Effect.fail(error)))
      )
      const running: Running = { controller, settled }
      this.#running.add(running)
      return Effect.promise(() => {
        controller.abort(why())
        return Promise.race([settled, this.#left.promise])
      })
    })
  }

  #over(running: Running, tell: () => void): void {
    this.#running.delete(running)
    if (!this.#stopping) tell()
  }

  /** Tells all to stop. */
  stop(reason: unknown): void {
    this.#stopping = true
    for (const { controller } of this.#running) controller.abort(reason)
  }

  /** Waits no more for any. */
  leave(): void {
    this.#left.resolve()
  }

  /** Resolves when all have stopped, or are waited for no more. */
  settled(): Promise<unknown> {
    return Promise.race([Promise.all([...this.#running].map((running) => running.settled)), this.#left.promise])
  }
}
