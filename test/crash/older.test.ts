// A write of two files is settled after what is older on either of them, whichever file is asked for.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { intentsOf } from "../../src/protocol/index.ts"
import { openSession } from "./session.ts"

const graceMs = 60_000

const directories = Effect.acquireRelease(
  Effect.sync(() => {
    const base = mkdtempSync(join(tmpdir(), "leasehold-older-"))
    const root = join(base, "tree")
    mkdirSync(root)
    return { base, root, hidden: join(root, ".leasehold"), copy: join(base, "copy") }
  }),
  ({ base }) => Effect.sync(() => rmSync(base, { recursive: true, force: true }))
)

const isOfStore = (name: string): boolean => name.startsWith("store.db")

describe("a write of two files that another one comes before", () => {
  it.live("is settled after it", () =>
    Effect.gen(function* () {
      const { root, hidden, copy } = yield* directories
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { workspace } = yield* openSession(root, { graceMs })
          const task = yield* workspace.start({ id: "first" })
          yield* task.create("a.txt", "first a")
          yield* task.create("b.txt", "first b")
        })
      )
      cpSync(hidden, copy, { recursive: true, filter: (path) => path === hidden || isOfStore(path.split("/").at(-1)!) })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { workspace } = yield* openSession(root, { graceMs })
          const task = yield* workspace.start({ id: "second" })
          for (const path of ["a.txt", "b.txt"]) yield* task.observe(path)
          yield* task.write("b.txt", "second b")
          yield* task.patch([
            { path: "a.txt", content: "third a" },
            { path: "b.txt", content: "third b" }
          ])
        })
      )
      // The store forgets both, and finds out what became of them. While it is opened, another process is in every gate.
      for (const name of readdirSync(hidden).filter(isOfStore)) rmSync(join(hidden, name))
      cpSync(copy, hidden, { recursive: true })
      let isOpening = true
      const { workspace, host } = yield* openSession(root, {
        graceMs,
        native: (native) =>
          native && {
            ...native,
            flock: (fd, how) => {
              const isGate = how === "exclusive" && readlinkSync(`/proc/self/fd/${fd}`).includes("/gates/")
              return isGate && isOpening ? false : native.flock(fd, how)
            }
          }
      })
      isOpening = false
      const open = intentsOf(host.store.state()).filter(({ row }) => row === "open")
      assert.deepStrictEqual(
        open.map(({ parts }) => parts.map(({ key }) => String(key))),
        [["b.txt"], ["a.txt", "b.txt"]]
      )
      const task = yield* workspace.start({ id: "after" })
      assert.strictEqual((yield* task.observe("a.txt")).text, "third a")
      assert.strictEqual(readFileSync(join(root, "b.txt"), "utf8"), "third b")
    }).pipe(Effect.scoped)
  )
})
