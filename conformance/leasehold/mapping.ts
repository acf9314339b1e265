/** The specification's state as the core's snapshot and the disk's content; observe.ts is the way back. */
import type {
  Content,
  Handle,
  HostId,
  HostStatus,
  Key,
  RunId,
  RunStatus,
  Snapshot,
  TaskId,
  Token
} from "../../src/protocol/index.ts"
import type { SpecState } from "../replay/driver.ts"
import type { Value } from "../tla/value.ts"
import { regionOf, resourceOf, taskOfRun } from "./names.ts"

/** What the models know and the core does not: which names there are. */
export interface World {
  readonly hosts: ReadonlyArray<string>
  readonly runs: ReadonlyArray<string>
  readonly resources: ReadonlyArray<string>
  readonly keys: ReadonlyArray<string>
}

/** What a key contains, by key. The disk is the environment's, no part of the core. */
export type Disk = Readonly<Record<string, Content>>

/** How fields that the specification does not have are filled; times in ms. */
export interface Hidden {
  readonly title: string
  readonly since: number
  readonly expires: number
  readonly leaseMs: number
  readonly remembers: boolean
}

const unexpected = (value: Value, wanted: string): never => {
  throw new TypeError(`expected ${wanted}, found ${value.text}`)
}

const text = (value: Value): string => (value._tag === "string" ? value.value : unexpected(value, "a string"))
const number = (value: Value): number => (value._tag === "int" ? Number(value.value) : unexpected(value, "an integer"))
const flag = (value: Value): boolean => (value._tag === "bool" ? value.value : unexpected(value, "a boolean"))
const elements = (value: Value): ReadonlyArray<Value> =>
  value._tag === "set" || value._tag === "tuple" ? value.elements : unexpected(value, "a set or sequence")

/** A function of strings, which TLC may print as a record. */
const entries = (value: Value): ReadonlyArray<readonly [string, Value]> =>
  value._tag === "record"
    ? value.fields
    : value._tag === "function"
      ? value.entries.map(([key, image]) => [text(key), image])
      : unexpected(value, "a function of strings")

const field = (value: Value, name: string): Value =>
  entries(value).find(([key]) => key === name)?.[1] ?? unexpected(value, `a record with ${name}`)

/** How the models write what there is not. */
export const nobody = "nobody"
export const noHost = "no host"
export const unseen = "unseen"

const variable = (state: SpecState, name: string): Value => {
  const value = state[name]
  if (value === undefined) throw new TypeError(`the state lacks ${name}`)
  return value
}

/** A run of the harness sees few worlds: each is one object, so that what is made for it can be kept by it. */
const worlds = new Map<string, World>()

/** The names of the models, as they appear in a state: every function there is total. */
export const worldOf = (state: SpecState): World => {
  const names = (name: string): ReadonlyArray<string> => entries(variable(state, name)).map(([key]) => key)
  const world: World = { hosts: names("hosts"), runs: names("status"), resources: names("lease"), keys: names("disk") }
  const text = JSON.stringify(world)
  const known = worlds.get(text)
  if (known === undefined) worlds.set(text, world)
  return known ?? world
}

export const diskOf = (state: SpecState): Disk =>
  Object.fromEntries(entries(variable(state, "disk")).map(([key, content]) => [key, text(content) as Content]))

/** The core's state for a state of the specification. */
export const snapshotOf = (state: SpecState, hidden: Hidden): Snapshot => ({
  hosts: entries(variable(state, "hosts")).flatMap(([host, status]) =>
    text(status) === "closed" ? [] : [{ host: host as HostId, status: text(status) as HostStatus }]
  ),
  tasks: entries(variable(state, "profile")).map(([task, profile]) => ({
    task: task as TaskId,
    background: flag(field(profile, "background")),
    allowWrites: flag(field(profile, "allowWrites")),
    reads: regionOf(elements(field(profile, "reads")).map(text)),
    writes: regionOf(elements(field(profile, "writes")).map(text)),
    title: hidden.title
  })),
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
  counter: number(variable(state, "counter")),
  observations: entries(variable(state, "observation")).flatMap(([run, seen]) =>
    entries(seen).flatMap(([key, content]) =>
      text(content) === unseen ? [] : [{ run: run as RunId, key: key as Key, content: text(content) as Content }]
    )
  ),
  written: hidden.remembers
    ? entries(variable(state, "disk")).map(([key, content]) => ({
        key: key as Key,
        task: "z" as TaskId,
        content: text(content) as Content
      }))
    : [],
  limits: { leaseMs: hidden.leaseMs }
})
