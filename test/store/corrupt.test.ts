// A store whose rows are whole, and say what this protocol does not: nobody goes on with it, and nothing is lost that was written.
import { readdirSync, readFileSync, renameSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { chainOf } from "../../src/store/sqlite.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

const inStore = <A>(directory: string, use: (database: DatabaseSync) => A): A => {
  const database = new DatabaseSync(join(directory, ".leasehold/store.db"))
  try {
    return use(database)
  } finally {
    database.close()
  }
}

/** Writes one more row, by all rules of the store's own, as another version of Leasehold does. */
const append = (directory: string, entries: string): void =>
  inStore(directory, (database) => {
    const last = database.prepare("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").get() as never as {
      readonly seq: number
      readonly at: number
      readonly wall: number
      readonly host: string
      readonly generation: number
      readonly chain: string
    }
    const { at, wall, host, generation } = last
    const row = { seq: last.seq + 1, at, wall, host, generation, entries }
    database
      .prepare("INSERT INTO journal (seq, at, wall, host, generation, chain, entries) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(row.seq, at, wall, host, generation, chainOf(last.chain, row), entries)
  })

const step = (action: unknown): string => JSON.stringify([{ _tag: "Step", action }])

const profileOf = (pattern: string) => ({
  background: false,
  allowWrites: false,
  scope: { read: [], write: [{ allow: [pattern], deny: [] }], tools: [], commands: [] },
  title: ""
})

const stateOf = (more: object): string =>
  JSON.stringify({
    limits: {},
    tasks: [],
    lives: [],
    hosts: [],
    runs: [],
    observations: [],
    written: [],
    leases: [],
    intents: [],
    queue: [],
    folds: "nothing",
    ...more
  })

const rows = {
  "a step that the protocol refuses": step({ _tag: "End", run: "nobody" }),
  "a step that it does not know": step({ _tag: "Approve", run: "nobody" }),
  "an entry that it does not know": JSON.stringify([{ _tag: "Approval" }]),
  "a task with a scope that nobody understands": JSON.stringify([
    { _tag: "Task", task: "t", profile: profileOf("src/**.ts") }
  ]),
  "a task without a scope": JSON.stringify([
    { _tag: "Task", task: "t", profile: { background: false, allowWrites: false, reads: [], writes: [], title: "" } }
  ]),
  "a task narrowed to a scope that nobody understands": step({
    _tag: "Narrow",
    task: "t",
    scope: profileOf("/src").scope
  }),
  "names that compare in a way that nobody knows": JSON.stringify([{ _tag: "Folds", folds: "width" }]),
  "no entries": "{}"
}

/** Why, and whether it says what to do. */
const assertCorrupt = (error: { readonly _tag: string; readonly message: string; readonly reason?: unknown }): void => {
  assert.deepStrictEqual([error._tag, error.reason], ["StoreUnavailable", "Corrupt"])
  assert.match(error.message, /all use the same version; if they do, move `store.db` .* open the workspace again/)
}

/** Does as the message says. */
const moveAway = (directory: string): void => {
  const hidden = join(directory, ".leasehold")
  for (const name of readdirSync(hidden).filter((name) => name.startsWith("store.db")))
    renameSync(join(hidden, name), join(directory, name))
}

describe("a row that cannot be applied", () => {
  for (const [what, entries] of Object.entries(rows)) {
    it.live(`${what}: who has the store open decides nothing more, and is told that its leases are lost`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "old" })
        const workspace = yield* Workspace.open({ directory, upkeepMs: 60_000 })
        const task = yield* workspace.start({ id: "writer" })
        const lease = yield* task.acquire("b.txt")
        const lost = yield* Effect.forkChild(lease.lost, { startImmediately: true })
        const following = yield* Effect.forkChild(Effect.flip(Stream.runDrain(workspace.events)), {
          startImmediately: true
        })
        yield* task.observe("a.txt")
        append(directory, entries)
        const refused = yield* Effect.flip(task.write("a.txt", "new"))
        assertCorrupt(refused)
        // Nor does it forget what it was told.
        assertCorrupt(yield* Effect.flip(task.write("a.txt", "new")))
        assertCorrupt(yield* Effect.flip(lease.renew))
        assertCorrupt(yield* Effect.flip(workspace.leasesOf("writer")))
        assertCorrupt(yield* Fiber.join(following))
        assert.strictEqual((yield* Fiber.join(lost))._tag, "LeaseLost")
        assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "old")
      })
    )

    it.live(`${what}: it is not opened, until the store is moved away`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "0" })
        const edited = Effect.scoped(
          Effect.gen(function* () {
            const workspace = yield* Workspace.open({ directory })
            const task = yield* workspace.start({ id: "writer" })
            yield* task.edit("a.txt", (before) => `${before}+`)
          })
        )
        yield* edited
        append(directory, entries)
        const length = inStore(directory, (database) => database.prepare("SELECT max(seq) AS last FROM journal").get())
        assertCorrupt(yield* Effect.flip(edited))
        // It changed nothing by that, neither the file nor the store.
        assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "0+")
        assert.deepStrictEqual(
          inStore(directory, (database) => database.prepare("SELECT max(seq) AS last FROM journal").get()),
          length
        )
        moveAway(directory)
        yield* edited
        assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "0++")
      })
    )
  }
})

describe("what no digest covers", () => {
  const checkpoint = "INSERT INTO checkpoint (seq, chain, snapshot) SELECT seq, chain,"
  const damages = {
    "a state that is no JSON": `${checkpoint} '{' FROM journal WHERE seq = 2`,
    "a state that lacks something": `${checkpoint} '{}' FROM journal WHERE seq = 2`,
    "a state with a scope that nobody understands": `${checkpoint} '${stateOf({ tasks: [{ task: "t", ...profileOf("!src") }] })}'
      FROM journal WHERE seq = 2`,
    "a state of a row that is not there": `INSERT INTO checkpoint (seq, chain, snapshot) VALUES (1000, '', '${stateOf({})}')`,
    "a header that is no JSON": "UPDATE header SET header = 'garbage'"
  }
  for (const [what, sql] of Object.entries(damages)) {
    it.live(`${what}: it is not opened`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith()
        yield* Effect.scoped(Workspace.open({ directory }))
        inStore(directory, (database) => database.exec(sql))
        assertCorrupt(yield* Effect.flip(Workspace.open({ directory })))
      })
    )
  }
})
