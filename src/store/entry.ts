// The journal: what a transaction of the store consists of, and what it does to the state. Every process has the state that the journal
// makes, by the same steps: rows are read by whoever did not write them.
import { Result } from "effect"
import {
  type Action,
  type IntentId,
  type Order,
  type Sidecar,
  type State,
  type Step,
  type Task,
  type TaskId,
  withMarks,
  withoutSidecar,
  withSidecars,
  withTask
} from "../protocol/index.ts"

/** One thing that happened. */
export type Entry =
  /** A step of the protocol. */
  | { readonly _tag: "Step"; readonly action: Action }
  /** What a task may do, from now on. */
  | { readonly _tag: "Task"; readonly task: TaskId; readonly profile: Task }
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
export interface Applied {
  readonly state: State
  readonly orders: ReadonlyArray<Order>
}

/** A row of the journal cannot be applied to what the rows before it made: it was not written by this protocol. */
export class JournalDiverges extends Error {
  constructor(entry: Entry, why: string) {
    super(`the journal cannot be applied: ${entry._tag === "Step" ? entry.action._tag : entry._tag}: ${why}`)
    this.name = "JournalDiverges"
  }
}

/** The state after an entry; throws {@link JournalDiverges} for a step that is refused. */
export const applyEntry = (step: Step, state: State, entry: Entry, at: number): Applied => {
  switch (entry._tag) {
    case "Step": {
      const outcome = step(state, entry.action, at)
      if (Result.isFailure(outcome)) throw new JournalDiverges(entry, outcome.failure.message)
      return outcome.success
    }
    case "Task":
      return { state: withTask(state, entry.task, entry.profile), orders: [] }
    case "Sidecars":
      return { state: withSidecars(state, entry.found), orders: [] }
    case "Marks":
      return { state: withMarks(state, entry.marks), orders: [] }
    case "Gone":
      return { state: withoutSidecar(state, entry.intent), orders: [] }
  }
}

/** The state after all of them, and what they ordered. */
export const applyAll = (step: Step, state: State, entries: ReadonlyArray<Entry>, at: number): Applied => {
  let next = state
  const orders: Array<Order> = []
  for (const entry of entries) {
    const applied = applyEntry(step, next, entry, at)
    next = applied.state
    orders.push(...applied.orders)
  }
  return { state: next, orders }
}
