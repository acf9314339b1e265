// What a refused request is told: the data of its conflict, read off the state. Decides nothing: the guard has.
import { type Conflict, type ConflictOf, refuse } from "./conflicts.ts"
import { leaseAt, otherHolder, ownPlace, queueAt } from "./leases.ts"
import { firstOpen, observationOf } from "./intents.ts"
import { lifeOf } from "./lives.ts"
import { orderOf } from "./publish.ts"
import { type Side, whyNotWithin } from "./scopes.ts"
import { type Gate, type Intent, type Lease, nameOf, type Place, profileOf, type State, taskOf } from "./state.ts"
import { get } from "./table.ts"
import { isPresent, otherRunOf } from "./tasks.ts"
import {
  type Content,
  file,
  type Handle,
  type HostId,
  type Key,
  type Resource,
  Root,
  type RunId,
  type TaskId
} from "./words.ts"

export const hostInUse = (state: State, host: HostId): Conflict =>
  refuse("HostInUse", { host, status: get(state.hosts, host) ?? "open" })

export const hostNotOpen = (state: State, host: HostId): Conflict =>
  refuse("HostNotOpen", { host, status: get(state.hosts, host) === undefined ? "closed" : "crashed" })

export const hostNotCrashed = (state: State, host: HostId): Conflict =>
  refuse("HostNotCrashed", { host, status: get(state.hosts, host) === undefined ? "closed" : "open" })

export const runStarted = (state: State, run: RunId): Conflict =>
  refuse("RunStarted", { run, status: get(state.runs, run)?.status ?? "running" })

export const taskRunning = (state: State, task: TaskId, run: RunId): Conflict =>
  refuse("TaskRunning", { task, run: otherRunOf(state, task, run) ?? run })

export const taskNotRunning = (state: State, run: RunId): Conflict =>
  refuse("TaskNotRunning", { run, reason: reasonOf(state, run) })

const reasonOf = (state: State, run: RunId): ConflictOf<"TaskNotRunning">["reason"] => {
  const record = get(state.runs, run)
  if (record === undefined) return "NotStarted"
  if (record.status === "ended") return "Ended"
  if (record.status === "interrupted") return "Interrupted"
  if (!isPresent(state, run)) return "HostCrashed"
  const status = lifeOf(state, record.task)?.status
  if (status === undefined) return "NotStarted"
  return status === "waiting" ? "Waiting" : status === "stopping" ? "Stopping" : "Queued"
}

export const writeNotAllowed = (run: RunId): Conflict => refuse("WriteNotAllowed", { run })

export const outOfScope = (state: State, run: RunId, side: Side, resource: Resource): Conflict =>
  refuse("OutOfScope", {
    run,
    side,
    resource,
    ...whyNotWithin(profileOf(state, run).scope, state.folds, side, resource)
  })

export const alreadyQueued = (state: State, run: RunId, resource: Resource): Conflict =>
  refuse("AlreadyQueued", { run, resource, queued: ownPlace(state, run, resource)?.resource ?? resource })

const leaseHeld = (
  state: State,
  resource: Resource,
  by: "Holder" | "EarlierWaiter",
  other: Lease | Place,
  expires: number | null
): Conflict => {
  const task = get(state.runs, other.run)?.task ?? ("" as TaskId)
  const { background, title } = taskOf(state, task)
  return refuse("LeaseHeld", {
    resource,
    by,
    blocking: other.resource,
    task,
    run: other.run,
    mode: background ? "background" : "foreground",
    title,
    since: other.since,
    expires,
    queueLength: queueAt(state, resource).length
  })
}

export const heldByHolder = (state: State, resource: Resource, lease: Lease): Conflict =>
  leaseHeld(state, resource, "Holder", lease, lease.expires)

export const heldByWaiter = (state: State, resource: Resource, place: Place): Conflict =>
  leaseHeld(state, resource, "EarlierWaiter", place, null)

// The lease that was lost may have been on any directory above.
const lossOf = (state: State, run: RunId, resource: Resource): "Expired" | "Released" | "NeverHeld" => {
  const lost = get(state.runs, run)?.lost
  if (lost === undefined) return "NeverHeld"
  const here = get(lost, nameOf(resource))
  if (here !== undefined) return here
  for (let path: string = resource.path; path !== Root; path = path.slice(0, Math.max(path.lastIndexOf("/"), 0))) {
    const above = get(lost, `${path}/`)
    if (above !== undefined) return above
  }
  return get(lost, "/") ?? "NeverHeld"
}

export const leaseLost = (state: State, run: RunId, resource: Resource): Conflict => {
  const successor = otherHolder(state, run, resource)
  return refuse("LeaseLost", {
    run,
    resource,
    reason: lossOf(state, run, resource),
    successor: successor === undefined ? null : (get(state.runs, successor.run)?.task ?? null)
  })
}

export const keyLost = (state: State, run: RunId, key: Key): Conflict => leaseLost(state, run, file(key))

export const notHeld = (resource: Resource, handle: Handle | null): Conflict => refuse("NotHeld", { resource, handle })

export const notQueued = (run: RunId, resource: Resource): Conflict => refuse("NotQueued", { run, resource })

export const notObserved = (state: State, run: RunId, key: Key, base: Content): Conflict =>
  refuse("NotObserved", { run, key, base, observed: observationOf(state, run, key) ?? null })

export const staleBase = (state: State, run: RunId, key: Key, base: Content, current: Content): Conflict => {
  const written = get(state.written, key)
  const writer = written !== undefined && written.content === current ? written.task : null
  return refuse("StaleBase", { run, key, base, current, writer })
}

export const notExpired = (state: State, resource: Resource, now: number): Conflict =>
  refuse("NotExpired", { resource, expires: leaseAt(state, resource)?.expires ?? now, now })

export const unsettled = (resource: Resource, { id, task, gate }: Intent): Conflict =>
  refuse("Unsettled", { resource, intent: id, task, host: gate?.host ?? null })

export const beingWritten = (key: Key): Conflict => refuse("BeingWritten", { key })

export const gateBusy = (key: Key, { host }: Gate): Conflict => refuse("GateBusy", { key, host })

export const nothingToSettle = (key: Key): Conflict => refuse("NothingToSettle", { key })

/** `order`: what comes next in the gate, if the host is in it. */
export const notNext = (state: State, host: HostId, key: Key): Conflict => {
  const intent = firstOpen(state, key)
  const order = intent?.gate?.host === host ? orderOf(intent)!._tag : null
  return refuse("NotNext", { host, key, order })
}

export const nothingLeft = (key: Key): Conflict => refuse("NothingLeft", { key })

export const notDurable = (key: Key, { id }: Intent): Conflict => refuse("NotDurable", { key, intent: id })

export const graceNotOver = (key: Key, until: number, now: number): Conflict =>
  refuse("GraceNotOver", { key, until, now })

export const nothingToFlush = (): Conflict => refuse("NothingToFlush", {})
