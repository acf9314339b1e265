// Clocks that jump, processes that stand still, and many of everything.
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { directoryWith } from "../workspace/directory.ts"
import { actor, actorIn } from "./actors.ts"
import { settable } from "./clock.ts"
import { openIn, session } from "./session.ts"

const year = 365 * 24 * 3_600_000

describe("clocks", () => {
  for (const [what, jump] of [
    ["forward", year],
    ["back", -year]
  ] as const) {
    it.live(`the lease follows elapsed time, not the wall clock: set ${what}, that ends none and prolongs none`, () => {
      const { ms, clock } = settable()
      return Effect.gen(function* () {
        const { task, start } = yield* session({ "a.txt": "old" }, { leaseMs: 60_000 })
        const lease = yield* task.acquire("a.txt")
        ms.wall = jump
        const other = yield* start("other")
        assert.strictEqual((yield* Effect.flip(other.acquire("a.txt")))._tag, "LeaseHeld")
        yield* lease.renew
        ms.monotonic = 59_000
        assert.strictEqual((yield* Effect.flip(other.acquire("a.txt")))._tag, "LeaseHeld")
        ms.monotonic = 61_000
        yield* other.acquire("a.txt")
        assert.strictEqual((yield* Effect.flip(lease.renew))._tag, "LeaseLost")
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  }

  it.live("a monotonic clock that goes back, as in another namespace of times, lets nobody in too early", () => {
    const { ms, clock } = settable()
    return Effect.gen(function* () {
      const { task, start, text } = yield* session({ "a.txt": "old" }, { leaseMs: 60_000 })
      yield* task.acquire("a.txt")
      yield* task.observe("a.txt")
      ms.monotonic = -3_600_000
      const other = yield* start("other")
      assert.strictEqual((yield* Effect.flip(other.acquire("a.txt")))._tag, "LeaseHeld")
      yield* task.write("a.txt", "new")
      assert.strictEqual(text("a.txt"), "new")
    }).pipe(Effect.provideService(Clock.Clock, clock))
  })
})

describe("a process that stands still", () => {
  it.live("longer than its lease writes nothing any more", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const leaseMs = 500
      const sleeper = yield* actorIn(directory, { leaseMs })
      yield* sleeper.tell({ do: "observe", path: "a.txt" })
      yield* sleeper.tell({ do: "acquire", path: "a.txt" })
      sleeper.signal("SIGSTOP")
      const { task, text } = yield* openIn(directory)
      const lease = yield* task.acquire("a.txt", { wait: true })
      yield* task.edit("a.txt", () => "by the next one")
      yield* lease.release
      sleeper.signal("SIGCONT")
      const refused = yield* Effect.flip(sleeper.tell({ do: "write", path: "a.txt", content: "late" }))
      assert.include(["LeaseLost", "StaleBase"], refused.tag)
      assert.strictEqual(text("a.txt"), "by the next one")
      // Read again, it goes on.
      yield* sleeper.tell({ do: "edit", path: "a.txt", add: ", and the sleeper" })
      assert.strictEqual(text("a.txt"), "by the next one, and the sleeper")
    })
  )
})

describe("many", () => {
  it.live(
    "hosts that open at once make one store",
    () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "" })
        const actors = yield* Effect.all(
          Array.from({ length: 10 }, () => actor()),
          { concurrency: "unbounded" }
        )
        const openings = yield* Effect.forEach(actors, ({ tell }) => tell({ do: "open", directory }), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(openings.toSorted(), ["Create", ...Array(9).fill("Join")])
        yield* Effect.forEach(actors, ({ tell }, i) => tell({ do: "edit", path: "a.txt", add: `${i}\n` }), {
          concurrency: "unbounded"
        })
        const { text } = yield* openIn(directory)
        assert.deepStrictEqual(
          text("a.txt").trim().split("\n").toSorted(),
          Array.from({ length: 10 }, (_, i) => String(i))
        )
      }),
    60_000
  )

  it.live(
    "leases are held at once, and one more is granted as quickly",
    () =>
      Effect.gen(function* () {
        const { task, start, text } = yield* session({ "d/a.txt": "old" }, { leaseMs: 600_000 })
        const timed = <A, E>(effect: Effect.Effect<A, E>) =>
          Effect.suspend(() => {
            const since = performance.now()
            return Effect.map(effect, () => performance.now() - since)
          })
        for (let i = 0; i < 10_000; i++) yield* task.acquire(`d/${i % 100}/${i}`)
        const other = yield* start("other")
        assert.strictEqual((yield* Effect.flip(other.acquire("d/0/0")))._tag, "LeaseHeld")
        assert.strictEqual((yield* Effect.flip(other.acquire({ directory: "d" })))._tag, "LeaseHeld")
        yield* other.edit("d/a.txt", () => "warm")
        const times = []
        for (let i = 0; i < 5; i++) times.push(yield* timed(other.edit("d/a.txt", () => `new ${i}`)))
        assert.isBelow(Math.min(...times), 100)
        yield* task.end
        yield* other.acquire({ directory: "d" })
        assert.strictEqual(text("d/a.txt"), "new 4")
      }),
    120_000
  )
})
