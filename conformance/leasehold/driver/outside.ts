/** The steps of outside programs: the core is not told of them. */
import { Absent, intentsOf } from "../../../src/protocol/index.ts"
import type { Content } from "../../../src/protocol/index.ts"
import { stepped } from "../../replay/driver.ts"
import { outsideInode, stagedAt, withFile, withStaged } from "./disk.ts"
import type { Entry } from "./disk.ts"
import { drive } from "./machine.ts"
import type { Machine } from "./machine.ts"
import { specParameters as P } from "../spec.generated.ts"

/** The file at a key, or where an intent staged its own. */
const entryAt = ({ core, disk }: Machine, key: string, place: number): Entry =>
  place === 0 ? (disk.files[key] ?? null) : stagedAt(disk, intentsOf(core)[place - 1]!.id, key)

const withEntry = (machine: Machine, key: string, place: number, entry: Entry): Machine => {
  const { core, disk } = machine
  const changed =
    place === 0 ? withFile(disk, key, entry) : withStaged(disk, intentsOf(core)[place - 1]!.id, key, entry)
  return { ...machine, disk: changed }
}

const used = (machine: Machine, key: string, place: number, changed: Partial<Exclude<Entry, null>>) => {
  const entry = entryAt(machine, key, place)
  if (entry === null) throw new TypeError(`there is no file at place ${place} of ${key}`)
  return stepped(withEntry(machine, key, place, { ...entry, ...changed }))
}

/** The actions of outside programs. */
export const outsideActions = {
  // What outside programs do is durable at once: a rename syncs what came before it.
  OutsideRename: drive(P.OutsideRename, (m, key, content) => {
    const entry: Entry = content === Absent ? null : { inode: outsideInode, content: content as Content, use: "closed" }
    const disk = withFile(m.disk, key, entry)
    return stepped({ ...m, disk: { ...disk, unsynced: { ...disk.unsynced, [key]: false } } })
  }),
  OutsideLookUp: drive(P.OutsideLookUp, (m, key) => used(m, key, 0, { use: "found" })),
  OutsideOpen: drive(P.OutsideOpen, (m, key, place) => used(m, key, place, { use: "open" })),
  OutsideWrite: drive(P.OutsideWrite, (m, key, place, content) => used(m, key, place, { content: content as Content })),
  OutsideClose: drive(P.OutsideClose, (m, key, place) => used(m, key, place, { use: "closed" }))
}
