// Asking a person at the terminal, with promises.
import { Effect } from "effect"
import { terminalApprover as effects } from "../tasks/terminal.ts"
import type { Approver } from "./task-types.ts"

/**
 * Shows what is asked for, and takes "yes" for yes and anything else for no, one request after the other. `by`: who is said to have agreed;
 * the user's name if it is not said.
 *
 * @example
 * await using workspace = await openWorkspace({ directory: ".", approver: terminalApprover() })
 */
export const terminalApprover = (options: { readonly by?: string } = {}): Approver => {
  const approver = effects(options)
  return (request, { signal }) =>
    // An id is a plain string here.
    Effect.runPromise(approver(request as Parameters<typeof approver>[0]), { signal })
}
