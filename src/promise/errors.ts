// The classes of errors: those of the Effect face, so that the errors of both are one.
import * as commands from "../commands/index.ts"
import * as history from "../history/errors.ts"
import * as system from "../platform/errors.ts"
import * as report from "../platform/report.ts"
import * as conflicts from "../protocol/conflicts.ts"
import * as files from "../publish/errors.ts"
import * as store from "../store/errors.ts"
import * as tasks from "../tasks/errors.ts"
import * as options from "../workspace/options.ts"
import * as texts from "../workspace/texts.ts"
import type { ErrorClass } from "./error-types.ts"
import type * as types from "./error-types.ts"

export const TaskRunning: ErrorClass<types.TaskRunning> = conflicts.TaskRunning
export type TaskRunning = types.TaskRunning
export const TaskNotRunning: ErrorClass<types.TaskNotRunning> = conflicts.TaskNotRunning
export type TaskNotRunning = types.TaskNotRunning
export const WriteNotAllowed: ErrorClass<types.WriteNotAllowed> = conflicts.WriteNotAllowed
export type WriteNotAllowed = types.WriteNotAllowed
export const OutOfScope: ErrorClass<types.OutOfScope> = conflicts.OutOfScope
export type OutOfScope = types.OutOfScope
export const AlreadyQueued: ErrorClass<types.AlreadyQueued> = conflicts.AlreadyQueued
export type AlreadyQueued = types.AlreadyQueued
export const LeaseHeld: ErrorClass<types.LeaseHeld> = conflicts.LeaseHeld
export type LeaseHeld = types.LeaseHeld
export const LeaseLost: ErrorClass<types.LeaseLost> = conflicts.LeaseLost
export type LeaseLost = types.LeaseLost
export const NotObserved: ErrorClass<types.NotObserved> = conflicts.NotObserved
export type NotObserved = types.NotObserved
export const StaleBase: ErrorClass<types.StaleBase> = conflicts.StaleBase
export type StaleBase = types.StaleBase
export const Unsettled: ErrorClass<types.Unsettled> = conflicts.Unsettled
export type Unsettled = types.Unsettled
export const BeingWritten: ErrorClass<types.BeingWritten> = conflicts.BeingWritten
export type BeingWritten = types.BeingWritten
export const GateBusy: ErrorClass<types.GateBusy> = conflicts.GateBusy
export type GateBusy = types.GateBusy
export const TaskExists: ErrorClass<types.TaskExists> = conflicts.TaskExists
export type TaskExists = types.TaskExists
export const TooDeep: ErrorClass<types.TooDeep> = conflicts.TooDeep
export type TooDeep = types.TooDeep
export const ScopeTooWide: ErrorClass<types.ScopeTooWide> = conflicts.ScopeTooWide
export type ScopeTooWide = types.ScopeTooWide
export const ApprovalRequired: ErrorClass<types.ApprovalRequired> = conflicts.ApprovalRequired
export type ApprovalRequired = types.ApprovalRequired
export const ApprovalRevoked: ErrorClass<types.ApprovalRevoked> = conflicts.ApprovalRevoked
export type ApprovalRevoked = types.ApprovalRevoked
export const NotPending: ErrorClass<types.NotPending> = conflicts.NotPending
export type NotPending = types.NotPending
export const NotGranted: ErrorClass<types.NotGranted> = conflicts.NotGranted
export type NotGranted = types.NotGranted
export const TaskNotLive: ErrorClass<types.TaskNotLive> = conflicts.TaskNotLive
export type TaskNotLive = types.TaskNotLive
export const HoldsLease: ErrorClass<types.HoldsLease> = conflicts.HoldsLease
export type HoldsLease = types.HoldsLease
export const NotWaiting: ErrorClass<types.NotWaiting> = conflicts.NotWaiting
export type NotWaiting = types.NotWaiting
export const AlreadyEnded: ErrorClass<types.AlreadyEnded> = conflicts.AlreadyEnded
export type AlreadyEnded = types.AlreadyEnded
export const StillWorking: ErrorClass<types.StillWorking> = conflicts.StillWorking
export type StillWorking = types.StillWorking
export const ChildrenLive: ErrorClass<types.ChildrenLive> = conflicts.ChildrenLive
export type ChildrenLive = types.ChildrenLive
export const ResultsWaiting: ErrorClass<types.ResultsWaiting> = conflicts.ResultsWaiting
export type ResultsWaiting = types.ResultsWaiting
export const NothingToTell: ErrorClass<types.NothingToTell> = conflicts.NothingToTell
export type NothingToTell = types.NothingToTell
export const NotInterrupted: ErrorClass<types.NotInterrupted> = conflicts.NotInterrupted
export type NotInterrupted = types.NotInterrupted
export const ParentEnded: ErrorClass<types.ParentEnded> = conflicts.ParentEnded
export type ParentEnded = types.ParentEnded
export const NotEnded: ErrorClass<types.NotEnded> = conflicts.NotEnded
export type NotEnded = types.NotEnded
export const Unanswered: ErrorClass<types.Unanswered> = tasks.Unanswered
export type Unanswered = types.Unanswered
export const CommandNotAllowed: ErrorClass<types.CommandNotAllowed> = conflicts.CommandNotAllowed
export type CommandNotAllowed = types.CommandNotAllowed
export const WouldSweep: ErrorClass<types.WouldSweep> = conflicts.WouldSweep
export type WouldSweep = types.WouldSweep
export const ChangedOutside: ErrorClass<types.ChangedOutside> = tasks.ChangedOutside
export type ChangedOutside = types.ChangedOutside
export const CommandEnded: ErrorClass<types.CommandEnded> = tasks.CommandEnded
export type CommandEnded = types.CommandEnded
export const ProcessesLeft: ErrorClass<types.ProcessesLeft> = tasks.ProcessesLeft
export type ProcessesLeft = types.ProcessesLeft
export const NoSandbox: ErrorClass<types.NoSandbox> = commands.NoSandbox
export type NoSandbox = types.NoSandbox
export const CommandNotStarted: ErrorClass<types.CommandNotStarted> = commands.CommandNotStarted
export type CommandNotStarted = types.CommandNotStarted
export const NoSuchDirectory: ErrorClass<types.NoSuchDirectory> = commands.NoSuchDirectory
export type NoSuchDirectory = types.NoSuchDirectory
export const KeeperLost: ErrorClass<types.KeeperLost> = commands.KeeperLost
export type KeeperLost = types.KeeperLost
export const HistoryUnavailable: ErrorClass<types.HistoryUnavailable> = history.HistoryUnavailable
export type HistoryUnavailable = types.HistoryUnavailable
export const PathEscapes: ErrorClass<types.PathEscapes> = files.PathEscapes
export type PathEscapes = types.PathEscapes
export const NotAFile: ErrorClass<types.NotAFile> = files.NotAFile
export type NotAFile = types.NotAFile
export const HardLinked: ErrorClass<types.HardLinked> = files.HardLinked
export type HardLinked = types.HardLinked
export const CrossMount: ErrorClass<types.CrossMount> = files.CrossMount
export type CrossMount = types.CrossMount
export const CannotKeepMetadata: ErrorClass<types.CannotKeepMetadata> = files.CannotKeepMetadata
export type CannotKeepMetadata = types.CannotKeepMetadata
export const NotText: ErrorClass<types.NotText> = files.NotText
export type NotText = types.NotText
export const WriterUnknown: ErrorClass<types.WriterUnknown> = files.WriterUnknown
export type WriterUnknown = types.WriterUnknown
export const OutsideChange: ErrorClass<types.OutsideChange> = files.OutsideChange
export type OutsideChange = types.OutsideChange
export const Uncertain: ErrorClass<types.Uncertain> = files.Uncertain
export type Uncertain = types.Uncertain
export const NoSpace: ErrorClass<types.NoSpace> = system.NoSpace
export type NoSpace = types.NoSpace
export const PermissionDenied: ErrorClass<types.PermissionDenied> = system.PermissionDenied
export type PermissionDenied = types.PermissionDenied
export const ReadOnlyFileSystem: ErrorClass<types.ReadOnlyFileSystem> = system.ReadOnlyFileSystem
export type ReadOnlyFileSystem = types.ReadOnlyFileSystem
export const TooManyFiles: ErrorClass<types.TooManyFiles> = system.TooManyFiles
export type TooManyFiles = types.TooManyFiles
export const SystemFailed: ErrorClass<types.SystemFailed> = system.SystemFailed
export type SystemFailed = types.SystemFailed
export const StoreUnavailable: ErrorClass<types.StoreUnavailable> = store.StoreUnavailable
export type StoreUnavailable = types.StoreUnavailable
export const WeakPlatform: ErrorClass<types.WeakPlatform> = report.WeakPlatform
export type WeakPlatform = types.WeakPlatform
export const InvalidOptions: ErrorClass<types.InvalidOptions> = options.InvalidOptions
export type InvalidOptions = types.InvalidOptions

