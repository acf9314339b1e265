// The way in. What it declares names nothing of Effect.
import { Effect } from "effect"
import type * as effects from "../tasks/approval.ts"
import { Workspace as Effects } from "../workspace/workspace.ts"
import type { Approver } from "./task-types.ts"
import type { OpenWorkspace, Workspace } from "./types.ts"
import { promised } from "./workspace.ts"

/** One who answers by a promise. */
const asking =
  (approver: Approver): effects.Approver =>
  (request) =>
    Effect.tryPromise({ try: async (signal) => approver(request, { signal }), catch: (error) => error })

/**
 * Opens a workspace: a directory that several tasks write, in this process and in others. It is open until it is closed.
 *
 * @example
 * await using workspace = await openWorkspace({ directory: "." })
 * await using task = await workspace.start({ id: "docs" })
 * await task.edit("README.md", (before) => `${before ?? ""}More.\n`)
 */
export const openWorkspace = ({ signal, approver, ...options }: OpenWorkspace): Promise<Workspace> =>
  promised(Effects.open(approver === undefined ? options : { ...options, approver: asking(approver) }), {
    signal,
    closeMs: options.closeMs
  })
