// One of the processes of processes.ts: it writes a file of its own without pause, and tells what each write took.
import { Deferred, Effect } from "effect"
import { freshBytes, openMeasured } from "./workspace.ts"

/** When to begin, when to begin to count, and when to end, in ms since 1970, which all processes agree on. */
export interface Period {
  readonly begin: number
  readonly count: number
  readonly end: number
}

/** Of the writes that ended while it counted. */
export interface Wrote {
  /** What each took, in ms. */
  readonly latencies: ReadonlyArray<number>
  /** Processor time of the whole process meanwhile, in ms. */
  readonly processor: number
}

const now = (): number => performance.timeOrigin + performance.now()

const [directory, name] = process.argv.slice(2) as [string, string]

const told = Effect.gen(function* () {
  const period = yield* Deferred.make<Period>()
  process.once("message", (message: Period) => Effect.runSync(Deferred.succeed(period, message)))
  return Deferred.await(period)
})

const writing = Effect.gen(function* () {
  const period = yield* told
  const task = yield* openMeasured(directory, name)
  const path = `src/${name}.ts`
  const fresh = freshBytes()
  yield* task.create(path, fresh())
  process.send!("ready")
  const { begin, count, end } = yield* period
  yield* Effect.sleep(begin - now())
  const latencies: Array<number> = []
  let before: NodeJS.CpuUsage | undefined
  for (let since = now(); since < end;) {
    yield* task.write(path, fresh())
    const done = now()
    if (done >= count) {
      before ??= process.cpuUsage()
      if (done < end) latencies.push(done - since)
    }
    since = done
  }
  const { user, system } = process.cpuUsage(before)
  process.send!({ latencies, processor: (user + system) / 1_000 } satisfies Wrote)
})

await Effect.runPromise(Effect.scoped(writing))
process.disconnect()
