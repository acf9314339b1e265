// What a language model is told of an error, whatever it is of: conflicts by protocol/texts.ts, all else here, in the same manner: what
// happened, one thing to do next, and nothing of what lies outside the workspace.
import { type Conflict, conflictNames, forModel as ofConflict, quote, showPath } from "../protocol/index.ts"
import type { WeakPlatform } from "../platform/report.ts"
import type { HistoryUnavailable } from "../history/errors.ts"
import type { Unanswered } from "../tasks/errors.ts"
import type { ExecError } from "../tasks/exec.ts"
import type { LifeConflict } from "../tasks/told.ts"
import type { TaskError } from "./interface.ts"
import type { InvalidOptions } from "./options.ts"

/** Whatever a workspace or a task fails with; `_tag` says which. */
export type LeaseholdError =
  TaskError | LifeConflict | Unanswered | ExecError | HistoryUnavailable | InvalidOptions | WeakPlatform

type Other = Exclude<LeaseholdError, Conflict>
type Texts = { readonly [E in Other as E["_tag"]]: (error: E) => string }

const paths = {
  Absolute: "is outside the workspace",
  DotDot: 'may lead outside the workspace, by a ".."',
  Empty: "names no file",
  Nul: "cannot be the name of a file",
  TooLong: "is too long for the name of a file",
  NotAName: "cannot be the name of a file",
  Reserved: "belongs to the machinery that keeps writes apart",
  Link: "leads out of the workspace by a symbolic link, or nowhere",
  Moved: "has a directory that was moved just now"
} as const

const refusals = {
  OutsideChange: "was changed by a program outside Leasehold while it was being written",
  BeingWritten: "is being written by a program outside Leasehold just now",
  StagedFileChanged: "could not be written, since a program outside Leasehold changed what was to be written",
  TurnedBack: "was not written, since the process that wrote it died",
  OlderGeneration: "was not written, since the process that wrote it was cut off"
} as const

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const some = (all: ReadonlyArray<string>): string =>
  all.slice(0, 10).join(", ") + (all.length > 10 ? ` and ${all.length - 10} more` : "")

const system = (what: string): string => `${what}, so nothing was written. Stop writing, and report this.`

const texts: Texts = {
  PathEscapes: ({ path, reason }) =>
    `${path === "" ? "An empty path" : capital(showPath(path))} ${paths[reason]}, so nothing was done. ` +
    (reason === "Moved" ? "Try again." : "Name a file of the workspace, relative to it."),
  NotAFile: ({ key, kind }) =>
    kind === "parent"
      ? `A directory on the path ${showPath(key)} is a file, so nothing was done. Look at what is there, and choose another path.`
      : `${capital(showPath(key))} is a ${kind === "special" ? "special file" : kind}, not a regular file, so nothing was done. Choose another path.`,
  HardLinked: ({ key }) =>
    `${capital(showPath(key))} has several names (hard links), of which a write would change one, so nothing was written. Report this.`,
  CrossMount: ({ key }) =>
    `${capital(showPath(key))} lies on another file system than the workspace, so nothing was written. Report this.`,
  CannotKeepMetadata: ({ key, what }) =>
    `The ${what} of ${showPath(key)} could not be kept, so nothing was written. Report this.`,
  NotText: ({ key }) =>
    `${capital(showPath(key))} is not text, so nothing was done. Leave it as it is, or report what you need.`,
  WriterUnknown: ({ key }) =>
    `It cannot be known whether another program writes ${showPath(key)}, so nothing was done. Report this.`,
  OutsideChange: ({ key, reason, kept }) =>
    `${capital(showPath(key))} ${refusals[reason]}, so your write was refused. ` +
    `${kept.length === 0 ? "" : "What that program wrote was kept aside. "}Read it again and make your change on what is there now.`,
  Uncertain: ({ keys }) =>
    `Whether your write of ${keys.map(showPath).join(", ")} is visible is not known. Read it again before you do anything else with it.`,
  Unanswered: ({ question }) =>
    `Nobody answers what you asked: ${quote(question)}. Decide without it, or report what you need.`,
  ChangedOutside: ({ keys }) =>
    `While the command ran, files were changed that it was not to change: ${some(keys.map(showPath))}. Look at them, and put back what should not be so.`,
  CommandEnded: () =>
    "The command was ended before it was done, since what this task may do was revoked or narrowed. Stop here, and report what is not done.",
  ProcessesLeft: () =>
    "The command left processes that could not be ended, so what it may change stays locked. Stop here, and report this.",
  NoSandbox: () =>
    "This task may only read, and there is no way here to run a command so that it cannot write, so it was not run. Do without it, or report what you need.",
  CommandNotStarted: ({ command }) =>
    `${quote(command)} could not be started, so nothing was done. Look at how it is named, or report that it is missing.`,
  NoSuchDirectory: () =>
    "The directory that the command should be run in is not there, so nothing was done. Make it, or name another one.",
  KeeperLost: ({ command }) =>
    `${quote(command)} was cut off in the midst. Look at what it left before you run it again.`,
  HistoryUnavailable: () => "What tasks did cannot be looked up just now. Go on without it, and report this.",
  StoreUnavailable: ({ reason }) =>
    reason === "Busy"
      ? "The workspace's store is busy, so nothing was done. Try again in a moment."
      : "The workspace's store cannot be asked, so nothing was done. Stop here, and report this.",
  NoSpace: () => system("The disk is full"),
  PermissionDenied: () => system("The operating system does not permit it"),
  ReadOnlyFileSystem: () => system("The file system is read-only"),
  TooManyFiles: () => system("Too many files are open"),
  SystemFailed: ({ code }) => system(`The operating system refused it (${quote(code)})`),
  WeakPlatform: () => "The workspace was not opened, since not all can be promised on this machine. Report this.",
  InvalidOptions: () => "The host asked for something that cannot be, so nothing was done. Report this."
}

const names: ReadonlySet<string> = new Set(conflictNames)

/** The error in one to three sentences for a language model. The same error has the same text. */
export const forModel = (error: LeaseholdError): string =>
  names.has(error._tag)
    ? ofConflict(error as Conflict)
    : // Each text takes the error of its own name: what TypeScript cannot follow through the union.
      (texts[(error as Other)._tag] as (error: LeaseholdError) => string)(error)
