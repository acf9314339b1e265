/** What is kept of the states and transitions that went by: a few bytes of each. */
import { isEqual, plus } from "./digest.ts"
import type { Digest } from "./digest.ts"
import { makeTable } from "./table.ts"

/** What is kept of a state. */
export interface StateNote {
  /** half of a digest of its verdicts */
  readonly verdicts: number
  /** which requests it has verdicts on, as a number */
  readonly requests: number
  /** it could not be entered, so that nothing was run there */
  readonly blocked: boolean
}

/** How a request went that the specification allows, when it was run; its transition comes later, unless a bound cuts it. */
export type Ran =
  /** it led to the state of this digest, which has the compared variables only */
  | { readonly _tag: "Reached"; readonly digest: Digest }
  | { readonly _tag: "Failed" }
  /** it was not run */
  | { readonly _tag: "Blocked" }

/** What a transition turns out to be: the same again, another target of one label, or new, with how its request ran if it did. */
export type Passage =
  { readonly _tag: "Again" } | { readonly _tag: "Ambiguous" } | { readonly _tag: "New"; readonly ran: Ran | undefined }

/** A request that was allowed and of which no transition came. */
export interface Leftover {
  readonly key: Digest
  readonly action: string
  readonly failed: boolean
}

/** See {@link makeMemory}. */
export interface Memory {
  readonly hasState: (state: Digest) => boolean
  readonly stateOf: (state: Digest) => StateNote | undefined
  readonly addState: (state: Digest, note: StateNote) => void
  /** Notes a failure in a state; whether it is the first one there. */
  readonly failsIn: (state: Digest) => boolean
  /** `key`: of state and label together */
  readonly addRun: (key: Digest, action: string, ran: Ran) => void
  /** `target`: the digest of all its variables, once the transition went by */
  readonly pass: (key: Digest, action: string, target: Digest) => Passage
  readonly leftovers: (use: (leftover: Leftover) => void) => void
  readonly states: () => number
  readonly bytes: () => number
}

/** The key of a transition. */
export const keyOf = (state: Digest, label: Digest): Digest => plus(state, label)

const flag = { failed: 1, blocked: 2, passed: 4 } as const
const flagBits = 3

/** An empty memory: 16 bytes for each state and 20 for each transition, in tables that are a third full at least. */
export const makeMemory = (): Memory => {
  const states = makeTable(2)
  const edges = makeTable(3)
  const actions: Array<string> = []
  const numbers = new Map<string, number>()
  const numberOf = (action: string): number => {
    const known = numbers.get(action)
    if (known !== undefined) return known
    numbers.set(action, actions.length)
    return actions.push(action) - 1
  }

  const digestAt = (place: number): Digest => ({ high: edges.get(place, 0), low: edges.get(place, 1) })
  const write = (place: number, { high, low }: Digest, action: string, flags: number): void => {
    edges.set(place, 0, high)
    edges.set(place, 1, low)
    edges.set(place, 2, (numberOf(action) << flagBits) | flags)
  }

  return {
    hasState: (state) => states.find(state) !== -1,
    stateOf: (state) => {
      const place = states.find(state)
      if (place === -1) return undefined
      const word = states.get(place, 1)
      return {
        verdicts: states.get(place, 0),
        requests: word >> flagBits,
        blocked: (word & flag.blocked) !== 0
      }
    },
    addState: (state, { verdicts, requests, blocked }) => {
      const place = states.add(state)
      states.set(place, 0, verdicts)
      states.set(place, 1, (requests << flagBits) | (blocked ? flag.blocked : 0))
    },
    failsIn: (state) => {
      const place = states.find(state)
      const word = states.get(place, 1)
      states.set(place, 1, word | flag.failed)
      return (word & flag.failed) === 0
    },
    addRun: (key, action, ran) => {
      const place = edges.find(key)
      const digest = ran._tag === "Reached" ? ran.digest : { high: 0, low: 0 }
      const flags = ran._tag === "Reached" ? 0 : ran._tag === "Failed" ? flag.failed : flag.blocked
      write(place === -1 ? edges.add(key) : place, digest, action, flags)
    },
    pass: (key, action, target) => {
      const place = edges.find(key)
      if (place === -1) {
        write(edges.add(key), target, action, flag.passed)
        return { _tag: "New", ran: undefined }
      }
      const digest = digestAt(place)
      const flags = edges.get(place, 2)
      if ((flags & flag.passed) !== 0) return { _tag: isEqual(digest, target) ? "Again" : "Ambiguous" }
      write(place, target, action, flag.passed)
      if ((flags & flag.blocked) !== 0) return { _tag: "New", ran: { _tag: "Blocked" } }
      return { _tag: "New", ran: (flags & flag.failed) !== 0 ? { _tag: "Failed" } : { _tag: "Reached", digest } }
    },
    leftovers: (use) =>
      edges.forEach((place, key) => {
        const word = edges.get(place, 2)
        if ((word & flag.passed) !== 0) return
        use({ key, action: actions[word >> flagBits]!, failed: (word & flag.failed) !== 0 })
      }),
    states: states.size,
    bytes: () => states.bytes() + edges.bytes()
  }
}
