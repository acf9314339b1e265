// Why a file is not shown: what the protocol refuses first is said first.
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "./directory.ts"

describe("a file that a program is writing", () => {
  it.live("is out of scope for who may not read it, whoever writes it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
      const workspace = yield* Workspace.open({ directory, quietRetries: 0 })
      const task = yield* workspace.start({ id: "reader", scope: { read: { allow: ["a.txt"] } } })
      const editors = ["a.txt", "b.txt"].map((name) => openSync(join(directory, name), "r+"))
      assert.strictEqual((yield* Effect.flip(task.observe("a.txt")))._tag, "BeingWritten")
      assert.strictEqual((yield* Effect.flip(task.observe("b.txt")))._tag, "OutOfScope")
      yield* task.end
      assert.strictEqual((yield* Effect.flip(task.observe("a.txt")))._tag, "TaskNotRunning")
      editors.forEach((fd) => closeSync(fd))
    })
  )
})
