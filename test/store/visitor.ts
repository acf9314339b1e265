// A process that opens a workspace, appends a line to a file, and goes: node visitor.ts <directory> <line>.
import { Effect } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"

const [directory, line] = process.argv.slice(2)

const visit = Effect.gen(function* () {
  const workspace = yield* Workspace.open({ directory: directory! })
  const task = yield* workspace.start({ id: line! })
  yield* task.edit("a.txt", (before) => `${before ?? ""}${line}\n`)
})

await Effect.runPromise(Effect.scoped(visit))
