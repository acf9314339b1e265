// Trying out what the system does, on files of our own in the staging directory. Their names are those of staged files that no write is
// of, so whoever opens the workspace next removes what a crash leaves of them.
import { closeSync, constants, fstatSync, fsyncSync, openSync, statSync, unlinkSync, writeSync } from "node:fs"
import { at, codeOf, ifThere, inodeOf } from "./files.ts"
import type { Native } from "./native.ts"

/** Undefined if it does what it should, else what it did. */
export type Finding = string | undefined

/** A directory to try things in, and how files in it begin. */
export interface Ground {
  readonly directory: number
  readonly prefix: string
}

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL

/** Opens some files for a while, and removes whatever has one of their names afterwards. */
const withFiles = <A>(
  { directory, prefix }: Ground,
  names: ReadonlyArray<string>,
  use: (...fds: Array<number>) => A
): A => {
  const fds: Array<number> = []
  try {
    for (const name of names) fds.push(openSync(at(directory, prefix + name), flags, 0o600))
    return use(...fds)
  } finally {
    for (const fd of fds) closeSync(fd)
    for (const name of names) ifThere(() => unlinkSync(at(directory, prefix + name)))
  }
}

/** What was thrown is a finding like any other. */
export const finding = (test: () => Finding): Finding => {
  try {
    return test()
  } catch (error) {
    return codeOf(error) === "" ? String(error) : codeOf(error)
  }
}

export const exchanges = (native: Native, ground: Ground): Finding =>
  withFiles(ground, ["a", "b"], (one, other) => {
    const { directory, prefix } = ground
    const refused = native.rename("exchange", directory, `${prefix}a`, directory, `${prefix}b`)
    if (refused !== undefined) return refused
    const inodeAt = (name: string) => inodeOf(statSync(at(directory, prefix + name), { bigint: true }))
    const inode = (fd: number) => inodeOf(fstatSync(fd, { bigint: true }))
    return inodeAt("a") === inode(other) && inodeAt("b") === inode(one) ? undefined : "the names did not change places"
  })

export const keepsWhatIsThere = (native: Native, ground: Ground): Finding =>
  withFiles(ground, ["a", "b"], () => {
    const { directory, prefix } = ground
    const refused = native.rename("noreplace", directory, `${prefix}a`, directory, `${prefix}b`)
    if (refused !== "EEXIST") return refused ?? "it replaced a file"
    unlinkSync(at(directory, `${prefix}b`))
    return native.rename("noreplace", directory, `${prefix}a`, directory, `${prefix}b`)
  })

export const opensBeneath = (native: Native, root: number, path: string): Finding => {
  const opened = native.openBeneath(root, path, constants.O_RDONLY | constants.O_DIRECTORY, "canonical")
  if (typeof opened === "string") return opened
  closeSync(opened)
  return undefined
}

/** What the probe says of the file of that name, by a descriptor that is used for nothing else. */
const probe = (native: Native, path: string | Buffer): ReturnType<Native["writer"]> => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return native.writer(fd)
  } finally {
    closeSync(fd)
  }
}

export const seesWriters = (native: Native, ground: Ground): Finding =>
  withFiles(ground, ["a"], () => {
    const path = at(ground.directory, `${ground.prefix}a`)
    const held = probe(native, path)
    return held === "writer" ? undefined : `a file that is open for writing shows as ${held}`
  })

export const seesNoWriters = (native: Native, ground: Ground): Finding => {
  const path = at(ground.directory, `${ground.prefix}a`)
  closeSync(openSync(path, flags, 0o600))
  try {
    const free = probe(native, path)
    return free === "none" ? undefined : `a file that nobody writes shows as ${free}`
  } finally {
    unlinkSync(path)
  }
}

export const locksExclude = (native: Native, ground: Ground): Finding =>
  withFiles(ground, ["a"], (one) => {
    const other = openSync(at(ground.directory, `${ground.prefix}a`), constants.O_RDONLY)
    try {
      if (!native.flock(one, "exclusive")) return "a lock that nobody has is refused"
      if (native.flock(other, "exclusive")) return "two descriptors have the lock of one file"
      native.flock(one, "unlock")
      return native.flock(other, "exclusive") ? undefined : "a lock that was given back is refused"
    } finally {
      closeSync(other)
    }
  })

/** Of a file and of its directory. Nothing is waited for: both are on the disk, or not worth it. */
export const syncs = ({ directory }: Ground): Finding => {
  fsyncSync(directory)
  return undefined
}

const O_TMPFILE = 0o20200000

export const makesUnnamed = ({ directory }: Ground): Finding => {
  closeSync(openSync(at(directory, "."), O_TMPFILE | constants.O_RDWR, 0o600))
  return undefined
}

export const keepsAttributes = (native: Native, ground: Ground): Finding =>
  withFiles(ground, ["a"], (fd) => {
    const value = Buffer.from("tried")
    const refused = native.setAttribute(fd, "user.leasehold", value)
    if (refused !== undefined) return refused
    const found = native.attributes(fd)
    if (typeof found === "string") return found
    return found.get("user.leasehold")?.equals(value) === true ? undefined : "an attribute is not what it was set to"
  })

/** Numbers of files are used again at once: what a file is known by has to say when it was made. */
export const knowsBirths = (ground: Ground): Finding =>
  withFiles(ground, ["a"], (fd) =>
    fstatSync(fd, { bigint: true }).birthtimeNs > 0n
      ? undefined
      : "files have none, so that two of one number look alike"
  )

/** How often in a row a change has to show. With a coarse clock one shows now and then. */
const changes = 4

/** Two changes of a file that was looked at between them never have one time: Linux 6.13 has seen to that, on some file systems. */
export const changeTimesAreFine = (ground: Ground): Finding =>
  withFiles(ground, ["a"], (fd) => {
    const changed = (): bigint => {
      writeSync(fd, "x", 0)
      return fstatSync(fd, { bigint: true }).ctimeNs
    }
    let last = changed()
    for (let i = 0; i < changes; i++) {
      const next = changed()
      if (next === last) return "two changes in a row have one time"
      last = next
    }
    return undefined
  })

/** Whether a file that was made with one name is there by the other one. */
const isOneName = ({ directory, prefix }: Ground, made: string, asked: string): boolean =>
  withFiles(
    { directory, prefix },
    [made],
    () => statSync(at(directory, prefix + asked), { throwIfNoEntry: false }) !== undefined
  )

export const foldsCase = (ground: Ground): boolean => isOneName(ground, "case", "CASE")

/** One letter, and a letter with an accent: the same to read. */
export const foldsUnicode = (ground: Ground): boolean => isOneName(ground, "\u00e9", "e\u0301")
