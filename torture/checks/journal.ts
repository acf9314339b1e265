// The journal, read after all are gone: whole, each row follows from the protocol, and what it says was published is what there is.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import {
  Absent,
  brokenIn,
  type Content,
  firstOpen,
  init,
  intentsOf,
  type IntentId,
  type Key,
  liveTasks,
  type Order,
  snapshot,
  type State,
  step
} from "../../src/protocol/index.ts"
import { applyEntry, type Entry } from "../../src/store/entry.ts"
import { readHeader } from "../../src/store/schema.ts"
import { chainOf } from "../../src/store/sqlite.ts"
import type { Found } from "../found.ts"
import { hiddenOf, ours } from "../plan.ts"
import { makePermits } from "./permits.ts"
import type { Problem } from "./problem.ts"

/** How often invariants are looked at, in rows: all of them would take longer than the run. */
const rowsPerLook = 500

interface Columns {
  readonly seq: number
  readonly at: number
  readonly wall: number
  readonly host: string
  readonly generation: number
  readonly chain: string
  readonly entries: string
}

export interface Journal {
  readonly problems: ReadonlyArray<Problem>
  readonly rows: number
  /** The contents of writes that were refused. */
  readonly refused: ReadonlySet<Content>
}

/** The last content of a key that was published, and when. */
interface Last {
  readonly content: Content
  readonly at: number
}

export const journalChecks = (found: Found): Journal => {
  const problems: Array<Problem> = []
  const permits = makePermits()
  const add = (check: Problem["check"], what: string): void => {
    problems.push({ check, what })
  }
  const hidden = hiddenOf(found.plan)
  const database = new DatabaseSync(join(hidden, "store.db"))
  const published = new Set<IntentId>()
  const refused = new Set<Content>()
  const last = new Map<Key, Last>()
  let state: State = init({ limits: readHeader(database)!.limits })
  let top = { generation: 0, handle: 0 }
  let previous = { seq: 0, chain: "" }

  /** What an order tells, by the state before it: there its intent is open still. */
  const told = (before: State, order: Order, at: number): void => {
    if (order._tag === "Granted") {
      const { generation } = state
      // A token is the first handle of its lease.
      if (generation === top.generation && order.handle <= top.handle)
        add("journal", `handle ${order.handle} was given out after ${top.handle}`)
      top = { generation, handle: order.handle }
    }
    if (order._tag !== "Published" && order._tag !== "Refused") return
    const intent = firstOpen(before, order.keys[0]!)
    if (intent === undefined) return
    if (order._tag === "Refused") {
      if (published.has(intent.id)) add("journal", `intent ${intent.id} was published, and refused after that`)
      for (const { content } of intent.parts) refused.add(content)
      return
    }
    // A new generation tells again what is still staged.
    if (published.has(intent.id)) return
    published.add(intent.id)
    for (const { key, base, content } of intent.parts) {
      const known = last.get(key)?.content
      if (ours.includes(key) && known !== undefined && known !== base)
        add("journal", `intent ${intent.id} of ${key} is built on ${base}, where ${known} was published`)
      last.set(key, { content, at })
    }
  }

  const apply = (entries: ReadonlyArray<Entry>, at: number): void => {
    for (const entry of entries) {
      const before = state
      const applied = applyEntry(step, state, entry, at)
      state = applied.state
      for (const order of applied.orders) told(before, order, at)
    }
  }

  const read = (row: Columns, entries: ReadonlyArray<Entry>): void => {
    if (row.seq !== previous.seq + 1) add("journal", `row ${row.seq} comes after row ${previous.seq}`)
    if (chainOf(previous.chain, row) !== row.chain) add("journal", `row ${row.seq} has another digest`)
    previous = row
    try {
      apply(entries, row.at)
    } catch (error) {
      add("journal", `row ${row.seq}: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (row.seq % rowsPerLook === 0) for (const name of brokenIn(state)) add("journal", `row ${row.seq} breaks ${name}`)
  }

  const disk = (): void => {
    for (const { answer, intent, op, writer } of found.attempts) {
      if (answer === "done" && intent !== undefined && !published.has(intent as IntentId))
        add("disk", `${op} by ${writer} was acknowledged, and the journal does not say that ${intent} was published`)
    }
    for (const [key, { content, at }] of last) {
      const there = found.files.get(key) ?? Absent
      if (there === content || found.saves.some((save) => save.file === key && save.until >= at)) continue
      add("disk", `${key} contains ${there}, and ${content} was published last`)
    }
  }

  const left = (): void => {
    const { leases, queue, hosts, runs } = snapshot(state)
    const count = (what: string, all: ReadonlyArray<unknown>): void => {
      if (all.length > 0) add("left", `${all.length} ${what}, such as ${JSON.stringify(all[0])}`)
    }
    for (const name of brokenIn(state)) add("journal", `the last state breaks ${name}`)
    count("leases", leases)
    count("places in the queue", queue)
    count("hosts", hosts)
    count(
      "runs",
      runs.filter(({ status }) => status === "running")
    )
    count("tasks that go on", liveTasks(state))
    count("intents", intentsOf(state))
    // What a process examined the workspace with that was killed before it had opened it: that goes after a while.
    const isStaged = (name: string): boolean => name.includes("/") && !name.includes("/trial.")
    const names = readdirSync(join(hidden, "stage"), { recursive: true, encoding: "utf8" })
    count("names in stage/", names.filter(isStaged))
    count("names in live/", readdirSync(join(hidden, "live")))
  }

  try {
    for (const row of database.prepare("SELECT * FROM journal ORDER BY seq").iterate()) {
      const columns = row as unknown as Columns
      const entries = JSON.parse(columns.entries) as ReadonlyArray<Entry>
      for (const entry of entries) {
        const trespass = permits(entry)
        if (trespass !== undefined) add("permitted", `row ${columns.seq}: ${trespass}`)
      }
      // The first break says it: after that nothing follows from anything.
      if (!problems.some(({ check }) => check === "journal")) read(columns, entries)
    }
    if (problems.length === 0) {
      disk()
      left()
    }
  } catch (error) {
    add("journal", error instanceof Error ? error.message : String(error))
  } finally {
    database.close()
  }
  return { problems, rows: previous.seq, refused }
}
