// What the staging directory tells. An intent is its staged files with a sidecar that says what they are for; the store's row is an
// index of it, which may lag behind what a process did before it died, or lack what the power took. So a state is what the rows say,
// brought into agreement with the sidecars: no step of the protocol, but how its state is read.
import type { Part } from "./actions.ts"
import { intentsOf, withIntent, withoutIntent } from "./intents.ts"
import type { Intent, State } from "./state.ts"
import type { IntentId, RunId, TaskId } from "./words.ts"

/** What a sidecar says of its intent; the marks are its name. */
export interface Sidecar {
  readonly id: IntentId
  readonly run: RunId
  readonly task: TaskId
  readonly parts: ReadonlyArray<Part>
  readonly judged: boolean
  readonly turned: boolean
}

/** The generation and the number in an id. */
export const numbersOf = (id: IntentId): readonly [generation: number, number: number] => {
  const [generation, number] = id.split(".").map(Number)
  return [generation!, number!]
}

/** Older first. */
export const byAge = (one: { readonly id: IntentId }, other: { readonly id: IntentId }): number => {
  const [[g, n], [h, m]] = [numbersOf(one.id), numbersOf(other.id)]
  return g - h || n - m
}

/** The state with the marks that an open intent's sidecar has. A mark is never taken back. */
export const withMarks = (state: State, marks: Pick<Sidecar, "id" | "judged" | "turned">): State => {
  const intent = intentsOf(state).find(({ id }) => id === marks.id)
  if (intent === undefined || intent.row !== "open") return state
  const judged = intent.judged || marks.judged
  const turned = intent.turned || marks.turned
  return judged === intent.judged && turned === intent.turned ? state : withIntent(state, { ...intent, judged, turned })
}

/** The state without an intent whose sidecar and staged files somebody removed: there is nothing left to settle. */
export const withoutSidecar = (state: State, id: IntentId): State => {
  const intent = intentsOf(state).find((one) => one.id === id)
  return intent === undefined ? state : withoutIntent(state, intent)
}

const reopened = ({ id, run, task, parts, judged, turned }: Sidecar): Omit<Intent, "seat"> => ({
  id,
  generation: numbersOf(id)[0],
  run,
  task,
  parts: parts.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
  judged,
  turned,
  row: "open",
  durable: false,
  settled: 0,
  gate: undefined
})

/**
 * The state whose intents are those that have a sidecar: what a store knows of those that are left, and all the others as open. For
 * whoever opens a store that nobody has open, before PowerLoss or StoreLost.
 */
export const withSidecars = (state: State, found: ReadonlyArray<Sidecar>): State => {
  const known = new Map(intentsOf(state).map((intent) => [intent.id, intent]))
  // A store that was made anew counts on from what the one before it has left.
  const generation = Math.max(state.generation, ...found.map(({ id }) => numbersOf(id)[0]))
  let next = [...known.values()].reduce(withoutIntent, { ...state, generation })
  let seat = next.seat
  for (const sidecar of found.toSorted(byAge)) {
    seat += 1
    next = withIntent(next, { ...(known.get(sidecar.id) ?? reopened(sidecar)), seat })
    next = withMarks(next, sidecar)
  }
  return next
}