export type LeaseholdError = types.LeaseholdError

const classes: ReadonlyArray<ErrorClass<LeaseholdError>> = [
  TaskRunning,
  TaskNotRunning,
  WriteNotAllowed,
  OutOfScope,
  AlreadyQueued,
  LeaseHeld,
  LeaseLost,
  NotObserved,
  StaleBase,
  Unsettled,
  BeingWritten,
  GateBusy,
  TaskExists,
  TooDeep,
  ScopeTooWide,
  ApprovalRequired,
  ApprovalRevoked,
  NotPending,
  NotGranted,
  TaskNotLive,
  HoldsLease,
  NotWaiting,
  AlreadyEnded,
  StillWorking,
  ChildrenLive,
  ResultsWaiting,
  NothingToTell,
  NotInterrupted,
  ParentEnded,
  NotEnded,
  Unanswered,
  CommandNotAllowed,
  WouldSweep,
  ChangedOutside,
  CommandEnded,
  ProcessesLeft,
  NoSandbox,
  CommandNotStarted,
  NoSuchDirectory,
  KeeperLost,
  HistoryUnavailable,
  PathEscapes,
  NotAFile,
  HardLinked,
  CrossMount,
  CannotKeepMetadata,
  NotText,
  WriterUnknown,
  OutsideChange,
  Uncertain,
  NoSpace,
  PermissionDenied,
  ReadOnlyFileSystem,
  TooManyFiles,
  SystemFailed,
  StoreUnavailable,
  InvalidOptions,
  WeakPlatform
]

export const isLeaseholdError = (error: unknown): error is LeaseholdError =>
  classes.some((type) => error instanceof type)

/** The error in one to three sentences for a language model: what happened, and one thing to do next. The same error has the same text. */
export const forModel = (error: LeaseholdError): string =>
  // They are made by the classes of that face.
  texts.forModel(error as unknown as texts.LeaseholdError)
