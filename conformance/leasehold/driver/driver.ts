/**
 * Drives the core through the specification's transitions. The core gets what it sees of the disk (disk.ts) as parameters and returns
 * orders, which are carried out there; what outside programs do, happens there alone.
 */
import { Result } from "effect"
import { Absent, fromSnapshot, intentId, intentsOf, leaseAt, oldestAt } from "../../../src/protocol/index.ts"
import type { Content, Handle, HostId, Key, RunId, Step } from "../../../src/protocol/index.ts"
import { refused, stepped } from "../../replay/driver.ts"
import type { ActionDriver, Driver, Outcome } from "../../replay/driver.ts"
import type { Value } from "../../tla/value.ts"
import { carryOut, losePower, seen, stage, stagedAt } from "./disk.ts"
import type { Entry } from "./disk.ts"
import { gateActions } from "./gates.ts"
import { drive } from "./machine.ts"
import type { Ask, Machine } from "./machine.ts"
import { diskOf, elements, idOf, partsOf, snapshotOf, text, worldOf } from "./mapping.ts"
import type { Hidden } from "./mapping.ts"
import { resourceOf, taskOfRun } from "./names.ts"
import { checkOrders } from "./orders.ts"
import { outsideActions } from "./outside.ts"
import { makeSight } from "./sight.ts"
import { specParameters as P } from "../spec.generated.ts"
import type { SpecAction, SpecVariable } from "../spec.generated.ts"

export type { Machine } from "./machine.ts"

/** Two fillings of what the specification does not have. Leases of the first were just taken, those of the second long ago. */
const fillings: readonly [Hidden & { readonly now: number }, Hidden & { readonly now: number }] = [
  { title: "", since: 0, expires: 1000, leaseMs: 1000, graceMs: 10, remembers: false, now: 0 },
  { title: "Tidy up", since: 5_000_000, expires: 9_000_001, leaseMs: 7, graceMs: 3, remembers: true, now: 9_000_000 }
]

const contentAt = ({ disk }: Machine, key: string): Content => disk.files[key]?.content ?? Absent

/** The variables of the specification: all are compared. The event is the label of a transition, not a part of its states. */
const variables: Readonly<Record<Exclude<SpecVariable, "event">, "compared">> = {
  counter: "compared",
  files: "compared",
  gates: "compared",
  generation: "compared",
  host: "compared",
  hosts: "compared",
  intents: "compared",
  kept: "compared",
  lease: "compared",
  observation: "compared",
  profile: "compared",
  queue: "compared",
  staged: "compared",
  status: "compared",
  unsynced: "compared"
}

/** Steps of the environment, with why the core is not asked for them. */
export const unasked = {
  OutsideRename: "nobody asks: the disk changes under the core",
  OutsideLookUp: "nobody asks: the disk changes under the core",
  OutsideOpen: "nobody asks: the disk changes under the core",
  OutsideWrite: "nobody asks: the disk changes under the core",
  OutsideClose: "nobody asks: the disk changes under the core",
  PowerLoss: "cannot be refused",
  StoreLost: "cannot be refused"
} as const

/** Steps that the core is not even told of. */
export const untold: ReadonlyArray<SpecAction> = [
  "OutsideRename",
  "OutsideLookUp",
  "OutsideOpen",
  "OutsideWrite",
  "OutsideClose"
]

/** A driver for the core with this step: the protocol's own, or one with a seeded fault. */
export const makeDriver = (step: Step): Driver<Machine> => {
  const sight = makeSight<Machine>()

  const ask: Ask = (machine, asked, now = machine.now) => {
    const outcome = step(machine.core, asked, now)
    // A refusal has no state of its own to return: the machine is what it was.
    if (Result.isFailure(outcome)) return refused(outcome.failure._tag, machine)
    const { state, orders } = outcome.success
    checkOrders(machine.core, asked, now, state, orders, sight.step(machine.core, state))
    return stepped({ ...machine, core: state, disk: carryOut(machine.disk, orders), now })
  }

  /** The files are staged before; those of a write that is refused are of no account. */
  const decide = (machine: Machine, run: string, write: Value): Outcome<Machine> => {
    const { core } = machine
    const intent = intentId(core.generation, core.counter + 1)
    const [first, ...rest] = partsOf(write, intent).map((part) => ({ ...part, found: contentAt(machine, part.key) }))
    const outcome = ask(machine, { _tag: "Decide", run: run as RunId, parts: [first!, ...rest] })
    if (outcome._tag === "Refused") return outcome
    const files = [first!, ...rest].map(({ key, content, inode }): [string, Entry] => [
      key,
      inode === null ? null : { inode, content, use: "closed" }
    ])
    return stepped({ ...outcome.state, disk: stage(outcome.state.disk, intent, Object.fromEntries(files)) })
  }

  /** At the end of the grace, or one millisecond earlier if some program may still be opening one of the files. */
  const lateCheck = (machine: Machine, key: string): Outcome<Machine> => {
    const { core, disk } = machine
    const intent = oldestAt(core, key as Key)
    const entries = (intent?.parts ?? []).map((part) => ({
      key: part.key,
      entry: stagedAt(disk, intent!.id, part.key)
    }))
    const late = entries.some(({ entry }) => entry?.use === "found") ? 1 : 0
    const outcome = ask(
      machine,
      {
        _tag: "LateCheck",
        key: key as Key,
        seen: entries.map(({ key: k, entry }) => ({ key: k, staged: seen(entry) }))
      },
      (intent?.settled ?? 0) + core.limits.graceMs - late
    )
    return outcome._tag === "Stepped" ? stepped({ ...outcome.state, now: machine.now }) : outcome
  }

  /** Each exchange that is undone was made by the newest intent of its key. */
  const losesPower = (machine: Machine, undone: Value, lost: Value): Outcome<Machine> => {
    const intents = intentsOf(machine.core)
    const exchanges = elements(undone).map((name) => {
      const key = text(name) as Key
      return [key, intents.findLast(({ parts }) => parts.some((part) => part.key === key))!.id] as const
    })
    const disk = losePower(machine.disk, exchanges)
    return ask({ ...machine, disk }, { _tag: "PowerLoss", lost: elements(lost).map(idOf) })
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
      ask(m, {
        _tag: "Observe",
        run: run as RunId,
        key: key as Key,
        found: contentAt(m, key),
        beingWritten: m.disk.files[key]?.use === "open"
      })
    ),
    Decide: drive(P.Decide, decide),
    ...gateActions(ask),
    Flush: drive(P.Flush, (m) => ask(m, { _tag: "Flush" })),
    LateCheck: drive(P.LateCheck, lateCheck),
    PowerLoss: drive(P.PowerLoss, losesPower),
    StoreLost: drive(P.StoreLost, (m, lost) => ask(m, { _tag: "StoreLost", lost: elements(lost).map(idOf) })),
    ...outsideActions
  }

  return {
    variables,
    actions,
    unasked,
    enter: (state, variant) => {
      const filling = fillings[variant as 0 | 1]
      return sight.enter({
        world: worldOf(state),
        core: fromSnapshot(snapshotOf(state, filling)),
        disk: diskOf(state),
        now: filling.now
      })
    },
    observe: sight.observe,
    same: (before, after) => before === after
  }
}
