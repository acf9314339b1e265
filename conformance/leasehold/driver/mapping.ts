/** The specification's state as the core's snapshot and the disk's content; observe.ts is the way back. */
import type {
  Content,
  Handle,
  HostId,
  HostStatus,
  IntentId,
  Key,
  RunId,
  RunStatus,
  Snapshot,
  Stage,
  TaskId,
  Token
} from "../../../src/protocol/index.ts"
import type { SpecState } from "../../replay/driver.ts"
import { makeMemo } from "../../replay/memo.ts"
import type { Value } from "../../tla/value.ts"
import { defaultLimits, intentId } from "../../../src/protocol/index.ts"
import { inodeOf, outsideInode } from "./disk.ts"
import type { Disk, Entry, StagedFiles, Use } from "./disk.ts"
import { resourceOf, scopeOf, taskOfRun } from "./names.ts"

/** What the models know and the core does not: which names there are. */
export interface World {
  readonly hosts: ReadonlyArray<string>
  readonly runs: ReadonlyArray<string>
  readonly resources: ReadonlyArray<string>
  readonly keys: ReadonlyArray<string>
}

/** How fields that the specification does not have are filled; times in ms. */
export interface Hidden {
  readonly title: string
  readonly since: number
  readonly expires: number
  readonly leaseMs: number
  readonly graceMs: number
  readonly remembers: boolean
}

const unexpected = (value: Value, wanted: string): never => {
  throw new TypeError(`expected ${wanted}, found ${value.text}`)
}

export const text = (value: Value): string => (value._tag === "string" ? value.value : unexpected(value, "a string"))
export const number = (value: Value): number =>
  value._tag === "int" ? Number(value.value) : unexpected(value, "an integer")
export const flag = (value: Value): boolean => (value._tag === "bool" ? value.value : unexpected(value, "a boolean"))
export const elements = (value: Value): ReadonlyArray<Value> =>
  value._tag === "set" || value._tag === "tuple" ? value.elements : unexpected(value, "a set or sequence")

/** A function of strings, which TLC may print as a record. */
export const entries = (value: Value): ReadonlyArray<readonly [string, Value]> =>
  value._tag === "record"
    ? value.fields
    : value._tag === "function"
      ? value.entries.map(([key, image]) => [text(key), image])
      : unexpected(value, "a function of strings")

/** What is read from a value; values never change, and most of them come often. */
const once = <A>(read: (value: Value) => A): ((value: Value) => A) => {
  const known = new WeakMap<Value, A>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const made = read(value)
    known.set(value, made)
    return made
  }
}

export const field = (value: Value, name: string): Value =>
  entries(value).find(([key]) => key === name)?.[1] ?? unexpected(value, `a record with ${name}`)

/** How the models write what there is not. */
export const nobody = "nobody"
export const noHost = "no host"
export const unseen = "unseen"
export const absent = "absent"

const variable = (state: SpecState, name: string): Value => {
  const value = state[name]
  if (value === undefined) throw new TypeError(`the state lacks ${name}`)
  return value
}

const namesIn = (state: SpecState, name: string): ReadonlyArray<string> =>
  entries(variable(state, name)).map(([key]) => key)

/** A run of the harness sees few worlds: each is one object, so that what is made for it can be kept by it. */
const worlds = makeMemo<World>()

/** The names of the models, as they appear in a state: every function there is total. */
export const worldOf = (state: SpecState): World => {
  const hosts = namesIn(state, "hosts")
  const runs = namesIn(state, "status")
  const resources = namesIn(state, "lease")
  const keys = namesIn(state, "files")
  const parts = [hosts.length, ...hosts, runs.length, ...runs, resources.length, ...resources, ...keys]
  return worlds(parts, () => ({ hosts, runs, resources, keys }))
}

/** How the models write that an inode is nobody's, and that nobody is in a gate. */
const nobodys = "0.0" as IntentId
export const noKey = ""

/** An id is a pair of generation and number. */
export const idOf = once((value): IntentId => {
  const [generation, number_] = elements(value).map(number)
  return intentId(generation!, number_!)
})

const entryOf = (file: Value, key: string): Entry => {
  const content = text(field(file, "content"))
  if (content === absent) return null
  const origin = idOf(field(file, "origin"))
  return {
    content: content as Content,
    inode: origin === nobodys ? outsideInode : inodeOf(origin, key),
    use: text(field(file, "use")) as Use
  }
}

const entriesOf = (value: Value): StagedFiles =>
  Object.fromEntries(entries(value).map(([key, file]) => [key, entryOf(file, key)]))

const idsOf = (state: SpecState): ReadonlyArray<IntentId> =>
  elements(variable(state, "intents")).map((intent) => idOf(field(intent, "id")))

