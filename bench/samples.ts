// Samples that can be compared on a machine that does other things too: contestants take turns sample by sample in one process, so that
// whatever else the machine does meets all alike, and what is told is the median, which a disturbed sample does not move. A benchmark
// library runs one contestant after the other, for seconds each: here that would measure who else was busy at the time.
import { setImmediate as turn } from "node:timers/promises"

/** The middle of some numbers, and between which values the middle half of them lies. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** The value below which that part of the numbers lies. */
export const quantile = (numbers: ReadonlyArray<number>, part: number): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return below + (above - below) * (at % 1)
}

export const spreadOf = (numbers: ReadonlyArray<number>): Spread => ({
  median: quantile(numbers, 0.5),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75)
})

/** How many a second, where each time in µs is of so many. */
export const perSecond = (count: number, times: ReadonlyArray<number>): ReadonlyArray<number> =>
  times.map((time) => (count / time) * 1e6)

/** How many times as long the first one took, turn by turn. */
export const ratios = (first: ReadonlyArray<number>, second: ReadonlyArray<number>): ReadonlyArray<number> =>
  first.map((time, at) => time / second[at]!)

export type Contestant = () => Promise<unknown> | void

/** In any order: none always comes after the same other one, whose work it would find left over. */
const shuffled = (count: number): ReadonlyArray<number> => {
  const order = Array.from({ length: count }, (_, at) => at)
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1))
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}

const timeOf = async (run: Contestant): Promise<number> => {
  const since = performance.now()
  const running = run()
  if (running !== undefined) await running
  return (performance.now() - since) * 1_000
}

/** What each contestant took, in µs, in every turn of that many seconds; the first turns do not count. */
export const takeTurns = async <const Contestants extends ReadonlyArray<Contestant>>(
  contestants: Contestants,
  { seconds, warmUp }: { readonly seconds: number; readonly warmUp: number }
): Promise<{ readonly [At in keyof Contestants]: ReadonlyArray<number> }> => {
  const times = contestants.map((): Array<number> => [])
  let end = Infinity
  for (let round = -warmUp; performance.now() < end; round++) {
    if (round === 0) end = performance.now() + seconds * 1_000
    for (const at of shuffled(contestants.length)) {
      // What waits for its turn, upkeep among it, gets it between two samples.
      await turn()
      const time = await timeOf(contestants[at]!)
      if (round >= 0) times[at]!.push(time)
    }
  }
  return times as unknown as { readonly [At in keyof Contestants]: ReadonlyArray<number> }
}
