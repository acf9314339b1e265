// The thread of hashing.ts.
import { createHash } from "node:crypto"
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { parentPort } from "node:worker_threads"
import { codeOf, versionOf } from "./files.ts"

const chunk = Buffer.allocUnsafe(1 << 20)

interface Asked {
  readonly id: number
  readonly path: string | Uint8Array
  readonly isKept: boolean
}

/** How often a file that changes is begun anew. */
const attempts = 3

interface Hashed {
  readonly content: string
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

const hashFile = (path: string | Uint8Array, isKept: boolean): Hashed => {
  const fd = openSync(
    typeof path === "string" ? path : Buffer.from(path),
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
  )
  try {
    for (let attempt = 1; ; attempt++) {
      const stat = fstatSync(fd, { bigint: true })
      const before = versionOf(stat)
      const bytes = isKept ? new ArrayBuffer(Number(stat.size)) : undefined
      const content = hashAll(fd, bytes && new Uint8Array(bytes))
      const version = versionOf(fstatSync(fd, { bigint: true }))
      if (version === before) return bytes === undefined ? { content, version } : { content, version, bytes }
      if (attempt === attempts) throw Object.assign(new Error("it changes while it is read"), { code: "EBUSY" })
    }
  } finally {
    closeSync(fd)
  }
}

parentPort?.on("message", ({ id, path, isKept }: Asked) => {
  try {
    const hashed = hashFile(path, isKept)
    parentPort?.postMessage({ id, ...hashed }, hashed.bytes === undefined ? [] : [hashed.bytes])
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage({ id, error: { message, code: codeOf(error) } })
  }
})
