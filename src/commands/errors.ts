// Why a command was not run, or not as it should be.
import { Schema } from "effect"

const hints: Readonly<Record<string, string>> = {
  ENOENT: "is not there. Install it, or name it by its path",
  ENOTDIR: "is not there. Install it, or name it by its path",
  EACCES: "may not be run. Look at its mode, and at the directories on its path",
  EPERM: "may not be run. Look at its mode, and at the directories on its path",
  ENOEXEC: "is no program. Name the interpreter that it is for",
  E2BIG: "was given more arguments and environment than the system takes. Give some of it by a file",
  EAGAIN: "was not started: there are too many processes. End some, or raise the limit (ulimit -u)",
  EMFILE: "was not started: too many files are open. Close some, or raise the limit (ulimit -n)",
  ENOMEM: "was not started: there is no memory left. End something, then try again"
}

/** The command was not started, so it changed nothing. */
export class CommandNotStarted extends Schema.TaggedError<CommandNotStarted>()("CommandNotStarted", {
  command: Schema.String,
  code: Schema.String
}) {
  override get message(): string {
    const hint = hints[this.code] ?? `was not started (${this.code}). Look at its arguments and environment`
    return `${JSON.stringify(this.command)} ${hint}`
  }
}

/** The directory that the command should be run in is not one. */
export class NoSuchDirectory extends Schema.TaggedError<NoSuchDirectory>()("NoSuchDirectory", {
  directory: Schema.String,
  code: Schema.String
}) {
  override get message(): string {
    return `no command can be run in ${JSON.stringify(this.directory)} (${this.code}). Make that directory, or give another \`cwd\``
  }
}

/** What watches over the command was lost; the command's processes were ended. */
export class KeeperLost extends Schema.TaggedError<KeeperLost>()("KeeperLost", {
  command: Schema.String,
  why: Schema.String,
  /** Command lines of those that could not be ended, with their numbers. */
  left: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const rest =
      this.left.length === 0
        ? "what it had started was ended. Look at what it left, then run it again"
        : `these could not be ended, so end them yourself: ${this.left.join("; ")}`
    return `the process that watches over ${JSON.stringify(this.command)} was lost (${this.why}); ${rest}`
  }
}

export type CommandError = CommandNotStarted | NoSuchDirectory | KeeperLost
