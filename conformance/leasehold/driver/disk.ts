/**
 * The disk of the models: inodes that change places, and programs that have one open. The core never sees it, only what a service
 * would see of it, and changes it by orders alone. What rename, exchange and sync do is said here as the kernel does it, and not as
 * the specification does: each step is compared with that.
 */
import type {
  Content,
  GateOrder,
  InodeId,
  IntentId,
  Key,
  Order,
  Rename,
  SeenFile
} from "../../../src/protocol/index.ts"

/** `found`: a program has looked the file up, and does not count as its writer yet. */
export type Use = "closed" | "found" | "open"

/** A file, whatever its name is. */
export interface Inode {
  readonly inode: InodeId
  readonly content: Content
  readonly use: Use
}

/** Nothing, or a file. */
export type Entry = Inode | null

/** The files of an intent at the paths where it staged them. */
export type StagedFiles = Readonly<Record<string, Entry>>

/** By key, and by intent and key. */
export interface Disk {
  readonly files: Readonly<Record<string, Entry>>
  readonly staged: Readonly<Record<IntentId, StagedFiles>>
  /** The last exchange at the key may be undone by power loss. */
  readonly unsynced: Readonly<Record<string, boolean>>
  readonly kept: Readonly<Record<string, ReadonlyArray<Content>>>
}

/** What a file that nobody of Leasehold made is known by: it is only ever asked whether an inode is another one. */
export const outsideInode = "outside" as InodeId

/** The name of the inode that an intent staged for a key. */
export const inodeOf = (intent: IntentId, key: string): InodeId => `${intent}:${key}` as InodeId

export const stagedAt = (disk: Disk, intent: IntentId, key: string): Entry => disk.staged[intent]?.[key] ?? null

export const withFile = (disk: Disk, key: string, entry: Entry): Disk => ({
  ...disk,
  files: { ...disk.files, [key]: entry }
})

export const withStaged = (disk: Disk, intent: IntentId, key: string, entry: Entry): Disk => ({
  ...disk,
  staged: { ...disk.staged, [intent]: { ...disk.staged[intent], [key]: entry } }
})

/** What a service sees of a file through one descriptor. */
export const seen = (entry: Entry): SeenFile =>
  entry === null ? null : { content: entry.content, inode: entry.inode, beingWritten: entry.use === "open" }

const synced = (disk: Disk, keys: ReadonlyArray<string>): Disk => ({
  ...disk,
  unsynced: { ...disk.unsynced, ...Object.fromEntries(keys.map((key) => [key, false])) }
})

/** What was kept aside of a key, with one more. */
const keep = (disk: Disk, key: string, content: Content): Disk => {
  const kept = disk.kept[key] ?? []
  return kept.includes(content) ? disk : { ...disk, kept: { ...disk.kept, [key]: [...kept, content].toSorted() } }
}

/** Whether the system call succeeds, given what is at the target and at the staged path. */
const succeeds: Readonly<Record<Rename, (target: Entry, staged: Entry) => boolean>> = {
  // renameat2 with RENAME_EXCHANGE: both must exist.
  Exchange: (target, staged) => target !== null && staged !== null,
  // renameat2 with RENAME_NOREPLACE, out of the staging directory, or into it.
  IntoPlace: (target, staged) => target === null && staged !== null,
  OutOfPlace: (target, staged) => target !== null && staged === null
}

/** Lets the file at the key and the staged one change places. */
const swap = (disk: Disk, intent: IntentId, key: string): Disk =>
  withStaged(withFile(disk, key, stagedAt(disk, intent, key)), intent, key, disk.files[key] ?? null)

/** What an order did to the disk; `done` is what the system call said. */
export interface Performed {
  readonly disk: Disk
  readonly done: boolean
}

/** Does what the order of a gate says. */
export const perform = (disk: Disk, order: GateOrder): Performed => {
  switch (order._tag) {
    case "Exchange":
    case "TurnBack": {
      const { intent, key, rename } = order
      if (!succeeds[rename](disk.files[key] ?? null, stagedAt(disk, intent, key))) return { disk, done: false }
      return { disk: { ...swap(disk, intent, key), unsynced: { ...disk.unsynced, [key]: true } }, done: true }
    }
    case "KeepAside": {
      const { intent, key } = order
      const entry = stagedAt(disk, intent, key)
      const before = order.sync ? synced(disk, [key]) : disk
      if (entry === null) return { disk: before, done: false }
      return { disk: withStaged(keep(before, key, entry.content), intent, key, null), done: true }
    }
    case "Sync":
    case "Refuse":
      return { disk: synced(disk, order.keys), done: true }
    default:
      return { disk, done: true }
  }
}

/** Stages the files of a write that is about to be decided. */
export const stage = (disk: Disk, intent: IntentId, files: StagedFiles): Disk => ({
  ...disk,
  staged: { ...disk.staged, [intent]: files }
})

/** Unlinks what is left of an intent. */
const unlink = (disk: Disk, intent: IntentId): Disk => {
  const { [intent]: _, ...staged } = disk.staged
  return { ...disk, staged }
}

/** What the orders do to the disk that are not of a gate. */
export const carryOut = (disk: Disk, orders: ReadonlyArray<Order>): Disk => {
  let next = disk
  for (const order of orders) {
    if (order._tag === "Keep") next = keep(next, order.key, order.content)
    if (order._tag === "Unlink") next = unlink(next, order.intent)
  }
  return next
}

const closed = (entry: Entry): Entry => (entry === null ? null : { ...entry, use: "closed" })

const closedAll = (entries: StagedFiles): StagedFiles =>
  Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, closed(entry)]))

/** Power is lost: all programs are gone, and so are the last exchanges at these keys, each of the intent that made it. */
export const losePower = (disk: Disk, undone: ReadonlyArray<readonly [Key, IntentId]>): Disk => {
  const back = undone.reduce((before, [key, intent]) => swap(before, intent, key), disk)
  return {
    ...back,
    files: closedAll(back.files),
    staged: Object.fromEntries(Object.entries(back.staged).map(([intent, entries]) => [intent, closedAll(entries)])),
    unsynced: Object.fromEntries(Object.keys(back.unsynced).map((key) => [key, false]))
  }
}
