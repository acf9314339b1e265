// What is done on behalf of those who do not do it themselves: leases whose time is over, and hosts that died.
import { Result } from "effect"
import {
  type ActionOf,
  type Conflict,
  type HostId,
  holderOf,
  hostOf,
  hostsWithin,
  isLiveStatus,
  type Key,
  leasesWithin,
  lifeOf,
  type Order,
  refuse,
  type Resource,
  type RunId,
  type State,
  type Task,
  type TaskId
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

/** If the process that goes on with a task died, that may not have been noticed yet. */
export const reapOwner = (tx: Transaction, liveness: Pick<Liveness, "isAlive">, task: TaskId): void => {
  const life = lifeOf(tx.state, task)
  const host = life === undefined ? undefined : hostOf(tx.state, life.run)
  if (host !== undefined) reapDead(tx, liveness, host)
}

/** A run of a task that its host goes on with by itself; times in ms. */
export interface SessionStart {
  readonly task: TaskId
  readonly run: RunId
  readonly host: HostId
  readonly profile: Task
  /** Whether somebody asks for this scope, or takes what there is. */
  readonly narrows: boolean
}

/** Begins it: a new task, or one that was interrupted, as it was permitted then. Who asks for more than that gets no more. */
export const begin = (
  tx: Transaction,
  liveness: Pick<Liveness, "isAlive">,
  { task, run, host, profile, narrows }: SessionStart
): Result.Result<ReadonlyArray<Order>, Conflict> => {
  reapOwner(tx, liveness, task)
  const life = lifeOf(tx.state, task)
  if (life !== undefined && isLiveStatus(life.status))
    return Result.fail(refuse("TaskRunning", { task, run: life.run }))
  const begun =
    life === undefined
      ? tx.step({ _tag: "Spawn", task, run, host, by: null, profile, timeoutMs: null })
      : tx.step({ _tag: "Resume", task, run, host })
  if (Result.isFailure(begun)) return begun
  if (life !== undefined && narrows) tx.must({ _tag: "Narrow", task, scope: profile.scope })
  // Refused if somebody has to approve it first, or there is no slot: then it is waited for.
  tx.step({ _tag: "Schedule", task })
  return begun
}
