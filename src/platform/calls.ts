// Every call that changes files, in one place: each is told to whoever watches just before it is made, which is how crashes are
// put between any two of them. Those are not here that make the directories and locks of Leasehold's own (layout.ts, staging.ts, lock.ts,
// liveness.ts), and those of SQLite, whose commits and syncs are told. Without the system calls of native.ts some are made of others,
// which is weaker: said there.
import {
  fchmodSync,
  fchownSync,
  fdatasync,
  fsync as fsyncAsync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  type Stats,
  symlinkSync,
  unlinkSync,
  utimesSync,
  write as writeAsync,
  writeSync
} from "node:fs"
import { at, codeOf, ifThere } from "./files.ts"
import type { Errno, Native } from "./native.ts"

/** A name in an open directory. */
export interface Name {
  readonly directory: number
  readonly name: string
}

/** A call that is about to be made. */
export type Call =
  | { readonly call: "create" | "unlink" | "touch" | "mkdir" | "symlink" | "link"; readonly name: Name }
  | { readonly call: "exchange" | "noreplace" | "rename"; readonly from: Name; readonly to: Name }
  /** What is synced in the background is told twice: as "syncing" when that begins, and as "fsync" when it is done. */
  | { readonly call: "write" | "syncing" | "fsync" | "chmod" | "chown" | "attribute"; readonly fd: number }
  /** Of the store: what was committed is kept whatever processes do, and what was synced whatever the power does. */
  | { readonly call: "commit" | "durable" }

export interface Calls {
  /** Told to whoever watches: for calls that are not made here. */
  readonly about: (call: Call) => void
  readonly create: (name: Name, flags: number, mode: number) => number
  readonly write: (fd: number, bytes: Uint8Array, position: number) => number
  readonly writeLarge: (fd: number, bytes: Uint8Array, position: number) => Promise<number>
  readonly chmod: (fd: number, mode: number) => void
  readonly chown: (fd: number, uid: number, gid: number) => void
  /** Undefined if it was done. */
  readonly setAttribute: (fd: number, name: string, value: Buffer) => string | undefined
  readonly fsync: (fd: number) => void
  /** The same in the background. */
  readonly fsyncBehind: (fd: number) => Promise<void>
  /** What the store committed is on the disk: of the file that its rows are appended to. */
  readonly durable: (fd: number) => Promise<void>
  readonly symlink: (target: string, name: Name) => void
  readonly link: (fd: number, name: Name) => void
  readonly mkdir: (name: Name) => void
  readonly unlink: (name: Name) => void
  readonly rename: (from: Name, to: Name) => void
  /** Both names are there, and change places. Undefined if it was done. */
  readonly exchange: (target: Name, staged: Name) => string | undefined
  /** Nothing is at the second name. */
  readonly noreplace: (from: Name, to: Name) => string | undefined
  /** For who comes after one who died within one of the two; null: nothing is there that could be the first. */
  readonly finish: (target: Name | null, staged: Name) => void
  /** Sets the time of the last change to now. */
  readonly touch: (name: Name) => void
}

const path = ({ directory, name }: Name): string | Buffer => at(directory, name)

const codeIfFails = (call: () => void): string | undefined => {
  try {
    call()
    return undefined
  } catch (error) {
    const code = codeOf(error)
    if (code === "") throw error
    return code
  }
}

const throwIf = (call: string, failed: Errno | undefined): void => {
  if (failed !== undefined) throw Object.assign(new Error(`${call} failed: ${failed}`), { code: failed })
}

/** Where the displaced file is, while it is on its way without an exchange. */
export const onItsWay = ({ directory, name }: Name): Name => ({ directory, name: `${name}.displaced` })

type About = (call: Call) => void

/** Without an exchange a program that replaces the file between the two calls is overwritten. */
const exchangeByLink = (about: About, target: Name, staged: Name): string | undefined =>
  codeIfFails(() => {
    const displaced = onItsWay(staged)
    ifThere(() => unlinkSync(path(displaced)))
    linkSync(path(target), path(displaced))
    about({ call: "rename", from: staged, to: target })
    renameSync(path(staged), path(target))
    about({ call: "rename", from: displaced, to: staged })
    renameSync(path(displaced), path(staged))
  })

const noreplaceByLink = (about: About, from: Name, to: Name): string | undefined =>
  codeIfFails(() => {
    linkSync(path(from), path(to))
    about({ call: "unlink", name: from })
    unlinkSync(path(from))
  })

