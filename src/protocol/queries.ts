// What may be asked of a state. An answer is out of date as soon as it is given: it is for showing, not for acting upon.
import { coveringHolder, leaseAt } from "./leases.ts"
import type { Lease, State } from "./state.ts"
import { get, values } from "./table.ts"
import { file, type Key, type RunId } from "./words.ts"

export { leaseAt, queueAt } from "./leases.ts"
export { firstOpen, intentsOf, oldestAt, observationOf } from "./intents.ts"
export { orderOf } from "./publish.ts"

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
