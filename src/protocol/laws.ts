// What must be true of every step, under the spec's names, as data: the spec's action properties. See invariants.ts, which
// says the same of states.
import { Result } from "effect"
import type { Action } from "./actions.ts"
import { contains, overlap } from "./covers.ts"
import { acting, runOf } from "./invariant.ts"
import type { Order } from "./orders.ts"
import { snapshot, type Snapshot } from "./view.ts"
import type { Law, Taken } from "./law.ts"
import { lifeLaws } from "./life-laws.ts"
import { writeLaws } from "./write-laws.ts"
import { file, type Resource, type RunId } from "./words.ts"

const numbersOf = (view: Snapshot): ReadonlyArray<number> => [
  view.counter,
  ...view.leases.flatMap(({ token, handles }) => [token, ...handles])
]

/** Whether a store that forgot, or may have, began anew: then no lease, place or observation of before counts. */
const beganAnew = ({ before, after }: Taken): boolean => after.generation !== before.generation

const isOfCommand =
  ({ lives }: Snapshot) =>
  ({ resource, run }: Snapshot["leases"][number]): boolean =>
    lives.some(
      (life) => life.run === run && life.command?.leases.some((lease) => sameResource(lease.resource, resource))
    )

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const sameResource = (one: Resource, other: Resource): boolean => one.kind === other.kind && one.path === other.path

const leaseOn = (view: Snapshot, resource: Resource): Snapshot["leases"][number] | undefined =>
  view.leases.find((lease) => sameResource(lease.resource, resource))

type Place = Pick<Snapshot["queue"][number], "run" | "resource">

const isPlace = (place: Place, other: Place): boolean =>
  place.run === other.run && sameResource(place.resource, other.resource)

/** The place that a step took out of the queue because it was granted or withdrawn. */
const leftBy = ({ action, outcome }: Taken): Place | undefined =>
  (action._tag === "Grant" || action._tag === "Withdraw") && Result.isSuccess(outcome) ? action : undefined

const isOpenWithin = ({ intents }: Snapshot, resource: Resource): boolean =>
  intents.some(({ row, parts }) => row === "open" && parts.some(({ key }) => contains(resource, file(key))))

/** The places that Grant would not refuse. */
const due = (view: Snapshot): ReadonlyArray<Place> => {
  if (view.queue.length === 0) return []
  const able = acting(view)
  return view.queue.filter(({ run, resource }, at) => {
    const inTheWay = (other: Place): boolean => other.run !== run && overlap(other.resource, resource)
    return (
      able.has(run) &&
      !view.leases.some(inTheWay) &&
      (view.leases.some((outer) => outer.run === run && contains(outer.resource, resource)) ||
        (!view.queue.slice(0, at).some(inTheWay) && !isOpenWithin(view, resource)))
    )
  })
}

/** The places whose turn came by a step and that no `Serve` of its orders points to: they would wait for nothing. */
export const unserved = (before: Snapshot, after: Snapshot, orders: ReadonlyArray<Order>): ReadonlyArray<Place> => {
  const served = (place: Place): boolean =>
    orders.some((order) => order._tag === "Serve" && overlap(order.resource, place.resource))
  const lost = due(after).filter((place) => !served(place))
  if (lost.length === 0) return []
  const known = due(before)
  return lost.filter((place) => !known.some((other) => isPlace(other, place)))
}

const isOf = (action: Action, run: RunId): boolean => "run" in action && action.run === run

/** Whether the run is told by the step that its write is published. */
const isToldBy = ({ outcome }: Taken, run: RunId): boolean =>
  Result.isSuccess(outcome) && outcome.success.orders.some((order) => order._tag === "Published" && order.run === run)

