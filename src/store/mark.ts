// The mark: which row was the last that anybody was told of. It lies beside the store, and is written after each commit and before the
// lock is given back, so a store that was put back to an older state shows: it lacks a row that the mark names. Its own last row tells an
// instance less, since another one may have been told of a later one. It need not reach the disk: who loses power begins anew anyway.
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs"
import type { Position } from "./driver.ts"

export interface Mark {
  /** Undefined: none was written yet, or it cannot be read. */
  readonly read: () => Position | undefined
  readonly write: (position: Position) => void
  readonly close: () => void
}

/** Always as long, so that it is never half an older one. */
const length = 64

export const openMark = (path: string): Mark => {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  const buffer = Buffer.alloc(length)
  return {
    read: () => {
      const text = buffer.toString("latin1", 0, readSync(fd, buffer, 0, length, 0))
      const [, seq, chain] = /^(\d+) ([0-9a-f]{32}) *\n$/.exec(text) ?? []
      return seq === undefined || chain === undefined ? undefined : { seq: Number(seq), chain }
    },
    write: ({ seq, chain }) => {
      writeSync(fd, `${seq} ${chain}`.padEnd(length - 1) + "\n", 0, "latin1")
    },
    close: () => closeSync(fd)
  }
}
