// What an orchestrating model is told before it gives out work: who may write what, and how to keep them apart.
import { Effect } from "effect"
import { quote, showPath } from "../protocol/index.ts"
import { describeScope, type Scope } from "../scope/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Tasks } from "./interface.ts"

/** What is to be known of a task that may write. */
interface Writing {
  readonly task: string
  readonly status: string
  readonly background: boolean
  readonly scope: Scope
  readonly overlaps: ReadonlyArray<{ readonly task: string; readonly example: string | null }>
}

const general = [
  "Split work by files: give each task a scope of its own, and as few files as it needs.",
  "Let tasks that have to change the same file run one after the other.",
  "Let a task run few commands, named in its scope: a command may change any file that it may, and keeps all others from these until it is over."
]

const conflicts = [
  "A write that is refused changed nothing. The conflict says who is in the way, and what to do next: do that.",
  "After a conflict do other work first, or wait for your turn; then read the file again, and make the change on what is there.",
  "Look at what a task came to before you start the next one: if two changed the same file, see that both changes are there.",
  "A task that was given up because of a conflict is started again once the other one is over."
]

const describeWriter = ({ task, status, background, scope }: Writing): string => {
  const lines = describeScope(scope)
    .split("\n")
    .map((line) => `  ${line}`)
  return [`- ${quote(task)}, ${background ? "in the background" : "in the foreground"}, ${status}:`, ...lines].join(
    "\n"
  )
}

/** Each two once. */
const describeOverlaps = (writers: ReadonlyArray<Writing>): ReadonlyArray<string> =>
  writers.flatMap(({ task, overlaps }) =>
    overlaps
      .filter((other) => task < other.task)
      .map((other) => {
        const both = `- ${quote(task)} and ${quote(other.task)}`
        return other.example === null
          ? `${both} may overlap: it cannot be told in bounded time. Run one after the other, or narrow their scopes.`
          : `${both} both may write ${showPath(other.example)}. Run one after the other, or narrow their scopes.`
      })
  )

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [[title, ...lines].join("\n")]

const item = (line: string): string => `- ${line}`

/** The text, the same for the same tasks; empty if nobody may write. What is said of conflicts is there if somebody may write in the background. */
export const guidanceFor = (writers: ReadonlyArray<Writing>): string => {
  if (writers.length === 0) return ""
  return [
    ...section("Several tasks may write this workspace.", general.map(item)),
    ...section("These may write:", writers.map(describeWriter)),
    ...section("Their scopes overlap:", describeOverlaps(writers)),
    ...(writers.some(({ background }) => background) ? section("Of conflicts:", conflicts.map(item)) : [])
  ].join("\n\n")
}

/**
 * What to put into the prompt of a model that gives out work: the live tasks that may write, where their scopes overlap, and how to keep
 * them apart. Empty if nobody may write.
 *
 * @example
 * Effect.map(orchestratorPrompt(workspace), (guidance) => `${prompt}\n\n${guidance}`)
 */
export const orchestratorPrompt = (workspace: {
  readonly tasks: Pick<Tasks, "writers">
}): Effect.Effect<string, StoreError> => Effect.map(workspace.tasks.writers, guidanceFor)
