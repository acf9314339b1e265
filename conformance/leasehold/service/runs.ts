/** Hosts, runs and leases. */
import { Effect, Result } from "effect"
import { get } from "../../../src/protocol/table.ts"
import { hostsWithin, leaseAt, leasesWithin, snapshot } from "../../../src/protocol/index.ts"
import type { ActionOf, Handle, RunId } from "../../../src/protocol/index.ts"
import { acquire, expireDue, reapDead } from "../../../src/store/recover.ts"
import { makeLeases } from "../../../src/workspace/leases.ts"
import { taskOfRun } from "../driver/names.ts"
import { specParameters as P } from "../spec.generated.ts"
import { anybody, ask, cannot, decide, idOf, instanceOf, outcomeOf, refused, serve, stepped } from "./ask.ts"
import type { Outcome } from "./ask.ts"
import { at } from "./clock.ts"
import type { Instance } from "./instance.ts"
import { realResource } from "./names.ts"
import { combined, sidecarsOf } from "./sight.ts"
import { looksOn } from "./world.ts"
import type { World } from "./world.ts"

/** The instance that a run runs in, or whoever asks for one that does not. */
export const instanceOfRun = (world: World, run: string): Instance => {
  const host = get(world.observer.store.state().runs, run as RunId)?.host
  for (const instance of world.hosts.values()) if (instance.host === host) return instance
  return world.observer
}

const hostOpen = (world: World, host: string): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const known = world.ids.get(host)
    const isThere = snapshot(world.observer.store.state()).hosts.some((one) => one.host === known)
    if (isThere) return yield* ask(world.observer, { _tag: "HostOpen", host: known! })
    const instance = yield* world.open(looksOn)
    world.hosts.set(host, instance)
    world.ids.set(host, instance.host)
    return yield* ask(instance, { _tag: "HostOpen", host: instance.host })
  })

/** That it goes back is in the memory of its settler only. */
export const turnsUnmarked = (world: World): boolean => {
  const marked = new Map(
    sidecarsOf(world)
      .all()
      .map(({ id, turned }) => [id, turned])
  )
  return snapshot(combined(world)).intents.some(({ id, row, turned }) => row === "open" && turned && !marked.get(id))
}

/** A process is killed, and another one finds its lock free. */
const hostCrash = (world: World, host: string): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const instance = world.hosts.get(host)
    const id = idOf(world, host)
    if (instance === undefined) return yield* ask(anybody(world), { _tag: "HostCrash", host: id })
    const own = world.stays.filter((stay) => stay.host === host)
    if (own.some(({ pending }) => pending.length > 0) && turnsUnmarked(world)) {
      return cannot("its settler dies before the mark that it goes back: then it has not been judged")
    }
    world.hosts.delete(host)
    for (const stay of own) {
      world.stays.splice(world.stays.indexOf(stay), 1)
      stay.session.close()
    }
    yield* instance.kill
    const teller = anybody(world)
    return yield* decide(teller, (tx) => {
      if (teller.liveness.isAlive(id)) throw new Error(`${host} was killed, and is taken for alive`)
      return tx.step({ _tag: "HostCrash", host: id })
    })
  })

const reap = (world: World, host: string): Effect.Effect<Outcome> => {
  const id = idOf(world, host)
  const action = { _tag: "Reap", host: id } as const
  const teller = anybody(world)
  return decide(teller, (tx) => {
    const status = snapshot(tx.state).hosts.find((one) => one.host === id)?.status
    // The service would tell first that it crashed, if it did.
    if (status !== "crashed") return tx.step(action)
    const steps = tx.entries.length
    if (!reapDead(tx, teller.liveness, id)) throw new Error(`${host} crashed, and is taken for alive`)
    if (tx.entries.length !== steps + 1) throw new Error("to reap a crashed host is one step")
    return Result.succeed(undefined)
  })
}

