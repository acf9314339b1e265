// A workspace to measure in, with a task that wrote its file before.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { Workspace } from "../src/workspace/workspace.ts"

export const bytesOfWrite = 4_096

/** A text that no write wrote before. */
export const freshBytes = (size = bytesOfWrite): (() => Uint8Array) => {
  let count = 0
  return () => {
    const bytes = Buffer.alloc(size, "leasehold ")
    bytes.write(String((count += 1)).padStart(12, "0"))
    return bytes
  }
}

/** All files of a measurement lie in one directory of the workspace, as the sources of a program do. */
export const openMeasured = Effect.fnUntraced(function* (directory: string, id: string) {
  mkdirSync(join(directory, "src"), { recursive: true })
  const workspace = yield* Workspace.open({ directory })
  return yield* workspace.start({ id })
})
