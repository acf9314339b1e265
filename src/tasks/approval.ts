// Who lets tasks write in the background. What is asked is shown as one text; what is granted is exactly that, by its digest.
import { Effect } from "effect"
import { hashOf } from "../platform/files.ts"
import { type Grant, quote, type Task as Profile, type TaskId } from "../protocol/index.ts"

/** What somebody has to decide. */
export interface ApprovalRequest {
  readonly task: TaskId
  readonly profile: Profile
  /** Those above it, from its parent on. */
  readonly parents: ReadonlyArray<TaskId>
  /** How long it may run, in ms; null: as long as it likes. */
  readonly timeoutMs: number | null
  /** For people: all of the above. */
  readonly text: string
  /** SHA-256 of the text in hexadecimal. */
  readonly digest: string
}

/** What was decided. `expires`: until when, ms since 1970. */
export type Decision =
  | { readonly approve: true; readonly by: string; readonly expires?: number }
  | { readonly approve: false; readonly reason: string }

/** Decides what it is asked; if it is interrupted, others still may. */
export type Approver = (request: ApprovalRequest) => Effect.Effect<Decision, unknown>

/** Approves everything: the tasks of this host are as trusted as whoever starts it. */
export const approveAll =
  (by: string): Approver =>
  () =>
    Effect.succeed({ approve: true, by })

/** Denies everything. */
export const denyAll =
  (reason: string): Approver =>
  () =>
    Effect.succeed({ approve: false, reason })

/** The text of a request. Two requests that differ in anything have different texts. */
const textOf = (request: Omit<ApprovalRequest, "text" | "digest">, scope: string): string => {
  const { task, profile, parents, timeoutMs } = request
  return [
    `Task ${quote(task)} (${quote(profile.title)}) asks to modify files in the background.`,
    ...(parents.length === 0 ? [] : [`It was started by ${parents.map(quote).join(", which was started by ")}.`]),
    scope,
    timeoutMs === null ? "It may run as long as it likes." : `It may run for ${timeoutMs} ms.`,
    "Single writes will not be asked for."
  ].join("\n")
}

/** The request, with what is shown of it. `scope`: what it may read and write, in words. */
export const requestOf = (request: Omit<ApprovalRequest, "text" | "digest">, scope: string): ApprovalRequest => {
  const text = textOf(request, scope)
  return { ...request, text, digest: hashOf(new TextEncoder().encode(text)) }
}

/** The grant of exactly what was shown. `now`: ms since 1970. */
export const grantFor = (
  request: Pick<ApprovalRequest, "digest">,
  by: string,
  expires: number | undefined,
  now: number
): Grant => ({
  by,
  at: now,
  expires: expires ?? null,
  digest: request.digest
})
