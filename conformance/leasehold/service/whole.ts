/**
 * Calls of the service that take many steps at once, each as it is: what is left is settled, looked at once more, a host is opened. The
 * rows that they write say which steps they took; the specification must allow them, and come to the same state.
 */
import { Effect, Exit, Scope } from "effect"
import { Absent, firstOpen, intentId, intentsOf, snapshot } from "../../../src/protocol/index.ts"
import type { Action, RunId } from "../../../src/protocol/index.ts"
import type { Row } from "../../../src/store/entry.ts"
import { openHost } from "../../../src/workspace/host.ts"
import { makeObserve } from "../../../src/workspace/observe.ts"
import { defaults } from "../../../src/workspace/options.ts"
import type { Edge, Label } from "../../graph/graph.ts"
import { partsOf, text as nameOf } from "../driver/mapping.ts"
import { taskOfRun } from "../driver/names.ts"
import { at } from "./clock.ts"
import { anybody } from "./ask.ts"
import { bytesOf, hashOfContent, keyOf, pathOf } from "./names.ts"
import { instanceOfRun } from "./runs.ts"
import { combined, modelHost, seenStaged, sidecarsOf } from "./sight.ts"
import { looksOn } from "./world.ts"
import type { World } from "./world.ts"

/** One call; the model must have the steps that it begins with. */
export interface Whole {
  readonly name: string
  readonly begins?: string
  /** It takes no step. */
  readonly silent?: true
  readonly run: Effect.Effect<void>
}

const quoted = (...names: ReadonlyArray<string>): string => names.map((name) => JSON.stringify(name)).join(",")

/** The label of a step that whole calls take. */
const labelOf = (world: World, action: Action): string => {
  switch (action._tag) {
    case "Flush":
      return "Flush"
    case "PowerLoss":
      return "PowerLoss({},{})"
    case "Observe":
      return `Observe(${quoted(action.run, keyOf(action.key))})`
    case "Decide":
      return world.deciding ?? "Decide"
    case "LateCheck":
      return `LateCheck(${quoted(keyOf(action.key))})`
    case "HostOpen":
    case "HostCrash":
    case "Reap":
      return `${action._tag}(${quoted(modelHost(world, action.host))})`
    case "EnterGate":
    case "Judge":
    case "Exchange":
    case "Probe":
    case "Hash":
    case "TurnBack":
    case "KeepAside":
    case "Sync":
    case "Settle":
    case "Refuse":
      return `${action._tag}(${quoted(modelHost(world, action.host), keyOf(action.key))})`
    default:
      return action._tag
  }
}

/** The labels of the steps in some rows. */
export const labelsOf = (world: World, rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry._tag === "Step" ? [labelOf(world, entry.action)] : []))
  )

const settling = (world: World, host: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { store, publisher } = world.hosts.get(host)!
    yield* Effect.orDie(store.refresh)
    for (const key of world.names.keys) yield* Effect.orDie(publisher.settleKey(pathOf(key)))
    for (const key of world.names.keys) {
      if (firstOpen(store.state(), pathOf(key)) !== undefined) throw new Error(`${key} was not settled`)
    }
  })

const checking = (world: World): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { store, reaper } = world.observer
    yield* Effect.orDie(store.refresh)
    const state = store.state()
    const settled = intentsOf(state).flatMap((intent) => (intent.row === "open" ? [] : [intent.settled]))
    const now = Math.max(0, ...settled) + state.limits.graceMs
    yield* at(world.clock, now, Effect.orDie(reaper.lateCheck(now)))
  })

/** Reads a file as a task does: what is in the way is settled before. */
const observing = (world: World, run: string, key: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const instance = instanceOfRun(world, run)
    const { settlingOthers } = instance.publisher
    const { observe } = makeObserve({ ...instance.observing, publisher: { settlingOthers } })
    yield* Effect.ignore(observe(run as RunId, { key: pathOf(key), path: pathOf(key) }))
  })

/** Writes files as a task does, from the content to the answer, whichever that is. */
const writing = (world: World, { args, text }: Label): Effect.Effect<void> =>
  Effect.gen(function* () {
    const run = nameOf(args[0]!)
    const changes = partsOf(args[1]!, intentId(0, 0)).map(({ key, base, content }) => ({
      key: pathOf(key),
      path: pathOf(key),
      base: hashOfContent(base),
      bytes: content === Absent ? null : bytesOf(content)
    }))
    world.deciding = text
    const { publisher } = instanceOfRun(world, run)
    yield* Effect.ignore(publisher.write(run as RunId, taskOfRun(run as RunId), changes, { breakLinks: false }))
    for (const { id, parts } of sidecarsOf(world).all()) {
      for (const { key, inode } of parts) if (inode !== null) world.staged.set(inode, { intent: id, key: keyOf(key) })
    }
  })

/** A host that no process is, or that has none any more. */
const freeHost = (world: World): string | undefined => {
  const taken = new Set(
    snapshot(world.observer.store.state()).hosts.flatMap(({ host, status }) => (status === "open" ? [host] : []))
  )
  return world.names.hosts.find((name) => !taken.has(world.ids.get(name)!))
}

/** Opens the workspace as any program does, and closes it again. */
const opening = (world: World, name: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const options = { ...defaults, onWeakPlatform: "accept", directory: world.directory, storeDir: undefined } as const
    const opened = yield* openHost(options).pipe(Effect.provideService(Scope.Scope, scope), Effect.orDie)
    world.opened.push({ name, host: opened.host })
    yield* Scope.close(scope, Exit.void)
  })

const losingPower = (world: World, name: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const instance of world.hosts.values()) yield* instance.kill
    world.hosts.clear()
    yield* world.observer.kill
    world.outside.end()
    world.unsynced.clear()
    yield* opening(world, name)
    world.observer = yield* world.open(looksOn)
    yield* world.listen(world.observer)
  })

/** What is called when a walk is over, one after the other. */
export const wholeCalls: ReadonlyArray<(world: World, edges: ReadonlyArray<Edge>) => Whole | undefined> = [
  (world, edges) => {
    const label = edges.find((edge) => edge.label.action === "Decide")?.label
    return label === undefined ? undefined : { name: "write", run: writing(world, label) }
  },
  (world) => {
    const run = world.names.runs.find((name) => instanceOfRun(world, name) !== world.observer)
    const key = world.names.keys[0]!
    return run === undefined
      ? undefined
      : { name: "read, and settle what is in the way", run: observing(world, run, key) }
  },
  (world) => {
    const [host] = world.hosts.keys()
    return host === undefined ? undefined : { name: "settle what is left", run: settling(world, host) }
  },
  (world) => {
    // By then who looked a file up has opened it, or never will.
    const early = snapshot(combined(world)).intents.some((intent) =>
      seenStaged(world, intent).some((entry) => entry?.use === "found")
    )
    return early ? undefined : { name: "look at what is left once more", run: checking(world) }
  },
  (world) => ({
    name: "sweep what belongs to nothing",
    silent: true,
    run: Effect.orDie(anybody(world).reaper.sweep())
  }),
  (world) => {
    const name = freeHost(world)
    return name === undefined ? undefined : { name: "open and close", run: opening(world, name) }
  },
  (world) => {
    const name = world.names.hosts[0]!
    return { name: "lose power, open and close", begins: "PowerLoss({},{})", run: losingPower(world, name) }
  }
]