export const diskOf = (state: SpecState): Disk => {
  const ids = idsOf(state)
  return {
    files: entriesOf(variable(state, "files")),
    staged: Object.fromEntries(elements(variable(state, "staged")).map((files, i) => [ids[i]!, entriesOf(files)])),
    unsynced: Object.fromEntries(entries(variable(state, "unsynced")).map(([key, value]) => [key, flag(value)])),
    kept: Object.fromEntries(
      entries(variable(state, "kept")).map(([key, value]) => [key, elements(value).map((c) => text(c) as Content)])
    )
  }
}

/** Few writes are decided again and again. */
const changesOf = once((write) =>
  entries(write).map(([key, change]) => ({
    key: key as Key,
    base: text(field(change, "base")) as Content,
    content: text(field(change, "content")) as Content
  }))
)

/** The parts of a write, with the inodes that `intent` stages for them. */
export const partsOf = (write: Value, intent: IntentId) =>
  changesOf(write).map(({ key, base, content }) => ({
    key,
    base,
    content,
    inode: content === absent ? null : inodeOf(intent, key)
  }))

const gateOf = (gate: Value): Snapshot["intents"][number]["gate"] => {
  const host = text(field(gate, "host"))
  if (host === noHost) return undefined
  const key = text(field(gate, "key"))
  return {
    host: host as HostId,
    at: text(field(gate, "at")) as Stage,
    key: key === noKey ? undefined : (key as Key),
    checked: elements(field(gate, "checked")).map((checked) => text(checked) as Key),
    reason: undefined
  }
}

const intentsOf = (state: SpecState, hidden: Hidden): Snapshot["intents"] => {
  const gates = elements(variable(state, "gates"))
  return elements(variable(state, "intents")).map((intent, i) => {
    const id = idOf(field(intent, "id"))
    const run = text(field(intent, "run")) as RunId
    return {
      id,
      generation: number(elements(field(intent, "id"))[0]!),
      run,
      task: taskOfRun(run),
      parts: partsOf(field(intent, "write"), id).toSorted((one, other) => (one.key < other.key ? -1 : 1)),
      judged: flag(field(intent, "judged")),
      turned: flag(field(intent, "turned")),
      row: text(field(intent, "row")) as "open",
      durable: flag(field(intent, "durable")),
      settled: hidden.since,
      gate: gateOf(gates[i]!)
    }
  })
}

const scopeOfProfile = once((profile) => {
  const keysIn = (side: string) => elements(field(profile, side)).map(text)
  return scopeOf(keysIn("reads"), keysIn("writes"))
})

/** The core's state for a state of the specification. */
export const snapshotOf = (state: SpecState, hidden: Hidden): Snapshot => ({
  hosts: entries(variable(state, "hosts")).flatMap(([host, status]) =>
    text(status) === "closed" ? [] : [{ host: host as HostId, status: text(status) as HostStatus }]
  ),
  tasks: entries(variable(state, "profile")).map(([task, profile]) => ({
    task: task as TaskId,
    background: flag(field(profile, "background")),
    allowWrites: flag(field(profile, "allowWrites")),
    scope: scopeOfProfile(profile),
    title: hidden.title
  })),
  lives: [],
  runs: entries(variable(state, "status")).flatMap(([run, status]) => {
    if (text(status) === "new") return []
    const host = text(field(variable(state, "host"), run))
    return [
      {
        run: run as RunId,
        task: taskOfRun(run as RunId),
        host: host === noHost ? null : (host as HostId),
        status: text(status) as RunStatus,
        lost: hidden.remembers
          ? entries(variable(state, "lease")).map(([name]) => ({
              resource: resourceOf(name),
              loss: "Expired" as const
            }))
          : []
      }
    ]
  }),
  leases: entries(variable(state, "lease")).flatMap(([name, lease]) => {
    const holder = text(field(lease, "holder"))
    if (holder === nobody) return []
    return [
      {
        resource: resourceOf(name),
        run: holder as RunId,
        token: number(field(lease, "token")) as Token,
        handles: elements(field(lease, "handles")).map((handle) => number(handle) as Handle),
        since: hidden.since,
        expires: hidden.expires
      }
    ]
  }),
  queue: elements(variable(state, "queue")).map((place) => ({
    run: text(field(place, "run")) as RunId,
    resource: resourceOf(text(field(place, "resource"))),
    since: hidden.since
  })),
  generation: number(variable(state, "generation")),
  counter: number(variable(state, "counter")),
  intents: intentsOf(state, hidden),
  observations: entries(variable(state, "observation")).flatMap(([run, seen]) =>
    entries(seen).flatMap(([key, content]) =>
      text(content) === unseen ? [] : [{ run: run as RunId, key: key as Key, content: text(content) as Content }]
    )
  ),
  written: hidden.remembers
    ? entries(variable(state, "files")).map(([key, file]) => ({
        key: key as Key,
        task: "z" as TaskId,
        content: text(field(file, "content")) as Content
      }))
    : [],
  limits: { ...defaultLimits, leaseMs: hidden.leaseMs, graceMs: hidden.graceMs },
  folds: "nothing"
})
