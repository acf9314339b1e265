// The thread of hashing.ts.
import { createHash } from "node:crypto"
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { constants as os, setPriority } from "node:os"
import { parentPort } from "node:worker_threads"
import { codeOf, versionOf } from "./files.ts"

const chunk = Buffer.allocUnsafe(1 << 20)

/** How often a file that changes is begun anew. */
const attempts = 3

// Of this thread alone, on Linux: whoever waits for its caller's thread goes first.
try {
  setPriority(0, os.priority.PRIORITY_LOW)
} catch {
  // Then they take turns.
}

const hashFile = (path: string | Uint8Array): { readonly content: string; readonly version: string } => {
  const fd = openSync(
    typeof path === "string" ? path : Buffer.from(path),
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
  )
  try {
    for (let attempt = 1; ; attempt++) {
      const before = versionOf(fstatSync(fd, { bigint: true }))
      const hash = createHash("sha256")
      for (let position = 0; ;) {
        const read = readSync(fd, chunk, 0, chunk.length, position)
        if (read === 0) break
        hash.update(chunk.subarray(0, read))
        position += read
      }
      const version = versionOf(fstatSync(fd, { bigint: true }))
      if (version === before) return { content: hash.digest("hex"), version }
      if (attempt === attempts) throw Object.assign(new Error("it changes while it is read"), { code: "EBUSY" })
    }
  } finally {
    closeSync(fd)
  }
}

parentPort?.on("message", ({ id, path }: { readonly id: number; readonly path: string | Uint8Array }) => {
  try {
    parentPort?.postMessage({ id, ...hashFile(path) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage({ id, error: { message, code: codeOf(error) } })
  }
})
