// What belongs to no write and is removed, and what only looks so.
import { readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeReaper } from "../../src/publish/reaper.ts"
import { textOf } from "../../src/publish/sidecars.ts"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { directoryWith } from "../workspace/directory.ts"

const dead = "0123456789abcdef"

const opened = Effect.gen(function* () {
  const directory = yield* directoryWith()
  const host = yield* openHost({ ...defaults, directory, storeDir: undefined })
  const stage = join(directory, ".leasehold/stage")
  return { host, stage, left: () => readdirSync(stage) }
})

describe("sweeping the staging directory", () => {
  it.live("leaves a host that is about to live what it examines the workspace with, for a while", () =>
    Effect.gen(function* () {
      const { host, stage, left } = yield* opened
      writeFileSync(join(stage, `${dead}.0.a`), "")
      writeFileSync(join(stage, `${dead}.1`), "")
      yield* host.reaper.sweep()
      assert.deepStrictEqual(left(), [`${dead}.0.a`])
      const longAgo = new Date(Date.now() - 120_000)
      utimesSync(join(stage, `${dead}.0.a`), longAgo, longAgo)
      yield* host.reaper.sweep()
      assert.deepStrictEqual(left(), [])
    })
  )

  it.live("leaves what a write displaced whose sidecar came while it looked, just before its host died", () =>
    Effect.gen(function* () {
      const { host, stage, left } = yield* opened
      writeFileSync(join(stage, `${dead}.1`), "by an editor")
      const parts = [
        { key: "a.txt", path: "a.txt", base: "b".repeat(64), content: "c".repeat(64), inode: "1-1", name: `${dead}.1` }
      ]
      const text = textOf({ run: "run", task: "task", parts } as never)
      const isAlive = (): boolean => {
        symlinkSync(text, join(stage, "0.99.open"))
        return false
      }
      const { sweep } = makeReaper({ ...host, stage: host.layout.stage, liveness: { ...host.liveness, isAlive } })
      yield* sweep()
      assert.deepStrictEqual(left().toSorted(), [`${dead}.1`, "0.99.open"].toSorted())
    })
  )
})
