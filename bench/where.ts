// Where the time of a guarded write goes: from each call that changes files to the next one.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { RunId, TaskId } from "../src/protocol/index.ts"
import { begin } from "../src/store/recover.ts"
import { openHost } from "../src/workspace/host.ts"
import { defaults } from "../src/workspace/options.ts"
import { makeTasks } from "../src/workspace/task.ts"
import { profile } from "./leases.ts"
import { type Measurement, type Row, row } from "./measurement.ts"
import { takeTurns } from "./samples.ts"
import { writeUnguarded } from "./unguarded.ts"
import { freshBytes } from "./workspace.ts"

/** The calls of one write, and when each was about to be made. */
type Calls = ReadonlyArray<readonly [call: string, at: number]>

class Watch {
  #calls: Array<Calls[number]> = []
  readonly writes: Array<Calls> = []

  readonly about = (call: string): void => {
    this.#calls.push([call, performance.now()])
  }

  begin(): void {
    this.#calls = [["begin", performance.now()]]
  }

  end(): void {
    this.writes.push([...this.#calls, ["end", performance.now()]])
  }
}

const callsOf = (write: Calls): string => write.map(([call]) => call).join(" ")

/** Between the calls of those writes that made the same calls as most. */
const rowsOf = (who: string, { writes }: Watch): ReadonlyArray<Row> => {
  const [usual] = [...Map.groupBy(writes, callsOf).values()].toSorted((one, other) => other.length - one.length)
  const calls = usual![0]!.map(([call]) => call)
  const between = (from: number, to: number) => usual!.map((write) => (write[to]![1] - write[from]![1]) * 1_000)
  const steps = calls
    .slice(1)
    .map((call, at) => row(`${who}: from ${calls[at]!} to ${call}`, "µs", between(at, at + 1)))
  return [...steps, row(`${who}: in all`, "µs", between(0, calls.length - 1))]
}

const measure = (directory: string) =>
  Effect.gen(function* () {
    const [guarded, unguarded] = [new Watch(), new Watch()]
    mkdirSync(join(directory, "src"))
    const host = yield* openHost({
      ...defaults,
      directory,
      storeDir: undefined,
      about: ({ call }) => guarded.about(call)
    })
    const [name, run] = ["writer" as TaskId, "writer-1" as RunId]
    yield* host.store.transact((tx) =>
      begin(tx, host.liveness, { task: name, run, host: host.host, profile, narrows: false })
    )
    const task = makeTasks(host)(name, run)
    const fresh = freshBytes()
    const plain = join(directory, "src/unguarded.ts")
    yield* task.create("src/guarded.ts", fresh())
    yield* Effect.promise(() =>
      takeTurns(
        [
          async () => {
            guarded.begin()
            await Effect.runPromise(task.write("src/guarded.ts", fresh()))
            guarded.end()
          },
          () => {
            unguarded.begin()
            writeUnguarded(plain, fresh(), unguarded.about)
            unguarded.end()
          }
        ],
        { seconds: 8, warmUp: 200 }
      )
    )
    return { figures: [], rows: [...rowsOf("guarded", guarded), ...rowsOf("unguarded", unguarded)] }
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "Where the time goes",
  how:
    "The median time from one call that changes files to the next one, the calls themselves and all that is done between them included: `commit` is " +
    "SQLite's, first of the decision, then of the settlement; `syncing` is when the staged file begins to be synced, the first `fsync` when that is done, the second one that of the directory; " +
    "`symlink` makes the sidecar, `rename` marks it.",
  measure
}
