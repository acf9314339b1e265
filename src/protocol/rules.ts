// The protocol's one table: for each action what must hold before it, in the order of checking, and what it changes.
//
// Guards bear the names of the spec's operators and stand in the order of the arms of its verdict; the harness compares
// both, and drops one entry after the other to see that replay notices. What an entry means is said once, in the module
// it comes from.
import type { ActionName, ActionOf } from "./actions.ts"
import type { Conflict, ConflictName } from "./conflicts.ts"
import * as leases from "./leases.ts"
import type { Order } from "./orders.ts"
import * as publish from "./publish.ts"
import * as refusals from "./refusals.ts"
import type { State } from "./state.ts"
import * as tasks from "./tasks.ts"
import { file, type HostId, type Key, type Resource, type RunId } from "./words.ts"

/** What must hold before an action of shape `A`. `fails` returns the conflict if it does not. */
export interface Guard<A> {
  readonly name: string
  readonly conflict: ConflictName
  readonly fails: (state: State, action: A, now: number) => Conflict | undefined
}

/** One thing an action does. Its orders are appended to those of the step. */
export interface Change<A> {
  readonly name: string
  readonly apply: (state: State, action: A, now: number, orders: Array<Order>) => State
}

/** Guards are asked in order, and the first that fails refuses; if none does, all changes are made, in order. */
export interface Rule<A> {
  readonly guards: ReadonlyArray<Guard<A>>
  readonly changes: ReadonlyArray<Change<A>>
}

/** The rule of each action: none is missing, so every request has an answer. */
export type Rules = { readonly [Name in ActionName]: Rule<ActionOf<Name>> }

interface OfHost {
  readonly host: HostId
}
interface OfRun {
  readonly run: RunId
}
interface OfResource extends OfRun {
  readonly resource: Resource
}
interface OfKey extends OfRun {
  readonly key: Key
}

// Guards of more than one action.

const IsOpen: Guard<OfHost> = {
  name: "IsOpen",
  conflict: "HostNotOpen",
  fails: (s, a) => (tasks.isOpen(s, a.host) ? undefined : refusals.hostNotOpen(s, a.host))
}

const IsRunning: Guard<OfRun> = {
  name: "IsRunning",
  conflict: "TaskNotRunning",
  fails: (s, a) => (tasks.isRunning(s, a.run) ? undefined : refusals.taskNotRunning(s, a.run))
}

const MayWrite: Guard<OfRun> = {
  name: "MayWrite",
  conflict: "WriteNotAllowed",
  fails: (s, a) => (tasks.mayWrite(s, a.run) ? undefined : refusals.writeNotAllowed(a.run))
}

const WritesWithin: Guard<OfResource> = {
  name: "WritesWithin",
  conflict: "OutOfScope",
  fails: (s, a) =>
    tasks.writesWithin(s, a.run, a.resource) ? undefined : refusals.outOfScope(s, a.run, "write", a.resource)
}

const WritesKeyWithin: Guard<OfKey> = {
  ...WritesWithin,
  fails: (s, a) =>
    tasks.writesWithin(s, a.run, file(a.key)) ? undefined : refusals.outOfScope(s, a.run, "write", file(a.key))
}

const WaitsNot: Guard<OfResource> = {
  name: "WaitsNot",
  conflict: "AlreadyQueued",
  fails: (s, a) =>
    leases.ownPlace(s, a.run, a.resource) === undefined ? undefined : refusals.alreadyQueued(s, a.run, a.resource)
}

const NoOtherHolds: Guard<OfResource> = {
  name: "NoOtherHolds",
  conflict: "LeaseHeld",
  fails: (s, a) => {
    const lease = leases.otherHolder(s, a.run, a.resource)
    return lease === undefined ? undefined : refusals.heldByHolder(s, a.resource, lease)
  }
}

