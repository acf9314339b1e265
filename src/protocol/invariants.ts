// What must be true of every state, under the spec's names, as data. Stated over the plain view of a state and by brute
// force, with neither the guards nor the indexes that are to ensure it: it must be able to fail. laws.ts is the same for steps.
import { overlap } from "./covers.ts"
import { indexesAgree } from "./indexes.ts"
import { isWithin, type Side } from "./scopes.ts"
import type { State } from "./state.ts"
import { snapshot, type Snapshot } from "./view.ts"
import { file, type Resource, type RunId } from "./words.ts"

/** `view` is the state's own; who checks several invariants makes it once. */
export interface StateInvariant {
  readonly name: string
  readonly holds: (state: State, view?: Snapshot) => boolean
}

/** The run in a view, if it is not new. */
export const runOf = (view: Snapshot, run: RunId) => view.runs.find((other) => other.run === run)

const profileOf = (view: Snapshot, run: RunId) => view.tasks.find(({ task }) => task === runOf(view, run)?.task)

/** Whether the run's task must not write. */
export const isReadOnly = (view: Snapshot, run: RunId): boolean => {
  const profile = profileOf(view, run)
  return profile === undefined || (profile.background && !profile.allowWrites)
}

/** Whether the run's task may read or write the resource. */
export const isInScope = (view: Snapshot, run: RunId, side: Side, resource: Resource): boolean => {
  const profile = profileOf(view, run)
  return profile !== undefined && isWithin(profile.scope, view.folds, side, resource)
}

const hasCommand = ({ lives }: Snapshot, run: RunId): boolean =>
  lives.some((life) => life.run === run && life.command !== undefined)

/** The runs that may act. */
export const acting = ({ runs, hosts }: Snapshot): ReadonlySet<RunId> => {
  const open = new Set(hosts.filter(({ status }) => status === "open").map(({ host }) => host))
  return new Set(
    runs.filter(({ status, host }) => status === "running" && host !== null && open.has(host)).map(({ run }) => run)
  )
}

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
      // A command may outlive its host, and what it changed is to be looked at: so long its leases stand.
      view.leases.every(({ run }) => runOf(view, run)?.status === "running" || hasCommand(view, run)) &&
      view.queue.every(({ run }) => runOf(view, run)?.status === "running") &&
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
    [...view.leases, ...view.queue].every(({ run, resource }) => isInScope(view, run, "write", resource))
  ),
  ofView("ReadsWithinScope", (view) =>
    view.observations.every(({ run, key }) => isInScope(view, run, "read", file(key)))
  ),
  ofView("NoGhostObservations", (view) => view.observations.every(({ run }) => runOf(view, run)?.status === "running")),
  ofView("GatesOfTheLiving", ({ intents, hosts }) =>
    intents.every(
      ({ gate, row }) =>
        gate === undefined ||
        (row === "open" && hosts.some(({ host, status }) => host === gate.host && status === "open"))
    )
  ),
  ofView("IdsAreUnique", ({ intents }) => everyPair(intents, (one, other) => one.id !== other.id)),
  ofView("PublishedIsJudged", ({ intents }) => intents.every(({ row, judged }) => row !== "published" || judged)),
  { name: "IndexesAgree", holds: indexesAgree }
]

/** The names of the invariants that a state breaks. */
export const brokenIn = (state: State, view: Snapshot = snapshot(state)): ReadonlyArray<string> =>
  stateInvariants.filter(({ holds }) => !holds(state, view)).map(({ name }) => name)
