/**
 * What the service does for tasks though nobody asks: it must offer the steps that the specification takes, and take none that the
 * specification refuses. Each is tried in a transaction that comes to nothing.
 */
import { Clock, Effect, Result } from "effect"
import { hostOf, lifeOf, livesOf, taskOf } from "../../../../src/protocol/index.ts"
import type { Action, HostId, RunId, State, TaskId } from "../../../../src/protocol/index.ts"
import { begin } from "../../../../src/store/recover.ts"
import type { Transaction } from "../../../../src/store/transaction.ts"
import { makeUntold } from "../../../../src/tasks/untold.ts"
import { makeWarden } from "../../../../src/tasks/warden.ts"
import type { Host } from "../../../../src/workspace/host.ts"
import { allowed } from "../../../graph/graph.ts"
import type { Graph, Label } from "../../../graph/graph.ts"
import { text } from "../../driver/mapping.ts"
import type { Machine } from "../../lifecycle/machine.ts"
import { noParent, profileOf } from "../../lifecycle/mapping.ts"
import { transact } from "./world.ts"
import type { Opened, World } from "./world.ts"

interface Tried {
  readonly actions: ReadonlyArray<Action>
  readonly state: State
}

const tried = (world: World, by: Opened, now: number, body: (tx: Transaction) => void): Tried => {
  const given = transact(world, by, now, (tx): Result.Result<never, Tried> => {
    body(tx)
    const actions = tx.entries.flatMap((entry) => (entry._tag === "Step" ? [entry.action] : []))
    return Result.fail({ actions, state: tx.state })
  })
  return Result.isFailure(given) ? given.failure : given.success
}

type Own = ReadonlyMap<TaskId, { readonly hasStopped: boolean }>

const tending = (world: World, by: Opened, host: string, own: Own, now: number): Tried =>
  tried(world, by, now, (tx) => world.parts.tend(tx, { host: host as HostId, own, untold: makeUntold(), wall: 0 }))

/** The tasks that go on at a host. What has no command left has stopped. */
const ownOf = (state: State, host: string): Own =>
  new Map(
    [...livesOf(state)]
      .filter((task) => hostOf(state, lifeOf(state, task)!.run) === host)
      .map((task) => [task, { hasStopped: lifeOf(state, task)!.command === undefined }])
  )

/** Steps that are offered to whoever they are due for. */
const offered: ReadonlySet<string> = new Set(["Schedule", "Join", "Deliver", "Finish", "TimeOut"])

/** Whether the step of this label is one that the service offers, and does so; what is wrong if it has to, and does not. */
export const isOffered = (world: World, by: Opened, { core, now }: Machine, label: Label): boolean | string => {
  if (!offered.has(label.action)) return false
  const task = text(label.args[0]!) as TaskId
  const life = lifeOf(core, task)!
  // What a command that was left changed is told by who looks for that: the warden.
  if (label.action === "Finish" && life.command !== undefined) return false
  const owner = label.action === "Deliver" ? life.parent! : task
  const host = hostOf(core, lifeOf(core, owner)!.run)
  const own: Own = host === undefined ? new Map() : new Map([[owner, { hasStopped: true }]])
  const at = label.action === "TimeOut" ? life.until! : now
  const { actions } = tending(world, by, host ?? by.store.host, own, at)
  if (actions.some((action) => action._tag === label.action && "task" in action && action.task === task)) return true
  return `the service does not offer ${label.text}, but [${actions.map(({ _tag }) => _tag).join(", ")}]`
}

/** The edge of an action that the service takes by itself. */
const isOf = (action: Action, label: Label, asked: Label | undefined): boolean => {
  if (label.action !== action._tag) return false
  const [first] = label.args
  if (action._tag === "HostCrash" || action._tag === "Reap") return text(first!) === action.host
  if (action._tag === "Spawn" || action._tag === "Resume") return label === asked
  if (action._tag === "Tell" && text(label.args[1]!) !== action.how) return false
  return "task" in action && text(first!) === action.task
}

/** Where the steps lead in the graph, or what is wrong with them; undefined where a bound of the model cuts them. */
const followed = (graph: Graph, from: number, { actions }: Tried, asked?: Label): number | string | undefined => {
  let at = from
  for (const action of actions) {
    const { edges, verdicts } = graph.states[at]!
    const edge = edges.find(({ label }) => isOf(action, label, asked))
    if (edge === undefined) {
      const verdict = verdicts.find(({ label }) => isOf(action, label, asked))?.verdict
      if (verdict === allowed) return undefined
      return `the service takes ${JSON.stringify(action)}, which is refused: ${verdict ?? "there is no such step"}`
    }
    at = edge.target
  }
  return at
}

/** Where the service gets by itself, and with what, if a host looks after its tasks. */
export interface Came {
  readonly to: number | string | undefined
  readonly state: State
  readonly steps: number
}

/** All that is due for the tasks of a host. */
export const tended = (
  world: World,
  by: Opened,
  { core, now }: Machine,
  host: string,
  graph: Graph,
  from: number
): Came => {
  const all = tending(world, by, host, ownOf(core, host), now)
  return { to: followed(graph, from, all), state: all.state, steps: all.actions.length }
}

/** A session of this process, in place of the step that begins a task of nobody, or goes on with one; undefined if it is no such step. */
export const began = (
  world: World,
  by: Opened,
  { core, now }: Machine,
  label: Label,
  graph: Graph,
  from: number
): Came | undefined => {
  const isSpawn = label.action === "Spawn" && text(label.args[0]!) === noParent
  if (!isSpawn && label.action !== "Resume") return undefined
  const task = text(label.args[isSpawn ? 1 : 0]!) as TaskId
  const host = text(label.args[isSpawn ? 3 : 1]!) as HostId
  const profile = isSpawn ? profileOf(label.args[2]!, "") : taskOf(core, task)
  const run = `another ${task}` as RunId
  const all = tried(world, by, now, (tx) => {
    begin(tx, { isAlive: (other) => world.opened.has(other) }, { task, run, host, profile, narrows: false })
  })
  if (all.actions.length === 0) return { to: `the service does not begin by ${label.text}`, state: core, steps: 0 }
  return { to: followed(graph, from, all, label), state: all.state, steps: all.actions.length }
}

/** What is left of commands whose process died, looked after once by the warden: for good, so a walk ends there. */
export const warded = (world: World, by: Opened, { now }: Machine, graph: Graph, from: number): Effect.Effect<Came> =>
  Effect.suspend(() => {
    const actions: Array<Action> = []
    const stop = by.store.listen(({ entries }) => {
      for (const entry of entries) if (entry._tag === "Step") actions.push(entry.action)
    })
    world.clock.now = now
    const host = { store: by.store, layout: { root: world.directory } } as Host
    return makeWarden(host, () => false).pipe(
      Effect.orDie,
      Effect.provideService(Clock.Clock, world.clock),
      Effect.map(() => {
        stop()
        const state = by.store.state()
        return { to: followed(graph, from, { actions, state }), state, steps: actions.length }
      })
    )
  })
