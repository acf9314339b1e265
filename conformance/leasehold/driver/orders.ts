/**
 * What the core orders besides changing its state. Orders are told to services and seen by no variable of the specification, so they
 * are checked here, against the states before and after: a lease that is granted without a word to its holder would be no use.
 */
import {
  Absent,
  firstOpen,
  intentId,
  leaseAt,
  oldestAt,
  queueAt,
  Root,
  snapshot,
  subtree,
  unserved
} from "../../../src/protocol/index.ts"
import type {
  Action,
  ActionOf,
  Content,
  Gate,
  GateOrder,
  Handle,
  Intent,
  Key,
  Order,
  Rename,
  Snapshot,
  Stage,
  State
} from "../../../src/protocol/index.ts"

/** An order that is missing, or that nothing in the step explains. */
export class WrongOrders extends Error {
  constructor(action: Action, expected: ReadonlyArray<string>, orders: ReadonlyArray<string>) {
    const show = (list: ReadonlyArray<string>): string => list.join(", ") || "nothing"
    super(`the orders of ${action._tag} should be ${show(expected)}, and are ${show(orders)}`)
    this.name = "WrongOrders"
  }
}

/** `Serve` may come too often: it is a hint of what to try next. All others must be exactly these. */
type Checked = Exclude<Order, { readonly _tag: "Serve" }>

const fields = [
  "_tag",
  "run",
  "host",
  "resource",
  "kind",
  "path",
  "key",
  "base",
  "content",
  "token",
  "handle",
  "expires",
  "reason",
  "intent",
  "keys",
  "rename",
  "sync",
  "mark"
]

const textsOf = (orders: ReadonlyArray<Order>): ReadonlyArray<string> =>
  orders.map((order) => JSON.stringify(order, fields)).toSorted()

const keysOf = (parts: ReadonlyArray<{ readonly key: Key }>): ReadonlyArray<Key> =>
  parts.map(({ key }) => key).toSorted()

/** What has to be done next for the file of a key to get from one content to the other. */
const renameOf = (from: Content, to: Content): Rename => {
  if (from === Absent) return "IntoPlace"
  return to === Absent ? "OutOfPlace" : "Exchange"
}

/** The order that belongs to a stage of the specification. */
const nextIn = (intent: Intent, { host, at, key }: Gate): GateOrder => {
  const here = { intent: intent.id, host }
  const all = { ...here, keys: keysOf(intent.parts) }
  const part = intent.parts.find((one) => one.key === key) ?? intent.parts[0]!
  const one = { ...here, key: part.key }
  const stages = {
    judge: { _tag: "Judge", ...all },
    turn: { _tag: "Judge", ...all },
    exchange: { _tag: "Exchange", ...one, rename: renameOf(part.base, part.content) },
    probe: { _tag: "Probe", ...one },
    hash: { _tag: "Hash", ...one },
    back: { _tag: "TurnBack", ...one, rename: renameOf(part.content, part.base), mark: true },
    aside: { _tag: "KeepAside", ...one, sync: true },
    sync: { _tag: "Sync", ...all, mark: true },
    settle: { _tag: "Settle", ...here },
    refuse: { _tag: "Refuse", ...all }
  } as const satisfies Readonly<Record<Stage, GateOrder>>
  return stages[at]
}

/** What LateCheck finds at the staged paths: bytes that have to be kept, and what can go. */
const leftOf = (intent: Intent, { seen }: ActionOf<"LateCheck">): ReadonlyArray<Checked> => {
  const kept = intent.parts.flatMap(({ key, base, content }): ReadonlyArray<Checked> => {
    const staged = seen.find((one) => one.key === key)?.staged
    const wanted = intent.row === "published" ? base : content
    if (staged === undefined || staged === null || staged.content === wanted) return []
    return [{ _tag: "Keep", intent: intent.id, key, content: staged.content }]
  })
  return [...kept, { _tag: "Unlink", intent: intent.id, keys: keysOf(intent.parts) }]
}

