// The history follows the store: it is what the rows of the journal make, up to the position that it keeps with what they made, in one
// transaction. So whoever looks first brings it on, and who dies in the midst of that has changed nothing.
//
// To know what a row does, the protocol's state before it is needed. It is kept in memory from one look to the next, and now and then
// written down, so that a process that comes need not begin with the first row.
import { hash } from "node:crypto"
import { fromSnapshot, init, intentOf, type IntentId, snapshot, type State, type Step } from "../protocol/index.ts"
import { specDigest } from "../protocol/spec.generated.ts"
import { origin, type Position } from "../store/driver.ts"
import { applyEntry, type Row } from "../store/entry.ts"
import { readSnapshot } from "../store/profile.ts"
import type { StoreHeader } from "../store/schema.ts"
import type { Sql } from "./database.ts"
import { type Change, expects, fold } from "./fold.ts"
import { type Journal, NotFollowed } from "./journal.ts"
import { project } from "./project.ts"
import type { About } from "./types.ts"

export interface Follower {
  /** Whether there may be more to follow. */
  readonly hasNews: () => boolean
  /** In a transaction of the history: follows as many rows at most. False: there are no more, or it cannot go on. */
  readonly advance: (rows: number, wall: number) => boolean
  readonly about: () => Pick<About, "following" | "behind">
  readonly close: () => void
}

interface Source extends Position {
  readonly id: number
  readonly nonce: string
  readonly generation: number
}

/** A state, and the row that it is as of. */
type Known = Position & { readonly state: State }

/** How many rows come between two states that are written down. */
const usualRowsPerSnapshot = 2_000

const sourceIn = (sql: Sql): Source | undefined =>
  sql.one<Source>("SELECT id, nonce, seq, chain, generation FROM source WHERE seq >= 0 ORDER BY id DESC LIMIT 1")

const isAt = (known: Known | undefined, { seq, chain }: Position): known is Known =>
  known?.seq === seq && known.chain === chain

const digestOf = (text: string): string => hash("sha256", text).slice(0, 32)

const writeSnapshot = (sql: Sql, { seq, chain, state }: Known): void => {
  const text = JSON.stringify(snapshot(state))
  sql.run("DELETE FROM snapshot")
  sql.run(
    "INSERT INTO snapshot (seq, chain, spec, digest, snapshot) VALUES (?, ?, ?, ?, ?)",
    seq,
    chain,
    specDigest,
    digestOf(text),
    text
  )
}

/** The state that was written down, if it is no later than that, whole, and of this protocol. */
const snapshotBefore = (sql: Sql, seq: number): Known | undefined => {
  const found = sql.one<Position & { readonly spec: string; readonly digest: string; readonly snapshot: string }>(
    "SELECT seq, chain, spec, digest, snapshot FROM snapshot WHERE seq <= ? ORDER BY seq DESC LIMIT 1",
    seq
  )
  if (found === undefined || found.spec !== specDigest || digestOf(found.snapshot) !== found.digest) return undefined
  return { seq: found.seq, chain: found.chain, state: fromSnapshot(readSnapshot(JSON.parse(found.snapshot))) }
}

interface Applied {
  readonly state: State
  readonly changes: ReadonlyArray<Change>
}

const applyRow = (step: Step, before: State, { seq, entries, at }: Row): Applied => {
  let state = before
  const changes: Array<Change> = []
  try {
    for (const entry of entries) {
      const applied = applyEntry(step, state, entry, at)
      changes.push(...fold({ entry, before: state, after: applied.state, orders: applied.orders }))
      state = applied.state
    }
  } catch (error) {
    throw new NotFollowed(
      `row ${seq} of the journal cannot be applied: ${error instanceof Error ? error.message : String(error)}`
    )
  }
  return { state, changes }
}

