// Taking in what another history told, or this one once did: again and again, without anything twice; and nothing that was deleted.
import { Result, Schema } from "effect"
import type { Sql } from "./database.ts"
import { NotUnderstood } from "./errors.ts"
import { keep, keepLost } from "./items.ts"
import { Header, Line, linesVersion } from "./lines.ts"
import type { HistoryHeader } from "./schema.ts"
import { isDeleted, nextOrd } from "./tasks.ts"
import type { FromStore, Imported } from "./types.ts"

export interface Importer {
  /** In a transaction of the history. */
  readonly take: (lines: ReadonlyArray<string>) => Result.Result<void, NotUnderstood>
  readonly told: () => Imported
}

type Part<Name extends string> = Line extends infer L
  ? L extends { readonly [N in Name]: infer Is }
    ? Is
    : never
  : never

const decodeHeader = Schema.decodeUnknownResult(Schema.fromJsonString(Header))
const decodeLine = Schema.decodeUnknownResult(Schema.fromJsonString(Line))

const why = (number: number, detail: string): NotUnderstood =>
  new NotUnderstood({ detail: `line ${number} of what is imported: ${detail}` })

/** A store that is not followed here. */
const sourceOf = (sql: Sql, from: FromStore | null): number | null => {
  if (from === null) return null
  const known = sql.one<{ readonly id: number }>("SELECT id FROM source WHERE nonce = ? AND seq = -1", from.store)
  if (known !== undefined) return known.id
  return sql.one<{ readonly id: number }>(
    "INSERT INTO source (nonce, begun, seq, chain, generation) VALUES (?, 0, -1, '', 0) RETURNING id",
    from.store
  )!.id
}

export const makeImporter = (sql: Sql, own: HistoryHeader): Importer => {
  let number = 0
  let from: string | undefined
  let tasks = 0
  let items = 0
  const skipped: Array<Imported["skipped"][number]> = []
  /** Whose lines are taken, and where they are from. */
  const taken = new Map<string, string | null>()

  const takeTask = (task: Part<"task">): void => {
    const origin = task.origin ?? (from === own.nonce ? null : from!)
    if (isDeleted(sql, task.task)) return void skipped.push({ task: task.task, why: "deleted" })
    const known = sql.one<{ readonly origin: string | null }>("SELECT origin FROM task WHERE task = ?", task.task)
    if (known !== undefined && known.origin !== origin) return void skipped.push({ task: task.task, why: "other task" })
    taken.set(task.task, origin)
    if (known !== undefined) return
    tasks += 1
    sql.run(
      `INSERT INTO task (task, ord, title, background, status, parent, life, created, changed, ended, source, generation, origin)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      task.task,
      nextOrd(sql),
      task.title,
      task.background ? 1 : 0,
      task.status,
      task.parent,
      JSON.stringify(task.life),
      task.created,
      task.changed,
      task.ended,
      sourceOf(sql, task.from),
      task.from?.generation ?? null,
      origin
    )
  }

  const takeRun = (run: Part<"run">): void => {
    sql.run(
      "INSERT OR IGNORE INTO run (run, ord, task, host, status, started, ended, source, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      run.run,
      nextOrd(sql),
      run.task,
      run.host,
      run.status,
      run.started,
      run.ended,
      sourceOf(sql, run.from),
      run.from?.generation ?? null
    )
  }

  const takeItem = (item: Part<"item">): void => {
    const { task, stream, n } = item
    const last =
      sql.one<{ readonly last: number }>("SELECT last FROM stream WHERE task = ? AND name = ?", task, stream)?.last ?? 0
    if (n <= last) return
    for (let missing = last + 1; missing < n; missing++) keepLost(sql, task, stream)
    if ("lost" in item) return keepLost(sql, task, stream)
    items += 1
    const body =
      "base64" in item
        ? ({ kind: "bytes", body: Buffer.from(item.base64, "base64") } as const)
        : ({ kind: "json", body: Buffer.from(JSON.stringify(item.json)) } as const)
    keep(sql, task, stream, item.at, body)
  }

  const takeEvent = (event: Part<"event">): void => {
    const [chain, nth] = event.id.split(".")
    sql.run(
      `INSERT OR IGNORE INTO event (ord, task, run, at, tag, body, source, generation, seq, chain, nth)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, -1, ?, ?)`,
      nextOrd(sql),
      event.task,
      event.run,
      event.at,
      event.tag,
      JSON.stringify(event.body),
      sourceOf(sql, event.from),
      event.from?.generation ?? 0,
      chain ?? "",
      Number(nth)
    )
  }

  const takeWrite = (write: Part<"write">): void => {
    sql.run(
      `INSERT OR IGNORE INTO write
         (intent, run, key, ord, task, base, content, "grant", status, reason, decided, settled, source, generation, seq, origin)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, -1, ?)`,
      write.intent,
      write.run,
      write.key,
      nextOrd(sql),
      write.task,
      write.base,
      write.content,
      write.grant,
      write.status,
      write.reason,
      write.decided,
      write.settled,
      sourceOf(sql, write.from),
      write.from?.generation ?? 0,
      taken.get(write.task) ?? null
    )
  }

  const takeApproval = ({ digest, task, by, at, expires }: Part<"approval">): void => {
    sql.run(
      "INSERT OR IGNORE INTO approval (digest, task, by, at, expires) VALUES (?, ?, ?, ?, ?)",
      digest,
      task,
      by,
      at,
      expires
    )
  }

  const takeLine = (line: Line): void => {
    if ("task" in line) return takeTask(line.task)
    const [{ task }] = Object.values(line) as [{ readonly task: string }]
    if (!taken.has(task)) return
    if ("run" in line) takeRun(line.run)
    else if ("approval" in line) takeApproval(line.approval)
    else if ("item" in line) takeItem(line.item)
    else if ("event" in line) takeEvent(line.event)
    else takeWrite(line.write)
  }

  const takeHeader = (text: string): Result.Result<void, NotUnderstood> => {
    const header = decodeHeader(text)
    if (Result.isFailure(header)) return Result.fail(why(number, "no header of a history. Give the lines of an export"))
    if (header.success.version > linesVersion)
      return Result.fail(why(number, "a newer version of Leasehold wrote it. Update Leasehold"))
    from = header.success.history
    return Result.succeed(undefined)
  }

  return {
    take: (lines) => {
      for (const text of lines) {
        number += 1
        if (text.trim() === "") continue
        if (from === undefined) {
          const header = takeHeader(text)
          if (Result.isFailure(header)) return header
          continue
        }
        const line = decodeLine(text)
        if (Result.isFailure(line)) return Result.fail(why(number, line.failure.message))
        takeLine(line.success)
      }
      return Result.succeed(undefined)
    },
    told: () => ({ tasks, items, skipped })
  }
}
