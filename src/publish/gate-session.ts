// What is done to files in a gate: each order of the core's, and the action that tells what came of it.
import { closeSync, constants, lstatSync, openSync } from "node:fs"
import { Effect } from "effect"
import type { Calls, Name } from "../platform/calls.ts"
import { at, codeOf, ifThere } from "../platform/files.ts"
import type { Sync } from "../platform/sync.ts"
import {
  Absent,
  type Action,
  awaiting,
  type Content,
  type GateOrder,
  type HostId,
  type Intent,
  type IntentId,
  type Key,
  type Rename,
  type SeenFile,
  type SeenPart
} from "../protocol/index.ts"
import type { KeptFiles } from "./kept.ts"
import type { Layout } from "./layout.ts"
import type { Sidecars, StagedPart } from "./sidecars.ts"
import { ownerOf } from "./staging.ts"
import type { Place, Sight, Tree } from "./tree.ts"

export interface GateOptions {
  readonly host: HostId
  readonly calls: Calls
  readonly sync: Sync
  readonly tree: Tree
  readonly sidecars: Sidecars
  readonly kept: KeptFiles
  readonly layout: Layout
  /** A file of which it is not known who writes it counts as written. */
  readonly unknownIsWriter: boolean
  /** Beside the directories of the files the staging directory has to be synced. */
  readonly syncsStage: boolean
}

/** What people are told of a write that was refused. */
export interface Findings {
  /** The names of what was kept aside. */
  readonly kept: ReadonlyArray<string>
  /** What came out of the exchange, or was at the key, and was not the base. */
  readonly found: Content | undefined
  /** What the system said when it did not exchange. */
  readonly code: string | undefined
  /** Of each file that was looked at it was known whether anybody writes it. */
  readonly knewWriters: boolean
}

/** One stay in the gates of an intent, whose locks are held. */
export interface GateSession {
  /** Does what the core ordered. Fails with whatever is thrown. */
  readonly perform: (intent: Intent, order: GateOrder) => Effect.Effect<Action, unknown>
  readonly findings: () => Findings
  readonly close: () => void
}

/** What should go back is not there: somebody removed it, or it was kept aside since the key's directory lets nothing be put there. */
export class NothingToPutBack extends Error {
  constructor(key: Key) {
    super(`what ${JSON.stringify(key)} contained before is not where it was staged, so it cannot be put back`)
    this.name = "NothingToPutBack"
  }
}

/** What opening a directory fails with if there is a link on the way, a file, or another mount. */
const swapped = new Set(["ELOOP", "ENOTDIR", "EXDEV"])

/** The code that it fails with; undefined if it does not. */
const codeIfFails = (effect: Effect.Effect<void, unknown>): Effect.Effect<string | undefined, unknown> =>
  effect.pipe(
    Effect.as(undefined),
    Effect.catch((error) => (codeOf(error) === "" ? Effect.fail(error) : Effect.succeed(codeOf(error))))
  )

const directoryFlags = constants.O_RDONLY | constants.O_DIRECTORY

const opposite = { Exchange: "Exchange", IntoPlace: "OutOfPlace", OutOfPlace: "IntoPlace" } as const

