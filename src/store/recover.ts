// What is done on behalf of those who do not do it themselves: leases whose time is over, and hosts that died.
import { Result } from "effect"
import {
  type ActionOf,
  type Conflict,
  type HostId,
  holderOf,
  hostOf,
  hostsWithin,
  type Key,
  leasesWithin,
  type Order,
  type Resource,
  type RunId,
  type State,
  type Task,
  taskOf
} from "../protocol/index.ts"
import type { Liveness } from "./liveness.ts"
import type { Transaction } from "./transaction.ts"

/** Whether the run may write the key by a lease that it has. */
export const isHeld = (state: State, run: RunId, key: Key): boolean => holderOf(state, key)?.run === run

/** Lets leases expire that are in the way of a resource and whose time is over. */
export const expireDue = (tx: Transaction, resource: Resource): void => {
  for (const lease of leasesWithin(tx.state, resource)) {
    if (tx.now >= lease.expires) tx.must({ _tag: "Expire", resource: lease.resource })
  }
}

/** Tells that a host is dead, and frees what it left; false if it lives. */
export const reapDead = (tx: Transaction, liveness: Pick<Liveness, "isAlive">, host: HostId): boolean => {
  if (liveness.isAlive(host)) return false
  tx.step({ _tag: "HostCrash", host })
  tx.step({ _tag: "Reap", host })
  return true
}

/** Whether a resource may be free now: leases whose time is over expire, and hosts that died are reaped. False: nothing changed. */
const clearTheWay = (tx: Transaction, liveness: Pick<Liveness, "isAlive">, resource: Resource): boolean => {
  const before = tx.entries.length
  expireDue(tx, resource)
  for (const host of hostsWithin(tx.state, resource)) reapDead(tx, liveness, host)
  return tx.entries.length > before
}

/** Acquires, grants or begins a command, past those whose time is over or who died. */
export const acquire = (
  tx: Transaction,
  liveness: Pick<Liveness, "isAlive">,
  action: ActionOf<"Acquire"> | ActionOf<"Grant"> | ActionOf<"Exec">
): Result.Result<ReadonlyArray<Order>, Conflict> => {
  const first = tx.step(action)
  if (Result.isSuccess(first) || first.failure._tag !== "LeaseHeld") return first
  const resources = "resources" in action ? action.resources : [action.resource]
  const cleared = resources.filter((resource) => clearTheWay(tx, liveness, resource))
  return cleared.length > 0 ? tx.step(action) : first
}

/** Starts a run of a task that may do so much, also if another one was left by a process that died. */
export const start = (
  tx: Transaction,
  liveness: Pick<Liveness, "isAlive">,
  profile: Task,
  action: ActionOf<"Start">
): Result.Result<ReadonlyArray<Order>, Conflict> => {
  if (JSON.stringify(taskOf(tx.state, action.task)) !== JSON.stringify(profile)) tx.task(action.task, profile)
  const first = tx.step(action)
  if (Result.isSuccess(first) || first.failure._tag !== "TaskRunning") return first
  const left = hostOf(tx.state, first.failure.run)
  return left !== undefined && reapDead(tx, liveness, left) ? tx.step(action) : first
}
