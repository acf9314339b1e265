// What a refusal has to say, whole, read off the plain view.
import {
  type Action,
  type Conflict,
  contains,
  file,
  type HostId,
  type Key,
  overlap,
  type Resource,
  type RunId,
  type Snapshot,
  type Stage
} from "../../src/protocol/index.ts"
import { nothing, type Pattern } from "../../src/scope/index.ts"
import { guards, type Intent, isSame, layersOf, takes } from "./reference-guards.ts"

/** What a refusal may say: where several leases or intents are in the way, it names any one of them. */
export type Told = ReadonlyArray<typeof Conflict.Encoded>

/** A guard, and what is told if it fails. */
export type Arm = readonly [holds: boolean, tells: () => Told]

/** What the first arm that fails tells. */
export const firstOf = (...arms: ReadonlyArray<Arm>): Told | undefined => arms.find(([holds]) => !holds)?.[1]()

/** The action that each stage waits for. */
const stepOf: Readonly<Record<Stage, Action["_tag"]>> = {
  judge: "Judge",
  turn: "Judge",
  exchange: "Exchange",
  probe: "Probe",
  hash: "Hash",
  back: "TurnBack",
  aside: "KeepAside",
  sync: "Sync",
  settle: "Settle",
  refuse: "Refuse"
}

/** A conflict of each kind in this view. */
export const told = (view: Snapshot, now: number) => {
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
  // The nearest lease that would have done: of the file, then of the innermost directory.
  const loss = (run: RunId, resource: Resource) =>
    g
      .runOf(run)!
      .lost.filter((lost) => contains(lost.resource, resource))
      .toSorted(
        (one, other) => other.resource.path.length - one.resource.path.length || (one.resource.kind === "file" ? -1 : 1)
      )[0]?.loss ?? "NeverHeld"
  const unsettled = (resource: Resource, intents: ReadonlyArray<Intent>): Told =>
    intents.map(({ id, task, gate }) => ({
      _tag: "Unsettled",
      resource,
      intent: id,
      task,
      host: gate === undefined ? null : gate.host
    }))
  return {
    host: (_tag: "HostInUse" | "HostNotOpen" | "HostNotCrashed", host: string) =>
      [{ _tag, host, status: g.hostStatus(host) }] as Told,
    notRunning: (run: RunId): Told => {
      const status = g.runOf(run)?.status
      const life = view.lives.find(({ task }) => task === g.runOf(run)?.task)?.status
      const asleep =
        life === undefined ? "NotStarted" : life === "waiting" ? "Waiting" : life === "stopping" ? "Stopping" : "Queued"
      const running = g.isPresent(run) ? asleep : "HostCrashed"
      const reasons = { running, ended: "Ended", interrupted: "Interrupted" } as const
      return [{ _tag: "TaskNotRunning", run, reason: status === undefined ? "NotStarted" : reasons[status] }]
    },
    outOfScope: (run: RunId, side: "read" | "write", resource: Resource): Told => {
      const lacking = layersOf(profile(run)?.scope ?? nothing, side).filter((layer) => !takes(layer, resource))
      // Any of what a layer allows that lacks it; nothing, if one allows nothing.
      const nearest = lacking.flatMap(({ allow }): ReadonlyArray<Pattern | null> =>
        allow.length === 0 ? [null] : allow
      )
      if (lacking.length === 0) nearest.push(null)
      return nearest.map((one) => ({ _tag: "OutOfScope", run, side, resource, nearest: one, denied: null }))
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
    notExpired: (resource: Resource): Told => [
      { _tag: "NotExpired", resource, expires: g.leaseOn(resource)!.expires, now }
    ],
    staleBase: (run: RunId, part: { readonly key: Key; readonly base: string; readonly found: string }): Told => {
      const { key, base, found: current } = part
      const writer = view.written.find((w) => w.key === key && w.content === current)?.task ?? null
      return [{ _tag: "StaleBase", run, key, base, current, writer }]
    },
    unsettled,
    /** of the first of the keys that has an open intent, the oldest */
    unsettledAt: (keys: ReadonlyArray<Key>): Told => {
      const key = keys.find((one) => g.first(one) !== undefined)
      return key === undefined ? [] : unsettled(file(key), [g.first(key)!])
    },
    notNext: (host: HostId, key: Key): Told => {
      const gate = g.first(key)?.gate
      return [{ _tag: "NotNext", host, key, order: gate?.host === host ? stepOf[gate.at] : null }]
    }
  }
}
