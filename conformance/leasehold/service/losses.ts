/**
 * The loss of power, and of a store, on real files. All processes are killed; exchanges that were not synced are undone by exchanges; the
 * journal loses its last rows, which is all that SQLite can lose. Then somebody opens the store, and finds what the sidecars tell.
 */
import { copyFileSync, mkdirSync, renameSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect } from "effect"
import { ifThere } from "../../../src/platform/files.ts"
import { snapshot } from "../../../src/protocol/index.ts"
import type { IntentId } from "../../../src/protocol/index.ts"
import type { Entry, Row } from "../../../src/store/entry.ts"
import { beginGeneration } from "../../../src/store/open.ts"
import type { Value } from "../../tla/value.ts"
import { elements, idOf as intentOf, text } from "../driver/mapping.ts"
import { specParameters as P } from "../spec.generated.ts"
import { cannot, serve, stepped } from "./ask.ts"
import type { Outcome } from "./ask.ts"
import { keyOf } from "./names.ts"
import { turnsUnmarked } from "./runs.ts"
import { combined, filePath, stagedPath } from "./sight.ts"
import type { World } from "./world.ts"

/** Steps that a new generation forgets anyway, or finds again from the sidecars. */
const forgotten = new Set([
  "Acquire",
  "Enqueue",
  "Withdraw",
  "Renew",
  "Release",
  "Grant",
  "Expire",
  "Observe",
  "Decide",
  "EnterGate",
  "Judge",
  "Exchange",
  "Probe",
  "Hash",
  "TurnBack",
  "KeepAside",
  "Sync",
  "LateCheck",
  // Who was not told of is taken for dead with all others.
  "HostCrash"
])

const settles = (row: Row): boolean =>
  row.entries.some(
    (entry) => entry._tag === "Step" && (entry.action._tag === "Settle" || entry.action._tag === "Refuse")
  )

/** Why a row cannot be lost without more being forgotten than the step says; undefined if it can. */
const kept = (entry: Entry, isOfLost: boolean): string | undefined => {
  if (entry._tag !== "Step") return entry._tag === "Marks" ? undefined : "a row that describes tasks comes after it"
  const { _tag } = entry.action
  if (forgotten.has(_tag)) return undefined
  if (_tag === "Settle" || _tag === "Refuse") return isOfLost ? undefined : "the row of a later write stays"
  return _tag === "Flush" ? "it was flushed, and a later row stays" : "a row of hosts or runs comes after it"
}

/** After which row the journal ends when it has lost the rows of these intents, and nothing else that counts; a text if it cannot be. */
export const cutFor = (world: World, lost: ReadonlyArray<IntentId>): number | string => {
  const { rows } = world
  const last = rows.at(-1)?.seq ?? 0
  if (lost.length === 0) return last
  const cut = Math.min(...lost.map((id) => world.settledAt.get(id)!)) - 1
  const present = snapshot(combined(world)).intents
  const stays = present.filter(({ id, row }) => row !== "open" && !lost.includes(id))
  for (const row of rows) {
    if (row.seq <= cut) continue
    const isOfLost = settles(row) && !stays.some(({ id }) => world.settledAt.get(id) === row.seq)
    for (const entry of row.entries) {
      const isFlush = entry._tag === "Step" && entry.action._tag === "Flush"
      // A flush that told of none but the lost ones, and of those that are gone, is not missed.
      if (isFlush && !stays.some(({ durable }) => durable)) continue
      const why = kept(entry, isOfLost)
      if (why !== undefined) return why
    }
  }
  return turnsUnmarked(world) ? "a row that tells that it goes back comes before the mark" : cut
}

const rename = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true })
  renameSync(from, to)
}

/** Lets the file at the key and the staged one change places again, as a disk that forgot the exchange would have them. */
const undo = (world: World, key: string): void => {
  const newest = snapshot(combined(world)).intents.findLast(({ parts }) =>
    parts.some((part) => keyOf(part.key) === key)
  )!
  const [at, staged] = [filePath(world, key), stagedPath(world, newest.id, key)!]
  const aside = `${staged}.undone`
  const wasThere = ifThere(() => rename(at, aside)) !== null
  ifThere(() => rename(staged, at))
  if (wasThere) rename(aside, staged)
}

const killAll = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const stay of world.stays.splice(0)) stay.session.close()
    for (const instance of world.hosts.values()) yield* instance.kill
    world.hosts.clear()
    yield* world.observer.kill
  })

const truncate = (store: string, cut: number): void => {
  const database = new DatabaseSync(store)
  database.prepare("DELETE FROM journal WHERE seq > ?").run(cut)
  database.prepare("DELETE FROM checkpoint WHERE seq > ?").run(cut)
  database.close()
}

/** Opens what is there, as the first one does after a loss. */
const reopen = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    world.observer = yield* world.open(beginGeneration)
    if (world.observer.opening !== "PowerLoss" && world.observer.opening !== "StoreLost") {
      return yield* Effect.die(new Error(`after a loss the store was opened by ${world.observer.opening}`))
    }
    yield* world.listen(world.observer)
  })

const lose = (world: World, lost: Value, atTheDisk: () => void): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    if (world.stays.some(({ pending }) => pending.length > 0) && turnsUnmarked(world)) {
      return cannot("its settler dies before the mark that it goes back: then it has not been judged")
    }
    const cut = cutFor(world, elements(lost).map(intentOf))
    if (typeof cut === "string") return cannot(cut)
    const { store } = world.observer.layout
    atTheDisk()
    yield* killAll(world)
    truncate(store, cut)
    return stepped
  })

const powerLoss = (world: World, undone: Value, lost: Value): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const outcome = yield* lose(world, lost, () => {
      for (const key of elements(undone)) undo(world, text(key))
    })
    if (outcome._tag !== "Stepped") return outcome
    world.outside.end()
    world.unsynced.clear()
    yield* reopen(world)
    return outcome
  })

/** Another file lies in the store's place: an older copy of it. */
const storeLost = (world: World, lost: Value): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const { store } = world.observer.layout
    const outcome = yield* lose(world, lost, () => undefined)
    if (outcome._tag !== "Stepped") return outcome
    const copy = join(dirname(store), "store.copy")
    copyFileSync(store, copy)
    renameSync(copy, store)
    yield* reopen(world)
    return outcome
  })

export const lossActions = {
  PowerLoss: serve(P.PowerLoss, powerLoss),
  StoreLost: serve(P.StoreLost, storeLost)
}
