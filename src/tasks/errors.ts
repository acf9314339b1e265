// What goes wrong in the life of tasks that the protocol knows nothing of.
import { Schema } from "effect"
import { quote, TaskId } from "../protocol/index.ts"

/** Nobody answers: by the policy of the host, or since the time for it is over. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", {
  task: TaskId,
  question: Schema.String
}) {
  override get message(): string {
    return `nobody answers task ${quote(this.task)}, which asked: ${quote(this.question)}. Decide without it, or report what you need`
  }
}