/** Whether something in its way is dead or over: then the service takes several steps at once. */
const isInTheWay = (world: World, instance: Instance, resource: ReturnType<typeof realResource>): boolean => {
  const state = instance.store.state()
  return (
    [...hostsWithin(state, resource)].some((host) => !instance.liveness.isAlive(host)) ||
    leasesWithin(state, resource).some(({ expires }) => world.clock.now >= expires)
  )
}

const take = (world: World, action: ActionOf<"Acquire"> | ActionOf<"Grant">): Effect.Effect<Outcome> => {
  const instance = instanceOfRun(world, action.run)
  if (isInTheWay(world, instance, action.resource)) return ask(instance, action)
  if (action._tag === "Grant") return decide(instance, (tx) => acquire(tx, instance.liveness, action))
  const { store, liveness } = instance
  const leases = makeLeases({ store, liveness, pollMs: 1, settlingOthers: (effect) => effect })
  return outcomeOf(leases.acquire(action.run, action.resource))
}

const expire = (world: World, name: string): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const action = { _tag: "Expire", resource: realResource(name) } as const
    const instance = anybody(world)
    const lease = leaseAt(instance.store.state(), action.resource)
    if (lease === undefined) return yield* ask(instance, action)
    const early = yield* at(world.clock, lease.expires - 1, ask(instance, action))
    if (early._tag !== "Refused" || early.conflict !== "NotExpired") {
      return yield* Effect.die(new Error("a lease must not expire one millisecond before its time"))
    }
    const due = leasesWithin(instance.store.state(), action.resource).filter(({ expires }) => expires <= lease.expires)
    return yield* at(
      world.clock,
      lease.expires,
      due.length > 1
        ? ask(instance, action)
        : decide(instance, (tx) => {
            expireDue(tx, action.resource)
            return Result.succeed(undefined)
          })
    )
  })

const release = (world: World, run: string, name: string, handle: number): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const instance = instanceOfRun(world, run)
    const { store, liveness } = instance
    const resource = realResource(name)
    const asked = { _tag: "Release", run: run as RunId, resource, handle: handle as Handle } as const
    // The service says that all is well, so why it was refused is asked of the core in a transaction that changes nothing.
    let conflict: string | undefined
    yield* decide(instance, (tx) => {
      const outcome = tx.step(asked)
      if (Result.isFailure(outcome)) conflict = outcome.failure._tag
      return Result.fail({ _tag: "NotHeld" } as never)
    })
    const leases = makeLeases({ store, liveness, pollMs: 1, settlingOthers: (effect) => effect })
    yield* Effect.orDie(leases.release(asked.run, resource, asked.handle))
    return conflict === undefined ? stepped : refused({ _tag: conflict })
  })

export const runActions = {
  HostOpen: serve(P.HostOpen, hostOpen),
  HostCrash: serve(P.HostCrash, hostCrash),
  Reap: serve(P.Reap, reap),
  Start: serve(P.Start, (world, run, host) =>
    ask(instanceOf(world, host), {
      _tag: "Start",
      run: run as RunId,
      task: taskOfRun(run as RunId),
      host: idOf(world, host)
    })
  ),
  End: serve(P.End, (world, run) => ask(instanceOfRun(world, run), { _tag: "End", run: run as RunId })),
  Acquire: serve(P.Acquire, (world, run, name) =>
    take(world, { _tag: "Acquire", run: run as RunId, resource: realResource(name) })
  ),
  Grant: serve(P.Grant, (world, run, name) =>
    take(world, { _tag: "Grant", run: run as RunId, resource: realResource(name) })
  ),
  Enqueue: serve(P.Enqueue, (world, run, name) =>
    ask(instanceOfRun(world, run), { _tag: "Enqueue", run: run as RunId, resource: realResource(name) })
  ),
  Withdraw: serve(P.Withdraw, (world, run, name) =>
    ask(instanceOfRun(world, run), { _tag: "Withdraw", run: run as RunId, resource: realResource(name) })
  ),
  Renew: serve(P.Renew, (world, run, name) =>
    ask(instanceOfRun(world, run), { _tag: "Renew", run: run as RunId, resource: realResource(name) })
  ),
  Release: serve(P.Release, release),
  Expire: serve(P.Expire, expire)
}
