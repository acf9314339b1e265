// Tasks that do whatever comes into their heads, by steps of the protocol in a real store; with an account of what they did.
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import {
  type Action,
  type Content,
  file,
  firstOpen,
  type GateOrder,
  grantOf,
  type HostId,
  type Key,
  lifeOf,
  type Order,
  type RunId,
  type SeenFile,
  snapshot,
  type TaskId
} from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import type { StoreService } from "../../src/store/store.ts"
import { writing } from "../protocol/world.ts"

const names = ["a", "b", "c"] as const
const keys = ["x", "y"] as const

/** Those that lead on are more likely than those that end something. */
const verbs = {
  Spawn: 6,
  Approve: 4,
  Schedule: 8,
  Ask: 2,
  Answer: 3,
  Await: 2,
  Join: 3,
  Exec: 3,
  Exit: 3,
  Tell: 3,
  Complete: 4,
  Finish: 6,
  Deliver: 5,
  Take: 5,
  Resume: 3,
  Deny: 1,
  Revoke: 1,
  Narrow: 1,
  Fail: 1,
  Cancel: 1,
  TimeOut: 1,
  End: 1,
  Delete: 1,
  write: 6,
  crash: 1,
  look: 2
} as const

export const wish = fc.record({
  verb: fc.oneof(
    ...Object.entries(verbs).map(([verb, weight]) => ({ weight, arbitrary: fc.constant(verb as keyof typeof verbs) }))
  ),
  at: fc.nat(names.length - 1),
  by: fc.option(fc.nat(names.length - 1), { nil: null, freq: 3 }),
  key: fc.nat(keys.length - 1),
  flag: fc.boolean()
})
export type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never

export interface Account {
  /** By task: what happened, in order, and what was written. */
  readonly events: Array<readonly [task: string, tag: string]>
  readonly writes: Array<
    readonly [task: string, key: string, content: string | null, status: string, grant: string | null]
  >
  readonly deleted: Set<string>
}

let count = 0
const fresh = (name: string): string => `${name}/${(count += 1)}`

/** What is asked for, if anything can be. */
const actionOf = (store: StoreService, { verb, at, by, key, flag }: Wish): Action | undefined => {
  const state = store.state()
  const task = names[at]! as TaskId
  const { run = "nobody" as RunId, parent = "" } = lifeOf(state, task) ?? {}
  const { host } = store
  const resource = file(keys[key]! as Key)
  const text = flag ? "yes" : "no"
  switch (verb) {
    case "Spawn": {
      const above = by === null ? undefined : lifeOf(state, names[by]! as TaskId)?.run
      const profile = {
        background: flag,
        allowWrites: true,
        scope: everything,
        title: `The ${task}`
      }
      return { _tag: verb, task, run: fresh(task) as RunId, host, by: above ?? null, profile, timeoutMs: 60_000 }
    }
    case "Approve":
      return { _tag: verb, task, grant: { by: "me", at: 1, expires: null, digest: fresh("grant") } }
    case "Deny":
    case "Revoke":
    case "Cancel":
      return { _tag: verb, task, reason: text }
    case "Narrow":
      return { _tag: verb, task, scope: writing([keys[key]!]) }
    case "Ask":
      return { _tag: verb, run, question: { id: fresh("question"), text } }
    case "Answer":
      return { _tag: verb, task, answer: text }
    case "Await":
    case "End":
      return { _tag: verb, run }
    case "Exec":
      return { _tag: verb, run, command: fresh("command"), resources: [resource] }
    case "Tell":
      return { _tag: verb, task, how: "success", changed: flag ? [keys[key]! as Key] : [] }
    case "Complete":
    case "Fail":
      return { _tag: verb, run, outcome: text }
    case "Finish":
      return { _tag: verb, task, changed: [] }
    case "Take":
      return { _tag: verb, run: lifeOf(state, parent as TaskId)?.run ?? run, task }
    case "Resume":
      return { _tag: verb, task, run: fresh(task) as RunId, host }
    case "Schedule":
    case "Join":
    case "Exit":
    case "TimeOut":
    case "Deliver":
    case "Delete":
      return { _tag: verb, task }
    default:
      return undefined
  }
}

/** What lies at a key and at the staged path: the base, or something else, and then the write is refused. */
const gateOf = (key: Key, base: Content, content: Content, isBase: boolean) => {
  const ours = { content, inode: "ours" as never, beingWritten: false }
  const theirs = { content: (isBase ? base : "theirs") as Content, inode: "theirs" as never, beingWritten: false }
  let [there, staged]: [SeenFile, SeenFile] = [theirs.content === "absent" ? null : theirs, ours]
  return (order: GateOrder): Action => {
    const { host } = order
    switch (order._tag) {
      case "Judge":
        return { _tag: "Judge", host, key, seen: [{ key, file: there, staged }] }
      case "Exchange":
      case "TurnBack":
        ;[there, staged] = [staged, there]
        return { _tag: order._tag, host, key, done: true }
      case "Probe":
        return { _tag: "Probe", host, key, beingWritten: false }
      case "Hash":
        return { _tag: "Hash", host, key, content: staged?.content ?? base }
      default:
        return { _tag: order._tag, host, key }
    }
  }
}

