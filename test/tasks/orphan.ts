// A process that runs a command as a task, and says so once the command has begun.
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { approveAll } from "../../src/tasks/approval.ts"
import { Workspace } from "../../src/workspace/workspace.ts"

const directory = process.argv[2]!

/** It leaves its group and its session, and writes for ever. */
const shell =
  "setsid sh -c 'while true; do echo x >> src/a.txt; sleep 0.02; done' < /dev/null > /dev/null 2>&1 & touch src/begun; sleep 600"

await Effect.runPromise(
  Effect.gen(function* () {
    const workspace = yield* Workspace.open({ directory, approver: approveAll("test") })
    yield* workspace.tasks.spawn(
      { id: "builder", allowWrites: true, scope: { write: { allow: ["src/**"] } } },
      (task) => Effect.as(task.exec({ run: { shell } }), "")
    )
    while (!existsSync(join(directory, "src/begun"))) yield* Effect.sleep(5)
    process.send?.("begun")
    yield* Effect.never
  }).pipe(Effect.scoped)
)
