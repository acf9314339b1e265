// Several hosts on one store: what each is told of the others.
import { closeSync, cpSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Result, Stream } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { loadNative } from "../../src/platform/native.ts"
import { StoreUnavailable } from "../../src/store/errors.ts"
import { openHost } from "../../src/workspace/host.ts"
import type { FencingToken } from "../../src/workspace/leases.ts"
import { defaults } from "../../src/workspace/options.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

describe("who listens", () => {
  it.live("is told of a lease that ends in another host", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const one = yield* Workspace.open({ directory, leaseMs: 1 })
      const other = yield* Workspace.open({ directory })
      const lost = yield* one.events.pipe(
        Stream.filter((event) => event._tag === "Lost"),
        Stream.runHead,
        Effect.forkChild({ startImmediately: true })
      )
      const holder = yield* one.start({ id: "holder" })
      yield* holder.acquire("a.txt")
      // Who comes next ends it.
      const next = yield* other.start({ id: "next" })
      yield* next.acquire("a.txt", { wait: true })
      const told = yield* Fiber.join(lost)
      assert.strictEqual(told._tag === "Some" ? told.value.run : "", holder.run)
      assert.strictEqual(
        (yield* Effect.flip(holder.write("a.txt", "", { base: "absent" as never })))._tag,
        "NotObserved"
      )
    })
  )

  it.live("is told when it counts as dead, and decides nothing more", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "" })
      const one = yield* Workspace.open({ directory })
      const task = yield* one.start({ id: "first" })
      yield* task.acquire("a.txt")
      const listening = yield* Effect.forkChild(Effect.flip(Stream.runDrain(one.events)), { startImmediately: true })
      // A copy would look the same to who opens it: the store begins a new generation.
      const moved = `${directory}-moved`
      renameSync(directory, moved)
      const other = yield* Workspace.open({ directory: moved })
      yield* (yield* other.start({ id: "second" })).acquire("a.txt")
      const refused = yield* Effect.flip(task.acquire("b.txt"))
      assert.strictEqual(refused._tag, "StoreUnavailable")
      assert.strictEqual((yield* Fiber.join(listening))._tag, "StoreUnavailable")
      renameSync(moved, directory)
    })
  )
})

/** Takes the newest rows away, as putting back an older copy does. */
const rewind = (directory: string, rows: number): void => {
  const database = new DatabaseSync(join(directory, ".leasehold/store.db"))
  database.exec(`DELETE FROM journal WHERE seq > (SELECT max(seq) FROM journal) - ${rows}`)
  database.close()
}

/** The generation that the store is in, and the nonce that its header has. */
const recorded = (directory: string): { readonly generation: number; readonly nonce: string } => {
  const database = new DatabaseSync(join(directory, ".leasehold/store.db"))
  const found = database
    .prepare("SELECT max(generation) AS generation, header ->> '$.generationNonce' AS nonce FROM journal, header")
    .get()
  database.close()
  return found as never
}

const reasonOf = (error: { readonly _tag: string; readonly reason?: unknown }): unknown => error.reason

describe("a store that was put back", () => {
  it.live("gives no token again, though who asks has seen none of what is missing", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const one = yield* Workspace.open({ directory })
      const other = yield* Workspace.open({ directory })
      const first = yield* one.start({ id: "first" })
      const second = yield* other.start({ id: "second" })
      yield* first.acquire("a.txt")
      // The second host's own last row is still there.
      rewind(directory, 1)
      assert.strictEqual(reasonOf(yield* Effect.flip(second.acquire("b.txt"))), "Rewound")
      assert.strictEqual(reasonOf(yield* Effect.flip(first.acquire("b.txt"))), "Rewound")
    })
  )

  it.live("begins a new generation for who opens it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const one = yield* Workspace.open({ directory })
      const task = yield* one.start({ id: "first" })
      const before = yield* task.acquire("a.txt")
      rewind(directory, 1)
      const other = yield* Workspace.open({ directory })
      const next = yield* other.start({ id: "first" })
      assert.isAbove((yield* next.acquire("a.txt")).generation, before.generation)
      assert.strictEqual((yield* Effect.flip(task.acquire("b.txt")))._tag, "StoreUnavailable")
    })
  )
})

