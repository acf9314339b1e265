// What may be asked next by runs, and for them: see moves.ts.
import { type Disk, type Entry, seen, stage, type StagedFiles } from "../../conformance/leasehold/driver/disk.ts"
import {
  Absent,
  type Action,
  type ActionOf,
  contains,
  file,
  intentId,
  type Key,
  overlap,
  type RunId,
  type Snapshot
} from "../../src/protocol/index.ts"
import { hostIds, keyIds, runIds, written } from "./actions.ts"
import { type Move, openHosts, type World } from "./moves.ts"
import { content, d, inode, run as runOf, task } from "./world.ts"

/** The runs that may act: one whose host crashed waits for its reaper. */
const acting = (view: Snapshot): Snapshot["runs"] =>
  view.runs.filter(({ status, host }) => status === "running" && openHosts(view).some((open) => open === host))

type Parts = ActionOf<"Decide">["parts"]

/** The disk after a write of these parts was decided. */
export const staging = ({ view, disk }: World, parts: Parts): Disk => {
  const files = parts.map(({ key, content, inode }): readonly [string, Entry] => [
    key,
    inode === null ? null : { inode, content, use: "closed" }
  ])
  return stage(disk, intentId(view.generation, view.counter + 1), Object.fromEntries(files) as StagedFiles)
}

type Observation = Snapshot["observations"][number]

/** The next content of each key is another one than the run saw, or none. */
const partOf = ({ view, disk }: World, { key, content: base }: Observation) => {
  const choices = [...written, Absent].filter((one) => one !== base)
  const to = choices[(view.counter + key.length) % choices.length]!
  const id = `${intentId(view.generation, view.counter + 1)}:${key}`
  return { key, base, content: to, inode: to === Absent ? null : inode(id), found: disk.files[key]?.content ?? Absent }
}

/** It may write nothing. */
const reader = runOf("r1")

const isOpen = ({ intents }: Snapshot, key: Key): boolean =>
  intents.some(({ row, parts }) => row === "open" && parts.some((part) => part.key === key))

const isHeld = ({ leases }: Snapshot, holder: RunId, key: Key): boolean =>
  leases.some(({ run, resource }) => run === holder && contains(resource, file(key)))

/** Writes of one key or two, by a run that holds them, and that build on what it saw and is there. */
export const decides = (world: World): ReadonlyArray<Move> => {
  const { view } = world
  const able = view.observations.filter(
    (one) => isHeld(view, one.run, one.key) && !isOpen(view, one.key) && partOf(world, one).found === one.content
  )
  const decide = (run: RunId, parts: Parts): Move => ({
    action: { _tag: "Decide", run, parts },
    disk: staging(world, parts)
  })
  return able.flatMap((one) => {
    const part = partOf(world, one)
    const beside = able.filter(({ run, key }) => run === one.run && key !== one.key)
    const pairs = beside.map((other) => decide(one.run, [part, partOf(world, other)]))
    return [decide(one.run, [part]), ...Array.from({ length: 8 }, () => pairs).flat()]
  })
}

/** The same by runs that perhaps hold nothing, where something is perhaps open, and untruly told of what is there. */
export const wishes = (world: World): ReadonlyArray<Move> => {
  const { observations } = world.view
  return observations.flatMap((one) => {
    const part = partOf(world, one)
    const beside = observations.filter(({ run, key }) => run === one.run && key !== one.key)
    const writes = [part.found, part.base, content("D")].flatMap((found): ReadonlyArray<Parts> => {
      const last = { ...part, found }
      return [[last], ...beside.map((other): Parts => [partOf(world, other), last])]
    })
    return writes.map((parts): Move => {
      const action: Action = { _tag: "Decide", run: one.run, parts }
      return { action, disk: staging(world, parts) }
    })
  })
}

/** Reads of what is there. */
export const reads = ({ view, disk }: World): ReadonlyArray<Move> =>
  acting(view).flatMap(({ run }) =>
    keyIds.flatMap((key): ReadonlyArray<Move> => {
      const at = seen(disk.files[key] ?? null)
      const found = at?.content ?? Absent
      const move: Move = { action: { _tag: "Observe", run, key, found, beingWritten: at?.beingWritten ?? false }, disk }
      // A writer reads more than others.
      return isHeld(view, run, key) && !isOpen(view, key) ? Array.from({ length: 12 }, () => move) : [move]
    })
  )

/** Leases on what was read and is not held yet, with what lies around it. */
export const claims = ({ view, disk }: World): ReadonlyArray<Move> =>
  view.observations.flatMap(({ run, key }) =>
    isHeld(view, run, key) || run === reader
      ? []
      : [file(key), d("d/e"), d("d/e"), d("d"), d("d"), d("")].map((resource): Move => ({
          action: { _tag: "Acquire", run, resource },
          disk
        }))
  )

/** Hosts that come back, and runs in them. */
export const comings = ({ view, disk }: World): ReadonlyArray<Move> => {
  const statusOf = (host: string) => view.hosts.find((one) => one.host === host)?.status
  return hostIds.flatMap((host): ReadonlyArray<Move> => {
    const status = statusOf(host)
    if (status === "crashed") return [{ action: { _tag: "Reap", host }, disk }]
    if (status === undefined) return [{ action: { _tag: "HostOpen", host }, disk }]
    const taken = view.runs.map(({ run, status: of }) => (of === "running" ? run.slice(0, 1) : run))
    return runIds
      .filter((id) => !taken.includes(id) && !taken.includes(id.slice(0, 1)))
      .map((run): Move => ({ action: { _tag: "Start", run, task: task(run.slice(0, 1)), host }, disk }))
  })
}

/** What is asked of leases and places that are there. */
export const turns = ({ view, disk }: World): ReadonlyArray<Move> => {
  const { leases, queue } = view
  const asked: ReadonlyArray<Action> = [
    ...acting(view).flatMap(({ run }) =>
      [d("d/e"), file(keyIds[0]!)].map((resource): Action => ({ _tag: "Enqueue", run, resource }))
    ),
    ...leases.flatMap(({ resource, run, handles }): ReadonlyArray<Action> => [
      { _tag: "Expire", resource },
      { _tag: "Renew", run, resource },
      { _tag: "Acquire", run, resource },
      ...handles.map((handle): Action => ({ _tag: "Release", run, resource, handle })),
      // A holder that ends is of interest where somebody waits for it.
      ...queue
        .filter((place) => place.run !== run && overlap(place.resource, resource))
        .map((): Action => ({ _tag: "End", run }))
    ]),
    ...queue.flatMap(({ resource, run }): ReadonlyArray<Action> => [
      { _tag: "Grant", run, resource },
      { _tag: "Withdraw", run, resource }
    ])
  ]
  return asked.map((action) => ({ action, disk }))
}
