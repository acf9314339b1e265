// What is left of writes that were settled: looked at once more when the grace is over, since a program that was in the middle of
// opening a file may have written it after all, then unlinked. And what the dead left that no write is of.
import { lstatSync } from "node:fs"
import { Effect, Result } from "effect"
import type { Calls } from "../platform/calls.ts"
import { at, ifThere } from "../platform/files.ts"
import {
  type ActionOf,
  type HostId,
  type Intent,
  type IntentId,
  intentsOf,
  type Key,
  oldestAt,
  type Order,
  type SeenFile
} from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Liveness } from "../store/liveness.ts"
import type { StoreService } from "../store/store.ts"
import type { Transaction } from "../store/transaction.ts"
import type { KeptFiles } from "./kept.ts"
import type { Placed, Sidecars } from "./sidecars.ts"
import { isStaged, isTrial, type Staging } from "./staging.ts"
import type { Tree } from "./tree.ts"

/** How many intents go into one transaction. */
const batch = 64

/** How long a host may examine the workspace before it lives, in ms. */
const longestExaminationMs = 60_000

export interface ReaperOptions {
  readonly host: HostId
  readonly store: StoreService
  readonly liveness: Liveness
  readonly calls: Calls
  readonly tree: Tree
  readonly sidecars: Sidecars
  readonly kept: KeptFiles
  readonly staging: Staging
}

type Places = ReadonlyMap<IntentId, Placed>

/** A settled intent, with what lies where it staged. */
interface Looked {
  readonly intent: Intent
  readonly names: ReadonlyMap<Key, string>
  readonly placed: Placed | undefined
  readonly action: ActionOf<"LateCheck">
}

/** How much is looked at. */
export interface LateCheckLimits {
  /** As many writes at most. */
  readonly maxWrites?: number | undefined
  /** Of writes that were settled so long ago, in ms; the grace at least. */
  readonly olderThanMs?: number | undefined
}

/** What was done. */
export interface Collected {
  /** Writes that have nothing staged any more. */
  readonly cleared: number
  /** Writes whose time has come and that have something staged still: a limit was reached, or a program has it open for writing. */
  readonly left: number
}