/** Begins a stay; `staged`: what the sidecar says, `synced`: waits until that is on the disk. */
export const openGateSession = (
  options: GateOptions,
  staged: ReadonlyArray<StagedPart>,
  synced: Effect.Effect<void, unknown>
): GateSession => {
  const { host, calls, sync, tree, sidecars, kept, unknownIsWriter, syncsStage } = options
  const { stage } = options.layout
  const partAt = new Map(staged.map((part) => [part.key, part]))
  const owner = ownerOf(staged[0]!.name)
  const places = new Map<Key, Place>()
  const names: Array<string> = []
  let found: Content | undefined
  let code: string | undefined
  let knewWriters = true
  let displaced: Sight | null = null
  let ownDirectory: number | null | undefined

  /** The directory that the files were staged in. */
  const openOwn = (): number | null => (ownDirectory ??= ifThere(() => openSync(at(stage, owner), directoryFlags)))

  /** Each file of a write that turns back asks for it. */
  let marked: "judged" | "turned" | undefined
  const mark = (id: IntentId, as: "judged" | "turned"): void => {
    if (marked !== as) sidecars.mark(id, owner, as)
    marked = as
  }

  const partOf = (key: Key): StagedPart => {
    const part = partAt.get(key)
    if (part === undefined) throw new Error(`${key} is not among the staged files`)
    return part
  }

  const stagedAt = (key: Key): Name => ({ directory: stage, name: partOf(key).name })

  const isStaged = (key: Key): boolean =>
    lstatSync(at(stage, partOf(key).name), { throwIfNoEntry: false }) !== undefined

  /** The open directory of the key; one for the whole stay, once it is there. */
  const placeOf = (key: Key): Place | null => {
    const place = places.get(key) ?? placeNow(key)
    if (place !== null) places.set(key, place)
    return place
  }

  /** Where a directory on the way was swapped for something else, nothing of the key's is there any more. */
  const placeNow = (key: Key): Place | null => {
    try {
      return tree.placeOf(partOf(key).path)
    } catch (error) {
      if (swapped.has(codeOf(error))) return null
      throw error
    }
  }

  const seen = (sight: Sight | null): SeenFile => {
    if (sight === null) return null
    const { content, inode, writer } = sight
    if (writer === "unknown") knewWriters = false
    return { content, inode, beingWritten: writer === "writer" || (writer === "unknown" && unknownIsWriter) }
  }

  const lookAtStaged = (key: Key): Effect.Effect<Sight | null, unknown> => tree.look(stage, partOf(key).name)

  function* judge(intent: Intent) {
    const all: Array<SeenPart> = []
    for (const { key, base } of intent.parts) {
      const place = placeOf(key)
      calls.finish(place, stagedAt(key))
      const file = place === null ? null : seen(yield* tree.look(place.directory, place.name))
      if ((file?.content ?? Absent) !== base) found ??= file?.content ?? Absent
      all.push({ key, file, staged: seen(yield* lookAtStaged(key)) })
    }
    const { key } = awaiting(intent, all)[0] ?? intent.parts[0]!
    return { _tag: "Judge", host, key, seen: all } as const
  }

  const rename = (how: Rename, target: Name, from: Name): string | undefined =>
    how === "Exchange"
      ? calls.exchange(target, from)
      : how === "IntoPlace"
        ? calls.noreplace(from, target)
        : calls.noreplace(target, from)

  /** Whether the directory at the key's path is still the one that was opened. */
  const isStillThere = (key: Key, target: Name): boolean => {
    const again = placeNow(key)
    try {
      return again !== null && tree.isSame(again.directory, target.directory)
    } finally {
      again?.close()
    }
  }

  /** What comes before the exchange: if that fails, nothing has changed. Returns the code that it failed with. */
  const prepare = (key: Key, how: Rename): string | undefined => {
    try {
      if (how === "IntoPlace" && placeOf(key) === null) places.set(key, tree.makePlaceOf(partOf(key).path))
      // What is built from the file has to be built anew, however long ago it was staged.
      if (how !== "OutOfPlace") calls.touch(stagedAt(key))
      return undefined
    } catch (error) {
      if (codeOf(error) === "") throw error
      return codeOf(error)
    }
  }

  const exchange = (key: Key, how: Rename): boolean => {
    code = prepare(key, how)
    if (code !== undefined) return false
    const target = placeOf(key)
    if (target === null) return false
    const refused = rename(how, target, stagedAt(key))
    if (refused !== undefined) {
      if (refused !== "ENOENT" && refused !== "EEXIST") code = refused
      return false
    }
    if (isStillThere(key, target)) return true
    // Its directory was moved away meanwhile: what was written went with it, and comes back.
    rename(opposite[how], target, stagedAt(key))
    return false
  }

  const turnBack = (intent: Intent, key: Key, how: Rename): boolean => {
    mark(intent.id, "turned")
    const target = placeOf(key)
    if (target !== null && rename(how, target, stagedAt(key)) === undefined) return true
    // Ours is at the key still: it would be tried again and again.
    if (how === "Exchange" && !isStaged(key)) throw new NothingToPutBack(key)
    return false
  }

  function* syncDirectories(keys: ReadonlyArray<Key>) {
    const directories = new Set<number>()
    for (const key of keys) {
      const place = placeOf(key)
      if (place !== null) directories.add(place.directory)
    }
    if (syncsStage) {
      const own = openOwn()
      if (own !== null) directories.add(own)
    }
    for (const directory of directories) yield* sync.fsync(directory)
  }

  function* perform(intent: Intent, order: GateOrder) {
    const first = intent.parts[0]!.key
    switch (order._tag) {
      case "Judge":
        return yield* judge(intent)
      case "Exchange": {
        // What cannot be brought to the disk must not be seen: then nothing has changed, as if the exchange had failed.
        code = yield* codeIfFails(synced)
        const done = code === undefined && exchange(order.key, order.rename)
        return { _tag: "Exchange", host, key: order.key, done } as const
      }
      case "Probe": {
        displaced = yield* lookAtStaged(order.key)
        return { _tag: "Probe", host, key: order.key, beingWritten: seen(displaced)?.beingWritten ?? false } as const
      }
      case "Hash": {
        const content = displaced?.content ?? Absent
        if (content !== partOf(order.key).base) found = content
        return { _tag: "Hash", host, key: order.key, content } as const
      }
      case "TurnBack":
        return { _tag: "TurnBack", host, key: order.key, done: turnBack(intent, order.key, order.rename) } as const
      case "KeepAside": {
        yield* syncDirectories([order.key])
        const name = kept.keep(stagedAt(order.key), { intent: intent.id, key: order.key, task: intent.task })
        if (name !== undefined) names.push(name)
        return { _tag: "KeepAside", host, key: order.key } as const
      }
      case "Sync":
        mark(intent.id, "judged")
        yield* syncDirectories(order.keys)
        return { _tag: "Sync", host, key: first } as const
      case "Settle":
        return { _tag: "Settle", host, key: first } as const
      case "Refuse":
        yield* syncDirectories(order.keys)
        return { _tag: "Refuse", host, key: first } as const
    }
  }

  return {
    // What is thrown within is no defect here: it stops the stay, and the next one goes on.
    perform: (intent, order) =>
      Effect.catchDefect(
        Effect.gen(() => perform(intent, order)),
        (defect) => Effect.fail(defect)
      ),
    findings: () => ({ kept: names, found, code, knewWriters }),
    close: () => {
      for (const place of places.values()) place.close()
      if (typeof ownDirectory === "number") closeSync(ownDirectory)
      places.clear()
    }
  }
}
