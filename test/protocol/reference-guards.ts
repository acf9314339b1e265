// The spec's guards once more, over the plain view, as literally and as slowly as can be.
import {
  contains,
  file,
  type Key,
  overlap,
  type Resource,
  type RunId,
  type Snapshot,
  subtree
} from "../../src/protocol/index.ts"
import type { Layer, Pattern, Scope } from "../../src/scope/index.ts"

/** One name for each resource. */
export const name = ({ kind, path }: Resource): string => `${kind} ${path}`
export const isSame = (one: Resource, other: Resource): boolean => name(one) === name(other)

/** An intent, as a view has it. */
export type Intent = Snapshot["intents"][number]

const has = (intent: Intent, key: Key): boolean => intent.parts.some((part) => part.key === key)

/** The layers that decide: what may be written may be read as well. */
export const layersOf = ({ read, write }: Scope, side: "read" | "write"): ReadonlyArray<Layer> =>
  side === "read" ? read : [...write, ...read]

/** Of a pattern as the tasks of the tests have them, a path or a directory and two stars: whether it has all of a resource. */
const hasAll = (pattern: Pattern, resource: Resource): boolean => {
  if (typeof pattern !== "string") throw new Error("the tests write globs")
  const directory = /^(?:(.*)\/)?\*\*$/.exec(pattern)
  return contains(directory === null ? file(pattern as Key) : subtree((directory[1] ?? "") as Key), resource)
}

/** Whether a layer has all of a resource. */
export const takes = ({ allow, deny }: Layer, resource: Resource): boolean => {
  if (deny.length > 0) throw new Error("the tests deny nothing")
  return allow.some((pattern) => hasAll(pattern, resource))
}

/** What a view says of tasks, leases and intents. */
export const guards = (view: Snapshot) => {
  const hostStatus = (host: string | null) => view.hosts.find((h) => h.host === host)?.status ?? "closed"
  const runOf = (run: RunId) => view.runs.find((r) => r.run === run)
  const isPresent = (run: RunId) => runOf(run)?.status === "running" && hostStatus(runOf(run)?.host ?? null) === "open"
  const profile = (run: RunId) => view.tasks.find((t) => t.task === runOf(run)?.task)
  const isCovered = (run: RunId, resource: Resource) =>
    view.leases.some((l) => l.run === run && contains(l.resource, resource))
  /** The spec's OpenAt, and of that the spec's First. */
  const openAt = (key: Key) => view.intents.filter((i) => i.row === "open" && has(i, key))
  const first = (key: Key): Intent | undefined => openAt(key)[0]
  return {
    hostStatus,
    runOf,
    leaseOn: (resource: Resource) => view.leases.find((l) => isSame(l.resource, resource)),
    place: (run: RunId, resource: Resource) =>
      view.queue.findIndex((p) => p.run === run && isSame(p.resource, resource)),
    isPresent,
    /** Of a task that was spawned, only the run that goes on with it, and only while it does. */
    isRunning: (run: RunId) => {
      const life = view.lives.find(({ task }) => task === runOf(run)?.task)
      return isPresent(run) && (life === undefined || (life.run === run && life.status === "running"))
    },
    mayWrite: (run: RunId) => {
      const p = profile(run)
      return p !== undefined && (!p.background || p.allowWrites)
    },
    within: (side: "read" | "write", run: RunId, resource: Resource) => {
      const p = profile(run)
      return p !== undefined && layersOf(p.scope, side).every((layer) => takes(layer, resource))
    },
    /** places of the run, and leases of others, that overlap the resource */
    ownPlaces: (run: RunId, resource: Resource) =>
      view.queue.filter((p) => p.run === run && overlap(p.resource, resource)),
    otherLeases: (run: RunId, resource: Resource) =>
      view.leases.filter((l) => l.run !== run && overlap(l.resource, resource)),
    /** who would be overtaken, the first to come first */
    ahead: (run: RunId, resource: Resource, places: number) =>
      isCovered(run, resource)
        ? []
        : view.queue.slice(0, places).filter((p) => p.run !== run && overlap(p.resource, resource)),
    isCovered,
    first,
    /** what stands open within the resource: the oldest of each key */
    openWithin: (resource: Resource) =>
      view.intents.filter((i) => i.parts.some(({ key }) => contains(resource, file(key)) && first(key) === i)),
    /** the spec's OldestAt */
    oldestAt: (key: Key): Intent | undefined => view.intents.find((i) => has(i, key)),
    observed: (run: RunId, key: Key) => view.observations.find((o) => o.run === run && o.key === key)?.content
  }
}
