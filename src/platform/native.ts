// The system calls that Node.js does not have, by koffi: locks of open files, the exchange of two names, resolution beneath
// a directory, and the probe for writers. Without koffi, or on a system where they are not, there is no `Native`, and the
// doctor says what cannot be promised then.
import { type Bound, bindLibrary, type Errno, errnoOf, type Koffi } from "./koffi.ts"
import { bytesOfName } from "./names.ts"

export type { Errno }

export interface Native {
  /** Takes or gives back the lock of an open file; never waits. False: somebody else has it. */
  readonly flock: (fd: number, how: "shared" | "exclusive" | "unlock") => boolean
  /**
   * Locks bytes of a file against who wants them for itself, as long as this descriptor is open, whatever the process does with others.
   * Such locks and those of `fcntl` that belong to a process see each other. False: somebody has them for itself.
   */
  readonly shareBytes: (fd: number, from: number, length: number) => boolean
  /** Lets two names change places, or renames to a name that must be free. Undefined if it was done. */
  readonly rename: (
    how: "exchange" | "noreplace",
    fromDirectory: number,
    from: string,
    toDirectory: number,
    to: string
  ) => Errno | undefined
  /**
   * Opens a path beneath a directory, whatever the names on the way are swapped for meanwhile. "links": symbolic links are followed, as
   * long as they stay beneath; "canonical": there are none, and no mount is crossed.
   */
  readonly openBeneath: (directory: number, path: string, flags: number, how: "links" | "canonical") => number | Errno
  /** Sets the time of the last change to now, by the clock that the system itself takes for it. */
  readonly touch: (directory: number, name: string) => Errno | undefined
  /** Gives an open file that has no name one. */
  readonly link: (fd: number, directory: number, name: string) => Errno | undefined
  /** The extended attributes of an open file: access control lists and labels are among them. */
  readonly attributes: (fd: number) => ReadonlyMap<string, Buffer> | Errno
  readonly setAttribute: (fd: number, name: string, value: Buffer) => Errno | undefined
  /** Whether any program has this file open for writing, asked with a descriptor that is used for nothing else. */
  readonly writer: (fd: number) => "none" | "writer" | "unknown"
}

/** A system call failed in a way that no caller expects. */
export class SystemCallFailed extends Error {
  readonly code: string
  readonly call: string
  constructor(call: string, code: string) {
    super(`${call} failed: ${code}`)
    this.name = "SystemCallFailed"
    this.call = call
    this.code = code
  }
}

const LOCK = { shared: 1, exclusive: 2, unlock: 8 } as const
const LOCK_NB = 4
const RENAME = { noreplace: 1, exchange: 2 } as const
const RESOLVE_NO_XDEV = 0x01
const RESOLVE_NO_MAGICLINKS = 0x02
const RESOLVE_NO_SYMLINKS = 0x04
const RESOLVE_BENEATH = 0x08
const O_CLOEXEC = 0o2000000
const AT_FDCWD = -100
const AT_SYMLINK_FOLLOW = 0x400
const AT_SYMLINK_NOFOLLOW = 0x100
const F_OFD_SETLK = 37
const F_SETSIG = 10
const F_SETLEASE = 1024
const F_RDLCK = 0
const F_UNLCK = 2
const SIGURG = 23

/** The number of openat2 is the same wherever Linux runs. */
const SYS_openat2 = 437

