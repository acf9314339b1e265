// Whether a host can do something else meanwhile.
import { monitorEventLoopDelay } from "node:perf_hooks"
import { Effect, Fiber, Schedule } from "effect"
import { atMost, figure, type Measurement, row } from "./measurement.ts"
import { freshBytes, openMeasured } from "./workspace.ts"

const largeBytes = 100_000_000
const files = 10
const passes = 9
const everyMs = 10

const measure = (directory: string) =>
  Effect.gen(function* () {
    const task = yield* openMeasured(directory, "writer")
    const small = freshBytes()
    const large = freshBytes(largeBytes)
    for (let index = 0; index < files; index++) yield* task.create(`src/small${index}.ts`, small())
    yield* task.create("src/large.bin", large())

    const histogram = monitorEventLoopDelay({ resolution: 1 })
    const delays = { p99: Array<number>(), max: Array<number>(), seconds: Array<number>(), writes: Array<number>() }
    let writes = 0
    const writing = yield* Effect.suspend(() => task.write(`src/small${(writes += 1) % files}.ts`, small())).pipe(
      Effect.repeat(Schedule.fixed(everyMs)),
      Effect.forkScoped
    )
    for (let pass = -1; pass < passes; pass++) {
      // Making the bytes is no work of Leasehold's.
      const bytes = large()
      yield* Effect.sleep(100)
      const [since, before] = [performance.now(), writes]
      histogram.reset()
      histogram.enable()
      yield* task.write("src/large.bin", bytes)
      yield* task.observe("src/large.bin")
      histogram.disable()
      if (pass < 0) continue
      const seconds = (performance.now() - since) / 1_000
      delays.p99.push(histogram.percentile(99) / 1e6)
      delays.max.push(histogram.max / 1e6)
      delays.seconds.push(seconds * 1_000)
      delays.writes.push((writes - before) / seconds)
    }
    yield* Fiber.interrupt(writing)

    histogram.reset()
    histogram.enable()
    yield* Effect.sleep(1_000)
    histogram.disable()
    return {
      figures: [
        figure(
          "delay of the event loop, 99th percentile, while 100 writes a second and a file of 100 MB go through",
          "ms",
          atMost(5),
          delays.p99
        )
      ],
      rows: [
        row("longest delay", "ms", delays.max),
        row("99th percentile when nothing goes on", "ms", [histogram.percentile(99) / 1e6]),
        row("100 MB written and observed in", "ms", delays.seconds),
        row("other writes meanwhile", "/s", delays.writes)
      ]
    }
  }).pipe(Effect.scoped, Effect.runPromise)

export const measurement: Measurement = {
  title: "The delay of the event loop",
  how:
    `As \`monitorEventLoopDelay\` of Node tells it with a resolution of 1 ms, its own interval of 1 ms included: ${passes} times a task writes ` +
    `100 MB over a file and observes it, while another fibre begins a write of 4 KB every ${everyMs} ms, to ${files} files by turns.`,
  measure
}
