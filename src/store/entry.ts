// The journal: what a transaction of the store consists of, and what it does to the state. Every process has the state that the journal
// makes, by the same steps: rows are read by whoever did not write them.
import { Result, Schema } from "effect"
import {
  Action,
  type IntentId,
  type Order,
  type Sidecar,
  type State,
  type Step,
  type Task,
  type TaskId,
  withFolds,
  withMarks,
  withoutSidecar,
  withSidecars,
  withTask
} from "../protocol/index.ts"
import type { Folds } from "../scope/index.ts"
import { StoreUnavailable } from "./errors.ts"
import { readAction, readFolds, readProfile } from "./profile.ts"

/** One thing that happened. */
export type Entry =
  /** A step of the protocol. */
  | { readonly _tag: "Step"; readonly action: Action }
  /** What a task may do, from now on. */
  | { readonly _tag: "Task"; readonly task: TaskId; readonly profile: Task }
  /** How names compare where the files lie, as who opened the store found. */
  | { readonly _tag: "Folds"; readonly folds: Folds }
  /** All intents that were found staged by who opened a store that nobody had open. */
  | { readonly _tag: "Sidecars"; readonly found: ReadonlyArray<Sidecar> }
  /** The marks that the sidecar of one intent was found to have by who settles it. */
  | { readonly _tag: "Marks"; readonly marks: Pick<Sidecar, "id" | "judged" | "turned"> }
  /** An intent whose staged files a program outside Leasehold removed. */
  | { readonly _tag: "Gone"; readonly intent: IntentId }

/** One transaction. */
export interface Row {
  /** Counts from 1, without gaps. */
  readonly seq: number
  /** ms of the monotonic clock: what the protocol is given as time. */
  readonly at: number
  /** ms since 1970, for people. */
  readonly wall: number
  /** Who decided it. */
  readonly host: string
  /** The generation of the store after it. */
  readonly generation: number
  /** A digest of this row and all before it: a store that was rewound has another one, or none. */
  readonly chain: string
  readonly entries: ReadonlyArray<Entry>
}

/** What entries did. */
interface Applied {
  readonly state: State
  readonly orders: ReadonlyArray<Order>
}

/** The state after an entry; throws if a step is refused, since then it was not written by this protocol. */
export const applyEntry = (step: Step, state: State, entry: Entry, at: number): Applied => {
  switch (entry._tag) {
    case "Step": {
      const outcome = step(state, readAction(entry.action), at)
      if (Result.isFailure(outcome)) throw new Error(`${entry.action._tag} is refused: ${outcome.failure.message}`)
      return outcome.success
    }
    case "Task":
      return { state: withTask(state, entry.task, readProfile(entry.profile)), orders: [] }
    case "Folds":
      return { state: withFolds(state, readFolds(entry.folds)), orders: [] }
    case "Sidecars":
      return { state: withSidecars(state, entry.found), orders: [] }
    case "Marks":
      return { state: withMarks(state, entry.marks), orders: [] }
    case "Gone":
      return { state: withoutSidecar(state, entry.intent), orders: [] }
    default:
      throw new Error(`${(entry as Entry)._tag} is unknown`)
  }
}

const reasonOf = (entry: Entry | undefined, error: unknown): string =>
  entry?._tag === "Step" && !Schema.is(Action)(entry.action)
    ? `${(entry.action as Action | undefined)?._tag} is unknown`
    : error instanceof Error
      ? error.message
      : String(error)

/**
 * The state after a row, and what it ordered. A row that cannot be applied to what the rows before it made was written by another
 * protocol, or is damaged in a way that its digest does not show: whatever is thrown, the store is of no more use.
 */
export const applyRow = (step: Step, state: State, { seq, at, entries }: Row): Applied => {
  let next = state
  let current: Entry | undefined
  const orders: Array<Order> = []
  try {
    for (const entry of entries) {
      current = entry
      const applied = applyEntry(step, next, entry, at)
      next = applied.state
      orders.push(...applied.orders)
    }
  } catch (error) {
    const detail = `row ${seq} of the journal cannot be applied: ${reasonOf(current, error)}`
    throw new StoreUnavailable({ reason: "Corrupt", detail })
  }
  return { state: next, orders }
}
