// The spec's verdicts and steps once more, over the plain view, as literally and as slowly as can be: what the core must
// agree with in worlds larger than TLC's. Hidden fields are left out.
import {
  type Action,
  contains,
  file,
  overlap,
  type Resource,
  type RunId,
  type Snapshot
} from "../../src/protocol/index.ts"

export interface Model {
  readonly hosts: ReadonlyArray<string>
  readonly runs: ReadonlyArray<string>
  readonly leases: ReadonlyArray<string>
  readonly queue: ReadonlyArray<string>
  readonly counter: number
  readonly observations: ReadonlyArray<string>
}

const name = ({ kind, path }: Resource): string => `${kind} ${path}`
const isSame = (one: Resource, other: Resource): boolean => name(one) === name(other)

/** What of a view the spec knows. */
export const modelOf = (view: Snapshot): Model => ({
  hosts: view.hosts.map((h) => `${h.host} ${h.status}`).sort(),
  runs: view.runs.map((r) => `${r.run} ${r.task} ${r.host} ${r.status}`).sort(),
  leases: view.leases.map((l) => `${name(l.resource)} ${l.run} ${l.token} ${[...l.handles].sort()}`).sort(),
  queue: view.queue.map((p) => `${name(p.resource)} ${p.run}`),
  counter: view.counter,
  observations: view.observations.map((o) => `${o.run} ${o.key} ${o.content}`).sort()
})

const guards = (view: Snapshot) => {
  const hostStatus = (host: string | null) => view.hosts.find((h) => h.host === host)?.status ?? "closed"
  const runOf = (run: RunId) => view.runs.find((r) => r.run === run)
  const profile = (run: RunId) => view.tasks.find((t) => t.task === runOf(run)?.task)
  const leaseOn = (resource: Resource) => view.leases.find((l) => isSame(l.resource, resource))
  const place = (run: RunId, resource: Resource) =>
    view.queue.findIndex((p) => p.run === run && isSame(p.resource, resource))
  const isCovered = (run: RunId, resource: Resource) =>
    view.leases.some((l) => l.run === run && contains(l.resource, resource))
  return {
    hostStatus,
    runOf,
    leaseOn,
    place,
    isRunning: (run: RunId) => runOf(run)?.status === "running" && hostStatus(runOf(run)?.host ?? null) === "open",
    noOtherRun: (task: string, run: RunId) =>
      view.runs.every((other) => other.task !== task || other.run === run || other.status !== "running"),
    mayWrite: (run: RunId) => {
      const p = profile(run)
      return p !== undefined && (!p.background || p.allowWrites)
    },
    within: (side: "reads" | "writes", run: RunId, resource: Resource) =>
      profile(run)?.[side].some((outer) => contains(outer, resource)) === true,
    waitsNot: (run: RunId, resource: Resource) =>
      view.queue.every((p) => p.run !== run || !overlap(p.resource, resource)),
    noOtherHolds: (run: RunId, resource: Resource) =>
      view.leases.every((l) => l.run === run || !overlap(l.resource, resource)),
    overtakes: (run: RunId, resource: Resource, places: number) =>
      !isCovered(run, resource) &&
      view.queue.slice(0, places).some((p) => p.run !== run && overlap(p.resource, resource)),
    holdsKey: (run: RunId, resource: Resource) => isCovered(run, resource)
  }
}

