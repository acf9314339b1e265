// Changes, as rows. What a history has stays: a store that was put back to an older state, and tells some of it anew, changes nothing.
import { ends } from "../protocol/index.ts"
import type { Sql } from "./database.ts"
import type { Change } from "./fold.ts"
import { isDeleted, nextOrd, removeTask } from "./tasks.ts"

/** The row of a store's journal that changes come from. */
export interface From {
  readonly source: number
  readonly seq: number
  readonly chain: string
  readonly generation: number
  /** ms since 1970. */
  readonly wall: number
}

type ChangeOf<Tag extends Change["_tag"]> = Extract<Change, { readonly _tag: Tag }>

const list = (words: ReadonlyArray<string>): string => words.map((word) => `'${word}'`).join(", ")

// An end that an earlier store told of stands, unless the task really goes on: that a store does not know of it any more is no news.
const upsertTask = `
  INSERT INTO task (task, ord, title, background, status, parent, life, created, changed, ended, source, generation)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    title = excluded.title, background = excluded.background, status = excluded.status, parent = excluded.parent, life = excluded.life,
    changed = excluded.changed, ended = excluded.ended, source = excluded.source, generation = excluded.generation
  WHERE NOT (
    coalesce(source, 0) <> excluded.source AND status IN (${list(ends)}) AND excluded.status IN ('stopping', 'interrupted')
  )
`

const putTask = (sql: Sql, from: From, change: ChangeOf<"Task">): void => {
  const { task, title, background, status, parent, life, isOver } = change
  const known = sql.one<{ readonly ord: number }>("SELECT ord FROM task WHERE task = ?", task)
  sql.run(
    upsertTask,
    task,
    known?.ord ?? nextOrd(sql),
    title === "" ? task : title,
    background ? 1 : 0,
    status,
    parent,
    JSON.stringify(life),
    from.wall,
    from.wall,
    isOver ? from.wall : null,
    from.source,
    from.generation
  )
}

const putRun = (sql: Sql, from: From, { run, task, host }: ChangeOf<"Started">): void => {
  sql.run(
    `INSERT OR IGNORE INTO run (run, ord, task, host, status, started, source, generation) VALUES (?, ?, ?, ?, 'running', ?, ?, ?)`,
    run,
    nextOrd(sql),
    task,
    host,
    from.wall,
    from.source,
    from.generation
  )
}

const putEvent = (sql: Sql, from: From, nth: number, { task, run, tag, body }: ChangeOf<"Event">): void => {
  sql.run(
    `INSERT OR IGNORE INTO event (ord, task, run, at, tag, body, source, generation, seq, chain, nth)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    nextOrd(sql),
    task,
    run,
    from.wall,
    tag,
    JSON.stringify(body),
    from.source,
    from.generation,
    from.seq,
    from.chain,
    nth
  )
}

interface Written {
  readonly intent: string
  readonly run: string
  readonly task: string
  readonly grant: string | null
  readonly key: string
  readonly base: string | null
  readonly content: string | null
  readonly status: string
  readonly reason: string | null
}

const putWrite = (sql: Sql, from: From, written: Written): void => {
  const { intent, run, task, grant, key, base, content, status, reason } = written
  sql.run(
    `INSERT OR IGNORE INTO write
       (intent, run, key, ord, task, base, content, "grant", status, reason, decided, settled, source, generation, seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    intent,
    run,
    key,
    nextOrd(sql),
    task,
    base,
    content,
    grant,
    status,
    reason,
    from.wall,
    status === "open" ? null : from.wall,
    from.source,
    from.generation,
    from.seq
  )
}

/** What a task left in a file; null: something that nobody has a hash of. */
const putLast = (sql: Sql, key: string, content: string | null): void => {
  sql.run(
    "INSERT INTO last (key, content) VALUES (?, ?) ON CONFLICT DO UPDATE SET content = excluded.content",
    key,
    content
  )
}

const settleWrite = (sql: Sql, from: From, change: ChangeOf<"Settled">): void => {
  const { intent, run, task, status, reason, parts } = change
  if (status === "committed") for (const { key, content } of parts) putLast(sql, key, content)
  const known = sql.run(
    "UPDATE write SET status = ?, reason = ?, settled = ? WHERE intent = ? AND run = ? AND status IN ('open', 'unknown')",
    status,
    reason,
    from.wall,
    intent,
    run
  )
  if (known > 0) return
  for (const part of parts) putWrite(sql, from, { intent, run, task, grant: null, ...part, status, reason })
}

/** Bytes that no task is known to have written there: of what the store forgot, the history may still know. */
const putSeen = (sql: Sql, from: From, { key, content }: ChangeOf<"Seen">): void => {
  const last = sql.one<{ readonly content: string | null }>("SELECT content FROM last WHERE key = ?", key)
  if (last !== undefined && (last.content === null || last.content === content)) return
  sql.run(
    "INSERT OR IGNORE INTO outside (key, content, ord, seen, source, generation, seq) VALUES (?, ?, ?, ?, ?, ?, ?)",
    key,
    content,
    nextOrd(sql),
    from.wall,
    from.source,
    from.generation,
    from.seq
  )
}

/** Puts down what a row of a journal changes. */
export const project = (sql: Sql, from: From, changes: ReadonlyArray<Change>): void => {
  changes.forEach((change, nth) => {
    // A store that was put back may not know that a task was deleted.
    if ("task" in change && isDeleted(sql, change.task)) return
    switch (change._tag) {
      case "Task":
        return putTask(sql, from, change)
      case "Started":
        return putRun(sql, from, change)
      case "Stopped":
        return void sql.run(
          "UPDATE run SET status = ?, ended = ? WHERE run = ? AND status = 'running'",
          change.status,
          from.wall,
          change.run
        )
      case "Event":
        return putEvent(sql, from, nth, change)
      case "Decided":
        for (const part of change.parts) {
          const { intent, run, task, grant } = change
          putWrite(sql, from, { intent, run, task, grant, ...part, status: "open", reason: null })
        }
        return
      case "Settled":
        return settleWrite(sql, from, change)
      case "Changed":
        for (const file of change.files) {
          const { intent, run, task, grant } = change
          putWrite(sql, from, { intent, run, task, grant, ...file, status: "committed", reason: null })
          putLast(sql, file.key, file.content)
        }
        return
      case "Seen":
        return putSeen(sql, from, change)
      case "Read":
        return void sql.run("INSERT OR IGNORE INTO read (task, key) VALUES (?, ?)", change.task, change.key)
      case "Approved":
        return void sql.run(
          "INSERT OR IGNORE INTO approval (digest, task, by, at, expires) VALUES (?, ?, ?, ?, ?)",
          change.grant.digest,
          change.task,
          change.grant.by,
          change.grant.at,
          change.grant.expires
        )
      case "Deleted":
        return removeTask(sql, change.task, from.wall)
    }
  })
}
