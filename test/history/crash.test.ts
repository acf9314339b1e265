// Processes that are killed while they append: what was acknowledged is there, whole, under the number that was told.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { statSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { History } from "../../src/history/service.ts"
import { seedOf } from "../conformance/seed.ts"
import { memory, mounts, needing } from "../platform/machine.ts"
import { directoryWith } from "../workspace/directory.ts"

type Acknowledged = readonly [n: number, text: string]

/** Runs a writer until it has said so much, and kills it in the midst of what it does then. */
const killedAfter = async (lines: number, directory: string, name: string): Promise<ReadonlyArray<Acknowledged>> => {
  const path = new URL("writer.ts", import.meta.url).pathname
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path, directory, name], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const gone = once(child, "exit")
  const said: Array<Acknowledged> = []
  for await (const line of createInterface(child.stdout)) {
    // Whatever is in the pipe when it is killed was said.
    said.push(JSON.parse(line) as Acknowledged)
    if (said.length === lines) child.kill("SIGKILL")
  }
  const [code, signal] = (await gone) as [number | null, string | null]
  assert.deepStrictEqual([code, signal], [null, "SIGKILL"])
  return said
}

describe("what was acknowledged", () => {
  it.live(
    "is there after its writer was killed, and others' beside it, under the numbers that were told",
    () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith()
        let seed = seedOf()
        console.log(`seed ${seed}`)
        const below = (most: number): number => (seed = (seed * 48_271 + 11) % 2_147_483_647) % most
        const acknowledged: Array<Acknowledged> = []
        for (let round = 0; round < 4; round++) {
          const writers = ["one", "other"].map((name) => killedAfter(1 + below(40), directory, `${name} of ${round}`))
          acknowledged.push(...(yield* Effect.promise(() => Promise.all(writers))).flat())
        }
        const history = yield* History.open({ directory })
        const { items, last } = yield* history.items("shared", "said", { limit: 10_000 })
        assert.isAtLeast(acknowledged.length, 8)
        assert.deepStrictEqual(
          items.map(({ n }) => n),
          Array.from({ length: last }, (_, at) => at + 1)
        )
        const texts = new Map(items.map((item) => [item.n, "json" in item ? item.json : item]))
        for (const [n, text] of acknowledged) assert.strictEqual(texts.get(n), text)
        assert.strictEqual(new Set(texts.values()).size, items.length)
        assert.strictEqual(yield* history.append("shared", "said", { json: "on" }), last + 1)
      }),
    120_000
  )

  it.live("was synced before, and is not if syncing fails", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      let isBroken = false
      let syncs = 0
      const datasync = (): Promise<void> => {
        syncs += 1
        return isBroken ? Promise.reject(Object.assign(new Error("i/o error"), { code: "EIO" })) : Promise.resolve()
      }
      const history = yield* History.open({ directory, datasync })
      yield* history.append("a", "said", { json: 1 })
      assert.strictEqual(syncs, 1)
      // Those that come at once share one.
      yield* Effect.all(
        [2, 3, 4, 5].map((json) => history.append("a", "said", { json })),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(syncs, 2)
      isBroken = true
      const refused = yield* Effect.flip(history.append("a", "said", { json: 6 }))
      assert.deepInclude(refused, { _tag: "SystemFailed", code: "EIO" })
      // What the log may lack from then on is not trusted to it any more.
      const log = join(directory, ".leasehold/history.sqlite-wal")
      const before = statSync(log).size
      isBroken = false
      yield* history.append("a", "said", { json: 7 })
      assert.isBelow(statSync(log).size, before)
    })
  )

  needing([mounts], "is there on a disk that is full, where nothing more is taken until there is room", () =>
    Effect.gen(function* () {
      const [directory, storeDir] = [yield* directoryWith(), yield* memory("1m")]
      const history = yield* History.open({ directory, storeDir })
      const item = { bytes: Buffer.alloc(8 * 1024, "x") }
      let taken = 0
      const fill = Effect.forever(Effect.tap(history.append("a", "said", item), (n) => Effect.sync(() => (taken = n))))
      const refused = yield* Effect.flip(fill)
      assert.strictEqual(refused._tag, "NoSpace")
      assert.isAbove(taken, 10)
      const { items } = yield* history.items("a", "said", { limit: 1_000 })
      assert.isAtLeast(items.length, taken)
      assert.isTrue(items.every((one) => "bytes" in one && item.bytes.equals(one.bytes)))
      const error = yield* Effect.flip(history.append("a", "said", item))
      assert.match(error.message, /no space is left \(write the history/)
    })
  )
})
