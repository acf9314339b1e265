// What may be asked of a state. An answer is out of date as soon as it is given: it is for showing, not for acting upon.
import { coveringHolder, queueAt, leaseAt } from "./leases.ts"
import { observationOf } from "./publish.ts"
import type { Lease, Place, State } from "./state.ts"
import { get, values } from "./table.ts"
import { file, type Content, type Key, type Resource, type RunId } from "./words.ts"

/** The lease on exactly this resource. */
export const leaseOn = (state: State, resource: Resource): Lease | undefined => leaseAt(state, resource)

/** The lease under which a key may be written, the outermost if several of one run are nested. */
export const holderOf = (state: State, key: Key): Lease | undefined => coveringHolder(state, file(key))

/** What a run holds, the oldest lease first. */
export const leasesOf = (state: State, run: RunId): ReadonlyArray<Lease> => {
  const leases: Array<Lease> = []
  const held = get(state.runs, run)?.held
  if (held === undefined) return leases
  for (const resource of values(held)) {
    const lease = leaseAt(state, resource)
    if (lease !== undefined) leases.push(lease)
  }
  return leases.sort((one, other) => one.token - other.token)
}

/** Those who wait for something that overlaps the resource, the first to come first. */
export const queueOf = (state: State, resource: Resource): ReadonlyArray<Place> => queueAt(state, resource)

/** What the run saw last of the key. */
export const seenBy = (state: State, run: RunId, key: Key): Content | undefined => observationOf(state, run, key)
