// The spec's verdicts once more, over the plain view, as literally and as slowly as can be, and with each the whole data of
// its conflict: what the core must agree with in worlds larger than TLC's.
import {
  type Action,
  type Conflict,
  contains,
  file,
  overlap,
  type Region,
  type Resource,
  type RunId,
  type Snapshot
} from "../../src/protocol/index.ts"

/** One name for each resource. */
export const name = ({ kind, path }: Resource): string => `${kind} ${path}`
export const isSame = (one: Resource, other: Resource): boolean => name(one) === name(other)

export const guards = (view: Snapshot) => {
  const hostStatus = (host: string | null) => view.hosts.find((h) => h.host === host)?.status ?? "closed"
  const runOf = (run: RunId) => view.runs.find((r) => r.run === run)
  const profile = (run: RunId) => view.tasks.find((t) => t.task === runOf(run)?.task)
  const leaseOn = (resource: Resource) => view.leases.find((l) => isSame(l.resource, resource))
  const place = (run: RunId, resource: Resource) =>
    view.queue.findIndex((p) => p.run === run && isSame(p.resource, resource))
  const isCovered = (run: RunId, resource: Resource) =>
    view.leases.some((l) => l.run === run && contains(l.resource, resource))
  const ahead = (run: RunId, resource: Resource, places: number) =>
    isCovered(run, resource)
      ? []
      : view.queue.slice(0, places).filter((p) => p.run !== run && overlap(p.resource, resource))
  return {
    hostStatus,
    runOf,
    leaseOn,
    place,
    isRunning: (run: RunId) => runOf(run)?.status === "running" && hostStatus(runOf(run)?.host ?? null) === "open",
    mayWrite: (run: RunId) => {
      const p = profile(run)
      return p !== undefined && (!p.background || p.allowWrites)
    },
    within: (side: "reads" | "writes", run: RunId, resource: Resource) =>
      profile(run)?.[side].some((outer) => contains(outer, resource)) === true,
    /** places of the run, and leases of others, that overlap the resource */
    ownPlaces: (run: RunId, resource: Resource) =>
      view.queue.filter((p) => p.run === run && overlap(p.resource, resource)),
    otherLeases: (run: RunId, resource: Resource) =>
      view.leases.filter((l) => l.run !== run && overlap(l.resource, resource)),
    /** who would be overtaken, the first to come first */
    ahead,
    isCovered
  }
}

/** What a refusal may say: where several leases are in the way, it names any one of them. */
type Told = ReadonlyArray<typeof Conflict.Encoded>

const common = (one: string, other: string): number => {
  const [a, b] = [one, other].map((path) => (path === "" ? [] : path.split("/"))) as [Array<string>, Array<string>]
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  return shared
}

const told = (view: Snapshot, a: Action, now: number) => {
  const g = guards(view)
  const taskOf = (run: RunId) => g.runOf(run)!.task
  const profile = (run: RunId) => view.tasks.find((t) => t.task === taskOf(run))
  const leaseHeld = (resource: Resource, by: "Holder" | "EarlierWaiter", blocking: Resource, run: RunId) => {
    const lease = view.leases.find((l) => l.run === run && isSame(l.resource, blocking))
    const place = view.queue.find((p) => p.run === run && isSame(p.resource, blocking))
    const task = profile(run)
    return {
      _tag: "LeaseHeld",
      resource,
      by,
      blocking,
      task: taskOf(run),
      run,
      mode: (task?.background ?? true) ? "background" : "foreground",
      title: task?.title ?? "",
      since: (by === "Holder" ? lease : place)!.since,
      expires: by === "Holder" ? lease!.expires : null,
      queueLength: view.queue.filter((p) => overlap(p.resource, resource)).length
    } as const
  }
  const nearest = (region: Region, resource: Resource): Resource | null =>
    region.toSorted((one, other) => common(other.path, resource.path) - common(one.path, resource.path))[0] ?? null
  // The nearest lease that would have done: of the file, then of the innermost directory.
  const loss = (run: RunId, resource: Resource) =>
    g
      .runOf(run)!
      .lost.filter((lost) => contains(lost.resource, resource))
      .toSorted(
        (one, other) => other.resource.path.length - one.resource.path.length || (one.resource.kind === "file" ? -1 : 1)
      )[0]?.loss ?? "NeverHeld"
  return {
    host: (_tag: "HostInUse" | "HostNotOpen" | "HostNotCrashed", host: string) =>
      [{ _tag, host, status: g.hostStatus(host) }] as Told,
    notRunning: (run: RunId): Told => {
      const status = g.runOf(run)?.status
      const reasons = { running: "HostCrashed", ended: "Ended", interrupted: "Interrupted" } as const
      return [{ _tag: "TaskNotRunning", run, reason: status === undefined ? "NotStarted" : reasons[status] }]
    },
    outOfScope: (run: RunId, side: "read" | "write", resource: Resource): Told => {
      const region = (side === "read" ? profile(run)?.reads : profile(run)?.writes) ?? []
      return [{ _tag: "OutOfScope", run, side, resource, nearest: nearest(region, resource) }]
    },
    queued: (run: RunId, resource: Resource): Told =>
      g.ownPlaces(run, resource).map((p) => ({ _tag: "AlreadyQueued", run, resource, queued: p.resource })),
    holder: (run: RunId, resource: Resource): Told =>
      g.otherLeases(run, resource).map((l) => leaseHeld(resource, "Holder", l.resource, l.run)),
    waiter: (run: RunId, resource: Resource, places: number): Told => {
      const [first] = g.ahead(run, resource, places)
      return first === undefined ? [] : [leaseHeld(resource, "EarlierWaiter", first.resource, first.run)]
    },
    leaseLost: (run: RunId, resource: Resource): Told => {
      const lost = { _tag: "LeaseLost", run, resource, reason: loss(run, resource) } as const
      const others = g.otherLeases(run, resource)
      return others.length === 0
        ? [{ ...lost, successor: null }]
        : others.map((other) => ({ ...lost, successor: taskOf(other.run) }))
    },
    notHeld: (handle: number | null): Told =>
      "resource" in a ? [{ _tag: "NotHeld", resource: a.resource, handle }] : [],
    notExpired: (resource: Resource): Told => [
      { _tag: "NotExpired", resource, expires: g.leaseOn(resource)!.expires, now }
    ]
  }
}

