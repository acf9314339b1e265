/**
 * Drives the core through the specification's transitions. The core gets what it sees of the disk as parameters and returns orders;
 * the disk, and what the environment does to it, live here.
 */
import { Result } from "effect"
import type { Schema } from "effect"
import { fromSnapshot, leaseAt, snapshot } from "../../src/protocol/index.ts"
import type { Action, Content, Handle, HostId, Key, Order, RunId, State, Step } from "../../src/protocol/index.ts"
import { action } from "../replay/action.ts"
import { int, modelOrString } from "../replay/codecs.ts"
import { refused, stepped } from "../replay/driver.ts"
import type { ActionDriver, Driver, Outcome, SpecState } from "../replay/driver.ts"
import { diskOf, snapshotOf, worldOf } from "./mapping.ts"
import type { Disk, Hidden, World } from "./mapping.ts"
import { resourceOf, taskOfRun } from "./names.ts"
import { specStateOf } from "./observe.ts"
import { checkOrders } from "./orders.ts"
import { specParameters as P } from "./spec.generated.ts"
import type { SpecAction, SpecVariable } from "./spec.generated.ts"

/** The core, the disk beside it, and the time. */
export interface Machine {
  readonly world: World
  readonly core: State
  readonly disk: Disk
  readonly now: number
}

/** Two fillings of what the specification does not have. Leases of the first were just taken, those of the second long ago. */
const fillings: readonly [Hidden & { readonly now: number }, Hidden & { readonly now: number }] = [
  { title: "", since: 0, expires: 1000, leaseMs: 1000, remembers: false, now: 0 },
  { title: "Tidy up", since: 5_000_000, expires: 9_000_001, leaseMs: 7, remembers: true, now: 9_000_000 }
]

// The sets that the specification takes parameters from, as schemas.
const domains = {
  Hosts: modelOrString,
  Runs: modelOrString,
  Resources: modelOrString,
  Keys: modelOrString,
  Contents: modelOrString,
  Issued: int
} as const

type Domain = keyof typeof domains
type Decoded<P extends ReadonlyArray<Domain>> = { readonly [K in keyof P]: (typeof domains)[P[K]]["Type"] }

const schemasOf = <const P extends ReadonlyArray<Domain>>(parameters: P) =>
  parameters.map((domain) => domains[domain]) as unknown as {
    readonly [K in keyof P]: Schema.ConstraintDecoder<(typeof domains)[P[K]]["Type"]>
  }

/** What the orders do to the disk. */
const carryOut = (disk: Disk, orders: ReadonlyArray<Order>): Disk => {
  let next = disk
  for (const order of orders) if (order._tag === "Publish") next = { ...next, [order.key]: order.content }
  return next
}

const found = ({ disk }: Machine, key: string): Content => {
  const content = disk[key]
  if (content === undefined) throw new TypeError(`the disk has no ${key}`)
  return content
}

/** The variables of the specification: all are compared. The event is the label of a transition, not a part of its states. */
const variables: Readonly<Record<Exclude<SpecVariable, "event">, "compared">> = {
  counter: "compared",
  disk: "compared",
  host: "compared",
  hosts: "compared",
  lease: "compared",
  observation: "compared",
  profile: "compared",
  queue: "compared",
  status: "compared"
}

/** Steps of the environment, with why the core is not asked for them. */
export const unasked = { OutsideWrite: "nobody asks: the disk changes under the core" } as const

