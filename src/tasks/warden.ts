// Commands that outlived whoever ran them, or could not be ended: all that is left of them is ended, and what they changed is written down.
// Until then what they had a lease of stays leased.
import { Effect, Result } from "effect"
import { type CommandId, compareManifests, endAll, takeManifest } from "../commands/index.ts"
import type { SystemError } from "../platform/errors.ts"
import { type Audit, hostOf, lifeOf, liveTasks, type TaskId } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Host } from "../workspace/host.ts"
import { fileChanges } from "./attribution.ts"
import { makeBaselines, partOf } from "./baseline.ts"

/** What is known of the changes of a command that nobody saw the end of. */
type Changes = Audit["changes"]

export const makeWarden = ({ store, layout }: Host, isManaged: (id: string) => boolean) => {
  const baselines = makeBaselines(layout.root)

  const changesOf = (id: CommandId): Effect.Effect<Changes, SystemError> =>
    Effect.suspend(() => {
      const baseline = baselines.read(id)
      if (baseline === undefined) return Effect.succeed([])
      return Effect.map(takeManifest(layout.root), (after) => {
        const changes = compareManifests(baseline.before, partOf(after, baseline.resources))
        return changes.flatMap(fileChanges).map(({ key, base, content }) => ({ key, base, content }))
      })
    })

  const wardOf = Effect.fnUntraced(function* (task: TaskId, id: CommandId) {
    const { left } = yield* endAll(id)
    if (left.length > 0) return
    const changes = yield* changesOf(id)
    const audit: Audit = { code: null, signal: null, changes, left: [] }
    const changed = changes.map(({ key }) => key)
    yield* store.transact((tx): Result.Result<void> => {
      tx.step({ _tag: "Exit", task })
      // Where its run is there it goes on; otherwise that is its end.
      const told = tx.step({ _tag: "Tell", task, how: "failure", changed, audit })
      if (Result.isFailure(told)) tx.step({ _tag: "Finish", task, changed, audit })
      return Result.succeed(undefined)
    })
    baselines.remove(id)
  })

  /** Looks once. A task whose process lives is left to that. */
  return Effect.suspend((): Effect.Effect<void, StoreError | SystemError> => {
    const state = store.state()
    const left = liveTasks(state).flatMap((task) => {
      const life = lifeOf(state, task)!
      const at = hostOf(state, life.run)
      const { command } = life
      if (command === undefined || isManaged(command.id) || (at !== undefined && at !== store.host)) return []
      return [[task, command.id as CommandId] as const]
    })
    return Effect.forEach(left, ([task, id]) => wardOf(task, id), { discard: true })
  })
}
