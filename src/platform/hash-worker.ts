// The thread of hashing.ts.
import { parentPort } from "node:worker_threads"
import { codeOf } from "./files.ts"
import { hashFile } from "./hash-file.ts"

interface Asked {
  readonly id: number
  readonly path: string | Uint8Array
  readonly isKept: boolean
}

parentPort?.on("message", ({ id, path, isKept }: Asked) => {
  try {
    const { content, version, bytes } = hashFile(typeof path === "string" ? path : Buffer.from(path), isKept)
    parentPort?.postMessage({ id, content, version, bytes }, bytes === undefined ? [] : [bytes])
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage({ id, error: { message, code: codeOf(error) } })
  }
})
