/** The core's snapshot and the disk's content as the specification's state: the inverse of mapping.ts. */
import type { SpecState } from "../../replay/driver.ts"
import { makeMemo } from "../../replay/memo.ts"
import type { Memo } from "../../replay/memo.ts"
import { bool, int, recordOf, set, string, tuple } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import type { Snapshot } from "../../../src/protocol/index.ts"
import type { Disk } from "./disk.ts"
import { nobody, noHost, unseen } from "./mapping.ts"
import type { World } from "./mapping.ts"
import { keysOf, nameOfResource } from "./names.ts"
import { filesOf, functionOf, gatesOf, intentsOf, keptOf, stagedOf, unsyncedOf } from "./observe-writes.ts"

type Compared =
  | "hosts"
  | "status"
  | "host"
  | "profile"
  | "lease"
  | "queue"
  | "observation"
  | "intents"
  | "gates"
  | "files"
  | "staged"
  | "unsynced"
  | "kept"

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
    observation: makeMemo<Value>(),
    intents: makeMemo<Value>(),
    gates: makeMemo<Value>(),
    files: makeMemo<Value>(),
    staged: makeMemo<Value>(),
    unsynced: makeMemo<Value>(),
    kept: makeMemo<Value>()
  }
  memos.set(world, made)
  return made
}

/** A function from names to strings. */
const named = (memo: Memo<Value>, names: ReadonlyArray<string>, images: ReadonlyArray<string>): Value =>
  memo(images, () => functionOf(names.map((name, i) => [name, string(images[i]!)])))

const profilesOf = (world: World, memo: Memo<Value>, tasks: Snapshot["tasks"]): Value => {
  const parts: Array<unknown> = []
  for (const { task, background, allowWrites, scope } of tasks) {
    const { reads, writes } = keysOf(scope, world.keys)
    parts.push(task, background, allowWrites, reads.length, writes.length, ...reads, ...writes)
  }
  const names = (keys: ReadonlyArray<string>): Value => set(keys.map((key) => string(key)))
  return memo(parts, () =>
    functionOf(
      tasks.map(({ task, background, allowWrites, scope }) => {
        const { reads, writes } = keysOf(scope, world.keys)
        return [
          task,
          recordOf({
            background: bool(background),
            allowWrites: bool(allowWrites),
            reads: names(reads),
            writes: names(writes)
          })
        ]
      })
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
  const parts: Array<unknown> = []
  for (const { run, key, content } of observations) parts.push(run, key, content)
  const contentOf = (run: string, key: string): string =>
    observations.findLast((one) => one.run === run && one.key === key)?.content ?? unseen
  return memo(parts, () =>
    functionOf(runs.map((run) => [run, functionOf(keys.map((key) => [key, string(contentOf(run, key))]))]))
  )
}

const hostsOf = (world: World, memo: Memo<Value>, hosts: Snapshot["hosts"]): Value =>
  named(
    memo,
    world.hosts,
    world.hosts.map((name) => hosts.findLast(({ host }) => host === name)?.status ?? "closed")
  )

/** A function of the runs. */
const ofRuns = (
  world: World,
  memo: Memo<Value>,
  runs: Snapshot["runs"],
  imageOf: (run: Snapshot["runs"][number] | undefined) => string
): Value =>
  named(
    memo,
    world.runs,
    world.runs.map((name) => imageOf(runs.findLast(({ run }) => run === name)))
  )

const statusOf = (run: Snapshot["runs"][number] | undefined): string => run?.status ?? "new"
const hostOf = (run: Snapshot["runs"][number] | undefined): string => run?.host ?? noHost

/** A state of the specification with what it was read from. */
export interface Observed {
  readonly view: Snapshot
  readonly disk: Disk
  readonly values: Readonly<Record<Compared | "counter" | "generation", Value>>
}

/**
 * The inverse of `snapshotOf` and `diskOf`, hidden fields aside. The values that are read from the very parts that another state was
 * read from are taken from there.
 */
export const observed = (world: World, view: Snapshot, disk: Disk, other?: Observed): Observed => {
  const memo = memosOf(world)
  const { hosts, tasks, runs, leases, queue, intents, observations } = view
  const { view: was, disk: had, values: known } = other ?? {}
  const sameIntents = intents === was?.intents
  const values = {
    hosts: hosts === was?.hosts ? known!.hosts : hostsOf(world, memo.hosts, hosts),
    status: runs === was?.runs ? known!.status : ofRuns(world, memo.status, runs, statusOf),
    host: runs === was?.runs ? known!.host : ofRuns(world, memo.host, runs, hostOf),
    profile: tasks === was?.tasks ? known!.profile : profilesOf(world, memo.profile, tasks),
    lease: leases === was?.leases ? known!.lease : leasesOf(world, memo.lease, leases),
    queue: queue === was?.queue ? known!.queue : queueOf(memo.queue, queue),
    counter: int(view.counter),
    generation: int(view.generation),
    intents: sameIntents ? known!.intents : intentsOf(memo.intents, intents),
    gates: sameIntents ? known!.gates : gatesOf(memo.gates, intents),
    files: sameIntents && disk.files === had?.files ? known!.files : filesOf(world, memo.files, intents, disk),
    staged: sameIntents && disk.staged === had?.staged ? known!.staged : stagedOf(memo.staged, intents, disk),
    unsynced: disk.unsynced === had?.unsynced ? known!.unsynced : unsyncedOf(world, memo.unsynced, disk),
    kept: disk.kept === had?.kept ? known!.kept : keptOf(world, memo.kept, disk),
    observation:
      observations === was?.observations ? known!.observation : observationsOf(world, memo.observation, observations)
  }
  return { view, disk, values }
}

/** The values alone. */
export const specStateOf = (world: World, view: Snapshot, disk: Disk): SpecState => observed(world, view, disk).values
