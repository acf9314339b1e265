/** The core's snapshot and the disk's content as the specification's state: the inverse of mapping.ts. */
import type { Snapshot } from "../../src/protocol/index.ts"
import type { SpecState } from "../replay/driver.ts"
import { makeMemo } from "../replay/memo.ts"
import type { Memo } from "../replay/memo.ts"
import { bool, fn, int, recordOf, set, string, tuple } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import { nobody, noHost, unseen } from "./mapping.ts"
import type { Disk, World } from "./mapping.ts"
import { keysOf, nameOfResource } from "./names.ts"

const functionOf = (image: Iterable<readonly [string, Value]>): Value =>
  fn([...image].map(([key, v]) => [string(key), v]))

type Compared = "hosts" | "status" | "host" | "profile" | "lease" | "queue" | "disk" | "observation"

/** Few distinct values of each variable, observed millions of times: each is made once for its world. */
const memos = new WeakMap<World, Readonly<Record<Compared, Memo<Value>>>>()

const memosOf = (world: World): Readonly<Record<Compared, Memo<Value>>> => {
  const known = memos.get(world)
  if (known !== undefined) return known
  const made = {
    hosts: makeMemo<Value>(),
    status: makeMemo<Value>(),
    host: makeMemo<Value>(),
    profile: makeMemo<Value>(),
    lease: makeMemo<Value>(),
    queue: makeMemo<Value>(),
    disk: makeMemo<Value>(),
    observation: makeMemo<Value>()
  }
  memos.set(world, made)
  return made
}

/** A function from names to strings. */
const named = (memo: Memo<Value>, names: ReadonlyArray<string>, images: ReadonlyArray<string>): Value =>
  memo(images, () => functionOf(names.map((name, i) => [name, string(images[i]!)])))

const profilesOf = (world: World, memo: Memo<Value>, tasks: Snapshot["tasks"]): Value => {
  const parts: Array<unknown> = []
  for (const { task, background, allowWrites, reads, writes } of tasks) {
    parts.push(task, background, allowWrites, reads.length, writes.length)
    for (const { kind, path } of reads) parts.push(kind, path)
    for (const { kind, path } of writes) parts.push(kind, path)
  }
  const names = (region: Parameters<typeof keysOf>[0]): Value =>
    set(keysOf(region, world.keys).map((key) => string(key)))
  return memo(parts, () =>
    functionOf(
      tasks.map(({ task, background, allowWrites, reads, writes }) => [
        task,
        recordOf({
          background: bool(background),
          allowWrites: bool(allowWrites),
          reads: names(reads),
          writes: names(writes)
        })
      ])
    )
  )
}

const leasesOf = (world: World, memo: Memo<Value>, leases: Snapshot["leases"]): Value => {
  const found = world.resources.map((name) => leases.findLast(({ resource }) => nameOfResource(resource) === name))
  const parts: Array<unknown> = []
  for (const lease of found) {
    if (lease === undefined) parts.push(-1)
    else parts.push(lease.handles.length, lease.run, lease.token, ...lease.handles)
  }
  return memo(parts, () =>
    functionOf(
      world.resources.map((name, i) => [
        name,
        recordOf({
          holder: string(found[i]?.run ?? nobody),
          token: int(found[i]?.token ?? 0),
          handles: set((found[i]?.handles ?? []).map((handle) => int(handle)))
        })
      ])
    )
  )
}

const queueOf = (memo: Memo<Value>, queue: Snapshot["queue"]): Value => {
  const parts: Array<unknown> = []
  for (const { run, resource } of queue) parts.push(run, nameOfResource(resource))
  return memo(parts, () =>
    tuple(queue.map(({ run, resource }) => recordOf({ run: string(run), resource: string(nameOfResource(resource)) })))
  )
}

const observationsOf = (world: World, memo: Memo<Value>, observations: Snapshot["observations"]): Value => {
  const { runs, keys } = world
  const contents = runs.flatMap(() => keys.map((): string => unseen))
  for (const { run, key, content } of observations) {
    const [row, column] = [runs.indexOf(run), keys.indexOf(key)]
    if (row !== -1 && column !== -1) contents[row * keys.length + column] = content
  }
  return memo(contents, () =>
    functionOf(
      runs.map((run, row) => [
        run,
        functionOf(keys.map((key, column) => [key, string(contents[row * keys.length + column]!)]))
      ])
    )
  )
}

/** The inverse of `snapshotOf`, hidden fields aside. */
export const specStateOf = (world: World, snapshot: Snapshot, disk: Disk): SpecState => {
  const memo = memosOf(world)
  const { hosts, runs } = snapshot
  const records = world.runs.map((name) => runs.findLast(({ run }) => run === name))
  const statuses = world.hosts.map((name) => hosts.findLast(({ host }) => host === name)?.status ?? "closed")
  return {
    hosts: named(memo.hosts, world.hosts, statuses),
    status: named(
      memo.status,
      world.runs,
      records.map((run) => run?.status ?? "new")
    ),
    host: named(
      memo.host,
      world.runs,
      records.map((run) => run?.host ?? noHost)
    ),
    profile: profilesOf(world, memo.profile, snapshot.tasks),
    lease: leasesOf(world, memo.lease, snapshot.leases),
    queue: queueOf(memo.queue, snapshot.queue),
    counter: int(snapshot.counter),
    disk: named(
      memo.disk,
      world.keys,
      world.keys.map((key) => disk[key]!)
    ),
    observation: observationsOf(world, memo.observation, snapshot.observations)
  }
}
