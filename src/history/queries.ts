// What is asked of a history, besides its items.
import type { Sql } from "./database.ts"
import { limitOf } from "./items.ts"
import type {
  Approval,
  Counts,
  FromStore,
  OutsideRecord,
  Page,
  Retention,
  RunRecord,
  TaskFilter,
  TaskPage,
  TaskRecord,
  TaskStatus,
  TaskTree,
  WriteRecord,
  Writer
} from "./types.ts"

type Value = string | number | null

/** What every table has of where it is from. */
interface Sourced {
  readonly nonce: string | null
  readonly generation: number | null
}

export const fromOf = ({ nonce, generation }: Sourced): FromStore | null =>
  nonce === null ? null : { store: nonce, generation: generation ?? 0 }

type TaskRow = Sourced &
  Omit<TaskRecord, "background" | "life" | "from"> & {
    readonly ord: number
    readonly background: number
    readonly life: string
  }

const selectTasks = `
  SELECT task.task, task.ord, title, background, status, parent, life, created, changed, ended, origin, items, bytes, task.generation, nonce
  FROM task LEFT JOIN source ON source.id = task.source
`

const parsed = (text: string): { readonly [name: string]: unknown } => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

const taskOf = (row: TaskRow): TaskRecord => {
  const { nonce, generation, ord, background, life, ...rest } = row
  void ord
  return { ...rest, background: background === 1, life: parsed(life), from: fromOf({ nonce, generation }) }
}

