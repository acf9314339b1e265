/**
 * What the core refuses that the life of tasks does not know: runs have names that are given once, and others may wait for a lease.
 * Leasehold.tla has these guards, of other actions; here they are asked beside each step that they are in the way of.
 */
import { Result } from "effect"
import { file, fromSnapshot, leaseAt, lifeOf, runOf, snapshot } from "../../../src/protocol/index.ts"
import type { Action, ActionOf, Resource, RunId, State, Step, TaskId } from "../../../src/protocol/index.ts"
import type { Outcome } from "../../replay/driver.ts"
import type { Machine } from "./machine.ts"

/** Checks beside a step, given what came of it. */
export const probes = (step: Step) => {
  const mustRefuse = (core: State, asked: Action, now: number, conflict: string): void => {
    const outcome = step(core, asked, now)
    if (Result.isFailure(outcome) && outcome.failure._tag === conflict) return
    const told = Result.isFailure(outcome) ? outcome.failure._tag : "a step"
    throw new Error(`${JSON.stringify(asked)} should be refused as ${conflict}, and is ${told}`)
  }

  /** A task that was started and never spawned, as `withRun`. */
  const started = (core: State, { task, host }: ActionOf<"Spawn">, run: RunId, now: number): State =>
    Result.match(step(core, { _tag: "Start", run, task, host }, now), {
      onFailure: () => core,
      onSuccess: ({ state }) => state
    })

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
    /** A command is no way past those who wait. */
    exec: ({ core, now }: Machine, asked: ActionOf<"Exec">, outcome: Outcome<Machine>): void => {
      if (outcome._tag === "Refused" && outcome.conflict !== "Unsettled") return
      const taken = asked.resources.find((resource: Resource) => leaseAt(core, resource) === undefined)
      if (taken === undefined) return
      const view = snapshot(core)
      const waiting = { run: "another" as RunId, resource: file(taken.path as never), since: now }
      mustRefuse(fromSnapshot({ ...view, queue: [waiting] }), asked, now, "LeaseHeld")
    }
  }
}
