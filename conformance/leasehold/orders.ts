/**
 * What the core orders besides changing its state. Orders are told to services and seen by no variable of the specification, so they
 * are checked here, against the states before and after: a lease that is granted without a word to its holder would be no use.
 */
import { isDeepStrictEqual } from "node:util"
import { leaseAt, queueAt, Root, snapshot, subtree, unserved } from "../../src/protocol/index.ts"
import type { Action, Handle, Order, State } from "../../src/protocol/index.ts"

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
  "reason"
]

const textsOf = (orders: ReadonlyArray<Order>): ReadonlyArray<string> =>
  orders.map((order) => JSON.stringify(order, fields)).toSorted()

/** What the step must tell, given the states before and after it. */
const expectedOf = (before: State, action: Action, now: number, after: State): ReadonlyArray<Checked> => {
  const expires = now + before.limits.leaseMs
  switch (action._tag) {
    case "Acquire":
    case "Grant": {
      const lease = leaseAt(after, action.resource)
      if (lease === undefined) return []
      const { run, resource, token } = lease
      return [{ _tag: "Granted", run, resource, token, handle: after.counter as Handle, expires }]
    }
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
      return [{ _tag: "Publish", run: action.run, key: action.key, base: action.base, content: action.content }]
    case "Reap":
      return snapshot(before)
        .runs.filter(({ host }) => host === action.host)
        .map(({ run }) => ({ _tag: "Interrupted", run, host: action.host }))
    default:
      return []
  }
}

/** Whether the lease that an order tells of stands as long as it says. */
const isKept = (after: State, order: Order): boolean =>
  (order._tag !== "Granted" && order._tag !== "Renewed") || leaseAt(after, order.resource)?.expires === order.expires

/** Throws {@link WrongOrders} unless the step told what it had to, and did what it told. */
export const checkOrders = (
  before: State,
  action: Action,
  now: number,
  after: State,
  orders: ReadonlyArray<Order>
): void => {
  const wanted = expectedOf(before, action, now, after)
  const told = orders.filter((order) => order._tag !== "Serve")
  if (!orders.every((order) => isKept(after, order))) {
    throw new WrongOrders(action, ["what the state has as time of expiry"], textsOf(told))
  }
  const waiting = queueAt(after, subtree(Root)).length === 0 ? [] : unserved(snapshot(before), snapshot(after), orders)
  if (waiting.length > 0) {
    const missing = waiting.map(({ resource }): Order => ({ _tag: "Serve", resource }))
    throw new WrongOrders(action, textsOf([...orders, ...missing]), textsOf(orders))
  }
  // Nearly always so, and faster to see than by texts.
  if (isDeepStrictEqual(wanted, told)) return
  const expected = textsOf(wanted)
  const actual = textsOf(told)
  if (expected.length !== actual.length || expected.some((order, i) => order !== actual[i])) {
    throw new WrongOrders(action, expected, actual)
  }
}
