/** The part of observe.ts that is about writes: the intents that were decided, and the disk. */
import type { Memo } from "../../replay/memo.ts"
import { bool, fn, int, recordOf, set, string, tuple } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import type { Intent, Snapshot } from "../../../src/protocol/index.ts"
import { inodeOf } from "./disk.ts"
import type { Disk, Entry } from "./disk.ts"
import { absent, noHost, noKey } from "./mapping.ts"
import type { World } from "./mapping.ts"

/** A function of strings. */
export const functionOf = (image: Iterable<readonly [string, Value]>): Value =>
  fn([...image].map(([key, v]) => [string(key), v]))

type Intents = Snapshot["intents"]

const idValue = (id: string): Value => tuple(id.split(".").map((part) => int(Number(part))))

/** What was decided. */
export const intentsOf = (memo: Memo<Value>, intents: Intents): Value => {
  const parts: Array<unknown> = []
  for (const { id, run, judged, turned, row, durable, parts: changes } of intents) {
    parts.push(id, run, judged, turned, row, durable, changes.length)
    for (const { key, base, content } of changes) parts.push(key, base, content)
  }
  return memo(parts, () =>
    tuple(
      intents.map(({ id, run, judged, turned, row, durable, parts: changes }) =>
        recordOf({
          id: idValue(id),
          run: string(run),
          write: functionOf(
            changes.map(({ key, base, content }) => [key, recordOf({ base: string(base), content: string(content) })])
          ),
          judged: bool(judged),
          turned: bool(turned),
          row: string(row),
          durable: bool(durable)
        })
      )
    )
  )
}

/** Who settles each intent, and how far it got. */
export const gatesOf = (memo: Memo<Value>, intents: Intents): Value => {
  const parts: Array<unknown> = []
  for (const { gate } of intents) {
    if (gate === undefined) parts.push(noHost)
    else parts.push(gate.host, gate.at, gate.key, gate.checked.length, ...gate.checked)
  }
  return memo(parts, () =>
    tuple(
      intents.map(({ gate }) =>
        recordOf({
          host: string(gate?.host ?? noHost),
          at: string(gate?.at ?? "judge"),
          key: string(gate?.key ?? noKey),
          checked: set((gate?.checked ?? []).map((key) => string(key)))
        })
      )
    )
  )
}

/** Whose inode it is matters as long as that intent is open and not judged, and where it was staged. */
const originOf = (open: ReadonlyArray<Pick<Intent, "id" | "row" | "judged">>, entry: Entry, key: string): string =>
  open.find(({ id, row, judged }) => row === "open" && !judged && entry?.inode === inodeOf(id, key))?.id ?? "0.0"

const fileValue = (entry: Entry, origin: string): Value =>
  recordOf({
    content: string(entry?.content ?? absent),
    origin: idValue(entry === null ? "0.0" : origin),
    use: string(entry?.use ?? "closed")
  })

/** The files at the keys. */
export const filesOf = (world: World, memo: Memo<Value>, intents: Intents, disk: Disk): Value => {
  const origins = world.keys.map((key) => originOf(intents, disk.files[key] ?? null, key))
  const parts: Array<unknown> = []
  world.keys.forEach((key, i) => {
    const entry = disk.files[key] ?? null
    parts.push(entry?.content, entry?.use, origins[i])
  })
  return memo(parts, () =>
    functionOf(world.keys.map((key, i) => [key, fileValue(disk.files[key] ?? null, origins[i]!)]))
  )
}

/** The files of each intent where it staged them. */
export const stagedOf = (memo: Memo<Value>, intents: Intents, disk: Disk): Value => {
  const originAt = (intent: Intents[number], key: string): string => {
    const entry = disk.staged[intent.id]?.[key] ?? null
    return entry?.inode === inodeOf(intent.id, key) ? intent.id : originOf(intents, entry, key)
  }
  const parts: Array<unknown> = []
  for (const intent of intents) {
    const files = disk.staged[intent.id] ?? {}
    parts.push(Object.keys(files).length)
    for (const [key, entry] of Object.entries(files)) parts.push(key, entry?.content, entry?.use, originAt(intent, key))
  }
  return memo(parts, () =>
    tuple(
      intents.map((intent) =>
        functionOf(
          Object.entries(disk.staged[intent.id] ?? {}).map(([key, entry]) => [
            key,
            fileValue(entry, originAt(intent, key))
          ])
        )
      )
    )
  )
}

/** Where the last exchange may be undone. */
export const unsyncedOf = (world: World, memo: Memo<Value>, disk: Disk): Value => {
  const flags = world.keys.map((key) => disk.unsynced[key] === true)
  return memo(flags, () => functionOf(world.keys.map((key, i) => [key, bool(flags[i]!)])))
}

/** What was kept aside. */
export const keptOf = (world: World, memo: Memo<Value>, disk: Disk): Value => {
  const parts: Array<unknown> = []
  for (const key of world.keys) parts.push(disk.kept[key]?.length, ...(disk.kept[key] ?? []))
  return memo(parts, () =>
    functionOf(world.keys.map((key) => [key, set((disk.kept[key] ?? []).map((content) => string(content)))]))
  )
}
