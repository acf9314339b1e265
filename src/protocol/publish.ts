// How a content becomes visible: what Publish.tla judges by, and what it changes, under its names. The disk is the
// service's: what was seen of it comes in with each step, and what to do next goes out as an order.
import type { Part, SeenFile, SeenPart } from "./actions.ts"
import { firstOpen, intentsOf, oldestAt, record, saw, withIntent, withoutIntent } from "./intents.ts"
import type { GateOrder, Order, RefusalReason, Rename } from "./orders.ts"
import { serve } from "./leases.ts"
import type { Gate, Intent, Stage, State } from "./state.ts"
import { get, isEmpty, keys, set } from "./table.ts"
import { isPresent } from "./tasks.ts"
import { Absent, type Content, file, type HostId, type Key, type RunId } from "./words.ts"

// What can be seen. Identity decides: by the content at the key, one that came back would look like one never replaced.

/** The staged path no longer holds what was staged there. */
export const isExchanged = ({ content, inode }: Part, staged: SeenFile): boolean =>
  content === Absent ? staged !== null : staged === null || staged.inode !== inode

/** Ours is at the key, still. */
export const showsOurs = (part: Part, { file: at, staged }: SeenPart): boolean =>
  part.content === Absent ? isExchanged(part, staged) && at === null : at !== null && at.inode === part.inode

/** Something lies at the staged path that others made. */
export const holdsTheirs = (part: Part, { staged }: SeenPart): boolean => isExchanged(part, staged) && staged !== null

/** A staged file could be written by whoever had it open while it was visible. */
export const isIntact = ({ content }: Part, { staged }: SeenPart): boolean =>
  staged === null ? content === Absent : staged.content === content && !staged.beingWritten

const contentOf = (seen: SeenFile): Content => (seen === null ? Absent : seen.content)

export const hasBase = ({ base }: Part, at: SeenFile): boolean => contentOf(at) === base

export const showsBase = (part: Part, { file: at }: SeenPart): boolean => hasBase(part, at) && at?.beingWritten !== true

/** What was seen of a part; nothing anywhere if it was not looked at. */
export const seenOf = (seen: ReadonlyArray<SeenPart>, key: Key): SeenPart =>
  seen.find((one) => one.key === key) ?? { key, file: null, staged: null }

/** Whether each file of the intent was looked at. */
export const sawAll = ({ parts }: Intent, seen: ReadonlyArray<SeenPart>): boolean =>
  parts.every(({ key }) => seen.some((one) => one.key === key))

export const partOf = (intent: Intent, key: Key): Part | undefined => intent.parts.find((part) => part.key === key)

/** The parts that still have to go somewhere: which ones depends on the way. */
export const awaiting = (intent: Intent, seen: ReadonlyArray<SeenPart>): ReadonlyArray<Part> =>
  intent.parts.filter((part) => {
    const at = seenOf(seen, part.key)
    if (intent.gate?.at === "turn") return showsOurs(part, at) || holdsTheirs(part, at)
    return intent.judged || !isExchanged(part, at.staged) || !intent.gate?.checked.includes(part.key)
  })

// What comes next.

/** The intent in whose gate the host is, if this step of this key is next there. */
export const inGate = (state: State, host: HostId, key: Key, stages: ReadonlyArray<Stage>): Intent | undefined => {
  const intent = firstOpen(state, key)
  const gate = intent?.gate
  return gate !== undefined &&
    gate.host === host &&
    stages.includes(gate.at) &&
    (gate.key === undefined || gate.key === key)
    ? intent
    : undefined
}

const keysOf = ({ parts }: Intent): ReadonlyArray<Key> => parts.map(({ key }) => key)

/** Into an empty place nothing is exchanged, and nothing out of one: there a rename must not replace. */
const renameOf = (from: Content, to: Content): Rename =>
  from === Absent ? "IntoPlace" : to === Absent ? "OutOfPlace" : "Exchange"

/** What whoever is in the gate has to do next. */
export const orderOf = (intent: Intent): GateOrder | undefined => {
  const { gate } = intent
  if (gate === undefined) return undefined
  const here = { intent: intent.id, host: gate.host }
  const key = gate.key ?? intent.parts[0]!.key
  const { base, content } = partOf(intent, key)!
  switch (gate.at) {
    case "judge":
    case "turn":
      return { _tag: "Judge", ...here, keys: keysOf(intent) }
    case "exchange":
      return { _tag: "Exchange", ...here, key, rename: renameOf(base, content) }
    case "probe":
      return { _tag: "Probe", ...here, key }
    case "hash":
      return { _tag: "Hash", ...here, key }
    case "back":
      return { _tag: "TurnBack", ...here, key, rename: renameOf(content, base), mark: true }
    case "aside":
      return { _tag: "KeepAside", ...here, key, sync: true }
    case "sync":
      return { _tag: "Sync", ...here, keys: keysOf(intent), mark: true }
    case "settle":
      return { _tag: "Settle", ...here }
    case "refuse":
      return { _tag: "Refuse", ...here, keys: keysOf(intent) }
  }
}

const withGate = (state: State, intent: Intent, gate: Gate, orders: Array<Order>): State => {
  const moved = { ...intent, gate }
  orders.push(orderOf(moved)!)
  return withIntent(state, moved)
}

/** Steps on: to the stage that comes next, of the file at key if it is one's of a file. */
export const goOn = (
  state: State,
  intent: Intent,
  at: Stage,
  key: Key | undefined,
  reason: RefusalReason | undefined,
  orders: Array<Order>
): State => {
  const gate = intent.gate!
  return withGate(state, intent, { ...gate, at, key, reason: reason ?? gate.reason }, orders)
}