const bind = (koffi: Koffi): Native => {
  const libc = koffi.load(null)
  const flock = libc.func("int flock(int fd, int operation)")
  const renameat2 = libc.func("int renameat2(int, const uint8_t *from, int, const uint8_t *to, unsigned int flags)")
  const openat2 = libc.func(
    "long syscall(long number, int directory, const uint8_t *path, const uint8_t *how, size_t size)"
  )
  const linkat = libc.func("int linkat(int, const uint8_t *from, int, const uint8_t *to, int flags)")
  const utimensat = libc.func("int utimensat(int, const uint8_t *name, const void *times, int flags)")
  const flistxattr = libc.func("long flistxattr(int fd, _Out_ uint8_t *list, size_t size)")
  const fgetxattr = libc.func("long fgetxattr(int fd, const char *name, _Out_ uint8_t *value, size_t size)")
  const fsetxattr = libc.func("int fsetxattr(int fd, const char *name, const uint8_t *value, size_t size, int flags)")
  const fcntl = libc.func("int fcntl(int fd, int command, long argument)")
  // Without a name: those of types are one for the whole process, and there may be another copy of this library in it.
  const lock = koffi.struct({ type: "int16", whence: "int16", start: "int64", length: "int64", pid: "int32" })
  const fcntlLock = libc.func("fcntl", "int", ["int", "int", koffi.pointer(lock)])

  const errno = (): Errno => errnoOf(koffi)
  const terminated = (name: string): Buffer =>
    name.isWellFormed()
      ? Buffer.from(`${name}\0`)
      : Buffer.concat([bytesOfName(name) ?? Buffer.alloc(0), Buffer.alloc(1)])

  return {
    flock: (fd, how) => {
      if (flock(fd, LOCK[how] | LOCK_NB) === 0) return true
      const code = errno()
      if (code === "EAGAIN") return false
      throw new SystemCallFailed("flock", code)
    },
    shareBytes: (fd, start, length) => {
      const lock = { type: F_RDLCK, whence: 0, start: BigInt(start), length: BigInt(length), pid: 0 }
      if (fcntlLock(fd, F_OFD_SETLK, lock) === 0) return true
      const code = errno()
      if (code === "EAGAIN" || code === "EACCES") return false
      throw new SystemCallFailed("fcntl", code)
    },
    rename: (how, fromDirectory, from, toDirectory, to) =>
      renameat2(fromDirectory, terminated(from), toDirectory, terminated(to), RENAME[how]) === 0 ? undefined : errno(),
    openBeneath: (directory, path, flags, form) => {
      const canonical = form === "canonical" ? RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV : 0
      // Three numbers of 64 bits: flags, mode, resolve.
      const how = BigUint64Array.of(
        BigInt(flags | O_CLOEXEC),
        0n,
        BigInt(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | canonical)
      )
      const fd = openat2(SYS_openat2, directory, terminated(path), how, 24)
      return fd < 0 ? errno() : fd
    },
    touch: (directory, name) =>
      utimensat(directory, terminated(name), null, AT_SYMLINK_NOFOLLOW) === 0 ? undefined : errno(),
    link: (fd, directory, name) =>
      linkat(AT_FDCWD, terminated(`/proc/self/fd/${fd}`), directory, terminated(name), AT_SYMLINK_FOLLOW) === 0
        ? undefined
        : errno(),
    attributes: (fd) => {
      const length = flistxattr(fd, null, 0)
      if (length < 0) return errno()
      const all = new Map<string, Buffer>()
      if (length === 0) return all
      const names = Buffer.alloc(length)
      if (flistxattr(fd, names, length) < 0) return errno()
      for (const name of names
        .toString("utf8")
        .split("\0")
        .filter((one) => one !== "")) {
        const size = fgetxattr(fd, name, null, 0)
        if (size < 0) return errno()
        const value = Buffer.alloc(size)
        if (size > 0 && fgetxattr(fd, name, value, size) < 0) return errno()
        all.set(name, value)
      }
      return all
    },
    setAttribute: (fd, name, value) => (fsetxattr(fd, name, value, value.length, 0) === 0 ? undefined : errno()),
    writer: (fd) => {
      // A program that opens the file while the lease stands makes the kernel send SIGIO, which would end the process, unless another
      // signal is set. F_UNLCK forgets which, so it is set before each lease.
      if (fcntl(fd, F_SETSIG, SIGURG) !== 0) return "unknown"
      if (fcntl(fd, F_SETLEASE, F_RDLCK) === 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK)
        return "none"
      }
      // Whatever else is answered does not say that nobody writes.
      return errno() === "EAGAIN" ? "writer" : "unknown"
    }
  }
}

let loaded: Bound<Native> | undefined

/** The system calls of this machine, or why there are none; loaded when they are first asked for. */
export const loadNative = (): Bound<Native> => (loaded ??= bindLibrary(bind))
