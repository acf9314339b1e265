/** The first states of the models, come to by steps that the service takes: hosts open, runs start, what is held is acquired. */
import { Effect, Result } from "effect"
import { leaseAt } from "../../../src/protocol/index.ts"
import type { RunId } from "../../../src/protocol/index.ts"
import type { SpecState } from "../../replay/driver.ts"
import { snapshotOf } from "../driver/mapping.ts"
import type { World as Names } from "../driver/mapping.ts"
import { ask, idOf, instanceOf } from "./ask.ts"
import type { Outcome } from "./ask.ts"
import { realResource, realScope } from "./names.ts"
import { instanceOfRun } from "./runs.ts"
import { looksOn } from "./world.ts"
import type { World } from "./world.ts"

const hidden = { title: "", since: 0, expires: 0, leaseMs: 1, graceMs: 1, remembers: false }

const must = (outcome: Effect.Effect<Outcome>): Effect.Effect<void> =>
  Effect.flatMap(outcome, (what) =>
    what._tag === "Stepped"
      ? Effect.void
      : Effect.die(new Error(`the first state cannot be come to: ${JSON.stringify(what)}`))
  )

/** Brings a new world to a first state. */
export const begin = (world: World, names: Names, first: SpecState): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { hosts, tasks, runs, leases } = snapshotOf(first, hidden)
    yield* Effect.orDie(
      world.observer.store.transact((tx) => {
        for (const { task, ...profile } of tasks) {
          tx.task(task, { ...profile, scope: realScope(profile.scope, names.keys) })
        }
        return Result.succeed(undefined)
      })
    )
    for (const { host } of hosts) {
      const instance = yield* world.open(looksOn)
      world.hosts.set(host, instance)
      world.ids.set(host, instance.host)
      yield* must(ask(instance, { _tag: "HostOpen", host: instance.host }))
    }
    for (const { run, task, host } of runs) {
      yield* must(ask(instanceOf(world, host!), { _tag: "Start", run, task, host: idOf(world, host!) }))
    }
    yield* Effect.orDie(world.observer.store.refresh)
    for (const { resource, run } of leases) {
      const instance = instanceOfRun(world, run)
      const real = realResource(resource.path)
      yield* must(ask(instance, { _tag: "Acquire", run: run as RunId, resource: real }))
      if (leaseAt(instance.store.state(), real) === undefined) throw new Error(`${names.resources.join()} has no lease`)
    }
  })
