// Leases of one process, through the same interface: what the core and Effect take together.
import { Effect } from "effect"
import type { RunId, TaskId } from "../src/protocol/index.ts"
import { openMemoryStore } from "../src/store/open-memory.ts"
import { begin } from "../src/store/recover.ts"
import type { Transaction } from "../src/store/transaction.ts"
import { makeLeases } from "../src/workspace/leases.ts"
import { others, othersFile, ownFiles, profile } from "./leases.ts"
import { atLeast, atMost, figure, type Measurement, row } from "./measurement.ts"
import { perSecond, ratios, takeTurns } from "./samples.ts"

const pairs = 2_000

const alive = { isAlive: () => true }

/** Takes and gives back leases, beside so many that another task holds. */
const contestant = Effect.fnUntraced(function* (held: number) {
  const store = yield* openMemoryStore()
  const leases = makeLeases({
    store,
    liveness: alive,
    pollMs: 15,
    settlingOthers: (effect) => effect
  })
  const started = (name: string) => {
    const [task, run] = [name as TaskId, name as RunId]
    const body = (tx: Transaction) => begin(tx, alive, { task, run, host: store.host, profile, narrows: false })
    return Effect.as(store.transact(body), run)
  }
  const [holder, worker] = [yield* started("holder"), yield* started("worker")]
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
    const [aloneTimes, besideTimes] = yield* Effect.promise(() =>
      takeTurns([alone, beside], { seconds: 8, warmUp: 50 })
    )
    return {
      figures: [
        figure("lease taken and given back, store in memory", "/s", atLeast(200_000), perSecond(pairs, aloneTimes)),
        figure("the same beside 10,000 leases, times slower", "x", atMost(2), ratios(besideTimes, aloneTimes))
      ],
      rows: [
        row("no other lease", "/s", perSecond(pairs, aloneTimes)),
        row("10,000 others", "/s", perSecond(pairs, besideTimes))
      ]
    }
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "A lease, in memory",
  how: `Through \`makeLeases\` on a store in memory: ${pairs} pairs a sample, over 64 files by turns, in one fibre.`,
  measure
}
