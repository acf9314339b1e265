/**
 * A workspace that is driven along a walk: a real directory, instances that have it open, and the programs beside them. One instance, the
 * observer, is no host of the models: it is a process that has opened the store and told nothing yet. It looks on, asks what nobody
 * else can ask, and as long as it lives nobody who opens the store takes the machine for one that lost its power.
 */
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import type { Call } from "../../../src/platform/calls.ts"
import type { Native } from "../../../src/platform/native.ts"
import type { Action, HostId, InodeId, IntentId } from "../../../src/protocol/index.ts"
import { hiddenName } from "../../../src/publish/layout.ts"
import type { HeldGates } from "../../../src/publish/gates.ts"
import type { GateSession } from "../../../src/publish/gate-session.ts"
import type { Arrive } from "../../../src/store/open.ts"
import type { Row } from "../../../src/store/entry.ts"
import type { World as Names } from "../driver/mapping.ts"
import { stoppedAt } from "./clock.ts"
import type { StoppedClock } from "./clock.ts"
import { openInstance } from "./instance.ts"
import type { Instance, Parts } from "./instance.ts"
import { keyOf } from "./names.ts"
import { makeOutside } from "./outside.ts"
import type { Outside } from "./outside.ts"

/** When what a host does in a gate is written: each step at once, or all of them when it leaves, as the service does it. */
export type Manner = "step by step" | "at the end"

/** A host in the gates of an intent. */
export interface Stay {
  readonly host: string
  readonly intent: IntentId
  readonly session: GateSession
  readonly held: HeldGates
  /** What was done and is not written yet. */
  readonly pending: Array<Action>
  /** Some program did something since the last look at what came out. */
  isStale: boolean
}

export interface World {
  readonly directory: string
  readonly names: Names
  readonly clock: StoppedClock
  readonly manner: Manner
  readonly outside: Outside
  observer: Instance
  /** The open hosts, by their names in the models. */
  readonly hosts: Map<string, Instance>
  /** The id that a host has, or had last. */
  readonly ids: Map<string, HostId>
  readonly stays: Array<Stay>
  /** What an intent staged for a key, by identity. */
  readonly staged: Map<InodeId, { readonly intent: IntentId; readonly key: string }>
  /** Hosts that were opened and closed beside those of a walk. */
  readonly opened: Array<{ readonly name: string; readonly host: HostId }>
  /** Keys whose last exchange was not synced. */
  readonly unsynced: Set<string>
  /** All rows of the journal. */
  readonly rows: Array<Row>
  /** The row by which an intent was settled. */
  readonly settledAt: Map<IntentId, number>
  /** Follows the journal by this instance, from now on. */
  readonly listen: (observer: Instance) => Effect.Effect<void>
  readonly open: (arrive: Arrive) => Effect.Effect<Instance>
  /** The label of the write that a whole call decides. */
  deciding: string | undefined
  /** What a program does between the look at a file and the decision on what was seen. */
  meanwhile: (() => void) | undefined
  /** A number below, always the same for one seed. */
  readonly random: (below: number) => number
  /** The last number in the name of a staged file: far from those that the service counts for itself. */
  files: number
}

/** In memory where there is such a directory: nothing of this is about how fast disks are. */
const base = (): string => (existsSync("/dev/shm") ? "/dev/shm" : tmpdir())

/** Numbers from a seed. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  let state = (seed + 0x9e3779b9) | 0
  return (below) => {
    state = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    state = Math.imul(state ^ (state >>> 15), 0x735a2d97)
    state ^= state >>> 15
    return (state >>> 0) % below
  }
}

/** The key whose file lies in the open directory. */
const keyIn = (root: string, directory: number): string | undefined => {
  const path = readlinkSync(`/proc/self/fd/${directory}`)
  if (!path.startsWith(`${root}/`) || path.startsWith(`${root}/${hiddenName}`)) return undefined
  return keyOf(`${path.slice(root.length + 1)}/file`)
}

/** The arrival of one who looks on. */
export const looksOn: Arrive = () => undefined

export const makeWorld = Effect.fnUntraced(function* (
  names: Names,
  options: { readonly parts: Parts; readonly manner: Manner; readonly seed: number }
) {
  const outer = mkdtempSync(join(base(), "leasehold-"))
  const directory = join(outer, "tree")
  mkdirSync(directory)
  const unsynced = new Set<string>()
  const rows: Array<Row> = []

  /** Sees which exchanges were made. */
  const watched = (native: Native): Native => ({
    ...native,
    rename: (how, fromDirectory, from, toDirectory, to) => {
      const refused = native.rename(how, fromDirectory, from, toDirectory, to)
      if (refused === undefined) {
        const key = keyIn(directory, fromDirectory) ?? keyIn(directory, toDirectory)
        if (key !== undefined) unsynced.add(key)
      }
      return refused
    }
  })

  const about = (call: Call): void => {
    if (call.call !== "fsync") return
    const key = keyIn(directory, call.fd)
    if (key !== undefined) unsynced.delete(key)
  }

  const open = (arrive: Arrive): Effect.Effect<Instance> =>
    openInstance({ directory, parts: options.parts, about, native: watched, arrive })

  const listen = (observer: Instance): Effect.Effect<void> =>
    Effect.gen(function* () {
      rows.splice(0, rows.length, ...(yield* Effect.orDie(observer.store.rows(0))))
      observer.store.listen((row) => rows.push(row))
    })

  const observer = yield* open(looksOn)
  yield* listen(observer)
  const world: World = {
    directory,
    names,
    clock: stoppedAt(1_000),
    manner: options.manner,
    outside: makeOutside(outer),
    observer,
    hosts: new Map(),
    ids: new Map(),
    stays: [],
    staged: new Map(),
    opened: [],
    unsynced,
    rows,
    settledAt: new Map(),
    listen,
    open,
    deciding: undefined,
    meanwhile: undefined,
    random: randomFrom(options.seed),
    files: 1_000_000
  }
  return world
})

/** Ends everything, and leaves nothing. */
export const endWorld = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const stay of world.stays.splice(0)) stay.session.close()
    for (const host of world.hosts.values()) yield* host.kill
    yield* world.observer.kill
    world.outside.end()
    rmSync(join(world.directory, ".."), { recursive: true, force: true })
  })
