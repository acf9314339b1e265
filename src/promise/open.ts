// The way in. What it declares names nothing of Effect.
import { Effect } from "effect"
import { NoSandbox, type SandboxService } from "../commands/index.ts"
import type * as effects from "../tasks/approval.ts"
import { Workspace as Effects } from "../workspace/workspace.ts"
import type { Sandbox } from "./command-types.ts"
import type { Approver } from "./task-types.ts"
import type { OpenWorkspace, Workspace } from "./types.ts"
import { promised } from "./workspace.ts"

/** One who answers by a promise. */
const asking =
  (approver: Approver): effects.Approver =>
  (request) =>
    Effect.tryPromise({ try: async (signal) => approver(request, { signal }), catch: (error) => error })

/** One that answers by a promise; whatever it fails with, there is no sandbox. */
const wrapping = (sandbox: Sandbox): SandboxService => ({
  wrap: (run, { root, cwd }) =>
    Effect.tryPromise({
      try: async () => sandbox(run, { root, cwd }),
      catch: (error) => new NoSandbox({ why: error instanceof Error ? error.message : String(error) })
    })
})

/**
 * Opens a workspace: a directory that several tasks write, in this process and in others. It is open until it is closed.
 *
 * @example
 * await using workspace = await openWorkspace({ directory: "." })
 * await using task = await workspace.start({ id: "docs" })
 * await task.edit("README.md", (before) => `${before ?? ""}More.\n`)
 */
export const openWorkspace = ({ signal, approver, sandbox, ...options }: OpenWorkspace): Promise<Workspace> => {
  const deciders = {
    ...(approver === undefined ? {} : { approver: asking(approver) }),
    ...(sandbox === undefined ? {} : { sandbox: wrapping(sandbox) })
  }
  return promised(Effects.open({ ...options, ...deciders }), { signal, closeMs: options.closeMs })
}
