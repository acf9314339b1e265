// What may happen next in a state, with what it does to the disk. Blind choice would get a write through its gate, hit a handle
// or the turn of a place once in a blue moon: these concern what is there.
import { type Disk, losePower, perform, seen, stagedAt } from "../../conformance/leasehold/driver/disk.ts"
import {
  Absent,
  type Action,
  type HostId,
  type Intent,
  intentsOf,
  oldestAt,
  orderOf,
  type SeenPart,
  type Snapshot,
  type State
} from "../../src/protocol/index.ts"
import { hostIds, keyIds, written } from "./actions.ts"
import { inode } from "./world.ts"

/** A state, with its view and the disk beside it. */
export interface World {
  readonly state: State
  readonly view: Snapshot
  readonly disk: Disk
}

/** What is asked of the core, or nothing if a program outside does something; and the disk after it, if it is not refused. */
export interface Move {
  readonly action?: Action
  readonly disk: Disk
}

/** What a service sees of all files of an intent. */
export const seenOf = (disk: Disk, { id, parts }: Intent): ReadonlyArray<SeenPart> =>
  parts.map(({ key }) => ({ key, file: seen(disk.files[key] ?? null), staged: seen(stagedAt(disk, id, key)) }))

/** What whoever is in the gate does there, and truly tells. */
export const gateMoves = ({ disk }: World, intent: Intent): ReadonlyArray<Move> => {
  const order = orderOf(intent)
  if (order === undefined) return []
  const { host } = order
  const after = perform(disk, order)
  if (order._tag === "Judge") {
    const all = seenOf(disk, intent)
    return intent.parts.map(({ key }) => ({ action: { _tag: "Judge", host, key, seen: all }, disk }))
  }
  if (!("key" in order))
    return intent.parts.map(({ key }) => ({ action: { _tag: order._tag, host, key }, disk: after.disk }))
  const { key } = order
  const staged = seen(stagedAt(disk, intent.id, key))
  switch (order._tag) {
    case "Exchange":
    case "TurnBack":
      return [{ action: { _tag: order._tag, host, key, done: after.done }, disk: after.disk }]
    case "Probe":
      return [{ action: { _tag: "Probe", host, key, beingWritten: staged?.beingWritten ?? false }, disk }]
    case "Hash":
      return [{ action: { _tag: "Hash", host, key, content: staged?.content ?? Absent }, disk }]
    case "KeepAside":
      return [{ action: { _tag: "KeepAside", host, key }, disk: after.disk }]
  }
}

/** The hosts that may act. */
export const openHosts = ({ hosts }: Snapshot): ReadonlyArray<HostId> =>
  hosts.filter(({ status }) => status === "open").map(({ host }) => host)

const [A] = written as [(typeof written)[0]]

/** One thing in which what was seen could be otherwise. What was found clean in this gate stays exchanged, as it does on a disk. */
const otherwise = (intent: Intent, seen: ReadonlyArray<SeenPart>): ReadonlyArray<ReadonlyArray<SeenPart>> =>
  intent.parts.flatMap((part) => {
    const isChecked = intent.gate?.checked.includes(part.key)
    const edit = (change: Partial<SeenPart>): ReadonlyArray<SeenPart> =>
      seen.map((one) => (one.key === part.key ? { ...one, ...change } : one))
    const another = { content: A, inode: inode("another"), beingWritten: false }
    const own = { content: part.content, inode: part.inode ?? inode("own"), beingWritten: false }
    const atKey = [null, another, { ...another, beingWritten: true }, own].map((at) => edit({ file: at }))
    const atStaged = [null, another, own, { ...own, content: A }, { ...own, beingWritten: true }]
    return isChecked ? atKey : [...atKey, ...atStaged.map((staged) => edit({ staged }))]
  })

/** What the same one could tell as well, true or not, and what others could. */
export const gateLies = (world: World, intent: Intent): ReadonlyArray<Move> =>
  gateMoves(world, intent).flatMap(({ action, disk }): ReadonlyArray<Move> => {
    const tell = (action: Action): Move => ({ action, disk })
    const elsewhere = hostIds.map((host): Move => ({ action: { ...action, host } as Action, disk }))
    const ofOthers = intent.parts.map(({ key }): Move => ({ action: { ...action, key } as Action, disk }))
    switch (action?._tag) {
      case "Judge":
        return otherwise(intent, action.seen).map((seen) => tell({ ...action, seen }))
      case "Exchange":
      case "TurnBack":
        return [tell({ ...action, done: !action.done }), ...elsewhere, ...ofOthers]
      case "Probe":
        return [tell({ ...action, beingWritten: !action.beingWritten }), ...elsewhere, ...ofOthers]
      case "Hash":
        return [...[Absent, ...written].map((one) => tell({ ...action, content: one })), ...elsewhere, ...ofOthers]
      default:
        return [...elsewhere, ...ofOthers]
    }
  })

