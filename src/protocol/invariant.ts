// What an invariant is of, and what several of them look up in the plain view of a state.
import { isWithin, type Side } from "./scopes.ts"
import type { State, Task } from "./state.ts"
import { snapshot, type Snapshot } from "./view.ts"
import { file, type Resource, type RunId, type TaskId } from "./words.ts"

/** `view` is the state's own; who checks several invariants makes it once. */
export interface StateInvariant {
  readonly name: string
  readonly holds: (state: State, view?: Snapshot) => boolean
}

/** An invariant that is read off the view alone. */
export const ofView = (name: string, holds: (view: Snapshot) => boolean): StateInvariant => ({
  name,
  holds: (state, view = snapshot(state)) => holds(view)
})

export const everyPair = <A>(all: ReadonlyArray<A>, holds: (one: A, other: A) => boolean): boolean =>
  all.every((one, at) => all.every((other, otherAt) => otherAt <= at || holds(one, other)))

/** The run in a view, if it is not new. */
export const runOf = (view: Snapshot, run: RunId) => view.runs.find((other) => other.run === run)

/** What a task may do; nothing of one that nobody described. */
export const profileOf = (view: Snapshot, task: TaskId | undefined): Task | undefined =>
  view.tasks.find((profile) => profile.task === task)

/** Whether who has the profile must not write. */
export const mayOnlyRead = (profile: Task | undefined): boolean =>
  profile === undefined || (profile.background && !profile.allowWrites)

/** Whether the run's task must not write. */
export const isReadOnly = (view: Snapshot, run: RunId): boolean => mayOnlyRead(profileOf(view, runOf(view, run)?.task))

/** Whether who has the profile may read or write the resource. */
export const allows = ({ folds }: Snapshot, profile: Task | undefined, side: Side, resource: Resource): boolean =>
  profile !== undefined && isWithin(profile.scope, folds, side, resource)

/** Whether the run's task may read or write the resource. */
export const isInScope = (view: Snapshot, run: RunId, side: Side, resource: Resource): boolean =>
  allows(view, profileOf(view, runOf(view, run)?.task), side, resource)

/** Whether the first profile allows nothing of all that the view tells of that the other one does not. */
export const allowsNoMore = (view: Snapshot, profile: Task | undefined, other: Task | undefined): boolean =>
  profile?.scope === other?.scope ||
  resourcesIn(view).every((resource) =>
    (["read", "write"] as const).every(
      (side) => !allows(view, profile, side, resource) || allows(view, other, side, resource)
    )
  )

const resourcesIn = ({ leases, queue, observations, intents, lives }: Snapshot): ReadonlyArray<Resource> => [
  ...[...leases, ...queue].map(({ resource }) => resource),
  ...observations.map(({ key }) => file(key)),
  ...intents.flatMap(({ parts }) => parts.map(({ key }) => file(key))),
  ...lives.flatMap(({ record }) => record.map(file))
]

/** The runs that may act. */
export const acting = ({ runs, hosts }: Snapshot): ReadonlySet<RunId> => {
  const open = new Set(hosts.filter(({ status }) => status === "open").map(({ host }) => host))
  return new Set(
    runs.filter(({ status, host }) => status === "running" && host !== null && open.has(host)).map(({ run }) => run)
  )
}
