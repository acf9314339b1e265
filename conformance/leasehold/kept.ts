/**
 * Keeps what replay and seeded faults came to, from the step that runs them to the one that writes it down, so that neither is run
 * twice for one change. Unlike a cache of verdicts it is used in CI too: what it has was found by a run on the same files.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { digestOf } from "../cli/cache.ts"
import { renderManifest } from "../models/manifest.ts"
import type { Manifest } from "../models/manifest.ts"
import type { Row } from "./faults/kills.ts"
import { cacheDirectory, root } from "./paths.ts"

/** What a run that passed came to. */
export interface Conformed {
  /** in one line */
  readonly replayed: string
  readonly rows: ReadonlyArray<Row>
}

const path = join(cacheDirectory, "conformed.json")

/** What it depends on; the corpora by the digests of their texts, since they may have been made just now. */
export const conformedDigest = (manifest: Manifest, corpora: ReadonlyArray<string>): string =>
  digestOf(
    ["src/protocol", "conformance", "spec"].map((name) => join(root, name)),
    [renderManifest(manifest), ...corpora]
  )

export const keepConformed = (digest: string, conformed: Conformed): void => {
  mkdirSync(cacheDirectory, { recursive: true })
  writeFileSync(path, JSON.stringify({ digest, conformed }))
}

const isKept = (kept: unknown): kept is { readonly digest: string; readonly conformed: Conformed } =>
  typeof kept === "object" && kept !== null && "digest" in kept && "conformed" in kept

/** What was kept, if the digest is still this one. What is damaged is not there: everything is run again. */
export const recallConformed = (digest: string): Conformed | undefined => {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, "utf8"))
    return isKept(kept) && kept.digest === digest ? kept.conformed : undefined
  } catch {
    return undefined
  }
}
