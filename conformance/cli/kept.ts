/**
 * Keeps what one step found for another one that writes it down, so that nothing is run twice for one change. Unlike a cache of verdicts
 * it is used in CI too: what it has was found by a run on the same files.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** What was found, as JSON in a file of its own. */
export interface Kept<A> {
  /** What was kept, if the digest is still this one. What is damaged is not there. */
  readonly recall: (digest: string) => A | undefined
  readonly keep: (digest: string, found: A) => void
}

const isKept = (kept: unknown): kept is { readonly digest: string; readonly found: unknown } =>
  typeof kept === "object" && kept !== null && "digest" in kept && "found" in kept

/** What is kept in this file. Only the code that the digest is of writes it, so it is taken for what that code writes. */
export const keptIn = <A>(path: string): Kept<A> => ({
  recall: (digest) => {
    try {
      const kept: unknown = JSON.parse(readFileSync(path, "utf8"))
      return isKept(kept) && kept.digest === digest ? (kept.found as A) : undefined
    } catch {
      return undefined
    }
  },
  keep: (digest, found) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify({ digest, found }))
  }
})
