// The store's own lock. SQLite's is none: it is lost as soon as any code of the process closes a descriptor of its file, be it a
// backup or an indexer. This one belongs to a descriptor that nobody else has, and goes with the process.
//
// With it the root of the workspace is locked: shared by whoever decides, and for itself by whoever opens a store or makes one. So no
// store is made while another one decides.
import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs"
import { ifThere, inodeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import { type Mark, openMark } from "./mark.ts"
import type { Standing } from "../protocol/index.ts"

export interface StorePaths {
  readonly store: string
  readonly lock: string
  readonly mark: string
}

export interface StoreLock {
  /** Never waits. */
  readonly take: () => boolean
  readonly giveBack: () => void
  /** Lets nobody take the store for one that nobody has open; once SQLite has opened its files. */
  readonly keepOpen: () => void
  /** Takes that back. */
  readonly letGo: () => void
  /** Gives back the lock of the root that the store was opened under. */
  readonly opened: () => void
  readonly mark: Mark
  /** Whoever opens a store has judged the mark by then, and may have begun a generation for it. */
  readonly isOpening: () => boolean
  /** What is at the paths, beside what is held. */
  readonly standing: () => Omit<Standing, "lastRowKept">
  readonly close: () => void
}

// What SQLite locks as long as it has a database open: of its file the bytes that who reads shares, and one of what it shares in memory.
// Whoever finds them free removes the log, or makes it anew, under all who use it still; and all of SQLite's own locks of a process are
// gone as soon as one of its descriptors is closed. So these are locked once more.
const sqliteReaders = { suffix: "", from: 0x40000002, length: 510 }
const sqliteAlive = { suffix: "-shm", from: 128, length: 1 }

/** What lies at a path; null if nothing does. */
export const inodeAt = (path: string): string | null => {
  const stat = ifThere(() => statSync(path, { bigint: true }))
  return stat === null ? null : inodeOf(stat)
}

/** Lets nobody take a database for one that nobody has open, once SQLite has opened its files; returns how to take that back. */
export const keepFilesOpen = (native: Native, path: string): (() => void) => {
  const shared: Array<number> = []
  for (const { suffix, from, length } of [sqliteReaders, sqliteAlive]) {
    const file = openSync(path + suffix, constants.O_RDONLY | constants.O_NOFOLLOW)
    shared.push(file)
    native.shareBytes(file, from, length)
  }
  // SQLite's own locks of this process go with these descriptors.
  return () => {
    for (const file of shared.splice(0)) closeSync(file)
  }
}

/** Opens the lock of a store that is there, by whoever holds the lock of `root`, an open directory, for itself. */
export const openStoreLock = (native: Native, root: number, paths: StorePaths): StoreLock => {
  const fd = openSync(paths.lock, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  const lockHeld = inodeOf(fstatSync(fd, { bigint: true }))
  const storeHeld = inodeAt(paths.store) ?? ""
  const mark = openMark(paths.mark)
  let letGo = (): void => undefined
  let opening = true

  return {
    take: () => {
      if (!opening && !native.flock(root, "shared")) return false
      if (native.flock(fd, "exclusive")) return true
      if (!opening) native.flock(root, "unlock")
      return false
    },
    giveBack: () => {
      native.flock(fd, "unlock")
      if (!opening) native.flock(root, "unlock")
    },
    keepOpen: () => {
      letGo = keepFilesOpen(native, paths.store)
    },
    letGo: () => letGo(),
    opened: () => {
      opening = false
      native.flock(root, "unlock")
    },
    mark,
    isOpening: () => opening,
    standing: () => ({ storeHeld, storeAt: inodeAt(paths.store), lockHeld, lockAt: inodeAt(paths.lock) }),
    close: () => {
      letGo()
      mark.close()
      closeSync(fd)
    }
  }
}
