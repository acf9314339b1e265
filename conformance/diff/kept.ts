/** Keeps graphs by the digest of all that they come from, so that a side that was looked at before needs no TLC. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deserialize, serialize } from "node:v8"

/** What is kept under a digest. */
export interface Store {
  readonly recall: <A>(digest: string) => A | undefined
  readonly keep: (digest: string, found: unknown) => void
}

/**
 * A file for each digest, in this directory. Only this program writes there, so what is read is taken for what was written. What cannot
 * be kept is found anew the next time; that is told once.
 */
export const openStore = (directory: string, onLost: (error: unknown) => void = () => {}): Store => {
  let lost = false
  const write = (path: string, found: unknown): void => {
    const own = `${path}.${process.pid}`
    try {
      mkdirSync(directory, { recursive: true })
      // Whole or not at all: two may compare at a time.
      writeFileSync(own, serialize(found))
      renameSync(own, path)
    } catch (error) {
      rmSync(own, { force: true })
      throw error
    }
  }
  return {
    recall: <A>(digest: string) => {
      try {
        return deserialize(readFileSync(join(directory, digest))) as A
      } catch {
        return undefined
      }
    },
    keep: (digest, found) => {
      try {
        write(join(directory, digest), found)
      } catch (error) {
        if (!lost) onLost(error)
        lost = true
      }
    }
  }
}
