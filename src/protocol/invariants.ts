// What must be true, under the spec's names, as data: of every state, and of every step. Stated over the plain view of a
// state and by brute force, with neither the guards nor the indexes that are to ensure it: they must be able to fail.
import { Result } from "effect"
import type { Action } from "./actions.ts"
import { contains, overlap } from "./covers.ts"
import { indexesAgree } from "./indexes.ts"
import type { State } from "./state.ts"
import type { Outcome } from "./step.ts"
import { snapshot, type Snapshot } from "./view.ts"
import { file, type Resource, type RunId } from "./words.ts"

/** `view` is the state's own; who checks several invariants makes it once. */
export interface StateInvariant {
  readonly name: string
  readonly holds: (state: State, view?: Snapshot) => boolean
}

/** A step that was taken, or refused. */
export interface Taken {
  /** The view of the state before it, made before it. */
  readonly before: Snapshot
  /** That state, looked at after the step. */
  readonly state: State
  readonly action: Action
  readonly outcome: Outcome
  /** The view of the state after it; of the state before it if it was refused. */
  readonly after: Snapshot
}

/** The step, with its views. */
export const taken = (before: Snapshot, state: State, action: Action, outcome: Outcome): Taken => ({
  before,
  state,
  action,
  outcome,
  after: snapshot(Result.isSuccess(outcome) ? outcome.success.state : state)
})

export interface StepInvariant {
  readonly name: string
  readonly holds: (taken: Taken) => boolean
}

const runOf = (view: Snapshot, run: RunId) => view.runs.find((other) => other.run === run)

const profileOf = (view: Snapshot, run: RunId) => view.tasks.find(({ task }) => task === runOf(view, run)?.task)

const isReadOnly = (view: Snapshot, run: RunId): boolean => {
  const profile = profileOf(view, run)
  return profile === undefined || (profile.background && !profile.allowWrites)
}

const isInScope = (view: Snapshot, run: RunId, side: "reads" | "writes", resource: Resource): boolean =>
  profileOf(view, run)?.[side].some((outer) => contains(outer, resource)) ?? false

const everyPair = <A>(all: ReadonlyArray<A>, holds: (one: A, other: A) => boolean): boolean =>
  all.every((one, at) => all.every((other, otherAt) => otherAt <= at || holds(one, other)))

const ofView = (name: string, holds: (view: Snapshot) => boolean): StateInvariant => ({
  name,
  holds: (state, view = snapshot(state)) => holds(view)
})

/** What holds in every state. */
export const stateInvariants: ReadonlyArray<StateInvariant> = [
  ofView("OneHolder", (view) =>
    everyPair(
      view.leases,
      (one, other) =>
        !overlap(one.resource, other.resource) || runOf(view, one.run)?.task === runOf(view, other.run)?.task
    )
  ),
  ofView("OnePlace", ({ queue }) =>
    everyPair(queue, (one, other) => one.run !== other.run || !overlap(one.resource, other.resource))
  ),
  ofView(
    "NoGhosts",
    (view) =>
      [...view.leases, ...view.queue].every(({ run }) => runOf(view, run)?.status === "running") &&
      view.runs.every(({ status, host }) => status !== "running" || view.hosts.some((other) => other.host === host))
  ),
  ofView("OneRunPerTask", ({ runs }) =>
    everyPair(
      runs.filter(({ status }) => status === "running"),
      (one, other) => one.task !== other.task
    )
  ),
  ofView("ReadOnlyNeverHolds", (view) => view.leases.every(({ run }) => !isReadOnly(view, run))),
  ofView("ReadOnlyNeverWaits", (view) => view.queue.every(({ run }) => !isReadOnly(view, run))),
  ofView("LeasesWithinScope", (view) =>
    [...view.leases, ...view.queue].every(({ run, resource }) => isInScope(view, run, "writes", resource))
  ),
  ofView("ReadsWithinScope", (view) =>
    view.observations.every(({ run, key }) => isInScope(view, run, "reads", file(key)))
  ),
  ofView("NoGhostObservations", (view) => view.observations.every(({ run }) => runOf(view, run)?.status === "running")),
  { name: "IndexesAgree", holds: indexesAgree }
]

const ofWrite = (
  name: string,
  holds: (taken: Taken & { readonly action: Action & { readonly _tag: "Decide" } }) => boolean
): StepInvariant => ({
  name,
  holds: (step) =>
    step.action._tag !== "Decide" || Result.isFailure(step.outcome) || holds({ ...step, action: step.action })
})

const numbersOf = (view: Snapshot): ReadonlyArray<number> => [
  view.counter,
  ...view.leases.flatMap(({ token, handles }) => [token, ...handles])
]

const same = (one: Snapshot, other: Snapshot): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What holds of every step. */
export const stepInvariants: ReadonlyArray<StepInvariant> = [
  {
    // A new token is above all numbers of the state before, and the counter never falls: so it is above all tokens ever.
    name: "TokensGrow",
    holds: ({ before, after: view }) => {
      const old = new Set(before.leases.map(({ token }) => token))
      const top = Math.max(...numbersOf(before))
      return (
        view.counter >= top &&
        view.leases.every(({ token, handles }) => handles.every((handle) => handle <= view.counter) && token >= 1) &&
        view.leases.every(({ token }) => old.has(token) || token > top)
      )
    }
  },
  ofWrite("FencedOut", ({ before, action }) =>
    before.leases.some(({ run, resource }) => run === action.run && contains(resource, file(action.key)))
  ),
  ofWrite("NoLostUpdate", ({ action, outcome }) => {
    const writes = Result.isSuccess(outcome) ? outcome.success.orders.filter(({ _tag }) => _tag === "Publish") : []
    const [write] = writes
    return (
      writes.length === 1 &&
      write?._tag === "Publish" &&
      write.key === action.key &&
      write.content === action.content &&
      write.base === action.found
    )
  }),
  ofWrite("ReadOnlyNeverWrites", ({ before, action }) => !isReadOnly(before, action.run)),
  ofWrite("ScopeRespected", ({ before, action }) => isInScope(before, action.run, "writes", file(action.key))),
  {
    name: "ObservedIsHistory",
    holds: ({ action, outcome, after }) => {
      if (action._tag !== "Observe" || Result.isFailure(outcome)) return true
      return after.observations.some(
        ({ run, key, content }) => run === action.run && key === action.key && content === action.found
      )
    }
  },
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
    // Nor does a step that is taken change the state it was taken from: that is what persistent means.
    name: "RefusedChangesNothing",
    holds: ({ before, state }) => same(before, snapshot(state))
  }
]

/** The names of the invariants that a state breaks. */
export const brokenIn = (state: State, view: Snapshot = snapshot(state)): ReadonlyArray<string> =>
  stateInvariants.filter(({ holds }) => !holds(state, view)).map(({ name }) => name)

/** The names of the invariants that a step breaks. */
export const brokenBy = (step: Taken): ReadonlyArray<string> =>
  stepInvariants.filter(({ holds }) => !holds(step)).map(({ name }) => name)
