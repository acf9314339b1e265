// What a command's tree contained before it, for whoever comes if its process dies: only the files that it had a lease of, which nobody else
// could write. Not synced: a loss of power ends commands as well, and takes at worst what is known of their changes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { CommandId, Entry, Manifest } from "../commands/index.ts"
import { ifThere } from "../platform/files.ts"
import { contains, file, type Key, type Resource } from "../protocol/index.ts"
import { hiddenName } from "../scope/hidden-name.ts"

interface Written {
  readonly resources: ReadonlyArray<Resource>
  readonly begun: string
  readonly tellsChanges: boolean
  readonly entries: ReadonlyArray<
    readonly [Key, Omit<Entry, "modified" | "changed">, modified: string, changed: string]
  >
}

/** What there was, and which part of the tree it is of. */
export interface Baseline {
  readonly before: Manifest
  readonly resources: ReadonlyArray<Resource>
}

export const isCovered = (resources: ReadonlyArray<Resource>, key: Key): boolean =>
  resources.some((resource) => contains(resource, file(key)))

/** The part of a manifest that these resources cover. */
export const partOf = (manifest: Manifest, resources: ReadonlyArray<Resource>): Manifest => ({
  ...manifest,
  entries: new Map([...manifest.entries].filter(([key]) => isCovered(resources, key))),
  unknown: new Map([...manifest.unknown].filter(([key]) => isCovered(resources, key)))
})

/** Where they lie in a workspace. */
export const makeBaselines = (root: string) => {
  const directory = join(root, hiddenName, "commands")
  const pathOf = (id: CommandId): string => join(directory, id)

  const write = (id: CommandId, { before, resources }: Baseline): void => {
    const part = partOf(before, resources)
    const entries = [...part.entries].map(
      ([key, { modified, changed, ...rest }]) => [key, rest, `${modified}`, `${changed}`] as const
    )
    const written: Written = { resources, begun: `${before.begun}`, tellsChanges: before.tellsChanges, entries }
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(pathOf(id), JSON.stringify(written), { mode: 0o600 })
  }

  /** Undefined if there is none, or it is not whole. */
  const read = (id: CommandId): Baseline | undefined => {
    const text = ifThere(() => readFileSync(pathOf(id), "utf8"))
    if (text === null) return undefined
    try {
      const { resources, begun, tellsChanges, entries }: Written = JSON.parse(text)
      const known = entries.map(([key, rest, modified, changed]): [Key, Entry] => [
        key,
        { ...rest, modified: BigInt(modified), changed: BigInt(changed) }
      ])
      const before = {
        root,
        entries: new Map(known),
        unknown: new Map(),
        begun: BigInt(begun),
        tellsChanges,
        hashed: 0
      }
      return { before, resources }
    } catch {
      return undefined
    }
  }

  return { write, read, remove: (id: CommandId): void => rmSync(pathOf(id), { force: true }) }
}
