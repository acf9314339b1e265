// A task as it went: what was said, what happened and what was written, in the order in which it came. What is lost shows where it was.
import type { Sql } from "./database.ts"
import { itemAt, limitOf, streamsOf } from "./items.ts"
import { fromOf, writeOf, writeRows } from "./queries.ts"
import type { Entry, EventRecord, Page } from "./types.ts"

interface Placed {
  readonly n: number
  readonly ord: number
}

/** Where an item stands; undefined if it is missing, or a page that says so cannot be read. */
const placeOf = (sql: Sql, stream: number, n: number): Placed | undefined => {
  try {
    return sql.one<Placed>("SELECT n, ord FROM item WHERE stream = ? AND n = ?", stream, n)
  } catch {
    return undefined
  }
}

/** The first item that came later than that; items of a stream come in the order of their numbers. */
const firstAfter = (sql: Sql, stream: number, last: number, ord: number): number => {
  let [low, high] = [1, last + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    let at = middle
    let found = placeOf(sql, stream, at)
    while (found === undefined && at < high - 1) found = placeOf(sql, stream, (at += 1))
    if (found !== undefined && found.ord <= ord) low = at + 1
    else high = middle
  }
  return low
}

/**
 * The items of a stream behind a place, as many as are asked for, or more. One that is lost has no place of its own: it stands with the
 * next one or, behind the last, with the one before.
 */
const itemEntries = (
  sql: Sql,
  task: string,
  { id, stream, last }: { readonly id: number; readonly stream: string; readonly last: number },
  after: number,
  limit: number
): ReadonlyArray<Entry> => {
  const first = firstAfter(sql, id, last, after)
  const entries: Array<Entry> = []
  const put = (n: number, ord: number): void => {
    entries.push({ ord, kind: "item", stream, item: itemAt(sql, task, stream, id, n) })
  }
  let placeless: Array<number> = []
  let before = 0
  let n = first
  for (; n > 1 && before === 0; n--) before = placeOf(sql, id, n - 1)?.ord ?? 0
  for (n = first; n <= last && (entries.length < limit || placeless.length > 0); n++) {
    const ord = placeOf(sql, id, n)?.ord
    placeless.push(n)
    if (ord === undefined) continue
    for (const one of placeless) put(one, ord)
    placeless = []
    before = ord
  }
  // Those that are lost at the end of a stream were told with the last that is not, if there was one.
  let behind = n
  while (behind <= last && placeOf(sql, id, behind) === undefined) placeless.push(behind++)
  if (behind > last && before > after) for (const one of placeless) put(one, before)
  return entries
}

interface EventRow extends Omit<EventRecord, "id" | "body" | "from"> {
  readonly ord: number
  readonly body: string
  readonly chain: string
  readonly nth: number
  readonly nonce: string | null
  readonly generation: number
}

const eventEntries = (sql: Sql, task: string, after: number, limit: number): ReadonlyArray<Entry> =>
  sql
    .all<EventRow>(
      `SELECT event.ord, tag, task, run, at, body, event.chain, nth, event.generation, nonce
       FROM event LEFT JOIN source ON source.id = event.source WHERE task = ? AND event.ord > ? ORDER BY event.ord LIMIT ?`,
      task,
      after,
      limit
    )
    .map(({ ord, chain, nth, nonce, generation, body, ...row }) => ({
      ord,
      kind: "event",
      event: { id: `${chain}.${nth}`, ...row, body: JSON.parse(body), from: fromOf({ nonce, generation }) }
    }))

const writeEntries = (sql: Sql, task: string, after: number, limit: number): ReadonlyArray<Entry> =>
  writeRows(sql, task, after, limit).map((row) => ({ ord: row.ord, kind: "write", write: writeOf(row) }))

/** A page of what came; all of one place are on one page. */
export const replay = (sql: Sql, task: string, page: Page): ReadonlyArray<Entry> => {
  const after = page.after ?? -1
  const limit = limitOf(page.limit)
  const all = [
    ...streamsOf(sql, task).flatMap((stream) => itemEntries(sql, task, stream, after, limit)),
    ...eventEntries(sql, task, after, limit),
    ...writeEntries(sql, task, after, limit)
  ].sort((one, other) => one.ord - other.ord)
  const last = all[limit - 1]
  return last === undefined ? all : all.filter(({ ord }) => ord <= last.ord)
}
