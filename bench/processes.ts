// Several processes write one directory, each a file of its own.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { ended, heard, start } from "./child.ts"
import { atLeast, atMost, figure, type Measurement, row } from "./measurement.ts"
import { quantile, ratios } from "./samples.ts"
import type { Period, Wrote } from "./writing-process.ts"

const many = 8
const rounds = 2
/** In ms. Until the grace of the first writes is over nothing has to be cleared away: what counts comes later. */
const [uncounted, counted] = [13_000, 6_000]

interface Together {
  readonly perSecond: number
  /** Of all processes together, for each write, in µs. */
  readonly processor: number
  /** Of what each write took, in ms. */
  readonly median: number
  readonly p99: number
}

/** What that many processes write. */
const period = async (directory: string, count: number): Promise<Together> => {
  mkdirSync(directory)
  const children = Array.from({ length: count }, (_, index) =>
    start("writing-process.ts", directory, `process${index}`)
  )
  await Promise.all(children.map(heard))
  const begin = Date.now() + 50
  const told: Period = { begin, count: begin + uncounted, end: begin + uncounted + counted }
  const wrote = children.map(heard)
  for (const child of children) child.send(told)
  const all = (await Promise.all(wrote)) as ReadonlyArray<Wrote>
  await Promise.all(children.map(ended))
  const times = all.flatMap(({ latencies }) => latencies)
  return {
    perSecond: (times.length / counted) * 1_000,
    processor: (all.reduce((sum, { processor }) => sum + processor, 0) / times.length) * 1_000,
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99)
  }
}

const measure = async (directory: string) => {
  const [one, all] = [Array<Together>(), Array<Together>()]
  for (let round = 0; round < rounds; round++) {
    one.push(await period(join(directory, `one${round}`), 1))
    all.push(await period(join(directory, `all${round}`), many))
  }
  const each = (of: keyof Together, periods: ReadonlyArray<Together>) => periods.map((period) => period[of])
  return {
    figures: [
      figure(
        `${many} processes that write different files, against one: writes a second in all`,
        "x",
        atLeast(1.7),
        ratios(each("perSecond", all), each("perSecond", one))
      ),
      figure("99th percentile of a write among them", "ms", atMost(20), each("p99", all))
    ],
    rows: [
      row("1 process, writes", "/s", each("perSecond", one)),
      row(`${many} processes, writes`, "/s", each("perSecond", all)),
      row("1 process, median of a write", "ms", each("median", one)),
      row(`${many} processes, median of a write`, "ms", each("median", all)),
      row("1 process, processor time of a write", "µs", each("processor", one)),
      row(`${many} processes, processor time of a write`, "µs", each("processor", all)),
      row("1 process, 99th percentile of a write", "ms", each("p99", one))
    ]
  }
}

export const measurement: Measurement = {
  title: "Several processes",
  how:
    `By turns one process and ${many}, ${rounds} times, each time in a directory of its own: 4 KB without pause for ` +
    `${(uncounted + counted) / 1_000} s, of which the last ${counted / 1_000} s count, when what was displaced is looked at once more and ` +
    "unlinked as fast as it comes. So this is what Leasehold can do for as long as one likes, upkeep included.",
  measure
}
