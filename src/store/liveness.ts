// Who is alive. An instance holds a lock for life on a file of its own, and that alone decides: process numbers and times of start are
// seen differently from within a container, and two copies of the library share one process.
import { randomBytes } from "node:crypto"
import { closeSync, constants, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { codeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import type { HostId } from "../protocol/index.ts"

/** A name that no host had before. */
export const freshHost = (): HostId => randomBytes(8).toString("hex") as HostId

export interface Liveness {
  /** Its lock is held by somebody. One that has no file is dead. */
  readonly isAlive: (host: HostId) => boolean
  /** All others that are alive. */
  readonly others: () => ReadonlyArray<HostId>
  /** Which process it is, for people. */
  readonly describe: (host: HostId) => string
  /** Removes what a dead one left. */
  readonly bury: (host: HostId) => void
  /** Removes what all the dead left, by who holds the root's lock: who is just being born has not locked its file yet. */
  readonly buryDead: () => void
  /** From here on this instance is dead. */
  readonly close: () => void
  /** The same, as if its process had been killed: what it leaves is for others to find. For tests of crashes. */
  readonly abandon: () => void
}

/** Begins the life of a host. `native` undefined: nobody else can be alive. */
export const openLiveness = (native: Native | undefined, directory: string, host: HostId): Liveness => {
  const own = join(directory, host)
  const fd = openSync(own, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  native?.flock(fd, "exclusive")
  writeSync(fd, `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}\n`)
  let closed = false

  const isAlive = (other: HostId): boolean => {
    if (other === host) return !closed
    if (native === undefined) return false
    let probe: number
    try {
      probe = openSync(join(directory, other), constants.O_RDONLY | constants.O_NOFOLLOW)
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false
      throw error
    }
    // If it can be taken, its holder is gone; it is given back with the descriptor.
    const free = native.flock(probe, "shared")
    closeSync(probe)
    return !free
  }

  const names = (): Array<HostId> => readdirSync(directory).filter((name) => name !== host) as Array<HostId>

  const bury = (other: HostId): void => rmSync(join(directory, other), { force: true })

  return {
    isAlive,
    others: () => names().filter(isAlive),
    describe: (other) => {
      try {
        return readFileSync(join(directory, other), "utf8").trim()
      } catch {
        return "a process that is gone"
      }
    },
    bury,
    buryDead: () => {
      for (const other of names()) if (!isAlive(other)) bury(other)
    },
    close: () => {
      if (closed) return
      closed = true
      bury(host)
      closeSync(fd)
    },
    abandon: () => {
      if (closed) return
      closed = true
      closeSync(fd)
    }
  }
}
