// What becomes of the store when some code of the process, an indexer or a backup, reads its files.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

const visit = (directory: string, line: string) =>
  Effect.promise(async () => {
    const visitor = fileURLToPath(new URL("./visitor.ts", import.meta.url))
    const [code] = await once(spawn(process.execPath, [visitor, directory, line], { stdio: "inherit" }), "exit")
    assert.strictEqual(code, 0)
  })

describe("a store whose files are read by who has it open", () => {
  it.live("forgets nothing when others open and close it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const workspace = yield* Workspace.open({ directory })
      const task = yield* workspace.start({ id: "stays" })
      const append = (line: string) => task.edit("a.txt", (before) => `${before ?? ""}${line}\n`)
      yield* append("one")
      // With these descriptors all locks go that SQLite holds in this process.
      for (const name of ["store.db", "store.db-wal", "store.db-shm"]) readFileSync(join(directory, ".leasehold", name))
      yield* visit(directory, "two")
      yield* append("three")
      yield* visit(directory, "four")
      yield* append("five")
      assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "one\ntwo\nthree\nfour\nfive\n")
      // Their writes and its own are in one journal.
      const rows = yield* Stream.runCollect(workspace.journal)
      for (const id of ["stays", "two", "four"]) {
        assert.isTrue(
          rows.some((row) => row.includes('"Spawn"') && row.includes(`"${id}"`)),
          `${id} is not in the journal`
        )
      }
    })
  )
})
