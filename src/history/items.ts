// What tasks said: streams of items, whose numbers have no gaps. Each item bears a digest, so that damage shows, and is read by itself, so
// that the rest of a stream is read beside what is damaged or missing.
import { hash } from "node:crypto"
import { Result } from "effect"
import type { Sql } from "./database.ts"
import { ItemTooLarge, NotLast, NotUnderstood, TaskDeleted, TaskTooLarge } from "./errors.ts"
import { bytesOf, isDeleted, nextOrd, noteTask } from "./tasks.ts"
import type { Item, ItemPage, ItemsFrom, NewItem, StreamRecord } from "./types.ts"

export interface ItemLimits {
  readonly maxItemBytes: number
  readonly maxTaskBytes: number
}

export type AppendError = ItemTooLarge | TaskTooLarge | TaskDeleted | NotLast | NotUnderstood

/** An item as it is kept. */
export interface Body {
  readonly kind: "json" | "bytes"
  readonly body: Uint8Array
}

interface StreamRow {
  readonly id: number
  readonly last: number
}

interface ItemRow extends Body {
  readonly n: number
  readonly at: number
  readonly digest: string
}

export const digestOf = (task: string, stream: string, n: number, at: number, { kind, body }: Body): string =>
  hash("sha256", Buffer.concat([Buffer.from(JSON.stringify([task, stream, n, at, kind])), body])).slice(0, 32)

/** As it is kept; what JSON has no text for is refused. */
const bodyOf = (item: NewItem): Result.Result<Body, NotUnderstood> => {
  if ("bytes" in item) {
    return item.bytes instanceof Uint8Array
      ? Result.succeed({ kind: "bytes", body: item.bytes })
      : Result.fail(new NotUnderstood({ detail: "`bytes` of an item has to be a Uint8Array" }))
  }
  try {
    const text = JSON.stringify(item.json) as string | undefined
    if (text !== undefined) return Result.succeed({ kind: "json", body: Buffer.from(text) })
  } catch {
    // Said below: a value that contains itself, or a BigInt.
  }
  return Result.fail(new NotUnderstood({ detail: "`json` of an item has to be what JSON can say" }))
}

const isName = (name: unknown): boolean => typeof name === "string" && name !== "" && name.isWellFormed()

const streamAt = (sql: Sql, task: string, stream: string): StreamRow | undefined =>
  sql.one<StreamRow>("SELECT id, last FROM stream WHERE task = ? AND name = ?", task, stream)

/** What may be kept of it: the task is there, and there is room for so many more bytes than there were. */
const admitted = (
  sql: Sql,
  limits: ItemLimits,
  task: string,
  stream: string,
  item: NewItem,
  instead: number,
  at: number
): Result.Result<Body, AppendError> => {
  if (!isName(task) || !isName(stream))
    return Result.fail(new NotUnderstood({ detail: "a task and a stream have names, texts that are not empty" }))
  const made = bodyOf(item)
  if (Result.isFailure(made)) return made
  const { length } = made.success.body
  if (length > limits.maxItemBytes)
    return Result.fail(new ItemTooLarge({ task, stream, bytes: length, limit: limits.maxItemBytes }))
  if (isDeleted(sql, task)) return Result.fail(new TaskDeleted({ task }))
  const bytes = bytesOf(sql, task) + length - instead
  if (bytes > limits.maxTaskBytes) return Result.fail(new TaskTooLarge({ task, bytes, limit: limits.maxTaskBytes }))
  noteTask(sql, task, at)
  return made
}

const insertItem = (sql: Sql, id: number, n: number, at: number, digest: string, { kind, body }: Body): void => {
  sql.run(
    "INSERT INTO item (ord, stream, n, at, kind, digest, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
    nextOrd(sql),
    id,
    n,
    at,
    kind,
    digest,
    body
  )
}

const countIn = (sql: Sql, task: string, items: number, bytes: number, at: number): void => {
  sql.run(
    "UPDATE task SET items = items + ?, bytes = bytes + ?, changed = max(changed, ?) WHERE task = ?",
    items,
    bytes,
    at,
    task
  )
}

