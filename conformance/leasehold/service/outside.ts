/** Programs that do not use Leasehold, on real files: they rename over a file, or open it and write it in place. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { dirname } from "node:path"
import { ifThere, inodeOf } from "../../../src/platform/files.ts"
import { Absent } from "../../../src/protocol/index.ts"
import type { InodeId } from "../../../src/protocol/index.ts"
import { bytesOf } from "./names.ts"

const O_PATH = 0o10000000

/** A descriptor of a program, and whether it counts as a writer yet. */
interface Use {
  readonly fd: number
  readonly use: "found" | "open"
}

const syncDirectoryOf = (path: string): void => {
  const fd = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY)
  fsyncSync(fd)
  closeSync(fd)
}

export interface Outside {
  /** Puts another file there, or none. */
  readonly rename: (path: string, content: string) => void
  /** Finds the file at its path, and does not open it yet. */
  readonly lookUp: (path: string) => void
  readonly open: (path: string) => void
  readonly write: (path: string, content: string) => void
  readonly close: (path: string) => void
  /** Whether some program found the file of that identity, and does not count as its writer. */
  readonly hasFound: (inode: InodeId) => boolean
  /** They are gone. */
  readonly end: () => void
}

/** The programs of one world; `directory`: on the same file system, where they write what they then rename. */
export const makeOutside = (directory: string): Outside => {
  const uses = new Map<InodeId, Use>()
  let names = 0

  const inodeAt = (path: string): InodeId => inodeOf(lstatSync(path, { bigint: true }))

  const use = (inode: InodeId, next: Use): void => {
    const before = uses.get(inode)
    if (before !== undefined) closeSync(before.fd)
    uses.set(inode, next)
  }

  const useAt = (path: string): Use => {
    const found = uses.get(inodeAt(path))
    if (found === undefined) throw new Error(`no program has ${path} open`)
    return found
  }

  return {
    rename: (path, content) => {
      mkdirSync(dirname(path), { recursive: true })
      if (content === Absent) ifThere(() => unlinkSync(path))
      else {
        const own = `${directory}/outside.${(names += 1)}`
        writeFileSync(own, bytesOf(content))
        renameSync(own, path)
      }
      syncDirectoryOf(path)
    },
    lookUp: (path) => {
      const fd = openSync(path, O_PATH)
      use(inodeOf(fstatSync(fd, { bigint: true })), { fd, use: "found" })
    },
    open: (path) => {
      const inode = inodeAt(path)
      const found = uses.get(inode)
      // What was found is opened wherever it lies by now.
      const fd = openSync(found === undefined ? path : `/proc/self/fd/${found.fd}`, constants.O_RDWR)
      use(inode, { fd, use: "open" })
    },
    write: (path, content) => {
      const { fd } = useAt(path)
      const bytes = bytesOf(content)
      writeSync(fd, bytes, 0, bytes.length, 0)
      ftruncateSync(fd, bytes.length)
    },
    close: (path) => {
      closeSync(useAt(path).fd)
      uses.delete(inodeAt(path))
    },
    hasFound: (inode) => uses.get(inode)?.use === "found",
    end: () => {
      for (const { fd } of uses.values()) closeSync(fd)
      uses.clear()
    }
  }
}
