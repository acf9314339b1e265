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

  it.live("names and reads no file by descriptors that are another workspace's by now", () =>
    Effect.gen(function* () {
      const [directory, elsewhere] = [
        yield* directoryWith({ "a.txt": "old" }),
        yield* directoryWith({ "a.txt": "other" })
      ]
      const late = yield* Effect.scoped(
        Effect.gen(function* () {
          const workspace = yield* Workspace.open({ directory })
          return { workspace, task: yield* workspace.start({ id: "late" }) }
        })
      )
      yield* Workspace.open({ directory: elsewhere })
      const calls: ReadonlyArray<Effect.Effect<unknown, { readonly _tag: string }>> = [
        late.task.observe("a.txt"),
        late.task.edit("a.txt", () => "new"),
        late.task.acquire({ directory: "src" }),
        late.workspace.holderOf("a.txt")
      ]
      for (const call of calls) {
        const refused = yield* Effect.flip(call)
        assert.strictEqual(refused instanceof StoreUnavailable ? refused.reason : refused._tag, "Closed")
      }
    })
  )
})
