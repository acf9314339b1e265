// One transaction of the store: whatever is decided in it is decided on all that was decided before, and written as one row.
import { Result } from "effect"
import type { Action, Conflict, IntentId, Order, Sidecar, State, Step, Task, TaskId } from "../protocol/index.ts"
import type { Folds } from "../scope/index.ts"
import { applyEntry, type Entry } from "./entry.ts"

/** What a decision is made in. It ends with the function that it was given to. */
export class Transaction {
  /** ms of the monotonic clock; stands still in a transaction. */
  readonly now: number
  readonly entries: Array<Entry> = []
  readonly orders: Array<Order> = []
  readonly #step: Step
  #state: State

  constructor(step: Step, state: State, now: number) {
    this.#step = step
    this.#state = state
    this.now = now
  }

  get state(): State {
    return this.#state
  }

  /** Takes a step of the protocol; returns what it ordered. A refusal changes nothing. */
  step(action: Action): Result.Result<ReadonlyArray<Order>, Conflict> {
    const outcome = this.#step(this.#state, action, this.now)
    if (Result.isFailure(outcome)) return Result.fail(outcome.failure)
    const { state, orders } = outcome.success
    this.#state = state
    this.entries.push({ _tag: "Step", action })
    for (const order of orders) this.orders.push(order)
    return Result.succeed(orders)
  }

  /** A step that cannot be refused here; if it is, that is a defect. */
  must(action: Action): ReadonlyArray<Order> {
    const orders = this.step(action)
    if (Result.isFailure(orders)) throw new Error(`${action._tag} was refused: ${orders.failure.message}`)
    return orders.success
  }

  #write(entry: Entry): void {
    this.#state = applyEntry(this.#step, this.#state, entry, this.now).state
    this.entries.push(entry)
  }

  /** Says what a task may do. */
  task(task: TaskId, profile: Task): void {
    this.#write({ _tag: "Task", task, profile })
  }

  /** Says how names compare. */
  folds(folds: Folds): void {
    this.#write({ _tag: "Folds", folds })
  }

  /** Tells which intents are staged. */
  sidecars(found: ReadonlyArray<Sidecar>): void {
    this.#write({ _tag: "Sidecars", found })
  }

  /** Tells the marks of an intent. */
  marks(marks: Pick<Sidecar, "id" | "judged" | "turned">): void {
    this.#write({ _tag: "Marks", marks })
  }

  /** Tells that nothing of an intent is staged any more. */
  gone(intent: IntentId): void {
    this.#write({ _tag: "Gone", intent })
  }
}
