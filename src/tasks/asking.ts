// Whether a task may write in the background: whoever decides that is asked, and whoever does not answer in time has denied it.
import { Cause, Effect } from "effect"
import { chainOf, lifeOf, type State, taskOf, type TaskId } from "../protocol/index.ts"
import { describeScope } from "../scope/index.ts"
import { type ApprovalRequest, type Approver, grantFor, requestOf } from "./approval.ts"
import type { LifeError } from "./interface.ts"
import type { Lives } from "./life.ts"
import type { Watch } from "./watch.ts"
import type { StoreService } from "../store/store.ts"

/** What has to be decided of a task that is pending. */
export const requestFor = (state: State, task: TaskId): ApprovalRequest => {
  const profile = taskOf(state, task)
  const parents = chainOf(state, task).slice(1)
  const shown = `${describeScope(profile.scope)}\nWhat it may not read it may not write.`
  return requestOf({ task, profile, parents, timeoutMs: lifeOf(state, task)!.left }, shown)
}

interface AskingOptions {
  readonly store: StoreService
  readonly watch: Watch
  readonly lives: Lives
  readonly approver: Approver | undefined
  /** How long it is waited for a decision, in ms. */
  readonly approveMs: number
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const makeAsking = ({ store, watch, lives, approver, approveMs }: AskingOptions) => {
  const deny = (task: TaskId, reason: string): Effect.Effect<void, LifeError> =>
    lives.take({ _tag: "Deny", task, reason })

  /** Grants exactly what was shown: of another request nothing is known. */
  const approve = (
    request: Pick<ApprovalRequest, "task" | "digest">,
    by: string,
    expires?: number
  ): Effect.Effect<void, LifeError> =>
    Effect.clockWith((clock) =>
      lives.takeIf(
        (state) => isPending(state, request.task) && requestFor(state, request.task).digest === request.digest,
        {
          _tag: "Approve",
          task: request.task,
          grant: grantFor(request, by, expires, clock.currentTimeMillisUnsafe())
        }
      )
    )

  /** Asks, if it is pending. Somebody else may decide first. */
  const asking = (task: TaskId): Effect.Effect<void, LifeError> =>
    Effect.suspend(() => {
      if (!isPending(store.state(), task)) return Effect.void
      const request = requestFor(store.state(), task)
      const decided =
        approver === undefined
          ? Effect.never
          : Effect.suspend(() => approver(request)).pipe(
              Effect.flatMap((decision) =>
                decision.approve ? approve(request, decision.by, decision.expires) : deny(task, decision.reason)
              ),
              // A defect too: else nobody would decide it any more.
              Effect.catchCause((cause) => deny(task, `nobody could be asked: ${reasonOf(Cause.squash(cause))}`))
            )
      return decided.pipe(
        Effect.timeoutOrElse({
          duration: approveMs,
          orElse: () => deny(task, `nobody approved it within ${approveMs} ms`)
        }),
        Effect.raceFirst(watch.until(task, (life) => life?.status !== "pending")),
        // Somebody decided in the same moment.
        Effect.catchTag("NotPending", () => Effect.void),
        Effect.asVoid
      )
    })

  return { asking, approve, deny }
}

const isPending = (state: State, task: TaskId): boolean => lifeOf(state, task)?.status === "pending"
