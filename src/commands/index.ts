// The public door of commands: what runs one so that nothing of it is left, and tells what it did to the tree.
//
//   const before = yield* takeManifest(root, last)                  what is there
//   const keeping = yield* keepDisplaced(before, { into, includes })  copies of what it may overwrite
//   const result = yield* runContained({ run, cwd, id })            ended, with all that it started
//   const after = yield* takeManifest(root, before)
//   const changes = compareManifests(before, after)                 what it created, changed, moved and deleted
//   const displaced = displacedBy(changes)                          what of it can be brought back: readKept, handOut
//
// It knows nothing of leases and tasks: who may run what, and when, is decided by whoever calls it. A command of one who may not write runs
// in a `Sandbox`; what one does to a git repository is told beforehand by `commandTouches`. What a host that died left running is found by the
// command's name, by any process: `processesOf`, `endAll`. How, and what each way does not see: marks.ts.
export { CommandId } from "./command-id.ts"
export { type Change, compareManifests } from "./compare.ts"
export {
  type Command,
  type CommandProcess,
  endAll,
  freshCommandId,
  processesOf,
  type Program,
  programOf,
  runContained,
  type RunOptions,
  type RunResult
} from "./contained.ts"
export {
  type Displaced,
  displacedBy,
  forgetDisplaced,
  handOut,
  isKept,
  keepDisplaced,
  type Keeping,
  type KeepOptions,
  type NotKept,
  readKept
} from "./displaced.ts"
export { type EndReport, type LeftProcess, nameOfLeft, type NamedProcess } from "./ending.ts"
export type { Entry } from "./entries.ts"
export { type CommandError, CommandNotStarted, KeeperLost, NoSuchDirectory } from "./errors.ts"
export { commandTouches, type GitPart, gitTouches, type GitTouches } from "./git.ts"
export type { Avoidable, Missing } from "./keeper-talk.ts"
export { type Manifest, takeManifest } from "./manifest.ts"
export type { Way } from "./marks.ts"
export type { OutputCount, OutputPiece } from "./output.ts"
export { NoSandbox, Sandbox, type SandboxService, type View } from "./sandbox.ts"