const statOf = (name: Name): Stats | undefined => lstatSync(path(name), { throwIfNoEntry: false })

/** Brings to an end what was cut off between two calls; a file that has both names keeps the first. */
const finishByLink = (about: About, target: Name | null, staged: Name): void => {
  const displaced = onItsWay(staged)
  const isStaged = statOf(staged) !== undefined
  if (statOf(displaced) !== undefined) {
    about(isStaged ? { call: "unlink", name: displaced } : { call: "rename", from: displaced, to: staged })
    if (isStaged) unlinkSync(path(displaced))
    else renameSync(path(displaced), path(staged))
  }
  const [one, other] = [target === null ? undefined : statOf(target), statOf(staged)]
  if (one === undefined || one.ino !== other?.ino || one.dev !== other.dev) return
  about({ call: "unlink", name: staged })
  unlinkSync(path(staged))
}

/** Which of the system's renames work where the workspace lies. */
export interface Renames {
  readonly exchange: boolean
  readonly noreplace: boolean
}

/** The calls of this machine. */
export const makeCalls = (
  native: Native | undefined,
  about: (call: Call) => void = () => undefined,
  renames: Renames = { exchange: true, noreplace: true }
): Calls => ({
  about,
  create: (name, flags, mode) => {
    about({ call: "create", name })
    return openSync(path(name), flags, mode)
  },
  write: (fd, bytes, position) => {
    about({ call: "write", fd })
    return writeSync(fd, bytes, 0, bytes.length, position)
  },
  writeLarge: (fd, bytes, position) => {
    about({ call: "write", fd })
    return new Promise((resolve, reject) =>
      writeAsync(fd, bytes, 0, bytes.length, position, (error, written) =>
        error === null ? resolve(written) : reject(error)
      )
    )
  },
  chmod: (fd, mode) => {
    about({ call: "chmod", fd })
    fchmodSync(fd, mode)
  },
  chown: (fd, uid, gid) => {
    about({ call: "chown", fd })
    fchownSync(fd, uid, gid)
  },
  setAttribute: (fd, name, value) => {
    about({ call: "attribute", fd })
    return native?.setAttribute(fd, name, value)
  },
  fsync: (fd) => {
    about({ call: "fsync", fd })
    fsyncSync(fd)
  },
  fsyncBehind: async (fd) => {
    about({ call: "syncing", fd })
    await new Promise<void>((resolve, reject) =>
      fsyncAsync(fd, (error) => (error === null ? resolve() : reject(error)))
    )
    about({ call: "fsync", fd })
  },
  durable: (fd) => {
    about({ call: "durable" })
    return new Promise((resolve, reject) => fdatasync(fd, (error) => (error === null ? resolve() : reject(error))))
  },
  symlink: (target, name) => {
    about({ call: "symlink", name })
    symlinkSync(target, path(name))
  },
  link: (fd, name) => {
    about({ call: "link", name })
    throwIf("linkat", native?.link(fd, name.directory, name.name))
  },
  mkdir: (name) => {
    about({ call: "mkdir", name })
    mkdirSync(path(name))
  },
  unlink: (name) => {
    about({ call: "unlink", name })
    unlinkSync(path(name))
  },
  rename: (from, to) => {
    about({ call: "rename", from, to })
    renameSync(path(from), path(to))
  },
  exchange: (target, staged) => {
    about({ call: "exchange", from: target, to: staged })
    // The target comes first: watchers would report nothing of it otherwise.
    return native === undefined || !renames.exchange
      ? exchangeByLink(about, target, staged)
      : native.rename("exchange", target.directory, target.name, staged.directory, staged.name)
  },
  noreplace: (from, to) => {
    about({ call: "noreplace", from, to })
    return native === undefined || !renames.noreplace
      ? noreplaceByLink(about, from, to)
      : native.rename("noreplace", from.directory, from.name, to.directory, to.name)
  },
  finish: (target, staged) => {
    if (native === undefined || !renames.exchange || !renames.noreplace) finishByLink(about, target, staged)
  },
  touch: (name) => {
    about({ call: "touch", name })
    if (native === undefined) {
      const now = new Date()
      return utimesSync(path(name), now, now)
    }
    // A Date has whole milliseconds: what another program wrote just before would seem to be newer.
    throwIf("utimensat", native.touch(name.directory, name.name))
  }
})
