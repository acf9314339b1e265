import { fork } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { recordOf, type TaskId } from "../../src/protocol/index.ts"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { workspaceOn } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

describe("a process that is killed while a command of a task runs", () => {
  it.live("leaves what the command may change leased until nothing of it runs, and all is known of it then", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "src/a.txt": "" })
      const child = fork(join(import.meta.dirname, "orphan.ts"), [directory])
      yield* Effect.promise(() => once(child, "message"))
      const gone = once(child, "exit")
      child.kill("SIGKILL")
      yield* Effect.promise(() => gone)
      const host = yield* openHost({ ...defaults, directory, storeDir: undefined, tendMs: 10, upkeepMs: 50 })
      const workspace = yield* workspaceOn(host)
      const other = yield* workspace.start({ id: "other" })
      // Whoever waits for it is served once the last process is gone.
      yield* other.acquire("src/a.txt", { wait: true })
      const [view] = (yield* workspace.tasks.list).filter(({ task }) => task === "builder")
      assert.strictEqual(view!.status, "interrupted")
      assert.strictEqual(recordOf(host.store.state(), "builder" as TaskId).join(), "src/a.txt,src/begun")
      const before = readFileSync(join(directory, "src/a.txt"), "utf8")
      yield* Effect.sleep(100)
      assert.strictEqual(readFileSync(join(directory, "src/a.txt"), "utf8"), before)
    })
  )
})
