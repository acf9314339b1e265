/** What the core orders in the life of tasks: told by no variable of the specification, so it is checked here, by the states around a step. */
import { lifeOf, livesOf } from "../../../src/protocol/index.ts"
import type { Action, Order, State } from "../../../src/protocol/index.ts"
import { checkOrders, WrongOrders } from "../driver/orders.ts"

type OfLife = Extract<Order, { readonly _tag: "Became" | "EndProcesses" | "Deliver" }>

const isOfLife = (order: Order): order is OfLife =>
  order._tag === "Became" || order._tag === "EndProcesses" || order._tag === "Deliver"

/** Whoever looks after a task is told how far it is, which processes have to end, and what a child came to. */
const expectedOf = (before: State, action: Action, after: State): ReadonlyArray<OfLife> =>
  livesOf(after).flatMap((task): ReadonlyArray<OfLife> => {
    const [was, is] = [lifeOf(before, task), lifeOf(after, task)!]
    const orders: Array<OfLife> = []
    if (was?.status !== is.status)
      orders.push({ _tag: "Became", task, run: is.run, status: is.status, ending: is.ending ?? null })
    if (was?.command?.state === "running" && is.command?.state === "killed")
      orders.push({ _tag: "EndProcesses", task, command: is.command.id })
    if (action._tag === "Deliver" && was?.result !== is.result)
      orders.push({ _tag: "Deliver", task, to: lifeOf(after, is.parent!)!.run })
    return orders
  })

const textsOf = (orders: ReadonlyArray<OfLife>): ReadonlyArray<string> =>
  orders.map((order) => JSON.stringify(order, ["_tag", "task", "run", "status", "ending", "command", "to"])).toSorted()

/** Throws {@link WrongOrders} unless the step told what it had to. */
export const checkLifeOrders = (
  before: State,
  action: Action,
  now: number,
  after: State,
  orders: ReadonlyArray<Order>
): void => {
  const [wanted, told] = [textsOf(expectedOf(before, action, after)), textsOf(orders.filter(isOfLife))]
  if (wanted.join() !== told.join()) throw new WrongOrders(action, wanted, told)
  checkOrders(
    before,
    action,
    now,
    after,
    orders.filter((order) => !isOfLife(order))
  )
}