// Who asks without waiting comes after all who wait; who waits, after those before it.
const OvertakesAny: Guard<OfResource> = {
  name: "Overtakes",
  conflict: "LeaseHeld",
  fails: (s, a) => {
    const place = leases.overtaken(s, a.run, a.resource, Infinity)
    return place === undefined ? undefined : refusals.heldByWaiter(s, a.resource, place)
  }
}

const OvertakesEarlier: Guard<OfResource> = {
  ...OvertakesAny,
  fails: (s, a) => {
    const place = leases.overtaken(s, a.run, a.resource, leases.ticketOf(s, a.run, a.resource))
    return place === undefined ? undefined : refusals.heldByWaiter(s, a.resource, place)
  }
}

const IsQueued: Guard<OfResource> = {
  name: "IsQueued",
  conflict: "NotQueued",
  fails: (s, a) =>
    leases.placeAt(s, a.run, a.resource) === undefined ? refusals.notQueued(a.run, a.resource) : undefined
}

// Changes of more than one action.

const Take: Change<OfResource> = {
  name: "Take",
  apply: (s, a, now, orders) => leases.take(s, a.run, a.resource, now, orders)
}

const Count: Change<unknown> = { name: "Count", apply: (s) => leases.count(s) }

/** The spec's action names, each with its guards and changes. */
export const rules: Rules = {
  HostOpen: {
    guards: [
      {
        name: "IsClosed",
        conflict: "HostInUse",
        fails: (s, a) => (tasks.isClosed(s, a.host) ? undefined : refusals.hostInUse(s, a.host))
      }
    ],
    changes: [{ name: "HostOpens", apply: (s, a) => tasks.openHost(s, a.host) }]
  },
  HostCrash: {
    guards: [IsOpen],
    changes: [{ name: "HostCrashes", apply: (s, a) => tasks.crashHost(s, a.host) }]
  },
  Reap: {
    guards: [
      {
        name: "IsCrashed",
        conflict: "HostNotCrashed",
        fails: (s, a) => (tasks.isCrashed(s, a.host) ? undefined : refusals.hostNotCrashed(s, a.host))
      }
    ],
    // What the runs leave goes first, as long as it is known which they are.
    changes: [
      { name: "ReleaseLeases", apply: (s, a, _, o) => leases.releaseLeases(s, tasks.runsIn(s, a.host), o) },
      { name: "ReleasePlaces", apply: (s, a, _, o) => leases.releasePlaces(s, tasks.runsIn(s, a.host), o) },
      { name: "Forget", apply: (s, a) => publish.forget(s, tasks.runsIn(s, a.host)) },
      { name: "RunsInterrupted", apply: (s, a, _, o) => tasks.interruptRuns(s, a.host, o) },
      { name: "HostCloses", apply: (s, a) => tasks.closeHost(s, a.host) }
    ]
  },
  Start: {
    guards: [
      IsOpen,
      {
        name: "IsNew",
        conflict: "RunStarted",
        fails: (s, a) => (tasks.isNew(s, a.run) ? undefined : refusals.runStarted(s, a.run))
      },
      {
        name: "NoOtherRun",
        conflict: "TaskRunning",
        fails: (s, a) =>
          tasks.otherRunOf(s, a.task, a.run) === undefined ? undefined : refusals.taskRunning(s, a.task, a.run)
      }
    ],
    changes: [{ name: "RunStarts", apply: (s, a) => tasks.startRun(s, a.run, a.task, a.host) }]
  },
  End: {
    guards: [IsRunning],
    changes: [
      { name: "ReleaseLeases", apply: (s, a, _, o) => leases.releaseLeases(s, [a.run], o) },
      { name: "ReleasePlaces", apply: (s, a, _, o) => leases.releasePlaces(s, [a.run], o) },
      { name: "Forget", apply: (s, a) => publish.forget(s, [a.run]) },
      { name: "RunEnds", apply: (s, a) => tasks.endRun(s, a.run) }
    ]
  },
  Acquire: {
    guards: [IsRunning, MayWrite, WritesWithin, WaitsNot, NoOtherHolds, OvertakesAny],
    changes: [Take, Count]
  },
  Enqueue: {
    guards: [IsRunning, MayWrite, WritesWithin, WaitsNot],
    changes: [{ name: "JoinQueue", apply: (s, a, now, o) => leases.joinQueue(s, a.run, a.resource, now, o) }]
  },
  Withdraw: {
    guards: [IsRunning, IsQueued],
    changes: [{ name: "LeaveQueue", apply: (s, a, _, o) => leases.withdraw(s, a.run, a.resource, o) }]
  },
  Renew: {
    guards: [
      IsRunning,
      {
        name: "Holds",
        conflict: "LeaseLost",
        fails: (s, a) => (leases.holds(s, a.run, a.resource) ? undefined : refusals.leaseLost(s, a.run, a.resource))
      }
    ],
    changes: [{ name: "Extend", apply: (s, a, now, o) => leases.extend(s, a.run, a.resource, now, o) }]
  },
  Release: {
    guards: [
      IsRunning,
      {
        name: "HoldsHandle",
        conflict: "NotHeld",
        fails: (s, a) =>
          leases.holdsHandle(s, a.run, a.resource, a.handle) ? undefined : refusals.notHeld(a.resource, a.handle)
      }
    ],
    changes: [{ name: "GiveBack", apply: (s, a, _, o) => leases.giveBack(s, a.resource, a.handle, o) }]
  },
  Grant: {
    guards: [IsRunning, IsQueued, NoOtherHolds, OvertakesEarlier],
    changes: [Take, Count, { name: "LeaveQueue", apply: (s, a) => leases.leaveQueue(s, a.run, a.resource) }]
  },
  Expire: {
    guards: [
      {
        name: "IsHeld",
        conflict: "NotHeld",
        fails: (s, a) => (leases.leaseAt(s, a.resource) === undefined ? refusals.notHeld(a.resource, null) : undefined)
      },
      // The spec lets a lease expire at any moment. Only here does a time decide something.
      {
        name: "HasExpired",
        conflict: "NotExpired",
        fails: (s, a, now) =>
          leases.hasExpired(s, a.resource, now) ? undefined : refusals.notExpired(s, a.resource, now)
      }
    ],
    changes: [{ name: "Free", apply: (s, a, _, o) => leases.expire(s, a.resource, o) }]
  },
  Observe: {
    guards: [
      IsRunning,
      {
        name: "ReadsWithin",
        conflict: "OutOfScope",
        fails: (s, a) =>
          tasks.readsWithin(s, a.run, file(a.key)) ? undefined : refusals.outOfScope(s, a.run, "read", file(a.key))
      }
    ],
    changes: [{ name: "Remember", apply: (s, a, _, o) => publish.observe(s, a.run, a.key, a.found, o) }]
  },
  Decide: {
    guards: [
      IsRunning,
      MayWrite,
      WritesKeyWithin,
      {
        name: "HasObserved",
        conflict: "NotObserved",
        fails: (s, a) =>
          publish.hasObserved(s, a.run, a.key, a.base) ? undefined : refusals.notObserved(s, a.run, a.key, a.base)
      },
      {
        name: "HoldsKey",
        conflict: "LeaseLost",
        fails: (s, a) => (publish.holdsKey(s, a.run, a.key) ? undefined : refusals.keyLost(s, a.run, a.key))
      },
      {
        name: "IsCurrent",
        conflict: "StaleBase",
        fails: (s, a) =>
          publish.isCurrent(a.found, a.base) ? undefined : refusals.staleBase(s, a.run, a.key, a.base, a.found)
      }
    ],
    changes: [
      { name: "Publish", apply: (s, a, _, o) => publish.publish(s, a.run, a.key, a.base, a.content, o) },
      { name: "RememberWritten", apply: (s, a) => publish.remember(s, a.run, a.key, a.content) }
    ]
  }
}
