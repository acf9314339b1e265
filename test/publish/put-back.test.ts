// A write is to be turned back, and what it displaced is not there any more: that ends, and the next one goes on.
import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Calls } from "../../src/platform/calls.ts"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { workspaceOn } from "../../src/workspace/workspace.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"

describe("a write that cannot be turned back", () => {
  const outcomes: Readonly<Record<string, (directory: string, calls: Calls) => Partial<Calls>>> = {
    "since somebody removed what it displaced": (directory, calls) => ({
      rename: (from, to) => {
        const stage = join(directory, ".leasehold/stage")
        if (to.name.endsWith(".turned"))
          for (const name of stagedIn(directory)) if (/\/\d+$/.test(name)) unlinkSync(join(stage, name))
        calls.rename(from, to)
      }
    }),
    "since the system lets nothing be put there": (_, calls) => {
      let times = 0
      return { exchange: (target, staged) => ((times += 1) === 1 ? calls.exchange(target, staged) : "EPERM") }
    }
  }
  for (const [why, change] of Object.entries(outcomes)) {
    it.live(why, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "old" })
        const file = join(directory, "a.txt")
        let isFirst = true
        const host = yield* openHost({
          ...defaults,
          directory,
          storeDir: undefined,
          calls: (real) => {
            const calls = { ...real, ...change(directory, real) }
            return {
              ...calls,
              exchange: (target, staged) => {
                if (isFirst) {
                  writeFileSync(`${file}~`, "by an editor")
                  renameSync(`${file}~`, file)
                }
                isFirst = false
                return calls.exchange(target, staged)
              }
            }
          }
        })
        const workspace = yield* workspaceOn(host)
        const task = yield* workspace.start({ id: "writer" })
        yield* task.observe("a.txt")
        const refused = yield* Effect.flip(task.write("a.txt", "new"))
        assert.strictEqual(refused._tag, "Uncertain")
        assert.isUndefined(yield* workspace.holderOf("a.txt"))
        assert.strictEqual((yield* task.observe("a.txt")).text, "new")
        assert.strictEqual(readFileSync(file, "utf8"), "new")
        const kept = yield* workspace.kept.list
        assert.lengthOf(kept, why.startsWith("since the system") ? 1 : 0)
        for (const { name } of kept)
          assert.strictEqual(Buffer.from((yield* workspace.kept.read(name))!).toString(), "by an editor")
      })
    )
  }
})