/** What holds of every step. */
export const laws: ReadonlyArray<Law> = [
  {
    // A new token is above all numbers of the state before, and the counter never falls: so it is above all tokens ever.
    name: "TokensGrow",
    holds: (step) => {
      const { before, after: view } = step
      if (beganAnew(step)) return view.generation > before.generation && view.leases.every(isOfCommand(view))
      const old = new Set(before.leases.map(({ token }) => token))
      const top = Math.max(...numbersOf(before))
      return (
        view.counter >= top &&
        view.leases.every(({ token, handles }) => handles.every((handle) => handle <= view.counter) && token >= 1) &&
        view.leases.every(({ token }) => old.has(token) || token > top)
      )
    }
  },
  {
    // A store that began anew gave what commands have again, with tokens of its own.
    name: "TokenKept",
    holds: (step) =>
      beganAnew(step) ||
      step.before.leases.every(({ resource, run, token }) => {
        const kept = leaseOn(step.after, resource)
        return kept === undefined || kept.run !== run || kept.token === token
      })
  },
  {
    name: "NothingTakenFromTheLiving",
    holds: (step) => {
      const { before, after, action } = step
      if (beganAnew(step)) return true
      const others = (run: RunId): boolean =>
        runOf(after, run)?.status === "running" && !isOf(action, run) && !isToldBy(step, run)
      const seen = (view: Snapshot) => view.observations.filter(({ run }) => others(run))
      return (
        same(seen(before), seen(after)) &&
        before.leases.every(
          (lease) =>
            runOf(after, lease.run)?.status !== "running" ||
            isOf(action, lease.run) ||
            (action._tag === "Expire" && sameResource(action.resource, lease.resource)) ||
            same(lease, leaseOn(after, lease.resource))
        )
      )
    }
  },
  {
    name: "PlacesStay",
    holds: (step) => {
      const { before, after } = step
      if (beganAnew(step)) return after.queue.length === 0
      const left = leftBy(step)
      const isStopped = (run: RunId): boolean =>
        after.lives.some((life) => life.run === run && life.status === "stopping")
      const stay = before.queue.filter(
        (place) =>
          runOf(after, place.run)?.status === "running" &&
          !isStopped(place.run) &&
          (left === undefined || !isPlace(place, left))
      )
      return same(stay, after.queue.slice(0, stay.length))
    }
  },
  {
    name: "LeaveMeansGone",
    holds: (step) => {
      const left = leftBy(step)
      const waits = (view: Snapshot): boolean => left !== undefined && view.queue.some((place) => isPlace(place, left))
      return left === undefined || (waits(step.before) && !waits(step.after))
    }
  },
  {
    name: "FirstComeFirstServed",
    holds: ({ before, after, action }) => {
      if (action._tag !== "Acquire" && action._tag !== "Grant") return true
      const { run, resource } = action
      const old = leaseOn(before, resource)
      if (old?.run === run || leaseOn(after, resource)?.run !== run) return true
      if (before.leases.some((outer) => outer.run === run && contains(outer.resource, resource))) return true
      const own = action._tag === "Grant" ? before.queue.findIndex((place) => isPlace(place, action)) : -1
      const earlier = own === -1 ? before.queue : before.queue.slice(0, own)
      return earlier.every((place) => place.run === run || !overlap(place.resource, resource))
    }
  },
  {
    // Of orders, which the spec does not have: there Grant is fair, here somebody has to try it.
    name: "WhoseTurnItIsIsServed",
    holds: ({ before, after, outcome }) =>
      Result.isFailure(outcome) || unserved(before, after, outcome.success.orders).length === 0
  },
  ...writeLaws,
  ...lifeLaws,
  {
    name: "RecoveryTouchesOnlyTheDead",
    holds: ({ before, after }) =>
      before.runs.every(
        ({ run, status, host }) =>
          status !== "running" ||
          runOf(after, run)?.status !== "interrupted" ||
          before.hosts.some((other) => other.host === host && other.status === "crashed")
      )
  },
  {
    name: "TheDeadStayDead",
    holds: ({ before, after }) =>
      before.runs.every(
        ({ run, status, host }) =>
          status !== "running" ||
          before.hosts.some((other) => other.host === host && other.status === "open") ||
          runOf(after, run)?.status === "interrupted" ||
          (runOf(after, run)?.status === "running" &&
            after.hosts.some((other) => other.host === host && other.status === "crashed"))
      )
  },
  {
    name: "TerminalIsFinal",
    holds: ({ before, after }) =>
      before.runs.every(({ run, status }) => status === "running" || runOf(after, run)?.status === status)
  },
  {
    // In the spec a refusal is no step, so there is nothing to state of it. Nor does a step that is taken change the state
    // it was taken from: that is what persistent means.
    name: "RefusedChangesNothing",
    holds: ({ before, state }) => same(before, snapshot(state))
  }
]

/** The names of the laws that a step breaks. */
export const brokenBy = (step: Taken): ReadonlyArray<string> =>
  laws.filter(({ holds }) => !holds(step)).map(({ name }) => name)
