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
  /** Gives back the lock of the root that the store was opened under. */
  readonly opened: () => void
  readonly mark: Mark
  /** Whoever opens a store has judged the mark by then, and may have begun a generation for it. */
  readonly isOpening: () => boolean
  /** What is at the paths, beside what is held. */
  readonly standing: () => Omit<Standing, "lastRowKept">
  readonly close: () => void
}

const inodeAt = (path: string): string | null => {
  const stat = ifThere(() => statSync(path, { bigint: true }))
  return stat === null ? null : inodeOf(stat)
}

/** Opens the lock of a store that is there, by whoever holds the lock of `root`, an open directory, for itself. */
export const openStoreLock = (native: Native, root: number, paths: StorePaths): StoreLock => {
  const fd = openSync(paths.lock, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  const lockHeld = inodeOf(fstatSync(fd, { bigint: true }))
  const storeHeld = inodeAt(paths.store) ?? ""
  const mark = openMark(paths.mark)
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
    opened: () => {
      opening = false
      native.flock(root, "unlock")
    },
    mark,
    isOpening: () => opening,
    standing: () => ({ storeHeld, storeAt: inodeAt(paths.store), lockHeld, lockAt: inodeAt(paths.lock) }),
    close: () => {
      mark.close()
      closeSync(fd)
    }
  }
}
