// What is left of writes is looked at once more, in the order of its age.
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"

describe("a file that a program still has open for writing", () => {
  it.live("holds up what later writes of it left, until the program closes it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const workspace = yield* Workspace.open({ directory, graceMs: 1 })
      const task = yield* workspace.start({ id: "writer" })
      const editor = openSync(join(directory, "a.txt"), "r")
      yield* task.edit("a.txt", () => "new")
      const writing = openSync(`/proc/self/fd/${editor}`, "r+")
      yield* task.edit("a.txt", () => "newer")
      yield* Effect.sleep(5)
      yield* workspace.gc()
      assert.lengthOf(stagedIn(directory), 4)
      closeSync(writing)
      closeSync(editor)
      yield* workspace.gc()
      assert.lengthOf(stagedIn(directory), 0)
    })
  )
})
