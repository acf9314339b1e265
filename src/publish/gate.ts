// What is done in a gate: the core says what comes next, it is done to the files, and the core is told what came of it. The steps are
// taken on the state as it was when the gate was taken, since nobody else changes what they are about, and go into the journal
// together, when the write is settled.
import { Data, Effect, Result } from "effect"
import type { Calls, Name } from "../platform/calls.ts"
import type { Sync } from "../platform/sync.ts"
import {
  Absent,
  type Action,
  awaiting,
  firstOpen,
  type GateOrder,
  type HostId,
  type Intent,
  type IntentId,
  type Key,
  orderOf,
  type RefusalReason,
  type SeenFile,
  type SeenPart,
  type State,
  step
} from "../protocol/index.ts"
import type { KeptFiles } from "./kept.ts"
import type { Layout } from "./layout.ts"
import type { Sidecars, StagedPart } from "./sidecars.ts"
import type { Place, Sight, Tree } from "./tree.ts"

/** A call failed where it must not: the write is left to whoever settles it next. */
export class GateStopped extends Data.TaggedError("GateStopped")<{
  readonly intent: IntentId
  readonly cause: unknown
}> {}

/** What was done in a gate, up to the step that settles or refuses. */
export interface Settled {
  /** The steps, in their order; the last one settles or refuses. */
  readonly actions: ReadonlyArray<Action>
  readonly published: boolean
  /** Why it was refused, if it was. */
  readonly reason: RefusalReason | undefined
  /** The names of what was kept aside. */
  readonly kept: ReadonlyArray<string>
  /** What came out of the exchange, or was at the key, and was not the base. */
  readonly found: string | undefined
  /** What the system said when it did not exchange. */
  readonly code: string | undefined
}

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

