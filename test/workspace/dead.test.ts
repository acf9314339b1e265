// What the dead left goes, and what the living have stays.
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "./directory.ts"

describe("gc", () => {
  it.live("removes the lock of a process that died while it opened the workspace", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const live = join(directory, ".leasehold/live")
      const workspace = yield* Workspace.open({ directory })
      yield* Workspace.open({ directory })
      const before = readdirSync(live)
      writeFileSync(join(live, "0123456789abcdef"), "a process that is gone")
      yield* workspace.gc()
      assert.deepStrictEqual(readdirSync(live), before)
    })
  )
})