/** What the first guard that fails refuses with, any one of these; undefined if none fails. */
export const refusalOf = (view: Snapshot, a: Action, now: number): Told | undefined => {
  const g = guards(view)
  const t = told(view, a, now)
  const first = (...arms: ReadonlyArray<readonly [boolean, () => Told]>): Told | undefined =>
    arms.find(([holds]) => !holds)?.[1]()
  const running = (run: RunId) => [g.isRunning(run), () => t.notRunning(run)] as const
  const wants = (run: RunId, resource: Resource) =>
    [
      running(run),
      [g.mayWrite(run), (): Told => [{ _tag: "WriteNotAllowed", run }]],
      [g.within("writes", run, resource), () => t.outOfScope(run, "write", resource)]
    ] as const
  const waitsNot = (run: RunId, resource: Resource) =>
    [g.ownPlaces(run, resource).length === 0, () => t.queued(run, resource)] as const
  const noOtherHolds = (run: RunId, resource: Resource) =>
    [g.otherLeases(run, resource).length === 0, () => t.holder(run, resource)] as const
  const overtakesNobody = (run: RunId, resource: Resource, places: number) =>
    [g.ahead(run, resource, places).length === 0, () => t.waiter(run, resource, places)] as const
  const queued = (run: RunId, resource: Resource) =>
    [g.place(run, resource) !== -1, (): Told => [{ _tag: "NotQueued", run, resource }]] as const
  switch (a._tag) {
    case "HostOpen":
      return first([g.hostStatus(a.host) === "closed", () => t.host("HostInUse", a.host)])
    case "HostCrash":
      return first([g.hostStatus(a.host) === "open", () => t.host("HostNotOpen", a.host)])
    case "Reap":
      return first([g.hostStatus(a.host) === "crashed", () => t.host("HostNotCrashed", a.host)])
    case "Start": {
      const known = g.runOf(a.run)
      const others = view.runs.filter((r) => r.task === a.task && r.run !== a.run && r.status === "running")
      return first(
        [g.hostStatus(a.host) === "open", () => t.host("HostNotOpen", a.host)],
        [known === undefined, () => [{ _tag: "RunStarted", run: a.run, status: known!.status }]],
        [others.length === 0, () => others.map(({ run }) => ({ _tag: "TaskRunning", task: a.task, run }))]
      )
    }
    case "End":
      return first(running(a.run))
    case "Acquire":
      return first(
        ...wants(a.run, a.resource),
        waitsNot(a.run, a.resource),
        noOtherHolds(a.run, a.resource),
        overtakesNobody(a.run, a.resource, view.queue.length)
      )
    case "Enqueue":
      return first(...wants(a.run, a.resource), waitsNot(a.run, a.resource))
    case "Withdraw":
      return first(running(a.run), queued(a.run, a.resource))
    case "Renew":
      return first(running(a.run), [g.leaseOn(a.resource)?.run === a.run, () => t.leaseLost(a.run, a.resource)])
    case "Release": {
      const lease = g.leaseOn(a.resource)
      return first(running(a.run), [
        lease?.run === a.run && lease.handles.includes(a.handle),
        () => t.notHeld(a.handle)
      ])
    }
    case "Grant":
      return first(
        running(a.run),
        queued(a.run, a.resource),
        noOtherHolds(a.run, a.resource),
        overtakesNobody(a.run, a.resource, g.place(a.run, a.resource))
      )
    case "Expire": {
      const lease = g.leaseOn(a.resource)
      return first(
        [lease !== undefined, () => t.notHeld(null)],
        [lease !== undefined && now >= lease.expires, () => t.notExpired(a.resource)]
      )
    }
    case "Observe":
      return first(running(a.run), [
        g.within("reads", a.run, file(a.key)),
        () => t.outOfScope(a.run, "read", file(a.key))
      ])
    case "Decide": {
      const seen = view.observations.find((o) => o.run === a.run && o.key === a.key)?.content
      const written = view.written.find((w) => w.key === a.key && w.content === a.found)
      const { run, key, base } = a
      return first(
        ...wants(run, file(key)),
        [seen === base, () => [{ _tag: "NotObserved", run, key, base, observed: seen ?? null }]],
        [g.isCovered(run, file(key)), () => t.leaseLost(run, file(key))],
        [
          a.found === base,
          () => [{ _tag: "StaleBase", run, key, base, current: a.found, writer: written?.task ?? null }]
        ]
      )
    }
  }
}
