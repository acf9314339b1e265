// Gates. Whoever settles a write holds a lock of the operating system's for each of its keys, which goes with its process and is
// never taken from one that sleeps. Keys share locks, by their hash; within a process a lock belongs to one fibre at a time.
import { closeSync, constants, fstatSync, statSync } from "node:fs"
import type { Calls } from "../platform/calls.ts"
import { at, ifThere, inodeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import type { Key } from "../protocol/index.ts"

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
  /** The locks are still those that others take: false once somebody removed them. */
  readonly stand: () => boolean
  readonly giveBack: () => void
}

export interface Gates {
  /** Never waits; undefined if somebody else is in one of them. */
  readonly take: (keys: ReadonlyArray<Key>) => HeldGates | undefined
  readonly close: () => void
}

/** `native` undefined: nobody else has the workspace open, so other fibres are all there is to be kept out. */
export const openGates = (native: Native | undefined, calls: Calls, directory: number): Gates => {
  const files = new Map<number, number>()
  const held = new Set<number>()

  const nameOf = (shard: number): string => shard.toString(16).padStart(2, "0")

  const fileOf = (shard: number): number => {
    const known = files.get(shard)
    if (known !== undefined) return known
    const fd = calls.create({ directory, name: nameOf(shard) }, constants.O_RDWR | constants.O_CREAT, 0o600)
    files.set(shard, fd)
    return fd
  }

  const takeOne = (shard: number): boolean => {
    if (held.has(shard)) return false
    if (native !== undefined && !native.flock(fileOf(shard), "exclusive")) return false
    held.add(shard)
    return true
  }

  const giveBack = (taken: ReadonlyArray<number>): void => {
    for (const shard of taken) {
      held.delete(shard)
      native?.flock(fileOf(shard), "unlock")
    }
  }

  const stands = (shard: number): boolean => {
    const there = ifThere(() => statSync(at(directory, nameOf(shard)), { bigint: true }))
    return there !== null && inodeOf(there) === inodeOf(fstatSync(fileOf(shard), { bigint: true }))
  }

  return {
    take: (keys) => {
      // In one order, so that nobody waits in a circle.
      const wanted = [...new Set(keys.map(shardOf))].sort((one, other) => one - other)
      const taken: Array<number> = []
      for (const shard of wanted) {
        if (!takeOne(shard)) {
          giveBack(taken)
          return undefined
        }
        taken.push(shard)
      }
      return { stand: () => native === undefined || taken.every(stands), giveBack: () => giveBack(taken) }
    },
    close: () => {
      for (const fd of files.values()) closeSync(fd)
      files.clear()
    }
  }
}
