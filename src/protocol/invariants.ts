// What must be true of every state, under the spec's names, as data. Stated over the plain view of a state and by brute
// force, with neither the guards nor the indexes that are to ensure it: it must be able to fail. laws.ts is the same for steps.
import { overlap } from "./covers.ts"
import { indexesAgree } from "./indexes.ts"
import { everyPair, isReadOnly, ofView, runOf, type StateInvariant } from "./invariant.ts"
import { lifeInvariants } from "./life-invariants.ts"
import type { State } from "./state.ts"
import { snapshot, type Snapshot } from "./view.ts"
import type { RunId } from "./words.ts"

const hasCommand = ({ lives }: Snapshot, run: RunId): boolean =>
  lives.some((life) => life.run === run && life.command !== undefined)

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
  ...lifeInvariants,
  { name: "IndexesAgree", holds: indexesAgree }
]

/** The names of the invariants that a state breaks. */
export const brokenIn = (state: State, view: Snapshot = snapshot(state)): ReadonlyArray<string> =>
  stateInvariants.filter(({ holds }) => !holds(state, view)).map(({ name }) => name)