export const makeReaper = (options: ReaperOptions) => {
  const { host, store, liveness, calls, tree, sidecars, kept, staging } = options
  const { stage } = staging

  const placesNow = (): Places => new Map(sidecars.list().map((placed) => [placed.id, placed]))

  const look = Effect.fnUntraced(function* (intent: Intent, placed: Placed | undefined) {
    const sidecar = placed === undefined ? undefined : sidecars.read(placed)
    const names = new Map(sidecar?.parts.map(({ key, name }) => [key, name]))
    const seen: Array<{ readonly key: Key; readonly staged: SeenFile }> = []
    for (const { key } of intent.parts) {
      const name = names.get(key)
      const sight = name === undefined ? null : yield* tree.look(stage, name)
      const staged =
        sight === null ? null : { content: sight.content, inode: sight.inode, beingWritten: sight.writer === "writer" }
      seen.push({ key, staged })
    }
    return { intent, names, placed, action: { _tag: "LateCheck", key: intent.parts[0]!.key, seen } } satisfies Looked
  })

  /** Bytes that have to stay are moved before the journal says so: if it does not, there is nothing left to look at there. */
  const keep = ({ intent, names }: Looked, orders: ReadonlyArray<Order>): void => {
    for (const order of orders) {
      const name = order._tag === "Keep" ? names.get(order.key) : undefined
      if (order._tag !== "Keep" || name === undefined) continue
      kept.keep({ directory: stage, name }, { intent: intent.id, key: order.key, task: intent.task })
    }
  }

  const check = (tx: Transaction, all: ReadonlyArray<Looked>): ReadonlyArray<Looked> => {
    const done: Array<Looked> = []
    for (const looked of all) {
      // What is left of a file goes by age: one that is still written holds up those after it. And another process may have been first.
      const key = looked.intent.parts.find((part) => oldestAt(tx.state, part.key)?.id === looked.intent.id)?.key
      if (key === undefined) continue
      const orders = tx.step({ ...looked.action, key })
      if (Result.isFailure(orders)) continue
      keep(looked, orders.success)
      done.push(looked)
    }
    return done
  }

  const unlink = (names: Iterable<string>): void => {
    for (const name of names) ifThere(() => calls.unlink({ directory: stage, name }))
  }

  /** Looks at these once more, and unlinks what may go once it is on the disk that it may; of how many writes that is. */
  const checkAll = Effect.fnUntraced(function* (intents: ReadonlyArray<Intent>, placed: Places, flush: boolean) {
    const looked: Array<Looked> = []
    for (const intent of intents) {
      const one = yield* Effect.option(look(intent, placed.get(intent.id)))
      if (one._tag === "Some") looked.push(one.value)
      yield* Effect.yieldNow
    }
    const done = yield* store.transact((tx): Result.Result<ReadonlyArray<Looked>> => {
      if (flush) tx.step({ _tag: "Flush" })
      return Result.succeed(check(tx, looked))
    })
    if (done.length === 0) return 0
    yield* store.durable
    for (const { names, placed } of done) {
      unlink(names.values())
      if (placed !== undefined) sidecars.remove(placed)
      yield* Effect.yieldNow
    }
    return done.length
  })

  /** Looks at what is over, the oldest first, as far as limits go; `isTimeUp`: whether to stop. */
  const lateCheck = Effect.fnUntraced(function* (
    now: number,
    { maxWrites = Infinity, olderThanMs = 0 }: LateCheckLimits = {},
    isTimeUp: () => boolean = () => false
  ) {
    const state = store.state()
    const age = Math.max(state.limits.graceMs, olderThanMs)
    const due = intentsOf(state).filter(({ row, settled }) => row !== "open" && now - settled >= age)
    if (due.length === 0) return { cleared: 0, left: 0 } satisfies Collected
    const placed = placesNow()
    let done = 0
    // One part at least, so that it goes on however little time there is.
    for (let from = 0; from < due.length && done < maxWrites && (from === 0 || !isTimeUp());) {
      const next = due.slice(from, from + Math.min(batch, maxWrites - done))
      from += next.length
      done += yield* checkAll(next, placed, true)
    }
    const known = new Set(intentsOf(store.state()).map(({ id }) => id))
    const left = due.filter(({ id }) => known.has(id)).length
    return { cleared: due.length - left, left } satisfies Collected
  })

  /** Not of a host that lives, or that is about to: it examines the workspace first. */
  const isOfTheDead = (owner: HostId): boolean => owner !== host && !liveness.isAlive(owner)

  const isOld = (name: string): boolean => {
    const stat = ifThere(() => lstatSync(at(stage, name)))
    return stat !== null && Date.now() - stat.mtimeMs > longestExaminationMs
  }

  /** What a dead host left, but for sidecars. */
  const leftBy = (owner: HostId): ReadonlyArray<string> =>
    staging
      .entries(owner)
      .map((entry) => `${owner}/${entry}`)
      .filter((name) => isStaged(name) || (isTrial(name) && isOld(name)))

  /** Staged files of the dead that belong to nothing, and sidecars of intents that are no more. */
  const sweep = Effect.fnUntraced(function* () {
    // In this order: what was decided after the sidecars were named is not taken for something that is left, and who is dead by then gives
    // nothing a sidecar any more, so that all that is used is found below.
    const found = sidecars.list()
    const dead = staging.owners().filter(isOfTheDead)
    const left = dead.flatMap(leftBy)
    yield* store.refresh
    const known = new Set(intentsOf(store.state()).map(({ id }) => id))
    for (const placed of found) {
      if (known.has(placed.id)) continue
      unlink(sidecars.read(placed)?.parts.map(({ name }) => name) ?? [])
      sidecars.remove(placed)
    }
    // Hardly ever is there anything of the dead: only then what is used has to be read.
    if (left.length > 0) {
      const used = new Set(sidecars.all().flatMap(({ parts }) => parts.map(({ name }) => name)))
      unlink(left.filter((entry) => !used.has(entry.replace(/\.displaced$/, ""))))
    }
    for (const owner of dead) if (isOld(owner)) staging.remove(owner)
  })

  return {
    lateCheck,
    /** What a late check is made of: for whoever takes one step at a time. */
    parts: { look, checkAll, placesNow },
    sweep: (): Effect.Effect<void, StoreError> => sweep()
  }
}
