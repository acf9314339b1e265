/**
 * What the core refuses that the life of tasks does not know: runs have names that are given once, others may wait for a lease, and
 * commands say something of themselves. It is asked beside each step that it is in the way of.
 */
import { Result } from "effect"
import { file, fromSnapshot, leaseAt, lifeOf, runOf, snapshot } from "../../../src/protocol/index.ts"
import type { Action, ActionOf, Handle, RunId, State, Step, TaskId, Token } from "../../../src/protocol/index.ts"
import type { Outcome } from "../../replay/driver.ts"
import type { Machine } from "./machine.ts"
import { elsewhere } from "./writes.ts"

/** Checks beside a step, given what came of it. */
export const probes = (step: Step) => {
  const mustRefuse = (core: State, asked: Action, now: number, conflict: string): void => {
    const outcome = step(core, asked, now)
    if (Result.isFailure(outcome) && outcome.failure._tag === conflict) return
    const told = Result.isFailure(outcome) ? outcome.failure._tag : "a step"
    throw new Error(`${JSON.stringify(asked)} should be refused as ${conflict}, and is ${told}`)
  }

  /** A task that was started and never spawned. */
  const started = (core: State, { task, host }: ActionOf<"Spawn">, run: RunId, now: number): State =>
    Result.match(step(core, { _tag: "Start", run, task, host }, now), {
      onFailure: () => core,
      onSuccess: ({ state }) => state
    })

  /** It waits for what another one holds. */
  const taken = (core: State, { run, resource }: ActionOf<"Acquire">, now: number): State => {
    const view = snapshot(core)
    const held = {
      resource,
      run: "another" as RunId,
      token: 1 as Token,
      handles: [1 as Handle],
      since: now,
      expires: now + 1
    }
    const others = view.leases.filter((lease) => lease.resource.path !== resource.path)
    return fromSnapshot({ ...view, leases: [...others, held], queue: [{ run, resource, since: now }] })
  }

  /** Processes survive a store that forgot: what their command may change stays theirs. */
  const mustKeep = (core: State, { run, resources }: ActionOf<"Exec">, now: number): void => {
    for (const _tag of ["PowerLoss", "StoreLost"] as const) {
      const { state } = Result.getOrThrow(step(core, { _tag, lost: [] }, now))
      if (resources.some((resource) => leaseAt(state, resource)?.run !== run))
        throw new Error(`${_tag} must leave a command its leases`)
    }
  }

  return {
    /** A run is new, and the only one of its task; what was spawned is not started. */
    spawn: ({ core, now }: Machine, asked: ActionOf<"Spawn">, outcome: Outcome<Machine>): void => {
      const { task, host } = asked
      if (outcome._tag === "Refused" && outcome.conflict === "TaskExists") {
        const conflict = runOf(core, task) === undefined ? "TaskExists" : "TaskRunning"
        mustRefuse(core, { _tag: "Start", run: "another" as RunId, task, host }, now, conflict)
      }
      if (outcome._tag === "Refused") return
      mustRefuse(outcome.state.core, { ...asked, task: "another" as TaskId }, now, "RunStarted")
      mustRefuse(started(core, asked, "another" as RunId, now), asked, now, "TaskRunning")
    },
    /** A task is not resumed as the run that it was. */
    resume: ({ core, now }: Machine, asked: ActionOf<"Resume">, outcome: Outcome<Machine>): void => {
      const { status, run } = lifeOf(core, asked.task) ?? {}
      if (status !== "interrupted" || (outcome._tag === "Refused" && outcome.conflict === "HostNotOpen")) return
      mustRefuse(core, { ...asked, run: run! }, now, "RunStarted")
    },
    /** Who waits is told what who fails fast is told, as far as neither has to wait. */
    acquire: ({ core, now }: Machine, asked: ActionOf<"Acquire">, outcome: Outcome<Machine>): void => {
      if (outcome._tag === "Stepped" || outcome.conflict === "LeaseHeld" || outcome.conflict === "Unsettled") return
      mustRefuse(core, { ...asked, _tag: "Enqueue" }, now, outcome.conflict)
      // Who may not write never waits for a lease: that does not change while it runs.
      if (outcome.conflict === "WriteNotAllowed") return
      const granted = { ...asked, _tag: "Grant" } as const
      if (outcome.conflict !== "TaskNotRunning") mustRefuse(core, granted, now, "NotQueued")
      mustRefuse(taken(core, asked, now), granted, now, outcome.conflict)
    },
    /** A command is one that its task may run, on what that may write, and no way past others: who waits, and what they wrote. */
    exec: ({ core, now }: Machine, asked: ActionOf<"Exec">, outcome: Outcome<Machine>): void => {
      if (outcome._tag === "Refused" && !["StillWorking", "LeaseHeld", "Unsettled"].includes(outcome.conflict)) return
      if (outcome._tag === "Stepped") mustKeep(outcome.state.core, asked, now)
      mustRefuse(core, { ...asked, words: ["unheard-of"] }, now, "CommandNotAllowed")
      mustRefuse(core, { ...asked, resources: [file(elsewhere)] }, now, "OutOfScope")
      const view = snapshot(core)
      const own = view.lives.find(({ run }) => run === asked.run)!
      const other = { ...own, task: "another" as TaskId, run: "another" as RunId, record: [elsewhere] }
      mustRefuse(
        fromSnapshot({ ...view, lives: [...view.lives, other] }),
        { ...asked, sweeps: true },
        now,
        "WouldSweep"
      )
      const taken = asked.resources.find((resource) => leaseAt(core, resource) === undefined)
      if (taken === undefined || (outcome._tag === "Refused" && outcome.conflict === "StillWorking")) return
      const waiting = { run: "another" as RunId, resource: taken, since: now }
      mustRefuse(fromSnapshot({ ...view, queue: [waiting] }), asked, now, "LeaseHeld")
    }
  }
}