/** What the step must tell, given the states before and after it. */
const expectedOf = (
  before: State,
  action: Action,
  now: number,
  after: State,
  viewOf: (state: State) => Snapshot
): ReadonlyArray<Checked> => {
  const expires = now + before.limits.leaseMs
  switch (action._tag) {
    case "Acquire":
    case "Grant": {
      const lease = leaseAt(after, action.resource)
      if (lease === undefined) return []
      const { run, resource, token } = lease
      return [{ _tag: "Granted", run, resource, token, handle: after.counter as Handle, expires }]
    }
    case "Exec":
      return action.resources.flatMap((resource): ReadonlyArray<Checked> => {
        const lease = leaseAt(after, resource)
        if (lease === undefined) return []
        const { run, token } = lease
        return [{ _tag: "Granted", run, resource, token, handle: lease.handles.at(-1)!, expires }]
      })
    case "Renew": {
      const lease = leaseAt(after, action.resource)
      if (lease === undefined) return []
      return [{ _tag: "Renewed", run: action.run, resource: action.resource, token: lease.token, expires }]
    }
    case "Expire": {
      const lease = leaseAt(before, action.resource)
      if (lease === undefined) return []
      return [{ _tag: "Lost", run: lease.run, resource: action.resource, token: lease.token, reason: "Expired" }]
    }
    case "Observe":
      return [{ _tag: "Observed", run: action.run, key: action.key, content: action.found }]
    case "Decide":
      return [
        {
          _tag: "Decided",
          run: action.run,
          intent: intentId(before.generation, before.counter + 1),
          keys: keysOf(action.parts)
        }
      ]
    case "Settle":
    case "Refuse": {
      const intent = firstOpen(before, action.key)
      if (intent?.gate === undefined) return []
      const told = { run: intent.run, intent: intent.id, keys: keysOf(intent.parts) }
      return [
        action._tag === "Settle"
          ? { _tag: "Published", ...told }
          : { _tag: "Refused", ...told, reason: intent.gate.reason ?? "OlderGeneration" }
      ]
    }
    case "LateCheck": {
      const intent = oldestAt(before, action.key)
      return intent === undefined ? [] : leftOf(intent, action)
    }
    case "Reap":
      return viewOf(before)
        .runs.filter(({ host }) => host === action.host)
        .map(({ run }) => ({ _tag: "Interrupted", run, host: action.host }))
    case "EnterGate":
    case "Judge":
    case "Exchange":
    case "Probe":
    case "Hash":
    case "TurnBack":
    case "KeepAside":
    case "Sync": {
      const intent = firstOpen(after, action.key)
      return intent?.gate === undefined ? [] : [nextIn(intent, intent.gate)]
    }
    default:
      return []
  }
}

/** Whether the lease that an order tells of stands as long as it says. */
const isKept = (after: State, order: Order): boolean =>
  (order._tag !== "Granted" && order._tag !== "Renewed") || leaseAt(after, order.resource)?.expires === order.expires

type Fields = Readonly<Record<string, unknown>>

const areFields = (value: unknown): value is Fields => typeof value === "object" && value !== null

/** Whether two orders have the same fields, however deep. */
const isAlike = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (!areFields(one) || !areFields(other) || Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => isAlike(one[name], other[name]))
}

/** Throws {@link WrongOrders} unless the step told what it had to, and did what it told. */
export const checkOrders = (
  before: State,
  action: Action,
  now: number,
  after: State,
  orders: ReadonlyArray<Order>,
  viewOf: (state: State) => Snapshot = snapshot
): void => {
  const wanted = expectedOf(before, action, now, after, viewOf)
  const told = orders.filter((order) => order._tag !== "Serve")
  if (!orders.every((order) => isKept(after, order))) {
    throw new WrongOrders(action, ["what the state has as time of expiry"], textsOf(told))
  }
  const waiting = queueAt(after, subtree(Root)).length === 0 ? [] : unserved(viewOf(before), viewOf(after), orders)
  if (waiting.length > 0) {
    const missing = waiting.map(({ resource }): Order => ({ _tag: "Serve", resource }))
    throw new WrongOrders(action, textsOf([...orders, ...missing]), textsOf(orders))
  }
  // Nearly always so, and faster to see than by texts.
  if (wanted.length === told.length && wanted.every((order, i) => isAlike(order, told[i]))) return
  const expected = textsOf(wanted)
  const actual = textsOf(told)
  if (expected.length !== actual.length || expected.some((order, i) => order !== actual[i])) {
    throw new WrongOrders(action, expected, actual)
  }
}
