// What is kept aside is what its note says, whoever died meanwhile.
import { closeSync, mkdirSync, openSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeCalls } from "../../src/platform/calls.ts"
import { loadNative } from "../../src/platform/native.ts"
import type { IntentId, Key, TaskId } from "../../src/protocol/index.ts"
import { openKept } from "../../src/publish/kept.ts"
import { directoryWith } from "../workspace/directory.ts"

describe("a note that was left without its file", () => {
  it.live("is none of the next file of that write", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "stage/1": "by an editor" })
      mkdirSync(join(directory, "kept"))
      const note = { intent: "0.1" as IntentId, key: "b.txt" as Key, task: "writer" as TaskId }
      symlinkSync(JSON.stringify({ ...note, key: "a.txt" }), join(directory, "kept/0.1.1.note"))
      const [stage, place] = [openSync(join(directory, "stage"), "r"), openSync(join(directory, "kept"), "r")]
      const kept = openKept(makeCalls(loadNative().native), place)
      assert.strictEqual(kept.keep({ directory: stage, name: "1" }, note), "0.1.1")
      assert.deepStrictEqual(
        kept.list().map(({ key }) => key),
        ["b.txt"]
      )
      closeSync(stage)
      closeSync(place)
    })
  )
})
