// The public door of commands: processes that cannot escape, what they changed, and a view in which they can change nothing.
export { CommandId } from "./command-id.ts"
export { type Change, compareManifests } from "./compare.ts"
export {
  type Command,
  endAll,
  freshCommandId,
  type Program,
  processesOf,
  programOf,
  runContained,
  type RunOptions,
  type RunResult
} from "./contained.ts"
export { type LeftProcess, nameOfLeft, type NamedProcess } from "./ending.ts"
export { type CommandError, CommandNotStarted, KeeperLost, NoSuchDirectory } from "./errors.ts"
export { type Manifest, takeManifest } from "./manifest.ts"
export { NoSandbox, Sandbox, type View } from "./sandbox.ts"
