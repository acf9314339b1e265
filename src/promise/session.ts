// A run that its host goes on with by itself, with calls that are promises.
import { Effect, Exit, Scope } from "effect"
import type * as lives from "../tasks/interface.ts"
import type { Calls } from "./calls.ts"
import { makeFiles, signalOf } from "./files.ts"
import { makeLife } from "./life.ts"
import type { Session } from "./task-types.ts"

/** `scope`: its run's, which ends with it. */
export const makeSession = (calls: Calls, session: lives.Session, scope: Scope.Closeable): Session => {
  const closing = Scope.close(scope, Exit.void)
  const end = session.end.pipe(
    Effect.catchTag("TaskNotRunning", () => Effect.void),
    Effect.andThen(closing)
  )
  let stopped: AbortSignal | undefined
  return {
    ...makeFiles(calls, session),
    ...makeLife(calls, calls, session),
    get stopped() {
      return (stopped ??= signalOf(session.stopped))
    },
    end: (options) => calls.run(end, options, "decides"),
    complete: (outcome, options) => calls.run(Effect.andThen(session.complete(outcome), closing), options, "decides"),
    fail: (outcome, options) => calls.run(Effect.andThen(session.fail(outcome), closing), options, "decides"),
    [Symbol.asyncDispose]: async () => {
      if (!calls.closed) await calls.run(end)
    }
  }
}
