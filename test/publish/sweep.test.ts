// What belongs to no write and is removed, and what only looks so.
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Absent } from "../../src/protocol/index.ts"
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
  mkdirSync(join(stage, dead))
  return { host, stage: join(stage, dead), left: () => readdirSync(join(stage, dead)) }
})

describe("sweeping the staging directory", () => {
  it.live("leaves a host that is about to live what it examines the workspace with, for a while", () =>
    Effect.gen(function* () {
      const { host, stage, left } = yield* opened
      writeFileSync(join(stage, "trial.a"), "")
      writeFileSync(join(stage, "1"), "")
      yield* host.reaper.sweep()
      assert.deepStrictEqual(left(), ["trial.a"])
      const longAgo = new Date(Date.now() - 120_000)
      utimesSync(join(stage, "trial.a"), longAgo, longAgo)
      yield* host.reaper.sweep()
      assert.deepStrictEqual(left(), [])
      utimesSync(stage, longAgo, longAgo)
      yield* host.reaper.sweep()
      assert.isFalse(existsSync(stage))
    })
  )

  it.live("leaves what a write displaced whose sidecar came while it looked, just before its host died", () =>
    Effect.gen(function* () {
      const { host, stage, left } = yield* opened
      writeFileSync(join(stage, "1"), "by an editor")
      const parts = [
        { key: "a.txt", path: "a.txt", base: "b".repeat(64), content: "c".repeat(64), inode: "1-1", name: `${dead}/1` }
      ]
      const text = textOf({ run: "run", task: "task", parts } as never)
      const isAlive = (): boolean => {
        symlinkSync(text, join(stage, "0.99.open"))
        return false
      }
      const { sweep } = makeReaper({ ...host, liveness: { ...host.liveness, isAlive } })
      yield* sweep()
      assert.deepStrictEqual(left().toSorted(), ["1", "0.99.open"].toSorted())
    })
  )

  it.live("believes nothing that leads out of the directory that it came in", () =>
    Effect.gen(function* () {
      const { host, stage } = yield* opened
      const directory = join(stage, "../../..")
      const elsewhere = join(directory, "elsewhere")
      mkdirSync(elsewhere)
      for (const name of ["1", "0.98.open"]) writeFileSync(join(elsewhere, name), "somebody's")
      symlinkSync(elsewhere, join(stage, "../fedcba9876543210"))
      for (const [n, name] of ["../../../elsewhere/1", "../fedcba9876543210/1", "/etc/hostname"].entries()) {
        const parts = [{ key: "a.txt", path: "a.txt", base: Absent, content: "c".repeat(64), inode: "1-1", name }]
        symlinkSync(JSON.stringify({ run: "run", task: "task", parts }), join(stage, `0.${n + 90}.open`))
      }
      const away = { key: "../a.txt", path: "../a.txt", base: Absent, content: "c".repeat(64), inode: "1-1", name: "1" }
      for (const [n, text] of ["{", "{}", JSON.stringify({ run: "run", task: "task", parts: [away] })].entries())
        symlinkSync(text, join(stage, `0.${n + 80}.open`))
      // Whoever opens the workspace reads them all.
      yield* openHost({ ...defaults, directory, storeDir: undefined })
      yield* host.reaper.sweep()
      assert.deepStrictEqual(readdirSync(elsewhere).toSorted(), ["0.98.open", "1"])
      assert.deepStrictEqual(readdirSync(stage), [])
    })
  )
})
