// The rows of tasks, and how one is removed.
import { Result } from "effect"
import type { Sql } from "./database.ts"
import { TaskInStore } from "./errors.ts"

/** Counts on: of two things the one that came later has the larger number. */
export const nextOrd = (sql: Sql): number =>
  sql.one<{ readonly ord: number }>("UPDATE header SET ord = ord + 1 RETURNING ord")!.ord

/** Once it is, that is for good: nothing of it comes back, from wherever. */
export const isDeleted = (sql: Sql, task: string): boolean =>
  sql.one("SELECT 1 FROM deleted WHERE task = ?", task) !== undefined

/** How many bytes the items of a task have. */
export const bytesOf = (sql: Sql, task: string): number =>
  sql.one<{ readonly bytes: number }>("SELECT bytes FROM task WHERE task = ?", task)?.bytes ?? 0

/** Sees that there is a row for the task, be it that no store told of it yet. */
export const noteTask = (sql: Sql, task: string, at: number): void => {
  if (sql.one("SELECT 1 FROM task WHERE task = ?", task) !== undefined) return
  sql.run(
    "INSERT INTO task (task, ord, title, background, status, life, created, changed) VALUES (?, ?, ?, 0, 'unknown', '{}', ?, ?)",
    task,
    nextOrd(sql),
    task,
    at,
    at
  )
}

/** Removes a task and all that it said, wrote and was, for good; its id is never used again. */
export const removeTask = (sql: Sql, task: string, at: number): void => {
  sql.run("DELETE FROM item WHERE stream IN (SELECT id FROM stream WHERE task = ?)", task)
  for (const table of ["stream", "event", "write", "read", "run", "task"])
    sql.run(`DELETE FROM ${table} WHERE task = ?`, task)
  // What was agreed to for a task above others is what their writes cite.
  sql.run(
    'DELETE FROM approval WHERE task = ? AND digest NOT IN (SELECT "grant" FROM write WHERE "grant" IS NOT NULL)',
    task
  )
  sql.run("INSERT OR IGNORE INTO deleted (task, at) VALUES (?, ?)", task, at)
}

/** Removes a task that no store of this workspace told of. */
export const forget = (sql: Sql, task: string, at: number): Result.Result<void, TaskInStore> => {
  const known = sql.one<{ readonly source: number | null; readonly origin: string | null }>(
    "SELECT source, origin FROM task WHERE task = ?",
    task
  )
  if (known === undefined) return Result.succeed(undefined)
  if (known.origin === null && known.source !== null) return Result.fail(new TaskInStore({ task }))
  return Result.succeed(removeTask(sql, task, at))
}
