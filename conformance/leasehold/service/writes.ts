/** What is read, decided, and looked at once more. */
import { Effect } from "effect"
import { Absent, intentId, oldestAt } from "../../../src/protocol/index.ts"
import type { Content, Part, RunId } from "../../../src/protocol/index.ts"
import { textOf } from "../../../src/publish/sidecars.ts"
import type { StagedPart } from "../../../src/publish/sidecars.ts"
import { stagedName } from "../../../src/publish/staging.ts"
import type { StoreService } from "../../../src/store/store.ts"
import type { Value } from "../../tla/value.ts"
import { partsOf } from "../driver/mapping.ts"
import { taskOfRun } from "../driver/names.ts"
import { specParameters as P } from "../spec.generated.ts"
import { anybody, ask, outcomeOf, serve } from "./ask.ts"
import type { Outcome } from "./ask.ts"
import { at } from "./clock.ts"
import type { Parts, Instance } from "./instance.ts"
import { bytesOf, hashOfContent, keyOf, pathOf } from "./names.ts"
import { instanceOfRun } from "./runs.ts"
import { combined, seenStaged } from "./sight.ts"
import type { World } from "./world.ts"

/** Stages the files of a write, each under a name of its own. */
const stageAll = (world: World, instance: Instance, write: Value): Effect.Effect<ReadonlyArray<StagedPart>> =>
  Effect.gen(function* () {
    const parts: Array<StagedPart> = []
    for (const { key, base, content } of partsOf(write, intentId(0, 0))) {
      const path = pathOf(key)
      const name = stagedName(instance.host, (world.files += 1))
      const part = { key: path, path, base: hashOfContent(base), content: hashOfContent(content), name }
      if (content === Absent) {
        parts.push({ ...part, inode: null })
        continue
      }
      const place = instance.tree.placeOf(path)
      const staged = yield* instance
        .stage({ key: path, place, bytes: bytesOf(content), name, breakLinks: false })
        .pipe(Effect.orDie)
      place?.close()
      parts.push({ ...part, inode: staged.inode })
    }
    return parts
  })

const foundAt = ({ tree }: Instance, { path }: StagedPart): Content => {
  const place = tree.placeOf(path)
  const seen = place === null ? null : tree.glance(place.directory, place.name)
  place?.close()
  if (seen === "large") throw new Error(`${path} is large`)
  return seen?.content ?? Absent
}

const decideWrite = (world: World, run: string, write: Value): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const instance = instanceOfRun(world, run)
    const parts = yield* stageAll(world, instance, write)
    let decided: ReturnType<typeof intentId> | undefined
    const outcome = yield* outcomeOf(
      instance.store.transact((tx) => {
        const all = parts.map((part): Part & { readonly found: Content } => {
          const { key, base, content, inode } = part
          return { key, base, content, inode, found: foundAt(instance, part) }
        })
        const [first, ...rest] = all
        const { generation, counter } = tx.state
        decided = intentId(generation, counter + 1)
        return tx.step({ _tag: "Decide", run: run as RunId, parts: [first!, ...rest] })
      })
    )
    if (outcome._tag !== "Stepped") {
      for (const { inode, name } of parts) if (inode !== null) instance.unstage(name)
      return outcome
    }
    const id = decided!
    instance.sidecars.place(id, textOf({ run: run as RunId, task: taskOfRun(run as RunId), parts }), undefined)
    for (const { key, inode } of parts) if (inode !== null) world.staged.set(inode, { intent: id, key: keyOf(key) })
    return outcome
  })

const flush = (world: World): Effect.Effect<Outcome> => {
  const instance = anybody(world)
  return Effect.tap(ask(instance, { _tag: "Flush" }), () => Effect.orDie(instance.store.durable))
}

/** At the end of the grace, or one millisecond earlier if some program may still be opening one of the files. */
const lateCheck = (world: World, name: string): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const instance = anybody(world)
    const state = combined(world)
    const intent = oldestAt(state, pathOf(name))
    if (intent === undefined) return yield* ask(instance, { _tag: "LateCheck", key: pathOf(name), seen: [] })
    const late = seenStaged(world, intent).some((entry) => entry?.use === "found") ? 1 : 0
    return yield* at(
      world.clock,
      intent.settled + state.limits.graceMs - late,
      Effect.gen(function* () {
        const { look, checkAll, placesNow } = instance.reaper.parts
        const placed = placesNow()
        const { action } = yield* Effect.orDie(look(intent, placed.get(intent.id)))
        yield* Effect.orDie(checkAll([intent], placed, false))
        const isGone = oldestAt(instance.store.state(), pathOf(name))?.id !== intent.id
        if (isGone) return { _tag: "Stepped" } as const
        // What is not due is passed over; here it is told why.
        return yield* ask(instance, { ...action, key: pathOf(name) })
      })
    )
  })

/** The actions of writes outside gates. */
export const writeActions = (parts: Parts) => ({
  Observe: serve(P.Observe, (world, run, name) => {
    const { observing } = instanceOfRun(world, run)
    const { store } = observing
    const target = { key: pathOf(name), path: pathOf(name) }
    // It was read before.
    const disturbed: StoreService = {
      ...store,
      transact: (body) =>
        Effect.suspend(() => {
          const act = world.meanwhile
          world.meanwhile = undefined
          act?.()
          return store.transact(body)
        })
    }
    return outcomeOf(parts.makeObserve({ ...observing, store: disturbed }).observe(run as RunId, target))
  }),
  Decide: serve(P.Decide, decideWrite),
  Flush: serve(P.Flush, flush),
  LateCheck: serve(P.LateCheck, lateCheck)
})
