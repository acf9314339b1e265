// A write of two files is settled after what is older on either of them, whichever file is asked for.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { intentsOf } from "../../src/protocol/index.ts"
import { openSession, type Session } from "./session.ts"

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

/** A tree whose store has forgotten four writes, so that they are open again; and the keys of each. */
const forgotten = Effect.gen(function* () {
  const { root, hidden, copy } = yield* directories
  const first = Effect.gen(function* () {
    const { workspace } = yield* openSession(root, { graceMs })
    const task = yield* workspace.start({ id: "first" })
    yield* task.create("a.txt", "first")
    yield* task.create("b.txt", "first")
  })
  const second = Effect.gen(function* () {
    const { workspace } = yield* openSession(root, { graceMs })
    const task = yield* workspace.start({ id: "second" })
    for (const path of ["a.txt", "b.txt"]) {
      yield* task.observe(path)
      yield* task.write(path, "second")
    }
    yield* task.patch(["a.txt", "b.txt"].map((path) => ({ path, content: "third" })))
    yield* task.write("a.txt", "fourth")
  })
  yield* Effect.scoped(first)
  cpSync(hidden, copy, { recursive: true, filter: (path) => path === hidden || isOfStore(basename(path)) })
  yield* Effect.scoped(second)
  for (const name of readdirSync(hidden).filter(isOfStore)) rmSync(join(hidden, name))
  cpSync(copy, hidden, { recursive: true })
  return { root, keys: [["a.txt"], ["b.txt"], ["a.txt", "b.txt"], ["a.txt"]] }
})

const openIn = (host: Session["host"]): ReadonlyArray<ReadonlyArray<string>> =>
  intentsOf(host.store.state())
    .filter(({ row }) => row === "open")
    .map(({ parts }) => parts.map(({ key }) => key))

const contentsOf = (root: string): ReadonlyArray<string> =>
  ["a.txt", "b.txt"].map((name) => readFileSync(join(root, name), "utf8"))

describe("a write of two files that another one comes before", () => {
  it.live("is settled after it, whichever file is asked for", () =>
    Effect.gen(function* () {
      const { root, keys } = yield* forgotten
      // While it is opened, another process is in every gate.
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
      assert.deepStrictEqual(openIn(host), keys)
      const task = yield* workspace.start({ id: "after" })
      assert.strictEqual((yield* task.observe("a.txt")).text, "fourth")
      assert.deepStrictEqual(contentsOf(root), ["fourth", "third"])
    }).pipe(Effect.scoped)
  )

  it.live("is settled after it by upkeep, in one round", () =>
    Effect.gen(function* () {
      const { root } = yield* forgotten
      const { host } = yield* openSession(root, { graceMs })
      assert.deepStrictEqual(openIn(host), [])
      assert.deepStrictEqual(contentsOf(root), ["fourth", "third"])
    }).pipe(Effect.scoped)
  )
})
