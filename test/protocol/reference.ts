// The spec's verdicts once more, over the plain view, as literally and as slowly as can be, and with each the whole data of
// its conflict: what the core must agree with in worlds larger than TLC's.
import { type Action, file, type Resource, type RunId, type Snapshot } from "../../src/protocol/index.ts"
import { guards } from "./reference-guards.ts"
import { lifeArms, lifeRefusalOf } from "./reference-life.ts"
import { type Arm, firstOf, type Told, told } from "./reference-told.ts"
import { writeRefusalOf } from "./reference-writes.ts"

/** What the first guard that fails refuses with, any one of these; undefined if none fails. */
export const refusalOf = (view: Snapshot, a: Action, now: number): Told | undefined => {
  const g = guards(view)
  const t = told(view, now)
  const { running, mayWrite, isApproved, leavesNoProcess } = lifeArms(view, now)
  /** May write there still. */
  const isLet = (run: RunId, resource: Resource): ReadonlyArray<Arm> => [
    isApproved(run),
    [g.within("write", run, resource), () => t.outOfScope(run, "write", resource)]
  ]
  const wants = (run: RunId, resource: Resource): ReadonlyArray<Arm> => [
    running(run),
    mayWrite(run),
    ...isLet(run, resource)
  ]
  const waitsNot = (run: RunId, resource: Resource): Arm => [
    g.ownPlaces(run, resource).length === 0,
    () => t.queued(run, resource)
  ]
  const noOtherHolds = (run: RunId, resource: Resource): Arm => [
    g.otherLeases(run, resource).length === 0,
    () => t.holder(run, resource)
  ]
  const overtakesNobody = (run: RunId, resource: Resource, places: number): Arm => [
    g.ahead(run, resource, places).length === 0,
    () => t.waiter(run, resource, places)
  ]
  const standsNotOpen = (run: RunId, resource: Resource): Arm => [
    g.isCovered(run, resource) || g.openWithin(resource).length === 0,
    () => t.unsettled(resource, g.openWithin(resource))
  ]
  const queued = (run: RunId, resource: Resource): Arm => [
    g.place(run, resource) !== -1,
    () => [{ _tag: "NotQueued", run, resource }]
  ]
  switch (a._tag) {
    case "HostOpen":
      return firstOf([g.hostStatus(a.host) === "closed", () => t.host("HostInUse", a.host)])
    case "HostCrash":
      return firstOf([g.hostStatus(a.host) === "open", () => t.host("HostNotOpen", a.host)])
    case "Reap":
      return firstOf([g.hostStatus(a.host) === "crashed", () => t.host("HostNotCrashed", a.host)])
    case "Start": {
      const known = g.runOf(a.run)
      const life = view.lives.find(({ task }) => task === a.task)
      const others = view.runs.filter((r) => r.task === a.task && r.run !== a.run && r.status === "running")
      return firstOf(
        [g.hostStatus(a.host) === "open", () => t.host("HostNotOpen", a.host)],
        [known === undefined, () => [{ _tag: "RunStarted", run: a.run, status: known!.status }]],
        [others.length === 0, () => others.map(({ run }) => ({ _tag: "TaskRunning", task: a.task, run }))],
        [life === undefined, () => [{ _tag: "TaskExists", task: a.task, status: life!.status }]]
      )
    }
    case "End":
      return firstOf([g.isPresent(a.run), () => t.notRunning(a.run)], leavesNoProcess(a.run))
    case "Acquire":
      return firstOf(
        ...wants(a.run, a.resource),
        waitsNot(a.run, a.resource),
        noOtherHolds(a.run, a.resource),
        overtakesNobody(a.run, a.resource, view.queue.length),
        standsNotOpen(a.run, a.resource)
      )
    case "Enqueue":
      return firstOf(...wants(a.run, a.resource), waitsNot(a.run, a.resource))
    case "Withdraw":
      return firstOf(running(a.run), queued(a.run, a.resource))
    case "Renew":
      return firstOf(
        running(a.run),
        [g.leaseOn(a.resource)?.run === a.run, () => t.leaseLost(a.run, a.resource)],
        ...isLet(a.run, a.resource)
      )
    case "Release": {
      const { run, resource, handle } = a
      const lease = g.leaseOn(resource)
      const isOfCommand = view.lives.some(
        (l) => l.run === run && l.command?.leases.some((one) => one.handle === handle)
      )
      return firstOf(
        running(run),
        [lease?.run === run && lease.handles.includes(handle), () => [{ _tag: "NotHeld", resource, handle }]],
        ...(isOfCommand ? [leavesNoProcess(run)] : [])
      )
    }
    case "Grant":
      return firstOf(
        running(a.run),
        queued(a.run, a.resource),
        ...isLet(a.run, a.resource),
        noOtherHolds(a.run, a.resource),
        overtakesNobody(a.run, a.resource, g.place(a.run, a.resource)),
        standsNotOpen(a.run, a.resource)
      )
    case "Expire": {
      const lease = g.leaseOn(a.resource)
      return firstOf(
        [lease !== undefined, () => [{ _tag: "NotHeld", resource: a.resource, handle: null }]],
        ...(lease === undefined ? [] : [leavesNoProcess(lease.run)]),
        [lease !== undefined && now >= lease.expires, () => t.notExpired(a.resource)]
      )
    }
    case "Observe":
      return firstOf(
        running(a.run),
        [g.within("read", a.run, file(a.key)), () => t.outOfScope(a.run, "read", file(a.key))],
        [g.first(a.key) === undefined, () => t.unsettledAt([a.key])],
        [!a.beingWritten, () => [{ _tag: "BeingWritten", key: a.key }]]
      )
    case "Decide": {
      const { run, parts } = a
      const keys = parts.map(({ key }) => key)
      const beyond = parts.find(({ key }) => !g.within("write", run, file(key)))
      const unseen = parts.find(({ key, base }) => g.observed(run, key) !== base)
      const unheld = parts.find(({ key }) => !g.isCovered(run, file(key)))
      const stale = parts.find(({ base, found }) => base !== found)
      return firstOf(
        running(run),
        mayWrite(run),
        isApproved(run, a.grant),
        [beyond === undefined, () => t.outOfScope(run, "write", file(beyond!.key))],
        [
          unseen === undefined,
          () => {
            const { key, base } = unseen!
            return [{ _tag: "NotObserved", run, key, base, observed: g.observed(run, key) ?? null }]
          }
        ],
        [unheld === undefined, () => t.leaseLost(run, file(unheld!.key))],
        [t.unsettledAt(keys).length === 0, () => t.unsettledAt(keys)],
        [stale === undefined, () => t.staleBase(run, stale!)]
      )
    }
    default:
      return writeRefusalOf(view, a, now) ?? lifeRefusalOf(view, a, now)
  }
}
