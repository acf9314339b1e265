/** Drives the core through the life of tasks. What a process changes happens beside it, and is told with the steps that look. */
import { Result } from "effect"
import { file, fromSnapshot, leasesOf, lifeOf, snapshot, statusOf, taskOf } from "../../../src/protocol/index.ts"
import type { Action, HostId, Key, RunId, Step, TaskId } from "../../../src/protocol/index.ts"
import { refused, stepped } from "../../replay/driver.ts"
import type { ActionDriver, Driver, Outcome } from "../../replay/driver.ts"
import type { Value } from "../../tla/value.ts"
import { configuredLimits } from "./limits.ts"
import type { LimitsOf } from "./limits.ts"
import { drive } from "./machine.ts"
import type { Ask, Machine } from "./machine.ts"
import { changedOf, grant, namesOf, noParent, profileOf, runOf, snapshotOf, words } from "./mapping.ts"
import type { Hidden } from "./mapping.ts"
import { observed } from "./observe.ts"
import { checkLifeOrders } from "./orders.ts"
import { probes } from "./probes.ts"
import { program, resourcesIn, scopeOf } from "./scopes.ts"
import { specParameters as P } from "./spec.generated.ts"
import type { SpecAction, SpecVariable } from "./spec.generated.ts"
import { elsewhere, settle, write } from "./writes.ts"

/** Two fillings of what the specification does not have: tasks that just came, and those that have been through something. */
const fillings: readonly [Hidden, Hidden] = [
  { title: "", now: 0, since: 0, expires: 1000, left: 300, resumed: false, twice: false },
  { title: "Tidy up", now: 9_000_000, since: 5_000_000, expires: 9_000_001, left: 7, resumed: true, twice: true }
]

const variables: Readonly<Record<Exclude<SpecVariable, "event">, "compared">> = {
  approval: "compared",
  changed: "compared",
  ending: "compared",
  held: "compared",
  host: "compared",
  hosts: "compared",
  parent: "compared",
  permission: "compared",
  record: "compared",
  result: "compared",
  status: "compared",
  waits: "compared",
  work: "compared",
  writing: "compared"
}

/** Steps of the environment, with why the core is not asked for them. */
export const unaskedOfLife = { Change: "nobody asks: a process changes files" } as const

/** How long a task may run, in ms. */
const timeoutMs = 300

/** What a driver is made of beside the step of the core: the constants of models, and the step that is probed beside each. */
export interface LifeOptions {
  readonly limitsOf?: LimitsOf
  /** the same unless given: probes ask it in states that are made up */
  readonly beside?: Step
}

