/** The steps of gates: each is done by the service to the files, as the core orders it, and then told. */
import { Effect, Result } from "effect"
import { firstOpen, orderOf, step } from "../../../src/protocol/index.ts"
import type { Action, GateOrder, HostId, Intent, Key, SeenPart } from "../../../src/protocol/index.ts"
import { openGateSession } from "../../../src/publish/gate-session.ts"
import { specParameters as P } from "../spec.generated.ts"
import { ask, decide, idOf, instanceOf, outcomeOf, serve, stepped } from "./ask.ts"
import type { Outcome } from "./ask.ts"
import { pathOf } from "./names.ts"
import { combined } from "./sight.ts"
import type { Stay, World } from "./world.ts"

const overlaps = (one: Intent, other: Intent): boolean =>
  one.parts.some(({ key }) => other.parts.some((part) => part.key === key))

/** Whether the locks of the intent's gates must be held by somebody: those of keys that it shares with one that is being settled. */
const mustBeBusy = (world: World, intent: Intent): boolean =>
  world.stays.some((stay) => {
    const other = intentNamed(world, stay.intent)
    return other !== undefined && overlaps(intent, other)
  })

const intentNamed = (world: World, id: Intent["id"]): Intent | undefined => {
  const state = combined(world)
  for (const key of world.names.keys) {
    const intent = firstOpen(state, pathOf(key))
    if (intent?.id === id) return intent
  }
  return undefined
}

const enterGate = (world: World, host: string, name: string): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const key = pathOf(name)
    const action = { _tag: "EnterGate", host: idOf(world, host), key } as const
    const instance = world.hosts.get(host)
    const intent = firstOpen(combined(world), key)
    if (instance === undefined || intent === undefined) return yield* ask(instanceOf(world, host), action)
    const busy = mustBeBusy(world, intent)
    const held = instance.gates.take(intent.parts.map((part) => part.key))
    if ((held === undefined) !== busy) {
      return yield* Effect.die(new Error(`the locks of the gates are ${busy ? "free" : "held"}, and must not be`))
    }
    if (held === undefined) return yield* ask(instance, action)
    let isIn = false
    const outcome = yield* outcomeOf(
      Effect.map(instance.publisher.stay.enter(key, intent.id), (sidecar) => {
        if (sidecar === undefined) throw new Error("there is nothing left to settle")
        const session = openGateSession(instance.gateOptions, sidecar.parts, instance.syncStaged(sidecar.parts))
        world.stays.push({ host, intent: intent.id, session, held, pending: [], isStale: false })
        isIn = true
      })
    )
    if (!isIn) held.giveBack()
    return outcome
  })

/** What the host would tell if it were its turn. */
const told = (tag: GateOrder["_tag"], host: HostId, key: Key, seen: ReadonlyArray<SeenPart>): Action => {
  switch (tag) {
    case "Judge":
      return { _tag: tag, host, key, seen: [...seen] }
    case "Exchange":
    case "TurnBack":
      return { _tag: tag, host, key, done: false }
    case "Probe":
      return { _tag: tag, host, key, beingWritten: false }
    case "Hash":
      return { _tag: tag, host, key, content: "" as never }
    default:
      return { _tag: tag, host, key }
  }
}

const leave = (world: World, stay: Stay): void => {
  world.stays.splice(world.stays.indexOf(stay), 1)
  stay.session.close()
  stay.held.giveBack()
}

const inGate =
  (tag: GateOrder["_tag"]) =>
  (world: World, host: string, name: string): Effect.Effect<Outcome> =>
    Effect.gen(function* () {
      const key = pathOf(name)
      const id = idOf(world, host)
      const instance = instanceOf(world, host)
      const state = combined(world)
      const intent = firstOpen(state, key)
      const stay = world.stays.find((one) => one.host === host && one.intent === intent?.id)
      const order = intent === undefined ? undefined : orderOf(intent)
      const refuse = (action: Action): Effect.Effect<Outcome> =>
        decide(instance, (tx) => {
          for (const done of stay?.pending ?? []) tx.must(done)
          const outcome = tx.step(action)
          if (Result.isSuccess(outcome)) throw new Error(`${tag} was taken out of turn`)
          return outcome
        })
      const isDue = order?._tag === tag && order.host === id && (!("key" in order) || order.key === key)
      if (stay === undefined || intent === undefined || !isDue) return yield* refuse(told(tag, id, key, []))
      const { session } = stay
      // In the service the probe and the hash are one look. What a program did between them is seen by another one.
      if (tag === "Hash" && stay.isStale) {
        yield* Effect.orDie(session.perform(intent, { ...order, _tag: "Probe" } as GateOrder))
      }
      if (tag === "Probe") stay.isStale = false
      const performed = yield* Effect.orDie(session.perform(intent, order))
      const action = { ...performed, key } as Action
      if (tag === "Settle" || tag === "Refuse") {
        const { reason } = intent.gate!
        const actions = [...stay.pending, action]
        const settled = { ...session.findings(), actions, published: tag === "Settle", reason }
        const outcome = yield* Effect.result(instance.publisher.stay.settle(intent.id, key, settled, () => undefined))
        if (Result.isFailure(outcome))
          return yield* Effect.die(new Error(`it was not settled: ${String(outcome.failure)}`))
        leave(world, stay)
        yield* Effect.orDie(world.observer.store.refresh)
        world.settledAt.set(intent.id, world.rows.at(-1)!.seq)
        return stepped
      }
      const next = step(state, action, world.clock.now)
      if (Result.isFailure(next)) return yield* refuse(action)
      if (world.manner === "step by step") return yield* ask(instance, action)
      stay.pending.push(action)
      return stepped
    })

/** Something happened to files: who looked at one has to look again. */
export const disturb = (world: World): void => {
  for (const stay of world.stays) stay.isStale = true
}

export const gateActions = {
  EnterGate: serve(P.EnterGate, enterGate),
  Judge: serve(P.Judge, inGate("Judge")),
  Exchange: serve(P.Exchange, inGate("Exchange")),
  Probe: serve(P.Probe, inGate("Probe")),
  Hash: serve(P.Hash, inGate("Hash")),
  TurnBack: serve(P.TurnBack, inGate("TurnBack")),
  KeepAside: serve(P.KeepAside, inGate("KeepAside")),
  Sync: serve(P.Sync, inGate("Sync")),
  Settle: serve(P.Settle, inGate("Settle")),
  Refuse: serve(P.Refuse, inGate("Refuse"))
}