/** What was displaced from the key is noted as clean if it is the base. */
export const check = (state: State, host: HostId, key: Key, content: Content): State => {
  const intent = inGate(state, host, key, ["hash"])
  if (intent === undefined || partOf(intent, key)?.base !== content) return state
  const gate = intent.gate!
  return withIntent(state, { ...intent, gate: { ...gate, checked: [...new Set([...gate.checked, key])].sort() } })
}

// Changes.

export const observe = (state: State, run: RunId, key: Key, found: Content, orders: Array<Order>): State => {
  orders.push({ _tag: "Observed", run, key, content: found })
  return saw(state, run, key, found)
}

export const decide = (state: State, run: RunId, parts: ReadonlyArray<Part>, orders: Array<Order>): State => {
  const intent = record(state, run, parts)
  orders.push({ _tag: "Decided", run, intent: intent.id, keys: keysOf(intent) })
  return withIntent(state, intent)
}

export const enter = (state: State, host: HostId, key: Key, orders: Array<Order>): State => {
  const intent = firstOpen(state, key)
  if (intent === undefined) return state
  return withGate(state, intent, { host, at: "judge", key: undefined, checked: [], reason: undefined }, orders)
}

/** What goes back is marked so, for whoever comes if its settler dies: it does not go forward again. */
export const markTurned = (state: State, key: Key, seen: ReadonlyArray<SeenPart>): State => {
  const intent = firstOpen(state, key)
  const part = intent === undefined ? undefined : partOf(intent, key)
  if (intent?.gate?.at !== "turn" || part === undefined || !showsOurs(part, seenOf(seen, key))) return state
  return withIntent(state, { ...intent, turned: true })
}

/** What was found clean is marked so. */
export const markJudged = (state: State, key: Key): State => {
  const intent = firstOpen(state, key)
  return intent === undefined ? state : withIntent(state, { ...intent, judged: true })
}

const serveKeys = (state: State, intent: Intent, orders: Array<Order>): void => {
  for (const { key } of intent.parts) serve(state, file(key), orders)
}

/** The row says published. */
export const publish = (state: State, key: Key, now: number, orders: Array<Order>): State => {
  const intent = firstOpen(state, key)
  if (intent === undefined) return state
  orders.push({ _tag: "Published", run: intent.run, intent: intent.id, keys: keysOf(intent) })
  serveKeys(state, intent, orders)
  // Who wrote last, for those who are told of a stale base.
  let { written } = state
  for (const { key: at, content } of intent.parts) written = set(written, at, { task: intent.task, content })
  return withIntent({ ...state, written }, { ...intent, row: "published", settled: now, gate: undefined })
}

/** The writer knows what it wrote, if it is still there. */
export const sawOwn = (state: State, key: Key): State => {
  const intent = firstOpen(state, key)
  if (intent === undefined || !isPresent(state, intent.run)) return state
  return intent.parts.reduce((next, part) => saw(next, intent.run, part.key, part.content), state)
}

/** The row says refused. */
export const refuse = (state: State, key: Key, now: number, orders: Array<Order>): State => {
  const intent = firstOpen(state, key)
  if (intent === undefined) return state
  const { run, id, gate } = intent
  orders.push({ _tag: "Refused", run, intent: id, keys: keysOf(intent), reason: gate?.reason ?? "OlderGeneration" })
  serveKeys(state, intent, orders)
  return withIntent(state, { ...intent, row: "refused", settled: now, gate: undefined })
}

export const hasRowsToFlush = (state: State): boolean => !isEmpty(state.unflushed)

export const flush = (state: State): State =>
  keys(state.unflushed).reduce((next, seat) => {
    const intent = get(next.intents, seat)
    return intent === undefined ? next : withIntent(next, { ...intent, durable: true })
  }, state)

/** What should lie at the staged path of an intent that was settled. */
const expected = ({ row }: Intent, { base, content }: Part): Content => (row === "published" ? base : content)

/** A staged file as LateCheck sees it. */
type SeenStaged = Pick<SeenPart, "key" | "staged">

export const mayBeWritten = (key: Key, seen: ReadonlyArray<SeenStaged>): boolean => {
  const at = seen.find((one) => one.key === key)
  return at === undefined || at.staged?.beingWritten === true
}

/** What differs was written by a program that was in the middle of opening the file, or that opened ours while it was visible. */
export const keepDiffering = (state: State, key: Key, seen: ReadonlyArray<SeenStaged>, orders: Array<Order>): State => {
  const intent = oldestAt(state, key)
  if (intent === undefined) return state
  for (const part of intent.parts) {
    const staged = seen.find((one) => one.key === part.key)?.staged ?? null
    if (staged !== null && staged.content !== expected(intent, part))
      orders.push({ _tag: "Keep", intent: intent.id, key: part.key, content: staged.content })
  }
  return state
}

export const unlink = (state: State, key: Key, orders: Array<Order>): State => {
  const intent = oldestAt(state, key)
  if (intent === undefined) return state
  orders.push({ _tag: "Unlink", intent: intent.id, keys: keysOf(intent) })
  return withoutIntent(state, intent)
}

/** Gates are locks of the operating system's: they go with their process. */
export const leaveGates = (state: State, dead: (host: HostId) => boolean): State =>
  intentsOf(state).reduce(
    (next, intent) =>
      intent.gate !== undefined && dead(intent.gate.host) ? withIntent(next, { ...intent, gate: undefined }) : next,
    state
  )
