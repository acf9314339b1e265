// What tasks and their runs are called.
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { RunId, TaskId } from "../protocol/index.ts"
import { InvalidOptions } from "../workspace/options.ts"

/** The name of a run; none is given twice. */
export const freshRun = (task: TaskId): RunId => `${task}/${randomBytes(4).toString("hex")}` as RunId

/** The id that a caller gives a task, or a new one. */
export const idOf = (id: string | undefined): Effect.Effect<TaskId, InvalidOptions> =>
  id === undefined || (typeof id === "string" && id !== "")
    ? Effect.succeed((id ?? `task-${randomBytes(6).toString("hex")}`) as TaskId)
    : Effect.fail(new InvalidOptions({ detail: "a task has an id, a string that is not empty" }))
