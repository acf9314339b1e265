// The guards that several actions share.
import * as hosts from "./hosts.ts"
import * as intents from "./intents.ts"
import * as leases from "./leases.ts"
import { notApproved } from "./life-refusals.ts"
import * as lives from "./lives.ts"
import * as publish from "./publish.ts"
import * as refusals from "./refusals.ts"
import type { Guard, InGate, OfHost, OfResource, OfRun } from "./rule.ts"
import type { Stage } from "./state.ts"
import * as tasks from "./tasks.ts"
import type { TaskId } from "./words.ts"

export const IsOpen: Guard<OfHost> = {
  name: "IsOpen",
  conflict: "HostNotOpen",
  fails: (s, a) => (hosts.isOpen(s, a.host) ? undefined : refusals.hostNotOpen(s, a.host))
}

/** A run is started once. */
export const IsNew: Guard<OfRun> = {
  name: "IsNew",
  conflict: "RunStarted",
  fails: (s, a) => (tasks.isNew(s, a.run) ? undefined : refusals.runStarted(s, a.run))
}

export const NoOtherRun: Guard<OfRun & { readonly task: TaskId }> = {
  name: "NoOtherRun",
  conflict: "TaskRunning",
  fails: (s, a) =>
    tasks.otherRunOf(s, a.task, a.run) === undefined ? undefined : refusals.taskRunning(s, a.task, a.run)
}

export const IsRunning: Guard<OfRun> = {
  name: "IsRunning",
  conflict: "TaskNotRunning",
  fails: (s, a) => (tasks.isRunning(s, a.run) ? undefined : refusals.taskNotRunning(s, a.run))
}

/** Its host is there; it may be waiting. */
export const IsPresent: Guard<OfRun> = {
  ...IsRunning,
  fails: (s, a) => (tasks.isPresent(s, a.run) ? undefined : refusals.taskNotRunning(s, a.run))
}

export const MayWrite: Guard<OfRun> = {
  name: "MayWrite",
  conflict: "WriteNotAllowed",
  fails: (s, a) => (tasks.mayWrite(s, a.run) ? undefined : refusals.writeNotAllowed(a.run))
}

/** `grant`: what the request says it is let write by. */
export const IsApproved: Guard<OfRun & { readonly grant?: string | null }> = {
  name: "IsApproved",
  conflict: "ApprovalRevoked",
  fails: (s, { run, grant }) => {
    const task = lives.taskBy(s, run)
    if (task === undefined) return undefined
    const missing = lives.notApproved(s, task)
    if (missing !== undefined) return notApproved(s, missing)
    return grant === undefined || grant === (lives.grantOf(s, task)?.digest ?? null) ? undefined : notApproved(s, task)
  }
}

export const WritesWithin: Guard<OfResource> = {
  name: "WritesWithin",
  conflict: "OutOfScope",
  fails: (s, a) =>
    tasks.writesWithin(s, a.run, a.resource) ? undefined : refusals.outOfScope(s, a.run, "write", a.resource)
}

/** Of who was in scope when it asked: a scope may have been narrowed since. */
export const StillWithin: Guard<OfResource> = { ...WritesWithin, name: "StillWithin" }

export const WaitsNot: Guard<OfResource> = {
  name: "WaitsNot",
  conflict: "AlreadyQueued",
  fails: (s, a) =>
    leases.ownPlace(s, a.run, a.resource) === undefined ? undefined : refusals.alreadyQueued(s, a.run, a.resource)
}

export const NoOtherHolds: Guard<OfResource> = {
  name: "NoOtherHolds",
  conflict: "LeaseHeld",
  fails: (s, a) => {
    const lease = leases.otherHolder(s, a.run, a.resource)
    return lease === undefined ? undefined : refusals.heldByHolder(s, a.resource, lease)
  }
}

// Who asks without waiting comes after all who wait; who waits, after those before it.
export const OvertakesAny: Guard<OfResource> = {
  name: "Overtakes",
  conflict: "LeaseHeld",
  fails: (s, a) => {
    const place = leases.overtaken(s, a.run, a.resource, Infinity)
    return place === undefined ? undefined : refusals.heldByWaiter(s, a.resource, place)
  }
}

export const OvertakesEarlier: Guard<OfResource> = {
  ...OvertakesAny,
  fails: (s, a) => {
    const place = leases.overtaken(s, a.run, a.resource, leases.ticketOf(s, a.run, a.resource))
    return place === undefined ? undefined : refusals.heldByWaiter(s, a.resource, place)
  }
}

export const StandsOpen: Guard<OfResource> = {
  name: "StandsOpen",
  conflict: "Unsettled",
  fails: (s, a) => {
    const intent = leases.openInTheWay(s, a.run, a.resource)
    return intent === undefined ? undefined : refusals.unsettled(a.resource, intent)
  }
}

export const IsUnsettled: Guard<InGate> = {
  name: "IsUnsettled",
  conflict: "NothingToSettle",
  fails: (s, a) => (intents.firstOpen(s, a.key) === undefined ? refusals.nothingToSettle(a.key) : undefined)
}

// Whoever is not in the gate, or not at this step of this file, has not done it.
export const IsNext = (...stages: ReadonlyArray<Stage>): Guard<InGate> => ({
  name: "IsNext",
  conflict: "NotNext",
  fails: (s, a) =>
    publish.inGate(s, a.host, a.key, stages) === undefined ? refusals.notNext(s, a.host, a.key) : undefined
})

export const IsQueued: Guard<OfResource> = {
  name: "IsQueued",
  conflict: "NotQueued",
  fails: (s, a) =>
    leases.placeAt(s, a.run, a.resource) === undefined ? refusals.notQueued(a.run, a.resource) : undefined
}
