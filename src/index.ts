// The Promise face, `leasehold`: a workspace and tasks whose calls are promises. Nothing in its types is Effect's.
export { openWorkspace } from "./promise/open.ts"
export { orchestratorPrompt } from "./promise/guidance.ts"
export * from "./promise/errors.ts"
export type * from "./promise/event-types.ts"
export type * from "./promise/command-types.ts"
export type * from "./promise/task-types.ts"
export type * from "./promise/types.ts"
export type * from "./promise/words.ts"
