/** Keeps graphs by the digest of all that they come from, so that a side that was looked at before needs no TLC. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deserialize, serialize } from "node:v8"

/** What is kept under a digest. */
export interface Store {
  readonly recall: <A>(digest: string) => A | undefined
  readonly keep: (digest: string, found: unknown) => void
}

/** A file for each digest, in this directory. Only this program writes there, so what is read is taken for what was written. */
export const openStore = (directory: string): Store => ({
  recall: <A>(digest: string) => {
    try {
      return deserialize(readFileSync(join(directory, digest))) as A
    } catch {
      return undefined
    }
  },
  keep: (digest, found) => {
    mkdirSync(directory, { recursive: true })
    const path = join(directory, digest)
    // Whole or not at all: two may compare at a time.
    writeFileSync(`${path}.${process.pid}`, serialize(found))
    renameSync(`${path}.${process.pid}`, path)
  }
})