/** Who comes to settle what is open: seldom where somebody is at it, or one whose host is not open. */
export const entries = ({ view, disk }: World): ReadonlyArray<Move> => {
  const open = openHosts(view)
  const some = open.length === 0 ? [] : hostIds
  const unsettled = view.intents.filter(({ row }) => row === "open")
  return unsettled.flatMap(({ gate, parts }) =>
    parts.flatMap(({ key }): ReadonlyArray<Move> => {
      const isContested = parts.length > 1 && unsettled.length > 1
      const hosts =
        gate !== undefined
          ? open
          : isContested
            ? Array.from({ length: 20 }, () => open).flat()
            : [...open, ...open, ...some]
      return hosts.map((host) => ({ action: { _tag: "EnterGate", host, key }, disk }))
    })
  )
}

/** What is done afterwards, seldom too early. */
export const afterwards = ({ state, disk }: World): ReadonlyArray<Move> => {
  const settled = intentsOf(state).filter(({ row }) => row !== "open")
  const late = settled.flatMap((intent) => {
    const all = seenOf(disk, intent)
    const some = intent.durable ? [all, ...otherwise(intent, all)] : [all]
    // Who looks at what a key has left looks at the oldest write, and at nothing else.
    return intent.parts
      .filter(({ key }) => oldestAt(state, key) === intent)
      .flatMap(({ key }) => some.map((seen): Move => ({ action: { _tag: "LateCheck", key, seen }, disk })))
  })
  const unsure = settled.filter(({ durable }) => !durable)
  return [...late, ...unsure.map((): Move => ({ action: { _tag: "Flush" }, disk }))]
}

/** What may be lost: of what reached the disk nothing, or with the store any row. */
export const losses = ({ view, disk }: World): ReadonlyArray<Move> => {
  const settled = view.intents.filter(({ row }) => row !== "open")
  const unsure = settled.filter(({ durable }) => !durable)
  const undoable = keyIds.flatMap((key) => {
    const newest = view.intents.findLast(({ parts }) => parts.some((part) => part.key === key))
    return disk.unsynced[key] === true && newest !== undefined ? [[key, newest.id] as const] : []
  })
  const ids = (some: typeof settled) => some.map(({ id }) => id)
  return [
    ...[undoable, [], undoable.slice(0, 1)].flatMap((undone) =>
      [unsure, unsure.slice(-1), []].map((some): Move => {
        const after = losePower(disk, undone)
        return { action: { _tag: "PowerLoss", lost: ids(some) }, disk: after }
      })
    ),
    ...[settled, settled.slice(-1), []].map((some): Move => ({ action: { _tag: "StoreLost", lost: ids(some) }, disk }))
  ]
}

/** The same while somebody is in a gate. */
export const untimely = (world: World): ReadonlyArray<Move> =>
  world.view.intents.some(({ gate }) => gate !== undefined) ? losses(world) : []

/** All rows are lost where a batch was built on an older write: then that has to be settled first, whoever comes. */
export const tangles = ({ view, disk }: World): ReadonlyArray<Move> => {
  const settled = view.intents.filter(({ row }) => row !== "open")
  const has = (intent: (typeof settled)[number], key: string) => intent.parts.some((part) => part.key === key)
  const isTangled = settled.some((batch, at) => {
    const built = batch.parts.filter(({ key }) => settled.slice(0, at).some((older) => has(older, key)))
    return built.length > 0 && built.length < batch.parts.length
  })
  const lost = settled.map(({ id }) => id)
  return isTangled ? [{ action: { _tag: "StoreLost", lost }, disk }] : []
}

/** Hosts that go while they are in a gate. */
export const goings = ({ view, disk }: World): ReadonlyArray<Move> =>
  view.intents.flatMap(({ gate }) =>
    gate === undefined ? [] : [{ action: { _tag: "HostCrash", host: gate.host } as const, disk }]
  )