/** A driver for the core with this step: the protocol's own, or one with a seeded fault. */
export const makeDriver = (step: Step): Driver<Machine> => {
  const ask = (machine: Machine, asked: Action, now = machine.now): Outcome<Machine> => {
    const outcome = step(machine.core, asked, now)
    // A refusal has no state of its own to return: the machine is what it was.
    if (Result.isFailure(outcome)) return refused(outcome.failure._tag, machine)
    const { state, orders } = outcome.success
    checkOrders(machine.core, asked, now, state, orders)
    return stepped({ ...machine, core: state, disk: carryOut(machine.disk, orders), now })
  }

  /** A lease expires at its instant, and not one millisecond earlier. */
  const expire = (machine: Machine, name: string): Outcome<Machine> => {
    const asked = { _tag: "Expire", resource: resourceOf(name) } as const
    const lease = leaseAt(machine.core, asked.resource)
    if (lease === undefined) return ask(machine, asked)
    const early = step(machine.core, asked, lease.expires - 1)
    if (Result.isSuccess(early) || early.failure._tag !== "NotExpired") {
      throw new Error("a lease must not expire one millisecond before its time")
    }
    return ask(machine, asked, lease.expires)
  }

  const drive = <const P extends ReadonlyArray<Domain>>(
    parameters: P,
    run: (machine: Machine, ...args: Decoded<P>) => Outcome<Machine>
  ): ActionDriver<Machine> => action(schemasOf(parameters), run as never)

  // The keys and the parameters of each entry are the specification's: what is missing, unknown or of another shape does not compile.
  const actions: { readonly [Name in SpecAction]: ActionDriver<Machine> } = {
    HostOpen: drive(P.HostOpen, (m, host) => ask(m, { _tag: "HostOpen", host: host as HostId })),
    HostCrash: drive(P.HostCrash, (m, host) => ask(m, { _tag: "HostCrash", host: host as HostId })),
    Reap: drive(P.Reap, (m, host) => ask(m, { _tag: "Reap", host: host as HostId })),
    Start: drive(P.Start, (m, run, host) =>
      ask(m, { _tag: "Start", run: run as RunId, task: taskOfRun(run as RunId), host: host as HostId })
    ),
    End: drive(P.End, (m, run) => ask(m, { _tag: "End", run: run as RunId })),
    Acquire: drive(P.Acquire, (m, run, resource) =>
      ask(m, { _tag: "Acquire", run: run as RunId, resource: resourceOf(resource) })
    ),
    Enqueue: drive(P.Enqueue, (m, run, resource) =>
      ask(m, { _tag: "Enqueue", run: run as RunId, resource: resourceOf(resource) })
    ),
    Withdraw: drive(P.Withdraw, (m, run, resource) =>
      ask(m, { _tag: "Withdraw", run: run as RunId, resource: resourceOf(resource) })
    ),
    Renew: drive(P.Renew, (m, run, resource) =>
      ask(m, { _tag: "Renew", run: run as RunId, resource: resourceOf(resource) })
    ),
    Release: drive(P.Release, (m, run, resource, handle) =>
      ask(m, { _tag: "Release", run: run as RunId, resource: resourceOf(resource), handle: handle as Handle })
    ),
    Grant: drive(P.Grant, (m, run, resource) =>
      ask(m, { _tag: "Grant", run: run as RunId, resource: resourceOf(resource) })
    ),
    Expire: drive(P.Expire, expire),
    Observe: drive(P.Observe, (m, run, key) =>
      ask(m, { _tag: "Observe", run: run as RunId, key: key as Key, found: found(m, key) })
    ),
    Decide: drive(P.Decide, (m, run, key, base, content) =>
      ask(m, {
        _tag: "Decide",
        run: run as RunId,
        key: key as Key,
        base: base as Content,
        content: content as Content,
        found: found(m, key)
      })
    ),
    // Nobody asks the core: the disk changes under it.
    OutsideWrite: drive(P.OutsideWrite, (m, key, content) =>
      stepped({ ...m, disk: { ...m.disk, [key]: content as Content } })
    )
  }

  return {
    variables,
    actions,
    unasked,
    enter: (state, variant) => {
      const filling = fillings[variant as 0 | 1]
      return {
        world: worldOf(state),
        core: fromSnapshot(snapshotOf(state, filling)),
        disk: diskOf(state),
        now: filling.now
      }
    },
    observe: ({ world, core, disk }): SpecState => specStateOf(world, snapshot(core), disk),
    same: (before, after) => before === after
  }
}
