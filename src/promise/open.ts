// The way in. What it declares names nothing of Effect.
import { Workspace as Effects } from "../workspace/workspace.ts"
import type { OpenWorkspace, Workspace } from "./types.ts"
import { promised } from "./workspace.ts"

/**
 * Opens a workspace: a directory that several tasks write, in this process and in others. It is open until it is closed.
 *
 * @example
 * await using workspace = await openWorkspace({ directory: "." })
 * await using task = await workspace.start({ id: "docs" })
 * await task.edit("README.md", (before) => `${before ?? ""}More.\n`)
 */
export const openWorkspace = ({ signal, ...options }: OpenWorkspace): Promise<Workspace> =>
  promised(Effects.open(options), { signal, closeMs: options.closeMs })