/** Follows the journal of the store beside which the history lies. */
export const makeFollower = (
  sql: Sql,
  journal: Journal,
  step: Step,
  rowsPerSnapshot = usualRowsPerSnapshot
): Follower => {
  // Two, since what was brought on is not kept if the transaction fails.
  let known: ReadonlyArray<Known> = []
  let behind: string | undefined

  /** The state as of a position that the journal has. */
  const stateAt = (header: StoreHeader, at: Position): State => {
    const there = known.find((one) => isAt(one, at))
    if (there !== undefined) return there.state
    const start = { ...origin, state: init({ limits: header.limits }) }
    let from = known.find(({ seq, chain }) => seq < at.seq && journal.rows({ seq, chain }, 0) !== "rewound")
    from ??= snapshotBefore(sql, at.seq)
    if (from !== undefined && journal.rows(from, 0) === "rewound") from = undefined
    let { seq, chain, state }: Known = from ?? start
    while (seq < at.seq) {
      const rows = journal.rows({ seq, chain }, Math.min(1_000, at.seq - seq))
      if (rows === "rewound" || rows.length === 0) throw new NotFollowed(`row ${seq + 1} of the journal is not there`)
      for (const row of rows) {
        state = applyRow(step, state, row).state
        ;({ seq, chain } = row)
      }
    }
    return state
  }

  /** The last row that changed something here and that the journal still has. */
  const lastKept = (source: Source): Position => {
    const marks = sql.all<Position>("SELECT seq, chain FROM mark WHERE source = ? ORDER BY seq DESC", source.id)
    return marks.find((mark) => journal.rows(mark, 0) !== "rewound") ?? origin
  }

  /** What an earlier store told of and this one does not know goes on no more. */
  const strand = (state: State, wall: number): void => {
    for (const { run } of sql.all<{ readonly run: string }>("SELECT run FROM run WHERE status = 'running'")) {
      if (expects.run(state, run)) continue
      sql.run("UPDATE run SET status = 'interrupted', ended = ? WHERE run = ?", wall, run)
    }
    const live = "('pending', 'queued', 'running', 'waiting', 'stopping')"
    for (const { task } of sql.all<{ readonly task: string }>(`SELECT task FROM task WHERE status IN ${live}`)) {
      if (expects.task(state, task)) continue
      sql.run("UPDATE task SET status = 'interrupted', changed = ? WHERE task = ?", wall, task)
    }
    for (const { intent } of sql.all<{ readonly intent: string }>("SELECT intent FROM write WHERE status = 'open'")) {
      if (intentOf(state, intent as IntentId)?.row === "open") continue
      const open = "FROM write WHERE intent = ? AND status = 'open'"
      sql.run(`INSERT OR REPLACE INTO last (key, content) SELECT key, NULL ${open}`, intent)
      sql.run("UPDATE write SET status = 'unknown' WHERE intent = ? AND status = 'open'", intent)
    }
  }

  const beginSource = (header: StoreHeader, from: Position, wall: number): Source => {
    sql.run("DELETE FROM snapshot WHERE seq > ?", from.seq)
    const state = stateAt(header, from)
    sql.run(
      "INSERT INTO source (nonce, begun, seq, chain, generation) VALUES (?, ?, ?, ?, ?)",
      header.nonce,
      wall,
      from.seq,
      from.chain,
      state.generation
    )
    strand(state, wall)
    return sourceIn(sql)!
  }

  /** Where to go on: in a store that was replaced from its beginning, in one that was rewound from where it still is what it was. */
  const sourceOf = (header: StoreHeader, wall: number): Source => {
    const source = sourceIn(sql)
    if (source?.nonce !== header.nonce) {
      known = []
      sql.run("DELETE FROM snapshot")
      return beginSource(header, origin, wall)
    }
    if (source.seq === 0 || journal.rows(source, 0) !== "rewound") return source
    known = []
    return beginSource(header, lastKept(source), wall)
  }

  const projectRow = (source: Source, row: Row, changes: ReadonlyArray<Change>): void => {
    if (changes.length === 0) return
    const { seq, chain, generation, wall } = row
    project(sql, { source: source.id, seq, chain, generation, wall }, changes)
    sql.run("INSERT OR IGNORE INTO mark (source, seq, chain) VALUES (?, ?, ?)", source.id, seq, chain)
  }

  const keepPosition = (source: Source, { seq, chain, generation }: Row): void => {
    sql.run("UPDATE source SET seq = ?, chain = ?, generation = ? WHERE id = ?", seq, chain, generation, source.id)
  }

  const follow = (most: number, wall: number): boolean => {
    const header = journal.header()
    if (header === undefined) return false
    const source = sourceOf(header, wall)
    const rows = journal.rows(source, most)
    if (rows === "rewound" || rows.length === 0) return false
    const start: Known = { seq: source.seq, chain: source.chain, state: stateAt(header, source) }
    let { state } = start
    let last: Row | undefined
    let why: unknown
    for (const row of rows) {
      try {
        const applied = applyRow(step, state, row)
        projectRow(source, row, applied.changes)
        state = applied.state
        last = row
      } catch (error) {
        if (!(error instanceof NotFollowed)) throw error
        why = error
        break
      }
    }
    if (last !== undefined) {
      keepPosition(source, last)
      const end = { seq: last.seq, chain: last.chain, state }
      known = [end, start]
      const before = sql.one<{ readonly seq: number }>("SELECT max(seq) AS seq FROM snapshot")?.seq ?? 0
      if (last.seq - before >= rowsPerSnapshot) writeSnapshot(sql, end)
    }
    if (why !== undefined) throw why
    return last !== undefined && journal.hasNews()
  }

  return {
    hasNews: () => {
      try {
        return journal.hasNews()
      } catch {
        // Said by `about`, after a try to go on.
        return true
      }
    },
    advance: (rows, wall) => {
      try {
        const more = follow(rows, wall)
        behind = undefined
        return more
      } catch (error) {
        // What the history itself cannot write down undoes all that was brought on.
        if (!(error instanceof NotFollowed)) throw error
        behind = error.message
        return false
      }
    },
    about: () => {
      const source = sourceIn(sql)
      if (source === undefined) return { following: null, behind }
      const { nonce, generation, seq } = source
      return { following: { store: nonce, generation, row: seq }, behind }
    },
    close: () => journal.close()
  }
}
