/** How an entry point runs: errors become one message and an exit code, and Ctrl-C ends what it started. */
import { NodeRuntime } from "@effect/platform-node"
import { Cause, Data, Effect, Runtime } from "effect"

/** The run found what it must not find; what it found was printed already. */
export class NotVerified extends Data.TaggedError("NotVerified")<{ readonly what: string }> {
  override readonly [Runtime.errorExitCode] = 1
  override get message(): string {
    return this.what
  }
}

const isError = (failure: unknown): failure is Error => failure instanceof Error

/** Completes when what was printed has been taken: a pipe takes 64 KB at once, and the rest is lost with the process. */
const printed = Effect.callback<void>((resume) => {
  process.stdout.write("", () => resume(Effect.void))
})

/** Runs an entry point. An error that is expected is told in its message; a defect comes with its trace. */
export const runMain = <E>(main: Effect.Effect<void, E>): void =>
  NodeRuntime.runMain(
    main.pipe(
      Effect.tapCause((cause) =>
        Effect.sync(() => {
          if (Cause.hasInterruptsOnly(cause)) return
          const failure = cause.reasons.find(Cause.isFailReason)?.error
          process.stderr.write(`\n${isError(failure) ? failure.message : Cause.pretty(cause)}\n`)
        })
      ),
      Effect.ensuring(printed)
    ),
    { disableErrorReporting: true }
  )
