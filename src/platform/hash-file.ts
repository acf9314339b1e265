// The hash of a file of any size, with the version that it is of.
import { createHash } from "node:crypto"
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { versionOf } from "./files.ts"

const chunk = Buffer.allocUnsafe(1 << 20)

/** How often a file that changes is begun anew. */
const attempts = 3

export interface HashedFile {
  readonly content: string
  readonly stat: BigIntStats
  readonly version: string
  /** What was hashed, if that was asked for. */
  readonly bytes?: ArrayBuffer
}

/** Hashes the open file from its begin to its end; `into`: where its bytes go, if they are kept. */
const hashAll = (fd: number, into: Uint8Array | undefined): string => {
  const hash = createHash("sha256")
  for (let position = 0; ;) {
    const piece = into?.subarray(position, position + chunk.length) ?? chunk
    const read = readSync(fd, piece, 0, piece.length, position)
    if (read === 0) return hash.digest("hex")
    hash.update(piece.subarray(0, read))
    position += read
  }
}

/** Hashes what lies at the path, which is no link. Throws what `node:fs` throws, and EBUSY if it changes again and again. */
export const hashFile = (path: string | Buffer, isKept = false): HashedFile => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    for (let attempt = 1; ; attempt++) {
      const stat = fstatSync(fd, { bigint: true })
      const before = versionOf(stat)
      const bytes = isKept ? new ArrayBuffer(Number(stat.size)) : undefined
      const content = hashAll(fd, bytes && new Uint8Array(bytes))
      const version = versionOf(fstatSync(fd, { bigint: true }))
      if (version === before) return { content, stat, version, ...(bytes === undefined ? {} : { bytes }) }
      if (attempt === attempts) throw Object.assign(new Error("it changes while it is read"), { code: "EBUSY" })
    }
  } finally {
    closeSync(fd)
  }
}