const fenceOf = ({ generation, generationNonce, token }: FencingToken): FencingToken => ({
  generation,
  generationNonce,
  token
})

/** Opens a workspace, takes two leases in it, and closes it again. */
const leased = (directory: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const workspace = yield* Workspace.open({ directory })
      const granted = yield* workspace.events.pipe(
        Stream.filter((event) => event._tag === "Granted"),
        Stream.take(2),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      const task = yield* workspace.start({ id: "holder" })
      const leases = [yield* task.acquire("a.txt"), yield* task.acquire("b.txt")].map(fenceOf)
      const told = yield* Fiber.join(granted)
      assert.deepStrictEqual((yield* workspace.leasesOf("holder")).map(fenceOf), leases)
      assert.deepStrictEqual(told.map(fenceOf), leases)
      return leases
    })
  )

describe("a fencing token", () => {
  it.live("comes after all that were given before, also when the workspace was closed meanwhile", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const given = [...(yield* leased(directory)), ...(yield* leased(directory))]
      const sorted = given.toSorted((one, other) => one.generation - other.generation || one.token - other.token)
      assert.deepStrictEqual(given, sorted)
      assert.strictEqual(new Set(given.map((fence) => JSON.stringify(fence))).size, given.length)
    })
  )

  it.live("is another one than any that a store forgot which was put back, its mark with it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const [hidden, copy] = [join(directory, ".leasehold"), join(directory, "copy")]
      yield* leased(directory)
      cpSync(hidden, copy, { recursive: true })
      const forgotten = yield* leased(directory)
      // In place, so that the store's file is the one that it was.
      for (const name of ["store.db", "mark"]) writeFileSync(join(hidden, name), readFileSync(join(copy, name)))
      const given = yield* leased(directory)
      const numbers = ({ generation, token }: FencingToken) => [generation, token]
      assert.deepStrictEqual(given.map(numbers), forgotten.map(numbers))
      const nonces = new Set([...forgotten, ...given].map(({ generationNonce }) => generationNonce))
      assert.strictEqual(nonces.size, 2)
    })
  )

  it.live("has a nonce that is recorded with the beginning of its generation, or not at all", () =>
    Effect.gen(function* () {
      for (let nth = 1; ; nth++) {
        const directory = yield* directoryWith()
        yield* leased(directory)
        const before = recorded(directory)
        let commits = 0
        const about = ({ call }: Call): void => {
          if (call === "commit" && (commits += 1) === nth) throw new StoreUnavailable({ reason: "Failed", detail: "" })
        }
        const opening = openHost({ ...defaults, directory, storeDir: undefined, about })
        const opened = yield* Effect.scoped(Effect.result(opening))
        const after = recorded(directory)
        assert.strictEqual(after.nonce === before.nonce, after.generation === before.generation, `commit ${nth}`)
        if (Result.isSuccess(opened)) return assert.isAbove(after.generation, before.generation)
      }
    })
  )
})

describe("a lock that is not given back", () => {
  it.live("is told of, with the processes that may have it", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const one = yield* Workspace.open({ directory, storeWaitMs: 20 })
      yield* Workspace.open({ directory })
      const task = yield* one.start({ id: "waits" })
      const lock = openSync(join(directory, ".leasehold/lock"), "r")
      loadNative().native!.flock(lock, "exclusive")
      const refused = yield* Effect.flip(task.acquire("a.txt"))
      closeSync(lock)
      assert.strictEqual(reasonOf(refused), "Busy")
      assert.include(refused.message, `process ${process.pid} on`)
    })
  )
})
