/** Tasks that write a file and end, and what a history tells of them. */
import { Effect } from "effect"
import type { History } from "../../src/history/service.ts"
import { hashOf } from "../../src/platform/files.ts"
import { Workspace } from "../../src/workspace/workspace.ts"

export const hash = (text: string): string => hashOf(Buffer.from(text))

export const edited = (directory: string, id: string, file: string, text: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id, title: `The ${id}` })
      yield* task.edit(file, () => text)
    })
  )

export const written = (history: History["Service"], path: string) =>
  Effect.map(history.whoWrote({ path }), (writers) =>
    writers.map((writer) => (writer.by === "task" ? [writer.task, writer.status, writer.content] : writer))
  )
