// The Effect face, `leasehold/effect`: a workspace as a service with its layer, and tasks whose calls are Effects; and the store that it
// decides in, as a service of its own.
export {
  defaults,
  GcLimits,
  InvalidOptions,
  type OpenWorkspace,
  QuestionPolicy,
  WorkspaceOptions
} from "./workspace/options.ts"
export { Store } from "./workspace/store.ts"
export { History, type HistoryService, historyDefaults, type OpenHistory } from "./history/service.ts"
export type * from "./history/types.ts"
export {
  type HistoryError,
  HistoryUnavailable,
  ItemTooLarge,
  NotLast,
  NotUnderstood,
  TaskDeleted,
  TaskInStore,
  TaskTooLarge
} from "./history/errors.ts"
export type { Listener, StoreService } from "./store/store.ts"
export type { Transaction } from "./store/transaction.ts"
export type { Entry, Row } from "./store/entry.ts"
export type { JournalHeader, JournalLine } from "./store/journal.ts"
export type { Collected } from "./publish/reaper.ts"
export { type HeldLease, Workspace, type WorkspaceService } from "./workspace/workspace.ts"
export type { TaskOptions } from "./workspace/profile.ts"
export type { FencingToken } from "./workspace/leases.ts"
export { terminalApprover, type TerminalOptions } from "./tasks/terminal.ts"
export { approveAll, type ApprovalRequest, type Approver, type Decision, denyAll } from "./tasks/approval.ts"
export type { ExecError, ExecOptions, Executed, ToolOptions, ToolRun } from "./tasks/exec.ts"
export type { ChangedFile, HandOff, RanCommand, Refusal } from "./tasks/hand-off.ts"
export { Sandbox, type SandboxService } from "./commands/index.ts"
export { ChangedOutside, CommandEnded, ProcessesLeft, Unanswered } from "./tasks/errors.ts"
export type {
  Attachment,
  Body,
  LifeError,
  Session,
  Spawned,
  SpawnOptions,
  Task,
  TaskResult,
  Tasks,
  TaskView
} from "./tasks/interface.ts"
export { type Progress, ProgressReport } from "./tasks/progress.ts"
export { orchestratorPrompt } from "./tasks/guidance.ts"
export type { Overlapping, Writer } from "./tasks/writers.ts"
export type { LifeConflict } from "./tasks/told.ts"
export type { WorkspaceEvent } from "./workspace/events.ts"
export type {
  Contents,
  Files,
  Lease,
  PatchChange,
  Prepared,
  TaskError,
  Transform,
  WriteOptions,
  Written
} from "./workspace/interface.ts"
export type { TaskConflict } from "./workspace/told.ts"
export type { Observation } from "./workspace/observe.ts"
export type { Path, PathScope } from "./workspace/paths.ts"
export type { Kept } from "./publish/kept.ts"
export { describeReport, type Promises, type Report, WeakPlatform } from "./platform/report.ts"

// The words that answers and errors are made of.
export {
  Absent,
  Content,
  Handle,
  IntentId,
  Key,
  type LossReason,
  Mode,
  type RefusalReason,
  Resource,
  RunId,
  TaskId,
  Token
} from "./protocol/index.ts"

// Errors. Of the protocol's conflicts, those that a task can be told, or who looks after it.
export { forModel, type LeaseholdError } from "./workspace/texts.ts"
export {
  AlreadyEnded,
  AlreadyQueued,
  ApprovalRequired,
  ApprovalRevoked,
  BeingWritten,
  ChildrenLive,
  CommandNotAllowed,
  type Conflict,
  GateBusy,
  HoldsLease,
  LeaseHeld,
  LeaseLost,
  NotEnded,
  NotGranted,
  NotInterrupted,
  NotObserved,
  NotPending,
  NotWaiting,
  NothingToTell,
  OutOfScope,
  ParentEnded,
  ResultsWaiting,
  ScopeTooWide,
  StaleBase,
  StillWorking,
  TaskExists,
  TaskNotLive,
  TaskNotRunning,
  TaskRunning,
  TooDeep,
  Unsettled,
  WouldSweep,
  WriteNotAllowed
} from "./protocol/index.ts"
export {
  CannotKeepMetadata,
  CrossMount,
  HardLinked,
  NotAFile,
  NotText,
  OutsideChange,
  PathEscapes,
  Uncertain,
  WriterUnknown
} from "./publish/errors.ts"
export { type CommandError, CommandNotStarted, KeeperLost, NoSandbox, NoSuchDirectory } from "./commands/index.ts"
export { NoSpace, PermissionDenied, ReadOnlyFileSystem, SystemFailed, TooManyFiles } from "./platform/errors.ts"
export { StoreUnavailable } from "./store/errors.ts"
