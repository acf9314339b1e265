// What the state knows of a task that was spawned: how far it is, and what is to be known of it by whoever goes on with it.
import { Schema } from "effect"
import type { Table } from "./table.ts"
import { Content, Handle, Key, Resource, type RunId, type TaskId } from "./words.ts"

/** What a task comes to, once and for all. */
export const ends = ["completed", "failed", "cancelled", "timed out", "denied"] as const
export type End = (typeof ends)[number]

/**
 * `pending`: somebody has to approve it. `queued`: it waits for a slot. `waiting`: for an answer, or its children. `stopping`: it is over,
 * and something of it is left. `interrupted`: its run ended before it did. `deleted`: nothing is left of it but that its id is taken.
 */
export type LifeStatus = "pending" | "queued" | "running" | "waiting" | "stopping" | End | "interrupted" | "deleted"

/** Whether somebody let it write in the background. */
export type Approval = "not needed" | "asked" | "granted" | "denied" | "revoked"

/** How far what it came to has come to its parent. */
export type ResultStatus = "none" | "kept" | "told" | "taken"

/** What somebody agreed to: exactly what was shown, and never changed after that. */
export const Grant = Schema.Struct({
  /** Who agreed: a person, or the policy that did in their place. */
  by: Schema.NonEmptyString,
  /** When, ms since 1970. */
  at: Schema.Finite,
  /** Until when, ms since 1970; null: until it is revoked. Whoever sees that it is over revokes it. */
  expires: Schema.NullOr(Schema.Finite),
  /** Of the text that was shown, which says who, what, where and for how long: SHA-256 in hexadecimal. */
  digest: Schema.NonEmptyString
})
export type Grant = typeof Grant.Type

/** What a task wants to know. Opaque to the core. */
export const Question = Schema.Struct({ id: Schema.NonEmptyString, text: Schema.String })
export type Question = typeof Question.Type

/** What is known of a command once it is over: for its history, nothing is decided by it. */
export const Audit = Schema.Struct({
  /** Of its first process; null if that was ended by a signal, or nobody was there to see. */
  code: Schema.NullOr(Schema.Int),
  signal: Schema.NullOr(Schema.String),
  /** What the files contained before it and after it, as far as they can be read. */
  changes: Schema.Array(Schema.Struct({ key: Key, base: Content, content: Content })),
  /** Processes of it that could not be ended, for people. */
  left: Schema.Array(Schema.String)
})
export type Audit = typeof Audit.Type

/** An acquisition that a command is under. */
export const Acquired = Schema.Struct({ resource: Resource, handle: Handle })
export type Acquired = typeof Acquired.Type

/** A command of a task. `killed`: it was told to end, and may not have done so. `exited`: nobody looked yet at what it changed. */
export interface Command {
  readonly id: string
  readonly state: "running" | "killed" | "exited"
  readonly leases: ReadonlyArray<Acquired>
}

/** A task that was spawned. What it may do is its profile, in `tasks`. */
export interface Life {
  readonly status: LifeStatus
  /** The one that goes on with it, or did last. Where that runs the task is. */
  readonly run: RunId
  readonly parent: TaskId | undefined
  readonly approval: Approval
  /** What it waits for, if it does. */
  readonly waits: "an answer" | "its children" | undefined
  /** What it will have come to, once nothing of it is left. */
  readonly ending: End | "interrupted" | undefined
  readonly command: Command | undefined
  /** All that it wrote, itself or by commands. */
  readonly record: Table<Key, true>
  readonly result: ResultStatus
  /** Hidden: who agreed to what. */
  readonly grant: Grant | undefined
  /** Hidden: what it asked last, and what it was answered, as long as it did not ask again. */
  readonly question: Question | undefined
  readonly answer: string | null | undefined
  /** Hidden: what it came to in its own words, or why it ended. */
  readonly outcome: string | undefined
  /** How much longer it may run, in ms, as of when it was scheduled last; null: as long as it likes. */
  readonly left: number | null
  /** Until when, ms of the service's monotonic clock, if it runs. */
  readonly until: number | undefined
}

const over: ReadonlySet<LifeStatus> = new Set([...ends, "interrupted", "deleted"] as const)

/** Whether it has not come to an end, nor been interrupted. */
export const isLiveStatus = (status: LifeStatus): boolean => !over.has(status)