/** The name of the first conflict, or "ok". */
export const verdictOf = (view: Snapshot, a: Action, now: number): string => {
  const g = guards(view)
  const first = (...arms: ReadonlyArray<readonly [boolean, string]>): string =>
    arms.find(([holds]) => !holds)?.[1] ?? "ok"
  const running = (run: RunId) => [g.isRunning(run), "TaskNotRunning"] as const
  const wants = (run: RunId, resource: Resource) =>
    [running(run), [g.mayWrite(run), "WriteNotAllowed"], [g.within("writes", run, resource), "OutOfScope"]] as const
  switch (a._tag) {
    case "HostOpen":
      return first([g.hostStatus(a.host) === "closed", "HostInUse"])
    case "HostCrash":
      return first([g.hostStatus(a.host) === "open", "HostNotOpen"])
    case "Reap":
      return first([g.hostStatus(a.host) === "crashed", "HostNotCrashed"])
    case "Start":
      return first(
        [g.hostStatus(a.host) === "open", "HostNotOpen"],
        [g.runOf(a.run) === undefined, "RunStarted"],
        [g.noOtherRun(a.task, a.run), "TaskRunning"]
      )
    case "End":
      return first(running(a.run))
    case "Acquire":
      return first(
        ...wants(a.run, a.resource),
        [g.waitsNot(a.run, a.resource), "AlreadyQueued"],
        [g.noOtherHolds(a.run, a.resource), "LeaseHeld"],
        [!g.overtakes(a.run, a.resource, view.queue.length), "LeaseHeld"]
      )
    case "Enqueue":
      return first(...wants(a.run, a.resource), [g.waitsNot(a.run, a.resource), "AlreadyQueued"])
    case "Withdraw":
      return first(running(a.run), [g.place(a.run, a.resource) !== -1, "NotQueued"])
    case "Renew":
      return first(running(a.run), [g.leaseOn(a.resource)?.run === a.run, "LeaseLost"])
    case "Release": {
      const lease = g.leaseOn(a.resource)
      return first(running(a.run), [lease?.run === a.run && lease.handles.includes(a.handle), "NotHeld"])
    }
    case "Grant": {
      const at = g.place(a.run, a.resource)
      return first(
        running(a.run),
        [at !== -1, "NotQueued"],
        [g.noOtherHolds(a.run, a.resource), "LeaseHeld"],
        [!g.overtakes(a.run, a.resource, Math.max(at, 0)), "LeaseHeld"]
      )
    }
    case "Expire": {
      const lease = g.leaseOn(a.resource)
      return first([lease !== undefined, "NotHeld"], [lease !== undefined && now >= lease.expires, "NotExpired"])
    }
    case "Observe":
      return first(running(a.run), [g.within("reads", a.run, file(a.key)), "OutOfScope"])
    case "Decide":
      return first(
        ...wants(a.run, file(a.key)),
        [view.observations.some((o) => o.run === a.run && o.key === a.key && o.content === a.base), "NotObserved"],
        [g.holdsKey(a.run, file(a.key)), "LeaseLost"],
        [a.found === a.base, "StaleBase"]
      )
  }
}

/** The view after an action that is "ok", in what the spec knows. */
export const next = (view: Snapshot, a: Action): Snapshot => {
  const g = guards(view)
  const number = view.counter + 1
  const leave = (gone: ReadonlyArray<RunId>, status: "ended" | "interrupted"): Snapshot => ({
    ...view,
    runs: view.runs.map((r) => (gone.includes(r.run) ? { ...r, status, host: null } : r)),
    leases: view.leases.filter((l) => !gone.includes(l.run)),
    queue: view.queue.filter((p) => !gone.includes(p.run)),
    observations: view.observations.filter((o) => !gone.includes(o.run))
  })
  const take = (run: RunId, resource: Resource): Snapshot => {
    const old = g.leaseOn(resource)
    const lease =
      old !== undefined && old.run === run
        ? { ...old, handles: [...old.handles, number] }
        : { resource, run, token: number, handles: [number], since: 0, expires: 0 }
    const leases = [...view.leases.filter((l) => l !== old), lease] as Snapshot["leases"]
    return { ...view, leases, counter: number }
  }
  const see = (run: RunId, key: string, content: string): Snapshot => ({
    ...view,
    observations: [
      ...view.observations.filter((o) => o.run !== run || o.key !== key),
      { run, key, content }
    ] as Snapshot["observations"]
  })
  const without = (from: Snapshot, run: RunId, resource: Resource): Snapshot => ({
    ...from,
    queue: from.queue.filter((p) => p.run !== run || !isSame(p.resource, resource))
  })
  const others = view.hosts.filter((h) => "host" in a && h.host !== a.host)
  switch (a._tag) {
    case "HostOpen":
      return { ...view, hosts: [...others, { host: a.host, status: "open" }] }
    case "HostCrash":
      return { ...view, hosts: [...others, { host: a.host, status: "crashed" }] }
    case "Reap": {
      const gone = view.runs.filter((r) => r.host === a.host).map((r) => r.run)
      return { ...leave(gone, "interrupted"), hosts: others }
    }
    case "Start":
      return { ...view, runs: [...view.runs, { run: a.run, task: a.task, host: a.host, status: "running", lost: [] }] }
    case "End":
      return leave([a.run], "ended")
    case "Acquire":
      return take(a.run, a.resource)
    case "Enqueue":
      return { ...view, queue: [...view.queue, { run: a.run, resource: a.resource, since: 0 }] }
    case "Withdraw":
      return without(view, a.run, a.resource)
    case "Renew":
      return view
    case "Release": {
      const back = view.leases.map((l) =>
        isSame(l.resource, a.resource) ? { ...l, handles: l.handles.filter((h) => h !== a.handle) } : l
      )
      return { ...view, leases: back.filter((l) => l.handles.length > 0) }
    }
    case "Grant":
      return without(take(a.run, a.resource), a.run, a.resource)
    case "Expire":
      return { ...view, leases: view.leases.filter((l) => !isSame(l.resource, a.resource)) }
    case "Observe":
      return see(a.run, a.key, a.found)
    case "Decide":
      return see(a.run, a.key, a.content)
  }
}
