// Leases of one process, through the same interface: what the core and Effect take together.
import { Effect, Result } from "effect"
import { file, type Key, type RunId, subtree, type TaskId } from "../src/protocol/index.ts"
import { openMemoryStore } from "../src/store/open-memory.ts"
import { makeLeases } from "../src/workspace/leases.ts"
import type { Measurement } from "./measurement.ts"
import { ratios, spreadOf, takeTurns } from "./samples.ts"

const others = 10_000
const directories = 100
const pairs = 2_000

const everything = [subtree("")]
const profile = { background: false, allowWrites: false, reads: everything, writes: everything, title: "Measure" }

// As in a repository: files spread over directories, those of whom is measured among them.
const othersFile = (index: number) =>
  file(`src/dir${index % directories}/file${Math.floor(index / directories)}.ts` as Key)
const ownFiles = Array.from({ length: 64 }, (_, index) => file(`src/dir${index}/own${index}.ts` as Key))

/** Takes and gives back leases, beside so many that another task holds. */
const contestant = Effect.fnUntraced(function* (held: number) {
  const store = yield* openMemoryStore()
  const leases = makeLeases({
    store,
    liveness: { isAlive: () => true },
    pollMs: 15,
    settlingOthers: (effect) => effect
  })
  const start = (name: string) =>
    Effect.as(
      store.transact((tx) => {
        tx.task(name as TaskId, profile)
        return Result.map(
          tx.step({ _tag: "Start", run: name as RunId, task: name as TaskId, host: store.host }),
          () => undefined
        )
      }),
      name as RunId
    )
  const [holder, worker] = [yield* start("holder"), yield* start("worker")]
  for (let index = 0; index < held; index++) yield* leases.acquire(holder, othersFile(index))
  const all = Effect.gen(function* () {
    for (let index = 0; index < pairs; index++) {
      const resource = ownFiles[index % ownFiles.length]!
      const { handle } = yield* leases.acquire(worker, resource)
      yield* leases.release(worker, resource, handle)
    }
  })
  return () => Effect.runPromise(all)
})

const measure = () =>
  Effect.gen(function* () {
    const [alone, beside] = [yield* contestant(0), yield* contestant(others)]
    const [aloneTimes, besideTimes] = (yield* Effect.promise(() =>
      takeTurns([alone, beside], { seconds: 8, warmUp: 50 })
    )) as [ReadonlyArray<number>, ReadonlyArray<number>]
    const perSecond = (times: ReadonlyArray<number>) => spreadOf(times.map((time) => (pairs / time) * 1e6))
    return {
      figures: [
        {
          what: "lease taken and given back, store in memory",
          unit: "/s",
          target: { is: "at least", value: 200_000 },
          measured: perSecond(aloneTimes)
        },
        {
          what: "the same beside 10,000 leases, times slower",
          unit: "x",
          target: { is: "at most", value: 2 },
          measured: spreadOf(ratios(besideTimes, aloneTimes))
        }
      ],
      rows: [
        { what: "no other lease", unit: "/s", measured: perSecond(aloneTimes) },
        { what: "10,000 others", unit: "/s", measured: perSecond(besideTimes) }
      ]
    } as const
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "A lease, in memory",
  how: `Through \`makeLeases\` on a store in memory: ${pairs} pairs a sample, over 64 files by turns, in one fibre.`,
  measure
}
