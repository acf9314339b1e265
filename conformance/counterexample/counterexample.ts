/** How a model falls: the behaviour that TLC shows, the property that breaks, and where. */
import type { Violation } from "../tlc/result.ts"
import { behaviourOfTrace } from "../trace/behaviour.ts"
import type { Behaviour } from "../trace/behaviour.ts"
import type { DefinitionText } from "../spec/source.ts"

/** An operator of the specification that the model has another one for. */
export interface Replaced {
  readonly name: string
  readonly by: string
  /** of the one that stands there now */
  readonly definition: DefinitionText | undefined
}

/** All that a page tells. */
export interface Counterexample {
  /** the model's name, which the page has too */
  readonly model: string
  /** what the model is about: what was taken out of it, as a rule */
  readonly about: string
  /** its configuration, as people know the file */
  readonly config: string
  readonly replaced: ReadonlyArray<Replaced>
  readonly kind: Violation["kind"]
  /** the property that is violated; undefined where none is claimed, as with a deadlock */
  readonly property: string | undefined
  readonly definition: DefinitionText | undefined
  readonly behaviour: Behaviour
  /** whether the initial state is one of several: which one it is belongs to the counterexample then */
  readonly chosen: boolean
}

/** The counterexample in a violation; `event` is the variable that names steps. Throws ValueSyntaxError. */
export const counterexampleOf = (
  { kind, trace }: Violation,
  event: string,
  about: Omit<Counterexample, "kind" | "behaviour">
): Counterexample => ({ ...about, kind, behaviour: behaviourOfTrace(trace, event) })

const whatFalls = (kind: Violation["kind"], property: string | undefined): string =>
  property === undefined ? `the ${kind}` : `\`${property}\``

/** Where it breaks, in a sentence without its full stop. */
export const breakOf = ({ kind, property, behaviour: { states, loop } }: Counterexample): string => {
  const what = whatFalls(kind, property)
  const [last, initial] = [states.length - 1, states.length <= 1]
  if (kind === "assumption") return `${property === undefined ? "an assumption" : what} is false, whatever happens`
  if (kind === "deadlock") return initial ? "nothing can happen" : "nothing more can happen"
  if (kind === "assertion") return `an assertion fails after ${initial ? "the initial state" : `step ${last}`}`
  if (kind === "action property") return initial ? `${what} does not hold` : `${what} does not hold of step ${last}`
  if (loop === undefined) return `${what} is false ${initial ? "in the initial state" : `after step ${last}`}`
  return loop === last
    ? `nothing more happens, for ever: ${what} does not hold`
    : `it goes on so for ever: ${what} does not hold`
}

/** What kind of thing a property is, in words. */
export const kindText = (kind: Violation["kind"]): string =>
  ({
    assumption: "an assumption",
    invariant: "an invariant: it must be true in every state",
    "action property": "an action property: it must hold of every step",
    "temporal property": "a temporal property: it must hold of every behaviour as a whole",
    assertion: "an assertion",
    deadlock: "a deadlock: something must always be able to happen"
  })[kind]
