// What programs outside Leasehold do to the disk of a history: the steps of Outside.tla.
import {
  type Disk,
  type Entry,
  type Inode,
  outsideInode,
  withFile,
  withStaged
} from "../../conformance/leasehold/driver/disk.ts"
import { Absent, type Content, type Key } from "../../src/protocol/index.ts"
import { keyIds, written } from "./actions.ts"
import { type Move, type World } from "./moves.ts"

/** Another file, or none, takes the place of a file. */
export const renames = ({ disk }: World, keys: Iterable<Key> = keyIds): ReadonlyArray<Move> =>
  [...keys].flatMap((key) => {
    const now: Content = disk.files[key]?.content ?? Absent
    return [...written, Absent]
      .filter((one) => one !== now)
      .map((content): Move => {
        const entry: Entry = content === Absent ? null : { inode: outsideInode, content, use: "closed" }
        return { disk: { ...withFile(disk, key, entry), unsynced: { ...disk.unsynced, [key]: false } } }
      })
  })

/** What a program may do next to a file; it can only come to one of ours at a staged path if it opened it before. */
const uses = (file: Inode, isAtKey: boolean): ReadonlyArray<Inode> => [
  ...(isAtKey && file.use === "closed" ? [{ ...file, use: "found" } as const] : []),
  ...(file.use === "found" || (isAtKey && file.use === "closed") ? [{ ...file, use: "open" } as const] : []),
  ...(file.use === "open"
    ? [
        { ...file, use: "closed" } as const,
        ...written.filter((one) => one !== file.content).map((content) => ({ ...file, content }))
      ]
    : [])
]

/** A file is looked up, opened, written or closed where it is, also after it changed places. */
export const inPlace = ({ disk, view }: World, keys: Iterable<Key> = keyIds): ReadonlyArray<Move> =>
  [...keys].flatMap((key) => {
    const become = (file: Entry, isAtKey: boolean, set: (changed: Inode) => Disk): ReadonlyArray<Move> =>
      file === null ? [] : uses(file, isAtKey).map((changed) => ({ disk: set(changed) }))
    return [
      ...become(disk.files[key] ?? null, true, (changed) => withFile(disk, key, changed)),
      ...view.intents.flatMap(({ id }) =>
        become(disk.staged[id]?.[key] ?? null, false, (changed) => withStaged(disk, id, key, changed))
      )
    ]
  })

/** The same to the files of those intents that somebody is settling, and to what was displaced. */
export const meddling = (world: World): ReadonlyArray<Move> => {
  const { view } = world
  const keys = new Set(
    view.intents.flatMap(({ gate, parts }) => (gate === undefined ? [] : parts.map(({ key }) => key)))
  )
  return [...renames(world, keys), ...inPlace(world, keys)]
}
