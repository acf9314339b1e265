// The protocol's one table: for each action what must hold before it, in the order of checking, and what it changes.
//
// Guards bear the names of the spec's operators and stand in the order of the arms of its verdict; the harness compares
// both, and drops one entry after the other to see that replay notices. What an entry means is said once, in the module
// it comes from.
import type { ActionName, ActionOf } from "./actions.ts"
import { LeavesNoProcess } from "./command-guards.ts"
import * as faults from "./faults.ts"
import { gateRules } from "./gate-rules.ts"
import {
  IsApproved,
  IsNew,
  IsOpen,
  IsPresent,
  IsQueued,
  IsRunning,
  MayWrite,
  NoOtherHolds,
  NoOtherRun,
  OvertakesAny,
  OvertakesEarlier,
  StandsOpen,
  StillWithin,
  WaitsNot,
  WritesWithin
} from "./guards.ts"
import * as hosts from "./hosts.ts"
import * as intents from "./intents.ts"
import * as leases from "./leases.ts"
import { IsUnknown } from "./life-guards.ts"
import { lifeRules } from "./life-rules.ts"
import * as lifecycle from "./lifecycle.ts"
import * as lives from "./lives.ts"
import * as publish from "./publish.ts"
import * as refusals from "./refusals.ts"
import type { Change, OfLoss, OfResource, Rule } from "./rule.ts"
import * as tasks from "./tasks.ts"
import { file } from "./words.ts"

/** The rule of each action: none is missing, so every request has an answer. */
export type Rules = { readonly [Name in ActionName]: Rule<ActionOf<Name>> }

// Changes of more than one action.

const Take: Change<OfResource> = {
  name: "Take",
  apply: (s, a, now, orders) => leases.take(s, a.run, a.resource, now, orders)
}

const Count: Change<unknown> = { name: "Count", apply: (s) => leases.count(s) }

// What a store that forgot begins with.
const NewGeneration: ReadonlyArray<Change<OfLoss>> = [
  { name: "BeginGeneration", apply: (s) => faults.beginGeneration(s) },
  { name: "LeaveGates", apply: (s) => publish.leaveGates(s, () => true) },
  { name: "HostsCrash", apply: (s) => faults.crashAll(s) },
  { name: "DropLeases", apply: (s) => faults.dropLeases(s) },
  { name: "KeepCommands", apply: (s, _, now, o) => lifecycle.keepCommands(s, now, o) },
  { name: "ForgetAll", apply: (s) => faults.forgetAll(s) },
  { name: "Reopen", apply: (s, a, now) => faults.reopen(s, a.lost, now) }
]

