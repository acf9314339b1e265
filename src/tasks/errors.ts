// What goes wrong in the life of tasks that the protocol knows nothing of.
import { Schema } from "effect"
import { Key, quote, showPath, TaskId } from "../protocol/index.ts"

/** Nobody answers: by the policy of the host, or since the time for it is over. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", {
  task: TaskId,
  question: Schema.String
}) {
  override get message(): string {
    return `nobody answers task ${quote(this.task)}, which asked: ${quote(this.question)}. Decide without it, or report what you need`
  }
}

const shown = 10

const list = (all: ReadonlyArray<string>): string =>
  all.slice(0, shown).join(", ") + (all.length > shown ? ` and ${all.length - shown} more` : "")

/** A command changed files that it had no lease of, or another program did meanwhile: it is not told to have done well. */
export class ChangedOutside extends Schema.TaggedError<ChangedOutside>()("ChangedOutside", {
  task: TaskId,
  keys: Schema.Array(Key),
  /** What it ended with. */
  code: Schema.NullOr(Schema.Int)
}) {
  override get message(): string {
    return (
      `while a command of task ${quote(this.task)} ran, files were changed that it was not to change: ${list(this.keys.map(showPath))}. ` +
      "Look at them, and put back what should not be so"
    )
  }
}

/** A command was ended before it was done: what its task may do was revoked or narrowed. */
export class CommandEnded extends Schema.TaggedError<CommandEnded>()("CommandEnded", { task: TaskId }) {
  override get message(): string {
    return `a command of task ${quote(this.task)} was ended: what that may do was revoked, or narrowed. Look at what it may do now`
  }
}

/** A command left processes that could not be ended. What it may change stays leased until they are gone. */
export class ProcessesLeft extends Schema.TaggedError<ProcessesLeft>()("ProcessesLeft", {
  task: TaskId,
  left: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return (
      `a command of task ${quote(this.task)} left processes that could not be ended: ${list(this.left)}. ` +
      "What it may change stays leased until they are gone: end them"
    )
  }
}
