// A history as lines of JSON, of which the first says what the rest is. Each other line has one name, which says what it tells.
import { Schema } from "effect"
import type { Sql } from "./database.ts"
import { runsOf, taskAt } from "./queries.ts"
import { replay } from "./replay.ts"
import type { HistoryHeader } from "./schema.ts"
import type { Approval, Entry } from "./types.ts"

/** The version of the lines. */
export const linesVersion = 1

const NullableText = Schema.NullOr(Schema.String)
const NullableTime = Schema.NullOr(Schema.Finite)
const From = Schema.NullOr(Schema.Struct({ store: Schema.String, generation: Schema.Int }))
const Fields = Schema.Record(Schema.String, Schema.Unknown)

export const Header = Schema.Struct({
  format: Schema.Literal("leasehold-history"),
  version: Schema.Int,
  /** Which history this is of. */
  history: Schema.NonEmptyString
})

const Numbered = { task: Schema.NonEmptyString, stream: Schema.NonEmptyString, n: Schema.Int }

/** What a line after the first may be. */
export const Line = Schema.Union([
  Schema.Struct({
    task: Schema.Struct({
      task: Schema.NonEmptyString,
      title: Schema.String,
      background: Schema.Boolean,
      status: Schema.String,
      parent: NullableText,
      life: Fields,
      created: Schema.Finite,
      changed: Schema.Finite,
      ended: NullableTime,
      from: From,
      origin: NullableText
    })
  }),
  Schema.Struct({
    run: Schema.Struct({
      run: Schema.String,
      task: Schema.NonEmptyString,
      host: Schema.String,
      status: Schema.String,
      started: Schema.Finite,
      ended: NullableTime,
      from: From
    })
  }),
  Schema.Struct({
    approval: Schema.Struct({
      digest: Schema.String,
      task: Schema.NonEmptyString,
      by: Schema.String,
      at: Schema.Finite,
      expires: NullableTime
    })
  }),
  Schema.Struct({
    item: Schema.Union([
      Schema.Struct({ ...Numbered, lost: Schema.String }),
      Schema.Struct({ ...Numbered, at: Schema.Finite, base64: Schema.String }),
      Schema.Struct({ ...Numbered, at: Schema.Finite, json: Schema.Unknown })
    ])
  }),
  Schema.Struct({
    event: Schema.Struct({
      id: Schema.String,
      task: Schema.NonEmptyString,
      run: NullableText,
      at: Schema.Finite,
      tag: Schema.String,
      body: Fields,
      from: From
    })
  }),
  Schema.Struct({
    write: Schema.Struct({
      intent: Schema.String,
      task: Schema.NonEmptyString,
      run: Schema.String,
      grant: NullableText,
      key: Schema.String,
      base: NullableText,
      content: NullableText,
      status: Schema.String,
      reason: NullableText,
      decided: Schema.Finite,
      settled: NullableTime,
      from: From
    })
  })
])
export type Line = typeof Line.Type

const lineOf = (task: string, entry: Entry): unknown => {
  if (entry.kind === "event") return { event: entry.event }
  if (entry.kind === "write") return { write: entry.write }
  const { item, stream } = entry
  if (!("bytes" in item)) return { item: { task, stream, ...item } }
  const { bytes, ...rest } = item
  return { item: { task, stream, ...rest, base64: Buffer.from(bytes).toString("base64") } }
}

const page = 500

/** The lines of some tasks, or of all, the oldest first; each is read when it is asked for. */
export function* linesOf(sql: Sql, header: HistoryHeader, tasks: ReadonlyArray<string> | undefined): Generator<string> {
  yield JSON.stringify({ format: "leasehold-history", version: linesVersion, history: header.nonce })
  const all = tasks ?? sql.all<{ readonly task: string }>("SELECT task FROM task ORDER BY ord").map(({ task }) => task)
  for (const id of all) {
    const found = taskAt(sql, id)
    if (found === undefined) continue
    yield JSON.stringify({ task: found })
    for (const run of runsOf(sql, id)) yield JSON.stringify({ run })
    const approvals = sql.all<Approval>(
      "SELECT digest, task, by, at, expires FROM approval WHERE task = ? ORDER BY at, digest",
      id
    )
    for (const approval of approvals) yield JSON.stringify({ approval })
    let after = -1
    for (;;) {
      const entries = replay(sql, id, { after, limit: page })
      for (const entry of entries) yield JSON.stringify(lineOf(id, entry))
      if (entries.length < page) break
      after = entries.at(-1)!.ord
    }
  }
}
