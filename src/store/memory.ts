// A driver for one process, whose rows go with it.
import type { Driver } from "./driver.ts"
import type { Row } from "./entry.ts"

/** How many of the last rows can still be read, at least. */
const kept = 10_000

const none: ReadonlyArray<Row> = []

export const memoryDriver = (): Driver => {
  let rows: Array<Row> = []
  return {
    // Nobody else writes, so there is nothing after what was applied.
    begin: () => none,
    append: ({ seq }, { at, wall, host, generation, entries }) => {
      const row = { seq: seq + 1, at, wall, host, generation, chain: "", entries }
      rows.push(row)
      if (rows.length > 2 * kept) rows = rows.slice(-kept)
      return row
    },
    checkpoint: undefined,
    commit: () => undefined,
    rollback: () => undefined,
    read: ({ seq }, limit = Infinity) => rows.filter((row) => row.seq > seq).slice(0, limit),
    sync: () => Promise.resolve(),
    close: () => undefined
  }
}