export const makeGate = (options: GateOptions) => {
  const { host, calls, sync, tree, sidecars, kept, layout, unknownIsWriter, syncsStage } = options
  const { stage } = layout

  const seen = (sight: Sight | null): SeenFile =>
    sight === null
      ? null
      : {
          content: sight.content,
          inode: sight.inode,
          beingWritten: sight.writer === "writer" || (sight.writer === "unknown" && unknownIsWriter)
        }

  /** Goes through the steps that are left; the gates of all keys are held. */
  return Effect.fnUntraced(
    function* (from: State, id: IntentId, staged: ReadonlyArray<StagedPart>) {
      const stagedNames = new Map(staged.map(({ key, name }) => [key, name]))
      const paths = new Map(staged.map(({ key, path }) => [key, path]))
      const intentIn = (state: State): Intent => {
        const intent = firstOpen(state, staged[0]!.key)
        if (intent?.id !== id) throw new Error(`intent ${id} is not there`)
        return intent
      }
      const { parts } = intentIn(from)
      const stagedAt = (key: Key): Name => ({ directory: stage, name: stagedNames.get(key)! })

      const places = new Map<Key, Place | null>()
      const placeOf = (key: Key): Place | null => {
        if (!places.has(key)) places.set(key, tree.placeOf(paths.get(key)!))
        return places.get(key)!
      }
      const targetOf = (key: Key): Name | undefined => placeOf(key) ?? undefined

      const actions: Array<Action> = []
      const names: Array<string> = []
      let found: string | undefined
      let code: string | undefined
      let displaced: Sight | null = null

      const seePart = Effect.fnUntraced(function* (key: Key) {
        const place = placeOf(key)
        const file = place === null ? null : yield* tree.look(place.directory, place.name)
        const part: SeenPart = { key, file: seen(file), staged: seen(yield* tree.look(stage, stagedNames.get(key)!)) }
        return part
      })

      const judge = Effect.fnUntraced(function* (intent: Intent) {
        const all: Array<SeenPart> = []
        for (const { key } of parts) all.push(yield* seePart(key))
        const { key } = awaiting(intent, all)[0] ?? parts[0]!
        found ??= all.find(({ key: at, file }) => file?.content !== parts.find((one) => one.key === at)?.base)?.file
          ?.content
        return { _tag: "Judge", host, key, seen: all } as const
      })

      /** Whether the directory at the key's path is still the one that was opened. */
      const isStillThere = (key: Key, target: Name): boolean => {
        const again = tree.placeOf(paths.get(key)!)
        try {
          return again !== null && tree.isSame(again.directory, target.directory)
        } finally {
          again?.close()
        }
      }

      const rename = (how: "Exchange" | "IntoPlace" | "OutOfPlace", target: Name, from: Name): string | undefined =>
        how === "Exchange"
          ? calls.exchange(target, from)
          : how === "IntoPlace"
            ? calls.noreplace(from, target)
            : calls.noreplace(target, from)

      const opposite = { Exchange: "Exchange", IntoPlace: "OutOfPlace", OutOfPlace: "IntoPlace" } as const

      const exchange = (order: GateOrder & { readonly _tag: "Exchange" }): boolean => {
        const { key } = order
        if (order.rename === "IntoPlace" && placeOf(key) === null) places.set(key, tree.makePlaceOf(paths.get(key)!))
        const target = targetOf(key)
        if (target === undefined) return false
        if (order.rename !== "OutOfPlace") calls.touch(stagedAt(key))
        const refused = rename(order.rename, target, stagedAt(key))
        if (refused !== undefined) {
          if (refused !== "ENOENT" && refused !== "EEXIST") code = refused
          return false
        }
        if (isStillThere(key, target)) return true
        // Its directory was moved away: what was written went with it, and comes back.
        rename(opposite[order.rename], target, stagedAt(key))
        return false
      }

      const turnBack = (order: GateOrder & { readonly _tag: "TurnBack" }): boolean => {
        sidecars.mark(id, "turned")
        const target = targetOf(order.key)
        return target !== undefined && rename(order.rename, target, stagedAt(order.key)) === undefined
      }

      const syncDirectories = Effect.fnUntraced(function* (keys: ReadonlyArray<Key>) {
        const directories = new Set<number>()
        for (const key of keys) {
          const target = targetOf(key)
          if (target !== undefined) directories.add(target.directory)
        }
        if (syncsStage) directories.add(stage)
        for (const directory of directories) yield* sync.fsync(directory)
      })

      const perform = Effect.fnUntraced(function* (intent: Intent, order: GateOrder) {
        switch (order._tag) {
          case "Judge":
            return yield* judge(intent)
          case "Exchange":
            return { _tag: "Exchange", host, key: order.key, done: exchange(order) } as const
          case "Probe": {
            displaced = yield* tree.look(stage, stagedNames.get(order.key)!)
            return {
              _tag: "Probe",
              host,
              key: order.key,
              beingWritten: seen(displaced)?.beingWritten ?? false
            } as const
          }
          case "Hash": {
            const content = displaced?.content ?? Absent
            if (content !== parts.find(({ key }) => key === order.key)?.base) found = content
            return { _tag: "Hash", host, key: order.key, content } as const
          }
          case "TurnBack":
            return { _tag: "TurnBack", host, key: order.key, done: turnBack(order) } as const
          case "KeepAside": {
            yield* syncDirectories([order.key])
            const name = kept.keep(stagedAt(order.key), { intent: id, key: order.key, task: intent.task })
            if (name !== undefined) names.push(name)
            return { _tag: "KeepAside", host, key: order.key } as const
          }
          case "Sync":
            sidecars.mark(id, "judged")
            yield* syncDirectories(order.keys)
            return { _tag: "Sync", host, key: order.keys[0]! } as const
          case "Settle":
            return { _tag: "Settle", host, key: parts[0]!.key } as const
          case "Refuse":
            yield* syncDirectories(order.keys)
            return { _tag: "Refuse", host, key: order.keys[0]! } as const
        }
      })

      const run = Effect.gen(function* () {
        let state = from
        for (;;) {
          const intent = intentIn(state)
          const order = orderOf(intent)
          if (order === undefined) throw new Error(`nobody is in the gate of intent ${id}`)
          const action: Action = yield* perform(intent, order)
          actions.push(action)
          if (action._tag === "Settle" || action._tag === "Refuse") {
            const published = action._tag === "Settle"
            return { actions, published, reason: intent.gate?.reason, kept: names, found, code } satisfies Settled
          }
          const outcome = step(state, action, 0)
          if (Result.isFailure(outcome)) throw outcome.failure
          state = outcome.success.state
        }
      })
      return yield* run.pipe(
        Effect.ensuring(
          Effect.sync(() => {
            for (const place of places.values()) place?.close()
          })
        )
      )
    },
    (effect, _, intent) =>
      effect.pipe(
        Effect.catchDefect((defect) => Effect.fail(defect)),
        Effect.mapError((cause) => new GateStopped({ intent, cause }))
      )
  )
}
