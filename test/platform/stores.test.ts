// What happens to a store that others remove, move, copy, rewind or damage (facts 3, 18 and 19): nobody decides in two of them, and no token
// is granted twice.
import { spawnSync } from "node:child_process"
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import type { StoreUnavailable } from "../../src/store/errors.ts"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"
import { actorIn } from "./actors.ts"
import { git, needing } from "./machine.ts"
import { openIn, session } from "./session.ts"

const runGit = (directory: string, ...args: ReadonlyArray<string>): void => {
  const named = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
  const { status, stderr } = spawnSync("git", [...named, ...args], { cwd: directory, encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
}

const reasonOf = (error: { readonly _tag: string }): string =>
  error._tag === "StoreUnavailable" ? (error as StoreUnavailable).reason : error._tag

/** Closes a workspace before anything else is done with its directory. */
const once = <A, E>(
  directory: string,
  use: (opened: Effect.Success<ReturnType<typeof openIn>>) => Effect.Effect<A, E>
) => Effect.scoped(Effect.flatMap(openIn(directory), use))

const storeFiles = ["store.db", "store.db-wal", "store.db-shm"]

const copyStore = (from: string, to: string): void => {
  for (const name of storeFiles) {
    rmSync(join(to, name), { force: true })
    try {
      copyFileSync(join(from, name), join(to, name))
    } catch {
      // The log is not there once the last one has closed it.
    }
  }
}

describe("3: a store that is removed under a live process", () => {
  const removals = { "git clean -fdx": ["clean", "-fdx"], "git stash --all": ["stash", "--all"] }
  for (const [what, args] of Object.entries(removals)) {
    needing([git], `${what}: whoever had it open decides nothing more, and the next one makes another`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
        runGit(directory, "init", "-q")
        runGit(directory, "add", ".")
        runGit(directory, "commit", "-q", "-m", "first")
        const { task, host } = yield* openIn(directory)
        const lease = yield* task.acquire("a.txt")
        yield* task.observe("a.txt")
        writeFileSync(join(directory, "untracked"), "")
        runGit(directory, ...args)
        assert.strictEqual(reasonOf(yield* Effect.flip(task.write("a.txt", "new"))), "Missing")
        assert.strictEqual(reasonOf(yield* Effect.flip(lease.renew)), "Missing")
        const next = yield* openIn(directory)
        assert.strictEqual(next.host.opening, "Create")
        assert.notStrictEqual(next.host.header.nonce, host.header.nonce)
        assert.notStrictEqual(next.host.header.generationNonce, host.header.generationNonce)
        yield* next.task.acquire("a.txt")
        yield* next.task.edit("a.txt", () => "by the next one")
        assert.strictEqual(reasonOf(yield* Effect.flip(task.write("a.txt", "new"))), "Replaced")
        assert.strictEqual(reasonOf(yield* Effect.flip(task.acquire("b.txt"))), "Replaced")
        assert.strictEqual(next.text("a.txt"), "by the next one")
      })
    )
  }

  it.live("whoever follows what happens is told, though nobody asks for anything", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const workspace = yield* Workspace.open({ directory, upkeepMs: 20 })
      const task = yield* workspace.start({ id: "holder" })
      yield* task.acquire("a.txt")
      const following = yield* Effect.forkChild(Effect.flip(Stream.runDrain(workspace.events)), {
        startImmediately: true
      })
      rmSync(join(directory, ".leasehold"), { recursive: true })
      assert.strictEqual(reasonOf(yield* Fiber.join(following)), "Missing")
    })
  )

  it.live(
    "a workspace that is moved while it is open decides nothing more, and is another generation where it is now",
    () =>
      Effect.gen(function* () {
        const parent = yield* directoryWith({ "here/a.txt": "old" })
        const [here, there] = [join(parent, "here"), join(parent, "there")]
        const { task, host } = yield* openIn(here)
        yield* task.observe("a.txt")
        renameSync(here, there)
        assert.strictEqual(reasonOf(yield* Effect.flip(task.write("a.txt", "new"))), "Missing")
        const next = yield* openIn(there)
        assert.strictEqual(next.host.opening, "StoreLost")
        assert.isAbove(next.host.store.state().generation, host.store.state().generation)
        yield* next.task.edit("a.txt", () => "new")
        assert.strictEqual(next.text("a.txt"), "new")
      })
  )
})