/** A whole write of a task: leased, read, decided, settled, given back; in one transaction, or in two. */
const writeBy = (store: StoreService, { at, key: which, flag }: Wish, account: Account) =>
  Effect.gen(function* () {
    const task = names[at]! as TaskId
    const key = keys[which]! as Key
    const run = lifeOf(store.state(), task)?.run
    if (run === undefined) return
    const content = fresh("content") as Content
    const decided = yield* store.transact((tx): Result.Result<string | undefined> => {
      const taken = tx.step({ _tag: "Acquire", run, resource: file(key) })
      if (Result.isFailure(taken)) return Result.succeed(undefined)
      const found = (snapshot(tx.state).written.find((one) => one.key === key)?.content ?? "absent") as Content
      tx.must({ _tag: "Observe", run, key, found, beingWritten: false })
      const grant = grantOf(tx.state, task)?.digest ?? null
      tx.must({ _tag: "Decide", run, grant, parts: [{ key, base: found, content, inode: "ours" as never, found }] })
      account.writes.push([task, key, content, flag ? "committed" : "refused", grant])
      return Result.succeed(found)
    })
    if (decided === undefined) return
    yield* store.transact((tx): Result.Result<void> => {
      const { host } = store
      const answerTo = gateOf(key, decided as Content, content, flag)
      let orders: ReadonlyArray<Order> = tx.must({ _tag: "EnterGate", host, key })
      while (firstOpen(tx.state, key) !== undefined) {
        const order = orders.find((one): one is GateOrder => "intent" in one && "host" in one)!
        orders = tx.must(answerTo(order))
      }
      for (const { resource, handles } of snapshot(tx.state).leases)
        for (const handle of handles) tx.step({ _tag: "Release", run, resource, handle })
      return Result.succeed(undefined)
    })
  })

/** A task is resumed in another host, which dies. */
const crash = (store: StoreService, account: Account) =>
  store.transact((tx): Result.Result<void> => {
    const other = fresh("host") as HostId
    tx.must({ _tag: "HostOpen", host: other })
    const id = names.find((name) => lifeOf(tx.state, name as TaskId)?.status === "interrupted") as TaskId | undefined
    if (
      id !== undefined &&
      Result.isSuccess(tx.step({ _tag: "Resume", task: id, run: fresh(id) as RunId, host: other }))
    )
      account.events.push([id, "Resume"], [id, "Interrupted"])
    tx.must({ _tag: "HostCrash", host: other })
    tx.must({ _tag: "Reap", host: other })
    return Result.succeed(undefined)
  })

/** Does what is wished, if the protocol lets it be done. */
export const step = (store: StoreService, one: Wish, account: Account) =>
  Effect.gen(function* () {
    if (one.verb === "write") return yield* writeBy(store, one, account)
    if (one.verb === "crash") return yield* crash(store, account)
    const action = actionOf(store, one)
    if (action === undefined) return
    yield* store.transact((tx): Result.Result<void> => {
      const before = tx.state
      if (Result.isFailure(tx.step(action))) return Result.succeed(undefined)
      const task = names.find((name) => "task" in action && name === action.task) ?? names[one.at]!
      if (action._tag === "Delete") account.deleted.add(task)
      else if (action._tag === "Take")
        account.events.push([snapshot(before).runs.find(({ run }) => run === action.run)!.task, "Take"])
      else account.events.push([task, action._tag])
      if (action._tag === "Tell" && action.changed.length > 0) {
        const grant = grantOf(before, task as TaskId)?.digest ?? null
        account.writes.push([task, action.changed[0]!, null, "committed", grant])
      }
      return Result.succeed(undefined)
    })
  })

const wished = (verb: Wish["verb"], at: number, flag = true, by: number | null = null): Wish => ({
  verb,
  at,
  by,
  key: 0,
  flag
})

/** All that there is, once: chance alone may leave something out. */
export const script: Array<Wish> = [
  wished("Spawn", 0),
  wished("Approve", 0),
  wished("Schedule", 0),
  wished("write", 0),
  wished("write", 0, false),
  wished("Spawn", 1, false, 0),
  ...(["Schedule", "Ask", "Answer", "Schedule", "Exec", "Exit", "Tell", "look", "Complete"] as const).map((verb) =>
    wished(verb, 1)
  ),
  ...(["Finish", "Deliver", "Take"] as const).map((verb) => wished(verb, 1)),
  wished("End", 0),
  wished("crash", 0),
  wished("look", 0, false),
  wished("Delete", 1)
]
