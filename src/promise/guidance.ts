// What an orchestrating model is told, by a promise.
import { guidanceFor } from "../tasks/guidance.ts"
import type { Workspace } from "./types.ts"

/**
 * What to put into the prompt of a model that gives out work: the live tasks that may write, where their scopes overlap, and how to keep
 * them apart. Empty if nobody may write.
 *
 * @example
 * const prompt = [base, await orchestratorPrompt(workspace)].join("\n\n")
 */
export const orchestratorPrompt = async (workspace: Workspace): Promise<string> =>
  guidanceFor(await workspace.tasks.writers())
