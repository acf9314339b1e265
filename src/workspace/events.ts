// What happens in a workspace, as people and their tools are told: of the journal's rows what a host can show or act upon.
import {
  type Action,
  type IntentId,
  type Key,
  type LifeStatus,
  type LossReason,
  type Order,
  type RefusalReason,
  type Resource,
  type RunId,
  type TaskId,
  taskOfRun
} from "../protocol/index.ts"
import type { Row } from "../store/entry.ts"
import type { StoreService } from "../store/store.ts"
import type { FencingToken } from "./leases.ts"

/** Common to all events. */
interface Happened {
  /** The row of the journal that it is in. Rows count from 1; events of one row were decided together. */
  readonly row: number
  /** ms since 1970, by the clock of the process that decided it. */
  readonly at: number
}

interface OfRun extends Happened {
  readonly task: TaskId
  readonly run: RunId
}

interface OfWrite extends OfRun {
  readonly intent: IntentId
  readonly keys: ReadonlyArray<Key>
}

/** Something that happened in the workspace, in any process. */
export type WorkspaceEvent =
  /** A run of it began: it may have to wait to be approved, or for a slot. */
  | (OfRun & { readonly _tag: "Started" })
  | (OfRun & { readonly _tag: "Ended" })
  /** How far it is now. */
  | (OfRun & { readonly _tag: "Became"; readonly status: LifeStatus })
  /** Its process died before the task ended. */
  | (OfRun & { readonly _tag: "Interrupted" })
  /** It waits for its turn. */
  | (OfRun & { readonly _tag: "Waiting"; readonly resource: Resource })
  | (OfRun & FencingToken & { readonly _tag: "Granted"; readonly resource: Resource })
  /** It gave back one acquisition: the lease is gone with the last. */
  | (OfRun & { readonly _tag: "Released"; readonly resource: Resource })
  | (OfRun & FencingToken & { readonly _tag: "Lost"; readonly resource: Resource; readonly reason: LossReason })
  /** Its write is visible, and on the disk. */
  | (OfWrite & { readonly _tag: "Published" })
  /** Its write was decided, and then refused: nothing of it is visible. */
  | (OfWrite & { readonly _tag: "Refused"; readonly reason: RefusalReason })
  /** Bytes of a program outside Leasehold came out of a write and could not go back: see `kept`. */
  | (Happened & { readonly _tag: "Kept"; readonly intent: IntentId; readonly key: Key })

type Told<E> = E extends WorkspaceEvent ? Omit<E, "row" | "at"> : never
type OfRunOnly = Pick<OfRun, "task" | "run">
type Generation = Omit<FencingToken, "token">

const ofAction = (action: Action, of: (run: RunId) => OfRunOnly): Told<WorkspaceEvent> | undefined => {
  switch (action._tag) {
    case "Start":
    case "Spawn":
    case "Resume":
      return { _tag: "Started", task: action.task, run: action.run }
    case "End":
      return { _tag: "Ended", ...of(action.run) }
    case "Enqueue":
      return { _tag: "Waiting", ...of(action.run), resource: action.resource }
    case "Release":
      return { _tag: "Released", ...of(action.run), resource: action.resource }
    default:
      return undefined
  }
}

const ofOrder = (
  order: Order,
  of: (run: RunId) => OfRunOnly,
  generation: Generation
): Told<WorkspaceEvent> | undefined => {
  switch (order._tag) {
    case "Became":
      return { _tag: "Became", task: order.task, run: order.run, status: order.status }
    case "Interrupted":
      return { _tag: "Interrupted", ...of(order.run) }
    case "Granted":
      return { _tag: "Granted", ...of(order.run), resource: order.resource, ...generation, token: order.token }
    case "Lost":
      return {
        _tag: "Lost",
        ...of(order.run),
        resource: order.resource,
        ...generation,
        token: order.token,
        reason: order.reason
      }
    case "Published":
      return { _tag: "Published", ...of(order.run), intent: order.intent, keys: order.keys }
    case "Refused":
      return { _tag: "Refused", ...of(order.run), intent: order.intent, keys: order.keys, reason: order.reason }
    case "Keep":
    case "KeepAside":
      return { _tag: "Kept", intent: order.intent, key: order.key }
    default:
      return undefined
  }
}

/** The events of a row of the store, which may have gone on since. */
export const eventsOf = (
  store: StoreService,
  row: Row,
  orders: ReadonlyArray<Order>
): ReadonlyArray<WorkspaceEvent> => {
  const of = (run: RunId): OfRunOnly => ({ task: taskOfRun(store.state(), run) ?? ("" as TaskId), run })
  const generation = { generation: row.generation, generationNonce: store.generationNonce }
  const told = [
    ...orders.map((order) => ofOrder(order, of, generation)),
    ...row.entries.map((entry) => (entry._tag === "Step" ? ofAction(entry.action, of) : undefined))
  ]
  return told.flatMap((event) => (event === undefined ? [] : [{ row: row.seq, at: row.wall, ...event }]))
}
