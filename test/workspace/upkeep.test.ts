// What several processes do at once though nobody asks for it.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith, stagedIn } from "./directory.ts"

describe("two that look once more at what was displaced", () => {
  it.live("do not mistake one write of a file for another", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const options = { directory, graceMs: 1, upkeepMs: 60_000 }
      const [one, other] = [yield* Workspace.open(options), yield* Workspace.open(options)]
      const task = yield* one.start({ id: "writer" })
      // More than are looked at in one go: when the first ones are gone, later ones of the same file are still there.
      for (let count = 0; count < 70; count++) yield* task.edit("a.txt", (before) => `${before ?? ""}${count}\n`)
      yield* Effect.sleep(5)
      yield* Effect.all([one.gc(), other.gc()], { concurrency: 2 })
      yield* other.gc()
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )
})
