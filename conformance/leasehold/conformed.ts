/** What `make conform` came to, kept for `make drift`, which writes it down. */
import { join } from "node:path"
import { digestOf } from "../cli/cache.ts"
import { keptIn } from "../cli/kept.ts"
import { renderManifest } from "../models/manifest.ts"
import type { Manifest } from "../models/manifest.ts"
import type { Row } from "./faults/kills.ts"
import { cacheDirectory, root } from "./paths.ts"

/** What a run that passed came to. */
export interface Conformed {
  /** in one line */
  readonly replayed: string
  readonly rows: ReadonlyArray<Row>
  readonly storeRows: ReadonlyArray<Row>
}

export const conformed = keptIn<Conformed>(join(cacheDirectory, "conformed.json"))

/** What it depends on; the corpora by the digests of their texts, since they may have been made just now. */
export const conformedDigest = (manifest: Manifest, corpora: ReadonlyArray<string>): string =>
  digestOf(
    ["src/protocol", "conformance", "spec"].map((name) => join(root, name)),
    [renderManifest(manifest), ...corpora]
  )