/** The spec's action names, each with its guards and changes. */
export const rules: Rules = {
  HostOpen: {
    guards: [
      {
        name: "IsClosed",
        conflict: "HostInUse",
        fails: (s, a) => (hosts.isClosed(s, a.host) ? undefined : refusals.hostInUse(s, a.host))
      }
    ],
    changes: [{ name: "HostOpens", apply: (s, a) => hosts.openHost(s, a.host) }]
  },
  HostCrash: {
    guards: [IsOpen],
    changes: [
      { name: "HostCrashes", apply: (s, a) => hosts.crashHost(s, a.host) },
      { name: "LeaveGates", apply: (s, a) => publish.leaveGates(s, (host) => host === a.host) }
    ]
  },
  Reap: {
    guards: [
      {
        name: "IsCrashed",
        conflict: "HostNotCrashed",
        fails: (s, a) => (hosts.isCrashed(s, a.host) ? undefined : refusals.hostNotCrashed(s, a.host))
      }
    ],
    // What the runs leave goes first, as long as it is known which they are.
    changes: [
      {
        name: "ReleaseLeases",
        apply: (s, a, _, o) =>
          leases.releaseLeases(
            s,
            tasks.runsIn(s, a.host).filter((run) => !lifecycle.remains(s, run)),
            o
          )
      },
      { name: "ReleasePlaces", apply: (s, a, _, o) => leases.releasePlaces(s, tasks.runsIn(s, a.host), o) },
      { name: "TasksInterrupted", apply: (s, a, _, o) => lifecycle.interrupt(s, a.host, o) },
      { name: "Forget", apply: (s, a) => intents.forget(s, tasks.runsIn(s, a.host)) },
      { name: "RunsInterrupted", apply: (s, a, _, o) => tasks.interruptRuns(s, a.host, o) },
      { name: "HostCloses", apply: (s, a) => hosts.closeHost(s, a.host) }
    ]
  },
  Start: {
    guards: [IsOpen, IsNew, NoOtherRun, IsUnknown],
    changes: [{ name: "RunStarts", apply: (s, a) => tasks.startRun(s, a.run, a.task, a.host) }]
  },
  End: {
    guards: [IsPresent, LeavesNoProcess],
    changes: [
      { name: "ReleaseLeases", apply: (s, a, _, o) => leases.releaseLeases(s, [a.run], o) },
      { name: "ReleasePlaces", apply: (s, a, _, o) => leases.releasePlaces(s, [a.run], o) },
      { name: "Forget", apply: (s, a) => intents.forget(s, [a.run]) },
      { name: "Leaves", apply: (s, a, _, o) => lifecycle.leave(s, a.run, o) },
      { name: "RunEnds", apply: (s, a) => tasks.endRun(s, a.run) }
    ]
  },
  Acquire: {
    guards: [IsRunning, MayWrite, IsApproved, WritesWithin, WaitsNot, NoOtherHolds, OvertakesAny, StandsOpen],
    changes: [Take, Count]
  },
  Enqueue: {
    guards: [IsRunning, MayWrite, IsApproved, WritesWithin, WaitsNot],
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
      },
      IsApproved,
      StillWithin
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
      },
      {
        ...LeavesNoProcess,
        fails: (s, a, now) => (lives.isOfCommand(s, a.run, a.handle) ? LeavesNoProcess.fails(s, a, now) : undefined)
      }
    ],
    changes: [{ name: "GiveBack", apply: (s, a, _, o) => leases.giveBack(s, a.resource, a.handle, o) }]
  },
  Grant: {
    guards: [IsRunning, IsQueued, IsApproved, StillWithin, NoOtherHolds, OvertakesEarlier, StandsOpen],
    changes: [Take, Count, { name: "LeaveQueue", apply: (s, a) => leases.leaveQueue(s, a.run, a.resource) }]
  },
  Expire: {
    guards: [
      {
        name: "IsHeld",
        conflict: "NotHeld",
        fails: (s, a) => (leases.leaseAt(s, a.resource) === undefined ? refusals.notHeld(a.resource, null) : undefined)
      },
      {
        ...LeavesNoProcess,
        fails: (s, a, now) => {
          const lease = leases.leaseAt(s, a.resource)
          return lease === undefined ? undefined : LeavesNoProcess.fails(s, { run: lease.run }, now)
        }
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
      },
      {
        name: "IsSettled",
        conflict: "Unsettled",
        fails: (s, a) => {
          const intent = intents.firstOpen(s, a.key)
          return intent === undefined ? undefined : refusals.unsettled(file(a.key), intent)
        }
      },
      {
        name: "IsQuiet",
        conflict: "BeingWritten",
        fails: (_, a) => (a.beingWritten ? refusals.beingWritten(a.key) : undefined)
      }
    ],
    changes: [{ name: "Remember", apply: (s, a, _, o) => publish.observe(s, a.run, a.key, a.found, o) }]
  },
  Decide: {
    guards: [
      IsRunning,
      MayWrite,
      IsApproved,
      {
        ...WritesWithin,
        fails: (s, a) => {
          const beyond = a.parts.find(({ key }) => !tasks.writesWithin(s, a.run, file(key)))
          return beyond === undefined ? undefined : refusals.outOfScope(s, a.run, "write", file(beyond.key))
        }
      },
      {
        name: "HasObserved",
        conflict: "NotObserved",
        fails: (s, a) => {
          const part = intents.notObserved(s, a.run, a.parts)
          return part === undefined ? undefined : refusals.notObserved(s, a.run, part.key, part.base)
        }
      },
      {
        name: "HoldsKeys",
        conflict: "LeaseLost",
        fails: (s, a) => {
          const keys = a.parts.map(({ key }) => key)
          const key = leases.keyNotHeld(s, a.run, keys)
          return key === undefined ? undefined : refusals.keyLost(s, a.run, key)
        }
      },
      {
        name: "IsSettled",
        conflict: "Unsettled",
        fails: (s, a) => {
          for (const { key } of a.parts) {
            const intent = intents.firstOpen(s, key)
            if (intent !== undefined) return refusals.unsettled(file(key), intent)
          }
          return undefined
        }
      },
      {
        name: "IsCurrent",
        conflict: "StaleBase",
        fails: (s, a) => {
          const part = a.parts.find(({ base, found }) => base !== found)
          return part === undefined ? undefined : refusals.staleBase(s, a.run, part.key, part.base, part.found)
        }
      }
    ],
    changes: [
      { name: "Record", apply: (s, a, _, o) => publish.decide(s, a.run, a.parts, o) },
      {
        name: "Recorded",
        apply: (s, a) => {
          const task = lives.taskBy(s, a.run)
          return task === undefined
            ? s
            : lifecycle.recordWrites(
                s,
                task,
                a.parts.map(({ key }) => key)
              )
        }
      },
      Count
    ]
  },
  ...gateRules,
  ...lifeRules,
  PowerLoss: { guards: [], changes: NewGeneration },
  StoreLost: { guards: [], changes: NewGeneration }
}
