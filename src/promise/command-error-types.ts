// The errors that come of commands and tools, as users of the Promise face see them; see error-types.ts, of which these are a part.
import type { Tagged } from "./words.ts"

/** Its scope lets it run no such command, or call no such tool. */
export interface CommandNotAllowed extends Tagged<"CommandNotAllowed"> {
  readonly run: string
  readonly command: string
}

/** The command would take along files that another task wrote and has not finished. */
export interface WouldSweep extends Tagged<"WouldSweep"> {
  readonly run: string
  readonly task: string
  readonly keys: ReadonlyArray<string>
}

/** While it ran files were changed that it had no lease of. `code`: what it ended with. */
export interface ChangedOutside extends Tagged<"ChangedOutside"> {
  readonly task: string
  readonly keys: ReadonlyArray<string>
  readonly code: number | null
}

/** It was ended before it was done: what its task may do was revoked or narrowed. */
export interface CommandEnded extends Tagged<"CommandEnded"> {
  readonly task: string
}

/** It left processes that could not be ended. What it may change stays leased until they are gone. */
export interface ProcessesLeft extends Tagged<"ProcessesLeft"> {
  readonly task: string
  readonly left: ReadonlyArray<string>
}

/** There is no way to run a command so that it cannot write. */
export interface NoSandbox extends Tagged<"NoSandbox"> {
  readonly why: string
}

/** It was not started, so it changed nothing. `code`: the operating system's answer. */
export interface CommandNotStarted extends Tagged<"CommandNotStarted"> {
  readonly command: string
  readonly code: string
}

/** The directory that it should be run in is not one. */
export interface NoSuchDirectory extends Tagged<"NoSuchDirectory"> {
  readonly directory: string
  readonly code: string
}

/** What watches over it was lost; its processes were ended, but for these. */
export interface KeeperLost extends Tagged<"KeeperLost"> {
  readonly command: string
  readonly why: string
  readonly left: ReadonlyArray<string>
}

/** The history cannot be asked. */
export interface HistoryUnavailable extends Tagged<"HistoryUnavailable"> {
  readonly reason: string
  readonly detail: string
}

/** Whatever commands and tools fail with, beside what tasks do. */
export type CommandError =
  | CommandNotAllowed
  | WouldSweep
  | ChangedOutside
  | CommandEnded
  | ProcessesLeft
  | NoSandbox
  | CommandNotStarted
  | NoSuchDirectory
  | KeeperLost
  | HistoryUnavailable
