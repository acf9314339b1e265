// What people read of a conflict, as an error's message: more than a model is told, and no advice.
import type { Conflict, ConflictName, ConflictOf } from "./conflicts.ts"
import { listed, quote, show, showPath, showPattern } from "./texts.ts"

type Messages = { readonly [Name in ConflictName]: (conflict: ConflictOf<Name>) => string }

const messages: Messages = {
  HostInUse: (c) => `host ${quote(c.host)} is ${c.status === "open" ? "open already" : "crashed and not reaped yet"}`,
  HostNotOpen: (c) => `host ${quote(c.host)} is ${c.status}, not open`,
  HostNotCrashed: (c) => `host ${quote(c.host)} is ${c.status}, not crashed`,
  RunStarted: (c) => `run ${quote(c.run)} was started before and is ${c.status}`,
  TaskRunning: (c) => `task ${quote(c.task)} has a run already: ${quote(c.run)}`,
  TaskNotRunning: (c) =>
    `run ${quote(c.run)} ${
      {
        NotStarted: "was not started",
        Ended: "has ended",
        Interrupted: "was interrupted",
        HostCrashed: "is in a host that crashed",
        Queued: "has no slot",
        Waiting: "waits",
        Stopping: "was told to end"
      }[c.reason]
    }`,
  WriteNotAllowed: (c) => `run ${quote(c.run)} is in the background without allowWrites`,
  OutOfScope: (c) =>
    `run ${quote(c.run)} may not ${c.side} ${show(c.resource)}; ` +
    (c.denied !== null
      ? `denied: ${showPattern(c.denied)}`
      : c.nearest !== null
        ? `nearest: ${showPattern(c.nearest)}`
        : "nothing near it is in scope"),
  AlreadyQueued: (c) => `run ${quote(c.run)} waits for ${show(c.queued)}, which overlaps ${show(c.resource)}`,
  LeaseHeld: (c) =>
    `${show(c.resource)}: ${show(c.blocking)} is ${c.by === "Holder" ? "held" : "waited for"} ` +
    `by run ${quote(c.run)} of ${c.mode} task ${quote(c.task)} (${quote(c.title)}), ` +
    `since ${c.since} ms${c.expires === null ? "" : `, until ${c.expires} ms`}; ${c.queueLength} in the queue`,
  LeaseLost: (c) =>
    `run ${quote(c.run)} holds no lease on ${show(c.resource)} (${
      { Expired: "expired", Released: "released", NeverHeld: "never held" }[c.reason]
    })${c.successor === null ? "" : `; task ${quote(c.successor)} writes there`}`,
  NotHeld: (c) =>
    c.handle === null ? `nobody holds ${show(c.resource)}` : `${show(c.resource)} is not held by handle ${c.handle}`,
  NotQueued: (c) => `run ${quote(c.run)} does not wait for ${show(c.resource)}`,
  NotObserved: (c) =>
    `run ${quote(c.run)} ${c.observed === null ? "never read" : "read last another content of"} ${showPath(c.key)}`,
  StaleBase: (c) =>
    `${showPath(c.key)} is no longer as run ${quote(c.run)} read it; last written by ` +
    (c.writer === null ? "a program outside Leasehold" : `task ${quote(c.writer)}`),
  NotExpired: (c) => `the lease on ${show(c.resource)} expires at ${c.expires} ms, now it is ${c.now} ms`,
  Unsettled: (c) =>
    `${show(c.resource)}: intent ${c.intent} of task ${quote(c.task)} is open, ` +
    (c.host === null ? "and nobody settles it" : `and host ${quote(c.host)} settles it`),
  BeingWritten: (c) => `${showPath(c.key)} is open for writing by a program outside Leasehold`,
  GateBusy: (c) => `host ${quote(c.host)} is in the gate of ${showPath(c.key)}`,
  NothingToSettle: (c) => `no intent on ${showPath(c.key)} is open`,
  NotNext: (c) =>
    `host ${quote(c.host)} ${c.order === null ? "is not in the gate" : `has to ${c.order} next in the gate`} of ${showPath(c.key)}`,
  NothingLeft: (c) => `nothing is staged for ${showPath(c.key)}`,
  NotDurable: (c) => `the row of intent ${c.intent} on ${showPath(c.key)} is not durable yet`,
  GraceNotOver: (c) =>
    `the grace of what is staged for ${showPath(c.key)} lasts until ${c.until} ms, now it is ${c.now} ms`,
  NothingToFlush: () => "all rows are durable",
  TaskExists: (c) => `task ${quote(c.task)} was spawned before and is ${c.status}`,
  TooDeep: (c) => `task ${quote(c.task)} would be more than ${c.limit} levels deep`,
  ScopeTooWide: (c) => `task ${quote(c.task)} asks ${c.example}, which its parent ${quote(c.parent)} may not`,
  ApprovalRequired: (c) => `task ${quote(c.task)} is not approved yet`,
  ApprovalRevoked: (c) => `the approval of task ${quote(c.task)} was revoked`,
  NotPending: (c) => `task ${quote(c.task)} does not wait to be approved: it ${isNow(c.status)}`,
  NotGranted: (c) => `task ${quote(c.task)} has no approval that could be revoked: it ${isNow(c.status)}`,
  TaskNotLive: (c) => `task ${quote(c.task)} is over: it ${isNow(c.status)}`,
  TaskNotQueued: (c) => `task ${quote(c.task)} does not wait for a slot: it ${isNow(c.status)}`,
  LimitReached: (c) => `task ${quote(c.task)} waits for a slot: ${c.limit} tasks are at work in the background`,
  HoldsLease: (c) =>
    `run ${quote(c.run)} ${
      c.held.length > 0 ? `holds ${listed(c.held.map(show))}` : `is in the queue for ${listed(c.queued.map(show))}`
    }, and would keep that while it waits`,
  NotWaiting: (c) => `task ${quote(c.task)} does not wait for that: it ${isNow(c.status)}`,
  StillWorking: (c) => `a ${c.at} of task ${quote(c.task)} is under way`,
  CommandNotAllowed: (c) => `run ${quote(c.run)} may not run ${quote(c.command)}`,
  WouldSweep: (c) => `task ${quote(c.task)} has not finished ${listed(c.keys.map(showPath))}`,
  NoProcess: (c) => `no process of task ${quote(c.task)} is known`,
  NotExited: (c) => `task ${quote(c.task)} has no command that is over`,
  OutsideLease: (c) =>
    `a command of task ${quote(c.task)} changed what it was not to change: ${listed(c.keys.map(showPath))}`,
  AlreadyEnded: (c) => `task ${quote(c.task)} cannot be ended: it ${isNow(c.status)}`,
  NotTimedOut: (c) =>
    `the time of task ${quote(c.task)} ${c.until === null ? "stands still" : `is over at ${c.until} ms, now it is ${c.now} ms`}`,
  NotStopping: (c) => `task ${quote(c.task)} was not told to end: it ${isNow(c.status)}`,
  ChildrenLive: (c) => `task ${quote(c.child)}, which is below task ${quote(c.task)}, is not over`,
  ResultsWaiting: (c) => `nobody wrote down yet what task ${quote(c.child)} came to`,
  NothingToTell: (c) => `task ${quote(c.task)} has no result to be told or taken`,
  NotInterrupted: (c) => `task ${quote(c.task)} cannot be resumed: it ${isNow(c.status)}`,
  ParentEnded: (c) => `task ${quote(c.task)} cannot be resumed: task ${quote(c.parent)} above it is over`,
  NotEnded: (c) => `task ${quote(c.task)} cannot be deleted: it ${isNow(c.status)}`
}

const isNow = (status: string | null): string => (status === null ? "was never spawned" : `is ${status}`)

/** The message of a conflict. */
export const describe = (conflict: Conflict): string =>
  // Each message is of the conflict of its own name: what TypeScript cannot follow through the union.
  (messages[conflict._tag] as (conflict: Conflict) => string)(conflict)
