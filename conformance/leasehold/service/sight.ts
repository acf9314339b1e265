/**
 * What a world is, in the variables of the specification: the store as the observer reads it, with what hosts did in gates and have
 * not written yet, and the files as they lie on the disk.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { hashOf, ifThere, inodeOf as inodeOfStat } from "../../../src/platform/files.ts"
import { step, snapshot, withMarks } from "../../../src/protocol/index.ts"
import { openKept } from "../../../src/publish/kept.ts"
import { openSidecars } from "../../../src/publish/sidecars.ts"
import type { Sidecars } from "../../../src/publish/sidecars.ts"
import { makeCalls } from "../../../src/platform/calls.ts"
import type { HostId, Key, Snapshot, State } from "../../../src/protocol/index.ts"
import type { SpecState } from "../../replay/driver.ts"
import { inodeOf, outsideInode } from "../driver/disk.ts"
import type { Disk, Entry, StagedFiles } from "../driver/disk.ts"
import { specStateOf } from "../driver/observe.ts"
import { nativeOf } from "./instance.ts"
import { contentOfHash, keyOf, modelResource, modelScope, pathOf } from "./names.ts"
import type { World } from "./world.ts"

/** The state that all instances come to when those in gates have written what they did. */
export const combined = (world: World): State =>
  world.stays.reduce(
    (before, { pending }) =>
      pending.reduce((state, action) => {
        const outcome = step(state, action, world.clock.now)
        if (Result.isFailure(outcome)) throw new Error(`what was done cannot be written: ${outcome.failure.message}`)
        return outcome.success.state
      }, before),
    world.observer.store.state()
  )

const calls = makeCalls(undefined)

/** What lies in the staging directory, whatever an instance makes of it. */
export const sidecarsOf = ({ observer }: World): Sidecars => openSidecars(calls, observer.staging)

/** A mark counts from when the sidecar has it. */
const marked = (world: World, state: State): State => sidecarsOf(world).all().reduce(withMarks, state)

/** The name of a host in the models. */
export const modelHost = (world: World, id: HostId): HostId => {
  for (const [name, known] of world.ids) if (known === id) return name as HostId
  return (world.opened.find(({ host }) => host === id)?.name ?? id) as HostId
}

/** The same in the names of the models. */
const translated = (world: World, view: Snapshot): Snapshot => ({
  ...view,
  hosts: view.hosts.map(({ host, status }) => ({ host: modelHost(world, host), status })),
  tasks: view.tasks.map((task) => ({
    ...task,
    scope: modelScope(task.scope, world.names.keys)
  })),
  runs: view.runs.map((run) => ({ ...run, host: run.host === null ? null : modelHost(world, run.host) })),
  leases: view.leases.map((lease) => ({ ...lease, resource: modelResource(lease.resource) })),
  queue: view.queue.map((place) => ({ ...place, resource: modelResource(place.resource) })),
  intents: view.intents.map((intent) => ({
    ...intent,
    parts: intent.parts.map(({ key, base, content, inode }) => ({
      key: keyOf(key),
      base: contentOfHash(base),
      content: contentOfHash(content),
      inode
    })),
    gate:
      intent.gate === undefined
        ? undefined
        : {
            ...intent.gate,
            host: modelHost(world, intent.gate.host),
            key: intent.gate.key === undefined ? undefined : keyOf(intent.gate.key),
            checked: intent.gate.checked.map(keyOf)
          }
  })),
  observations: view.observations.map(({ run, key, content }) => ({
    run,
    key: keyOf(key),
    content: contentOfHash(content)
  }))
})

/** The file at a path, known by what staged it. */
const entryAt = (world: World, path: string): Entry => {
  const fd = ifThere(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW))
  if (fd === null) return null
  try {
    const inode = inodeOfStat(fstatSync(fd, { bigint: true }))
    const staged = world.staged.get(inode)
    const isOpen = nativeOf().writer(fd) === "writer"
    return {
      content: contentOfHash(hashOf(readFileSync(fd))),
      inode: staged === undefined ? outsideInode : inodeOf(staged.intent, staged.key),
      use: isOpen ? "open" : world.outside.hasFound(inode) ? "found" : "closed"
    }
  } finally {
    closeSync(fd)
  }
}

/** Whether a program has the file at the key open for writing. */
export const isBeingWritten = (world: World, key: string): boolean =>
  entryAt(world, filePath(world, key))?.use === "open"

export const filePath = (world: World, key: string): string => join(world.directory, pathOf(key))

/** Where an intent staged its file for a key; undefined if it has no sidecar. */
export const stagedPath = (
  world: World,
  intent: Snapshot["intents"][number]["id"],
  key: string
): string | undefined => {
  const part = sidecarsOf(world)
    .find(intent)
    ?.parts.find((one) => one.key === pathOf(key))
  return part === undefined ? undefined : join(world.directory, ".leasehold/stage", part.name)
}

const stagedOf = (world: World, { id, parts }: Snapshot["intents"][number]): StagedFiles =>
  Object.fromEntries(
    parts.map(({ key }): [Key, Entry] => {
      const path = stagedPath(world, id, key)
      return [key, path === undefined ? null : entryAt(world, path)]
    })
  )

/** What lies where an intent staged. */
export const seenStaged = (world: World, intent: Parameters<typeof stagedOf>[1]): ReadonlyArray<Entry> =>
  Object.values(stagedOf(world, { ...intent, parts: intent.parts.map((part) => ({ ...part, key: keyOf(part.key) })) }))

const keptOf = (world: World): Disk["kept"] => {
  const kept = openKept(calls, world.observer.layout.kept)
  const all: Record<string, Array<ReturnType<typeof contentOfHash>>> = {}
  for (const { name, key } of kept.list()) {
    const bytes = kept.read(name)
    const contents = (all[keyOf(key)] ??= [])
    const content = bytes === null ? undefined : contentOfHash(hashOf(bytes))
    if (content !== undefined && !contents.includes(content)) contents.push(content)
  }
  return Object.fromEntries(Object.entries(all).map(([key, contents]) => [key, contents.toSorted()]))
}

const diskOf = (world: World, view: Snapshot): Disk => ({
  files: Object.fromEntries(world.names.keys.map((key) => [key, entryAt(world, filePath(world, key))])),
  staged: Object.fromEntries(view.intents.map((intent) => [intent.id, stagedOf(world, intent)])),
  unsynced: Object.fromEntries(world.names.keys.map((key) => [key, world.unsynced.has(key)])),
  kept: keptOf(world)
})

/** Instances that do not have one and the same state. */
export class Disagree extends Error {
  constructor(host: string, differing: ReadonlyArray<string>) {
    super(`${host} has another state than the observer: ${differing.join(", ")}`)
    this.name = "Disagree"
  }
}

/** What there is now; all instances must see the same. */
export const observeWorld = (world: World): Effect.Effect<SpecState> =>
  Effect.gen(function* () {
    yield* Effect.orDie(world.observer.store.refresh)
    const known = snapshot(world.observer.store.state())
    for (const [name, { store }] of world.hosts) {
      yield* Effect.orDie(store.refresh)
      const other = snapshot(store.state())
      const differing = (Object.keys(known) as Array<keyof Snapshot>).filter(
        (part) => JSON.stringify(known[part]) !== JSON.stringify(other[part])
      )
      if (differing.length > 0) return yield* Effect.die(new Disagree(name, differing))
    }
    const view = translated(world, snapshot(marked(world, combined(world))))
    return specStateOf(world.names, view, diskOf(world, view))
  })
