// A workspace that was closed says so.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StoreUnavailable } from "../../src/store/errors.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

describe("a workspace that was closed", () => {
  it.live("decides nothing, and takes no lock by descriptors that are closed", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const { task } = yield* Effect.scoped(
        Effect.gen(function* () {
          const workspace = yield* Workspace.open({ directory })
          return { task: yield* workspace.start({ id: "late" }) }
        })
      )
      const refused = yield* Effect.flip(task.end)
      assert.strictEqual(refused instanceof StoreUnavailable ? refused.reason : refused._tag, "Closed")
    })
  )
})
