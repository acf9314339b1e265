/** What is needed to make the power fail afterwards: the store as it was before each commit, and what was unlinked. */
import { execFileSync } from "node:child_process"
import { linkSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Call } from "../../src/platform/calls.ts"
import { ifThere } from "../../src/platform/files.ts"
import { describe, type Job } from "./process.ts"

export const storeCopy = (copies: string, operation: number): string => join(copies, `store.${operation}`)

export const unlinkedCopy = (copies: string, operation: number): string => join(copies, `unlinked.${operation}`)

/** Keeps what the operation of that number will change. */
export const copying =
  ({ directory, copies }: Job) =>
  (call: Call, operation: number): void => {
    if (copies === undefined) return
    if (call.call === "commit") {
      const to = storeCopy(copies, operation)
      mkdirSync(to)
      const store = join(directory, ".leasehold/store.db")
      // By another process: this one would lose SQLite's locks with the descriptors.
      execFileSync("cp", [store, `${store}-wal`, to])
    }
    if (call.call !== "unlink") return
    const [path] = describe(call).paths
    ifThere(() => linkSync(path!, unlinkedCopy(copies, operation)))
  }