describe("18: what a store begins with", () => {
  const elsewhere = { boot: () => "another boot" }
  for (const [what, opening, made, options] of [
    ["a store that is made", "Create", 0, {}],
    ["a generation that begins", "PowerLoss", 1, elsewhere]
  ] as const) {
    it.live(`${what} is on the disk before anything is told of it, and so are its directories`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith()
        for (let i = 0; i < made; i++) yield* once(directory, ({ task }) => task.create("a.txt", ""))
        const calls: Array<string> = []
        const about = (call: Call): void => {
          calls.push(call.call === "fsync" ? readlinkSync(`/proc/self/fd/${call.fd}`) : call.call)
        }
        const host = yield* openHost({ ...defaults, storeDir: undefined, directory, about, ...options })
        assert.strictEqual(host.opening, opening)
        const since = calls.slice(calls.lastIndexOf("commit"))
        assert.includeMembers(since, ["commit", "durable", directory, join(directory, ".leasehold")])
      })
    )
  }
})

describe("19: a store that is not what it was", () => {
  it.live("rewound while it is open: nothing is decided in it", () =>
    Effect.gen(function* () {
      const { directory, task, path } = yield* session({ "a.txt": "0" })
      const copy = mkdtempSync(join(tmpdir(), "leasehold-copy-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(copy, { recursive: true })))
      yield* task.edit("a.txt", () => "1")
      copyStore(path(".leasehold"), copy)
      yield* task.edit("a.txt", () => "2")
      // In place, as a restored backup is: the inodes are the same.
      for (const name of storeFiles) writeFileSync(path(`.leasehold/${name}`), readFileSync(join(copy, name)))
      const other = yield* actorIn(directory)
      const refused = yield* Effect.flip(task.write("a.txt", "3"))
      assert.strictEqual(reasonOf(refused), "Rewound")
      yield* other.tell({ do: "edit", path: "a.txt", add: " and 3" })
    })
  )

  it.live("rewound while nobody has it open: tokens are of another generation", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "0" })
      const copy = join(directory, "..", `${directory.split("/").at(-1)}-copy`)
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(copy, { recursive: true, force: true })))
      yield* once(directory, ({ task }) => task.edit("a.txt", () => "1"))
      cpSync(join(directory, ".leasehold"), copy, { recursive: true, verbatimSymlinks: true })
      // What was granted since, nobody knows any more.
      const granted = yield* once(directory, ({ task, host }) => Effect.as(task.acquire("a.txt"), host.header))
      copyStore(copy, join(directory, ".leasehold"))
      yield* once(directory, ({ host }) =>
        Effect.sync(() => {
          assert.strictEqual(host.opening, "StoreLost")
          assert.strictEqual(host.header.nonce, granted.nonce)
          assert.notStrictEqual(host.header.generationNonce, granted.generationNonce)
        })
      )
    })
  )

  it.live("copied with its workspace: each has tokens of its own", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "here/a.txt": "0" })
      const [here, there] = [join(directory, "here"), join(directory, "there")]
      yield* once(here, ({ task }) => task.edit("a.txt", () => "1"))
      cpSync(here, there, { recursive: true, verbatimSymlinks: true })
      const [one, other] = [yield* openIn(here), yield* openIn(there)]
      assert.strictEqual(other.host.opening, "StoreLost")
      assert.notStrictEqual(one.host.header.generationNonce, other.host.header.generationNonce)
      yield* other.task.edit("a.txt", () => "2")
      assert.deepStrictEqual([one.text("a.txt"), other.text("a.txt")], ["1", "2"])
    })
  )

  it.live("replaced while it is open: nothing is decided in either", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "a.txt": "0" })
      yield* task.observe("a.txt")
      copyFileSync(path(".leasehold/store.db"), path(".leasehold/other"))
      renameSync(path(".leasehold/other"), path(".leasehold/store.db"))
      assert.strictEqual(reasonOf(yield* Effect.flip(task.write("a.txt", "1"))), "Replaced")
    })
  )

  const damages = {
    garbage: (store: string) => writeFileSync(store, Buffer.alloc(8192, "garbage")),
    "cut off": (store: string) => truncateSync(store, 5_000),
    "a database of something else": (store: string) => writeFileSync(store, "SQLite format 3\0 but no more than that")
  }
  for (const [what, damage] of Object.entries(damages)) {
    it.live(`${what}: it is not opened, and nothing is changed`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "0" })
        yield* once(directory, ({ task }) => task.edit("a.txt", () => "1"))
        const store = join(directory, ".leasehold/store.db")
        for (const name of storeFiles.slice(1)) rmSync(join(directory, ".leasehold", name), { force: true })
        damage(store)
        const before = readFileSync(store)
        const refused = yield* Effect.flip(Effect.scoped(openIn(directory)))
        assert.strictEqual(reasonOf(refused), "Corrupt")
        assert.include(
          (refused as StoreUnavailable).message,
          "open the workspace again: what is staged is settled then"
        )
        assert.isTrue(readFileSync(store).equals(before))
        renameSync(store, join(directory, "store.db.damaged"))
        yield* once(directory, ({ task }) => task.edit("a.txt", () => "2"))
        assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "2")
      })
    )
  }
})