/** A driver for the core with this step: the protocol's own, or one with a seeded fault. */
export const makeLifeDriver = (step: Step, options: LifeOptions = {}): Driver<Machine> => {
  const { limitsOf = configuredLimits(), beside = step } = options
  const ask: Ask = (machine, asked, now = machine.now) => {
    const outcome = step(machine.core, asked, now)
    if (Result.isFailure(outcome)) return refused(outcome.failure._tag, machine)
    const { state, orders } = outcome.success
    checkLifeOrders(machine.core, asked, now, state, orders)
    const seen = snapshot(state)
    const gone = new Set(seen.runs.flatMap(({ run, host }) => (host === null ? [run] : [])))
    if (seen.observations.some(({ run }) => gone.has(run))) throw new Error("a run that is over remembers what it saw")
    return stepped({ ...machine, core: state, now: Math.max(now, machine.now) })
  }
  const probe = probes(beside)

  /** The run that goes on with a task, or did last; of a task that nobody spawned one that was never started. */
  const runIn = ({ core }: Machine, task: string): RunId => lifeOf(core, task as TaskId)?.run ?? runOf(task, 1)

  const freshRun = ({ core }: Machine, task: string): RunId => {
    let number = 1
    while (statusOf(core, runOf(task, number)) !== undefined) number++
    return runOf(task, number)
  }

  /** At its instant, and not one millisecond earlier: what is refused then for another reason is refused for that at any time. */
  const atInstant = (machine: Machine, asked: Action, at: number, tooEarly: string): Outcome<Machine> => {
    const outcome = ask(machine, asked, at)
    const early = step(machine.core, asked, at - 1)
    const wanted = outcome._tag === "Refused" ? outcome.conflict : tooEarly
    if (Result.isSuccess(early) || early.failure._tag !== wanted)
      throw new Error(`one millisecond before its time ${asked._tag} must be refused as ${wanted}`)
    return outcome
  }

  /** One after the other, or none: the first refusal is that of all. */
  const all = (
    machine: Machine,
    asked: ReadonlyArray<(at: Machine) => Outcome<Machine>>,
    none: () => Outcome<Machine>
  ): Outcome<Machine> => {
    if (asked.length === 0) return none()
    let outcome: Outcome<Machine> = stepped(machine)
    for (const one of asked) {
      outcome = one(outcome.state)
      if (outcome._tag === "Refused") return refused(outcome.conflict, machine)
    }
    return outcome
  }

  const release = (machine: Machine, task: string): Outcome<Machine> => {
    const run = runIn(machine, task)
    const handles = leasesOf(machine.core, run).flatMap(({ resource, handles: of }) =>
      of.map((handle) => ({ _tag: "Release", run, resource, handle }) as const)
    )
    return all(
      machine,
      handles.map((asked) => (at: Machine) => ask(at, asked)),
      () => ask(machine, { _tag: "Release", run, resource: file(elsewhere), handle: 0 as never })
    )
  }

  const expire = (machine: Machine, task: string): Outcome<Machine> =>
    all(
      machine,
      leasesOf(machine.core, runIn(machine, task)).map(
        ({ resource, expires }) =>
          (at: Machine) =>
            atInstant(at, { _tag: "Expire", resource }, expires, "NotExpired")
      ),
      () => ask(machine, { _tag: "Expire", resource: file(elsewhere) })
    )

  const timeOut = (machine: Machine, task: string): Outcome<Machine> => {
    const asked = { _tag: "TimeOut", task: task as TaskId } as const
    const until = lifeOf(machine.core, asked.task)?.until
    return until === undefined ? ask(machine, asked) : atInstant(machine, asked, until, "NotTimedOut")
  }

  const spawn = (machine: Machine, by: string, task: string, asked: Value, host: string): Outcome<Machine> => {
    const isKnown = lifeOf(machine.core, task as TaskId) !== undefined
    const action = {
      _tag: "Spawn",
      task: task as TaskId,
      run: isKnown ? runIn(machine, task) : freshRun(machine, task),
      host: host as HostId,
      by: by === noParent ? null : runIn(machine, by),
      profile: profileOf(asked, ""),
      timeoutMs
    } as const
    const outcome = ask(machine, action)
    probe.spawn(machine, action, outcome)
    return outcome
  }

  const resume = (machine: Machine, task: string, host: string): Outcome<Machine> => {
    const isOver = lifeOf(machine.core, task as TaskId)?.status === "interrupted"
    const run = isOver ? freshRun(machine, task) : runIn(machine, task)
    const action = { _tag: "Resume", task: task as TaskId, run, host: host as HostId } as const
    const outcome = ask(machine, action)
    probe.resume(machine, action, outcome)
    return outcome
  }

  const exec = (machine: Machine, task: string): Outcome<Machine> => {
    const { core } = machine
    const action = {
      _tag: "Exec",
      run: runIn(machine, task),
      command: `command ${core.counter + 1} of ${task}`,
      words: [program],
      resources: resourcesIn(taskOf(core, task as TaskId).scope)
    } as const
    const outcome = ask(machine, action)
    probe.exec(machine, action, outcome)
    return outcome
  }

  /** A step that looks at what processes of the task changed. */
  const looks = (machine: Machine, task: string, asked: Action): Outcome<Machine> => {
    const outcome = ask(machine, asked)
    if (outcome._tag === "Refused") return outcome
    return stepped({ ...outcome.state, changed: { ...machine.changed, [task]: [] } })
  }

  const changedBy = ({ changed }: Machine, task: string): ReadonlyArray<Key> => changed[task] ?? []

  const ofTask = (tag: "Schedule" | "Join" | "Exit" | "Deliver" | "Delete") =>
    drive(["Tasks"], (m, task) => ask(m, { _tag: tag, task: task as TaskId }))
  const ofHost = (tag: "HostOpen" | "HostCrash" | "Reap") =>
    drive(["Hosts"], (m, host) => ask(m, { _tag: tag, host: host as HostId }))

  // The keys and the parameters of each entry are the specification's: what is missing, unknown or of another shape does not compile.
  const actions: { readonly [Name in SpecAction]: ActionDriver<Machine> } = {
    HostOpen: ofHost("HostOpen"),
    HostCrash: ofHost("HostCrash"),
    Reap: ofHost("Reap"),
    Spawn: drive(P.Spawn, spawn),
    Approve: drive(P.Approve, (m, task) => ask(m, { _tag: "Approve", task: task as TaskId, grant })),
    Deny: drive(P.Deny, (m, task) => ask(m, { _tag: "Deny", task: task as TaskId, reason: "No." })),
    Revoke: drive(P.Revoke, (m, task) => ask(m, { _tag: "Revoke", task: task as TaskId, reason: "Enough." })),
    Narrow: drive(P.Narrow, (m, task, scope) =>
      ask(m, { _tag: "Narrow", task: task as TaskId, scope: scopeOf(words(scope)) })
    ),
    Schedule: ofTask("Schedule"),
    Ask: drive(P.Ask, (m, task) => ask(m, { _tag: "Ask", run: runIn(m, task), question: { id: "1", text: "Which?" } })),
    Answer: drive(P.Answer, (m, task) => ask(m, { _tag: "Answer", task: task as TaskId, answer: "This." })),
    Await: drive(P.Await, (m, task) => ask(m, { _tag: "Await", run: runIn(m, task) })),
    Join: ofTask("Join"),
    Acquire: drive(P.Acquire, (m, task, key) => {
      const asked = { _tag: "Acquire", run: runIn(m, task), resource: file(key as Key) } as const
      const outcome = ask(m, asked)
      probe.acquire(m, asked, outcome)
      return outcome
    }),
    Renew: drive(P.Renew, (m, task, key) => ask(m, { _tag: "Renew", run: runIn(m, task), resource: file(key as Key) })),
    Release: drive(P.Release, release),
    Expire: drive(P.Expire, expire),
    Write: drive(P.Write, (m, task, key) => write(ask, m, runIn(m, task), key as Key)),
    Written: drive(P.Written, (m, host, task, key) => settle(ask, m, host as HostId, task as TaskId, key as Key)),
    Exec: drive(P.Exec, exec),
    Exit: ofTask("Exit"),
    Tell: drive(P.Tell, (m, task, how) =>
      looks(m, task, { _tag: "Tell", task: task as TaskId, how: how as "success", changed: changedBy(m, task) })
    ),
    Change: drive(P.Change, (m, task, key) =>
      stepped({ ...m, changed: { ...m.changed, [task]: [...new Set([...changedBy(m, task), key as Key])] } })
    ),
    Complete: drive(P.Complete, (m, task) => ask(m, { _tag: "Complete", run: runIn(m, task), outcome: "Done." })),
    Fail: drive(P.Fail, (m, task) => ask(m, { _tag: "Fail", run: runIn(m, task), outcome: "Not done." })),
    Cancel: drive(P.Cancel, (m, task) => ask(m, { _tag: "Cancel", task: task as TaskId, reason: "Not needed." })),
    TimeOut: drive(P.TimeOut, timeOut),
    Finish: drive(P.Finish, (m, task) =>
      looks(m, task, { _tag: "Finish", task: task as TaskId, changed: changedBy(m, task) })
    ),
    Deliver: ofTask("Deliver"),
    Take: drive(P.Take, (m, task) => {
      const parent = lifeOf(m.core, task as TaskId)?.parent
      return ask(m, { _tag: "Take", run: runIn(m, parent ?? task), task: task as TaskId })
    }),
    End: drive(P.End, (m, task) => ask(m, { _tag: "End", run: runIn(m, task) })),
    Resume: drive(P.Resume, resume),
    Delete: ofTask("Delete")
  }

  const within = (model: string): Driver<Machine> => {
    const limits = limitsOf(model)
    return {
      ...driver,
      enter: (state, variant) => {
        const filling = fillings[variant as 0 | 1]
        return {
          names: namesOf(state),
          core: fromSnapshot(snapshotOf(state, filling, limits)),
          changed: changedOf(state),
          now: filling.now
        }
      }
    }
  }

  const driver: Driver<Machine> = {
    variables,
    actions,
    unasked: unaskedOfLife,
    enter: () => {
      throw new Error("a state of the life of tasks is entered within a model, whose constants it does not show")
    },
    observe: observed,
    same: (before, after) => before === after,
    within
  }
  return driver
}
