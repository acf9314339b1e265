// What a step has to order, over the plain views before and after it. Serve is left out: it may come too often, and that it does
// not come too rarely is the law WhoseTurnItIsIsServed.
import {
  Absent,
  type Action,
  type Content,
  type GateOrder,
  type Key,
  type Order,
  type Rename,
  type Resource,
  type Snapshot
} from "../../src/protocol/index.ts"
import { guards, type Intent } from "./reference-guards.ts"
import { lifeOrders } from "./reference-life-steps.ts"

// A rename must not replace anything where nothing is to be exchanged.
const renames = (from: Content, to: Content): Rename => {
  if (from === Absent) return "IntoPlace"
  return to === Absent ? "OutOfPlace" : "Exchange"
}

const keysOf = ({ parts }: Intent): ReadonlyArray<Key> => parts.map(({ key }) => key).toSorted()

/** What whoever is in the gate of the intent has to do. */
const nextIn = (intent: Intent): ReadonlyArray<GateOrder> => {
  if (intent.gate === undefined) return []
  const { host, at, key } = intent.gate
  const here = { intent: intent.id, host }
  const keys = keysOf(intent)
  if (key === undefined) {
    if (at === "sync") return [{ _tag: "Sync", ...here, keys, mark: true }]
    if (at === "settle") return [{ _tag: "Settle", ...here }]
    if (at === "refuse") return [{ _tag: "Refuse", ...here, keys }]
    return at === "judge" || at === "turn" ? [{ _tag: "Judge", ...here, keys }] : []
  }
  const { base, content } = intent.parts.find((part) => part.key === key)!
  if (at === "exchange") return [{ _tag: "Exchange", ...here, key, rename: renames(base, content) }]
  if (at === "back") return [{ _tag: "TurnBack", ...here, key, rename: renames(content, base), mark: true }]
  if (at === "probe") return [{ _tag: "Probe", ...here, key }]
  if (at === "hash") return [{ _tag: "Hash", ...here, key }]
  return at === "aside" ? [{ _tag: "KeepAside", ...here, key, sync: true }] : []
}

/** All orders of a step that is not refused, but Serve, in no order that means anything. */
export const ordersOf = (before: Snapshot, a: Action, now: number, after: Snapshot): ReadonlyArray<Order> => [
  ...ownOrders(before, a, now, after),
  ...lifeOrders(before, after)
]

const ownOrders = (before: Snapshot, a: Action, now: number, after: Snapshot): ReadonlyArray<Order> => {
  const [was, is] = [guards(before), guards(after)]
  const expires = now + before.limits.leaseMs
  const tokenOn = (resource: Resource) => is.leaseOn(resource)!.token
  switch (a._tag) {
    case "Acquire":
    case "Grant": {
      const { run, resource } = a
      const handle = is.leaseOn(resource)!.handles.at(-1)!
      return [{ _tag: "Granted", run, resource, token: tokenOn(resource), handle, expires }]
    }
    case "Exec":
    case "PowerLoss":
    case "StoreLost":
      return after.lives
        .filter(({ run, command }) => command !== undefined && (a._tag !== "Exec" || a.run === run))
        .flatMap(({ run, command }) =>
          command!.leases.map(({ resource, handle }) => ({
            _tag: "Granted",
            run,
            resource,
            token: tokenOn(resource),
            handle,
            expires
          }))
        )
    case "Renew":
      return [{ _tag: "Renewed", run: a.run, resource: a.resource, token: tokenOn(a.resource), expires }]
    case "Expire": {
      const { run, resource, token } = was.leaseOn(a.resource)!
      return [{ _tag: "Lost", run, resource, token, reason: "Expired" }]
    }
    case "Reap":
      return before.runs
        .filter(({ host }) => host === a.host)
        .map(({ run }) => ({ _tag: "Interrupted", run, host: a.host }))
    case "Observe":
      return [{ _tag: "Observed", run: a.run, key: a.key, content: a.found }]
    case "Decide": {
      const intent = after.intents.at(-1)!
      return [{ _tag: "Decided", run: a.run, intent: intent.id, keys: keysOf(intent) }]
    }
    case "Settle": {
      const intent = was.first(a.key)!
      return [{ _tag: "Published", run: intent.run, intent: intent.id, keys: keysOf(intent) }]
    }
    case "Refuse": {
      const intent = was.first(a.key)!
      const reason = intent.gate?.reason ?? "OlderGeneration"
      return [{ _tag: "Refused", run: intent.run, intent: intent.id, keys: keysOf(intent), reason }]
    }
    case "LateCheck": {
      const { id, row, parts } = was.oldestAt(a.key)!
      const found = (key: Key) => a.seen.find((one) => one.key === key)?.staged ?? null
      const kept = parts.flatMap(({ key, base, content }): ReadonlyArray<Order> => {
        const staged = found(key)
        const expected = row === "published" ? base : content
        return staged === null || staged.content === expected
          ? []
          : [{ _tag: "Keep", intent: id, key, content: staged.content }]
      })
      return [...kept, { _tag: "Unlink", intent: id, keys: parts.map(({ key }) => key).toSorted() }]
    }
    default:
      return "key" in a && "host" in a ? nextIn(is.first(a.key)!) : []
  }
}