interface Condition {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

const conditionOf = (filter: TaskFilter): Condition => {
  const where: Array<string> = []
  const values: Array<Value> = []
  const and = (condition: string, ...given: ReadonlyArray<Value>): void => {
    where.push(condition)
    values.push(...given)
  }
  const { background, status, parent, text, since, until, imported } = filter
  if (background !== undefined) and("background = ?", background ? 1 : 0)
  if (status !== undefined) and(`status IN (${status.map(() => "?").join(", ")})`, ...status)
  if (parent !== undefined) and("parent IS ?", parent)
  if (since !== undefined) and("changed >= ?", since)
  if (until !== undefined) and("created <= ?", until)
  if (imported !== undefined) and(imported ? "origin IS NOT NULL" : "origin IS NULL")
  if (text !== undefined) {
    const lower = text.toLowerCase()
    and("(instr(lower(title), ?) > 0 OR instr(lower(task.task), ?) > 0)", lower, lower)
  }
  return { where: where.length === 0 ? "TRUE" : where.join(" AND "), values }
}

/** The newest first. */
export const listTasks = (sql: Sql, filter: TaskFilter, page: Page): TaskPage => {
  const { where, values } = conditionOf(filter)
  const limit = limitOf(page.limit)
  const rows = sql.all<TaskRow>(
    `${selectTasks} WHERE ${where} AND task.ord < ? ORDER BY task.ord DESC LIMIT ?`,
    ...values,
    page.after ?? Number.MAX_SAFE_INTEGER,
    limit
  )
  return { tasks: rows.map(taskOf), next: rows.length < limit ? undefined : rows.at(-1)?.ord }
}

export const taskAt = (sql: Sql, task: string): TaskRecord | undefined => {
  const row = sql.one<TaskRow>(`${selectTasks} WHERE task.task = ?`, task)
  return row === undefined ? undefined : taskOf(row)
}

/** All trees, or the one below a task; children in the order in which they came. */
export const treeOf = (sql: Sql, root: string | undefined): ReadonlyArray<TaskTree> => {
  type Node = TaskRecord & { children: Array<Node> }
  const nodes = new Map<string, Node>()
  for (const row of sql.all<TaskRow>(`${selectTasks} ORDER BY task.ord`))
    nodes.set(row.task, { ...taskOf(row), children: [] })
  const roots: Array<Node> = []
  for (const node of nodes.values()) {
    const parent = node.parent === null ? undefined : nodes.get(node.parent)
    // One whose parent was deleted, or lies in another history, stands by itself.
    if (parent === undefined) roots.push(node)
    else parent.children.push(node)
  }
  return root === undefined ? roots : [nodes.get(root)].filter((node) => node !== undefined)
}

export const countTasks = (sql: Sql, filter: TaskFilter): Counts => {
  const { where, values } = conditionOf(filter)
  const rows = sql.all<{ readonly status: TaskStatus; readonly background: number; readonly count: number }>(
    `SELECT status, background, count(*) AS count FROM task WHERE ${where} GROUP BY status, background`,
    ...values
  )
  const counts: { [Status in TaskStatus]?: { foreground: number; background: number } } = {}
  for (const { status, background, count } of rows) {
    const ofStatus = (counts[status] ??= { foreground: 0, background: 0 })
    ofStatus[background === 1 ? "background" : "foreground"] = count
  }
  return counts
}

export const runsOf = (sql: Sql, task: string): ReadonlyArray<RunRecord> =>
  sql
    .all<Sourced & Omit<RunRecord, "from">>(
      `SELECT run, task, host, status, started, ended, run.generation, nonce
       FROM run LEFT JOIN source ON source.id = run.source WHERE task = ? ORDER BY ord`,
      task
    )
    .map(({ nonce, generation, ...row }) => ({ ...row, from: fromOf({ nonce, generation }) }))

/** The files that a task looked at, sorted. */
export const readsOf = (sql: Sql, task: string): ReadonlyArray<string> =>
  sql.all<{ readonly key: string }>("SELECT key FROM read WHERE task = ? ORDER BY key", task).map(({ key }) => key)

export type WriteRow = Sourced & Omit<WriteRecord, "from"> & { readonly ord: number }

const selectWrites = `
  SELECT write.ord, intent, write.task, run, "grant", key, base, content, write.status, reason, decided, settled, write.origin, write.generation,
    nonce
  FROM write LEFT JOIN source ON source.id = write.source
`

export const writeOf = (row: WriteRow): WriteRecord => {
  const { nonce, generation, ord, ...rest } = row
  void ord
  return { ...rest, from: fromOf({ nonce, generation }) }
}

/** The writes of a task, as they came. */
export const writeRows = (sql: Sql, task: string, after: number, limit: number): ReadonlyArray<WriteRow> =>
  sql.all<WriteRow>(
    `${selectWrites} WHERE write.task = ? AND write.ord > ? ORDER BY write.ord LIMIT ?`,
    task,
    after,
    limit
  )

/** Which bytes, or of which file. */
export type Which = { readonly content: string } | { readonly path: string }

/** Who wrote them, the last one first. What was refused was never there. */
export const writersOf = (sql: Sql, which: Which, limit: number): ReadonlyArray<Writer> => {
  // Imported writes are of another directory, in which the same path is another file.
  const [where, value] =
    "path" in which ? ["key = ? AND write.origin IS NULL", which.path] : ["content = ?", which.content]
  const column = "path" in which ? "key" : "content"
  const writes = sql
    .all<WriteRow>(
      `${selectWrites} WHERE ${where} AND write.status <> 'refused' ORDER BY write.ord DESC LIMIT ?`,
      value,
      limit
    )
    .map((row) => {
      const write = writeOf(row)
      const approval = write.grant === null ? null : approvalAt(sql, write.grant)
      const title = sql.one<{ readonly title: string }>("SELECT title FROM task WHERE task = ?", write.task)?.title
      return { ord: row.ord, writer: { by: "task", ...write, title: title ?? write.task, approval } as const }
    })
  const others = sql
    .all<Sourced & Omit<OutsideRecord, "from"> & { readonly ord: number }>(
      `SELECT key, content, ord, outside.seen, outside.generation, nonce
       FROM outside LEFT JOIN source ON source.id = outside.source WHERE ${column} = ? ORDER BY ord DESC LIMIT ?`,
      value,
      limit
    )
    .map(({ ord, nonce, generation, ...row }) => ({
      ord,
      writer: { by: "outside", ...row, from: fromOf({ nonce, generation }) } as const
    }))
  return [...writes, ...others]
    .sort((one, other) => other.ord - one.ord)
    .slice(0, limit)
    .map(({ writer }) => writer)
}

const approvalAt = (sql: Sql, digest: string): Approval | null =>
  sql.one<Approval>("SELECT digest, task, by, at, expires FROM approval WHERE digest = ?", digest) ?? null

/** What is kept of tasks that are over, and what is beyond it: the oldest first, and children before their parents. */
export const beyond = (sql: Sql, { maxTasks, maxAgeMs }: Retention, now: number): ReadonlyArray<string> => {
  const all = sql.all<{
    readonly task: string
    readonly parent: string | null
    readonly status: TaskStatus
    readonly changed: number
    readonly result: string | null
    readonly origin: string | null
  }>(`SELECT task, parent, status, changed, origin, life ->> 'result' AS result FROM task ORDER BY changed, ord`)
  const over = new Set(["completed", "failed", "cancelled", "timed out", "denied", "interrupted", "unknown"])
  const known = new Map(all.map((row) => [row.task, row]))
  const excess = maxTasks === undefined ? 0 : Math.max(0, all.length - maxTasks)
  const candidates = new Set<string>()
  const isUndelivered = (row: (typeof all)[number]): boolean =>
    (row.result === "kept" || row.result === "told") && known.has(row.parent ?? "")
  const kept = new Set<string>()
  // What is kept keeps all above it: nobody is left without the parent that waits for it.
  const keep = (task: string | null): void => {
    for (let at = task; at !== null && !kept.has(at); at = known.get(at)?.parent ?? null) kept.add(at)
  }
  all.forEach((row, at) => {
    const isOld = maxAgeMs !== undefined && now - row.changed > maxAgeMs
    const isMore = at < excess
    const goes = (isOld || isMore) && (row.origin !== null || (over.has(row.status) && !isUndelivered(row)))
    if (goes) candidates.add(row.task)
    else keep(row.task)
  })
  const depth = (task: string): number => {
    let above = 0
    for (
      let at = known.get(task)?.parent ?? null;
      at !== null && above < all.length;
      at = known.get(at)?.parent ?? null
    )
      above += 1
    return above
  }
  return [...candidates].filter((task) => !kept.has(task)).sort((one, other) => depth(other) - depth(one))
}
