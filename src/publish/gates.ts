// Gates. Whoever settles a write holds a lock of the operating system's for each of its keys, which goes with its process and is
// never taken from one that sleeps. Keys share locks, by their hash; within a process a lock belongs to one fibre at a time.
import { closeSync, constants, fstatSync, statSync } from "node:fs"
import type { Calls } from "../platform/calls.ts"
import { at, codeOf, inodeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import type { InodeId, Key } from "../protocol/index.ts"
import { StoreUnavailable } from "../store/errors.ts"
import { hiddenName, type Layout } from "./layout.ts"

/** As many keys as that can be settled at a time. */
const shards = 256

/** FNV-1a; all processes have to agree on it. */
const shardOf = (key: Key): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return ((hash >>> 16) ^ hash) & (shards - 1)
}

/** The gates of some keys, taken together. */
export interface HeldGates {
  readonly giveBack: () => void
}

export interface Gates {
  /** Never waits; undefined if somebody else is in one of them. Throws `StoreUnavailable` if the locks were removed under this process. */
  readonly take: (keys: ReadonlyArray<Key>) => HeldGates | undefined
  /** What one process does for all: looking for what is over. */
  readonly takeUpkeep: () => HeldGates | undefined
  readonly close: () => void
}

interface LockFile {
  readonly fd: number
  readonly inode: InodeId
}

/** Others take other locks than these. */
const moved = (): StoreUnavailable => new StoreUnavailable({ reason: "Missing", detail: "so were its gates" })

const nameOfShard = (shard: number): string => shard.toString(16).padStart(2, "0")

/** `native` undefined: nobody else has the workspace open, so other fibres are all there is to be kept out. */
export const openGates = (
  native: Native | undefined,
  calls: Calls,
  { gates: directory, rootDirectory }: Pick<Layout, "gates" | "rootDirectory">
): Gates => {
  const files = new Map<string, LockFile>()
  const held = new Set<string>()

  const fileOf = (name: string): LockFile => {
    const known = files.get(name)
    if (known !== undefined) return known
    try {
      const fd = calls.create({ directory, name }, constants.O_RDWR | constants.O_CREAT, 0o600)
      const file = { fd, inode: inodeOf(fstatSync(fd, { bigint: true })) }
      files.set(name, file)
      return file
    } catch (error) {
      // Nothing can be made in a directory that was removed.
      throw codeOf(error) === "ENOENT" ? moved() : error
    }
  }

  /** Whoever opens the workspace now would take this lock. */
  const stands = (name: string): boolean => {
    const path = at(rootDirectory, `${hiddenName}/gates/${name}`)
    const there = statSync(path, { bigint: true, throwIfNoEntry: false })
    return there !== undefined && inodeOf(there) === fileOf(name).inode
  }

  const takeOne = (name: string): boolean => {
    if (held.has(name)) return false
    if (native !== undefined && !native.flock(fileOf(name).fd, "exclusive")) return false
    held.add(name)
    return true
  }

  const giveBack = (taken: ReadonlyArray<string>): void => {
    for (const name of taken) {
      held.delete(name)
      native?.flock(fileOf(name).fd, "unlock")
    }
  }

  const takeAll = (wanted: ReadonlyArray<string>): HeldGates | undefined => {
    const taken: Array<string> = []
    let isTaken = false
    try {
      isTaken = wanted.every((name) => takeOne(name) && taken.push(name) > 0)
      if (isTaken && native !== undefined && !taken.every(stands)) {
        isTaken = false
        throw moved()
      }
    } finally {
      if (!isTaken) giveBack(taken)
    }
    return isTaken ? { giveBack: () => giveBack(taken) } : undefined
  }

  return {
    // In one order, so that nobody waits in a circle.
    take: (keys) => takeAll([...new Set(keys.map(shardOf))].sort((one, other) => one - other).map(nameOfShard)),
    takeUpkeep: () => takeAll(["upkeep"]),
    close: () => {
      for (const { fd } of files.values()) closeSync(fd)
      files.clear()
    }
  }
}