/** An item that is known to fit, as the next one of its stream. */
export const keep = (sql: Sql, task: string, stream: string, at: number, body: Body): number => {
  const { id, last } = sql.one<StreamRow>(
    "INSERT INTO stream (task, name, last) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING id, last",
    task,
    stream
  )!
  insertItem(sql, id, last, at, digestOf(task, stream, last, at, body), body)
  countIn(sql, task, 1, body.body.length, at)
  return last
}

/** A place in a stream whose item is lost. */
export const keepLost = (sql: Sql, task: string, stream: string): void => {
  sql.run(
    "INSERT INTO stream (task, name, last) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1",
    task,
    stream
  )
}

/** Appends an item; returns its number. */
export const append = (
  sql: Sql,
  limits: ItemLimits,
  task: string,
  stream: string,
  item: NewItem,
  at: number
): Result.Result<number, AppendError> =>
  Result.map(admitted(sql, limits, task, stream, item, 0, at), (body) => keep(sql, task, stream, at, body))

/** Puts an item in the place of the last one; `n`: which one that has to be. */
export const replaceLast = (
  sql: Sql,
  limits: ItemLimits,
  task: string,
  stream: string,
  item: NewItem,
  n: number | undefined,
  at: number
): Result.Result<number, AppendError> => {
  const { id, last } = streamAt(sql, task, stream) ?? { id: 0, last: 0 }
  if (isDeleted(sql, task)) return Result.fail(new TaskDeleted({ task }))
  if (last === 0 || (n !== undefined && n !== last)) return Result.fail(new NotLast({ task, stream, last }))
  const before = sql.one<{ readonly bytes: number }>(
    "SELECT length(body) AS bytes FROM item WHERE stream = ? AND n = ?",
    id,
    last
  )
  return Result.map(admitted(sql, limits, task, stream, item, before?.bytes ?? 0, at), (body) => {
    const digest = digestOf(task, stream, last, at, body)
    if (before === undefined) insertItem(sql, id, last, at, digest, body)
    else
      sql.run(
        "UPDATE item SET at = ?, kind = ?, digest = ?, body = ? WHERE stream = ? AND n = ?",
        at,
        body.kind,
        digest,
        body.body,
        id,
        last
      )
    countIn(sql, task, before === undefined ? 1 : 0, body.body.length - (before?.bytes ?? 0), at)
    return last
  })
}

/** An item as it is kept, if it is whole. */
export const rowAt = (
  sql: Sql,
  task: string,
  stream: string,
  id: number,
  n: number
): ItemRow | "damaged" | "missing" => {
  try {
    const row = sql.one<ItemRow>("SELECT n, at, kind, digest, body FROM item WHERE stream = ? AND n = ?", id, n)
    if (row === undefined) return "missing"
    return row.digest === digestOf(task, stream, n, row.at, row) ? row : "damaged"
  } catch {
    // A page that cannot be read: SQLite says so of each item that is on it.
    return "damaged"
  }
}

export const itemAt = (sql: Sql, task: string, stream: string, id: number, n: number): Item => {
  const row = rowAt(sql, task, stream, id, n)
  if (typeof row === "string") return { n, lost: row }
  const { at, kind, body } = row
  return kind === "bytes" ? { n, at, bytes: body } : { n, at, json: JSON.parse(Buffer.from(body).toString()) }
}

/** How many there are on a page if it is not said, and at most. */
const usualLimit = 100
const largestLimit = 10_000

export const limitOf = (limit: number | undefined): number =>
  Math.min(largestLimit, Math.max(1, Math.floor(limit ?? usualLimit)))

/** A page of a stream; it is empty if there is no such stream. */
export const itemsOf = (sql: Sql, task: string, stream: string, from: ItemsFrom): ItemPage => {
  const { id, last } = streamAt(sql, task, stream) ?? { id: 0, last: 0 }
  const limit = limitOf(from.limit)
  const end = from.before === undefined ? last : Math.min(last, from.before - 1)
  const first = Math.max(1, (from.after ?? 0) + 1, from.before === undefined ? 1 : end - limit + 1)
  const items: Array<Item> = []
  for (let n = first; n <= end && items.length < limit; n++) items.push(itemAt(sql, task, stream, id, n))
  return { items, last }
}

export const streamsOf = (sql: Sql, task: string): ReadonlyArray<StreamRecord & { readonly id: number }> =>
  sql.all("SELECT id, name AS stream, last FROM stream WHERE task = ? ORDER BY name", task)
