/** A behaviour: states, one after the other, with the step that led to each; from a graph, or from what TLC printed. */
import type { Graph, State } from "../graph/graph.ts"
import { valuesOf } from "../graph/graph.ts"
import type { Path } from "../graph/paths.ts"
import { readEvent } from "../spec/event.ts"
import type { Event } from "../spec/event.ts"
import { plain } from "../tla/plain.ts"
import { readState } from "../tla/state.ts"
import type { Value } from "../tla/value.ts"
import type { Trace } from "../tlc/result.ts"

/** A state of a behaviour. */
export interface Moment {
  /** the step that led here; undefined for the initial state */
  readonly step: Event | undefined
  readonly values: Readonly<Record<string, Value>>
}

/** What happened, from the initial state on. */
export interface Behaviour {
  /** the variables of each state; the event is not among them */
  readonly variables: ReadonlyArray<string>
  readonly states: ReadonlyArray<Moment>
  /** where it goes on after the last state, for ever: at the state of this index; the last one stutters. Undefined: it ends. */
  readonly loop: number | undefined
}

/** The states that a path passes. */
export const statesOf = (graph: Graph, path: Path): ReadonlyArray<State> =>
  [path.start, ...path.steps.map(({ target }) => target)].map((index) => graph.states[index]!)

/** A path of a graph as a behaviour. */
export const behaviourOfPath = (graph: Graph, path: Path): Behaviour => ({
  variables: graph.variables,
  states: statesOf(graph, path).map((state, i) => {
    const label = path.steps[i - 1]?.label
    return {
      step: label === undefined ? undefined : { action: label.action, args: label.args },
      values: valuesOf(graph, state)
    }
  }),
  loop: undefined
})

/**
 * A counterexample of TLC's as a behaviour. The variable `event` names the steps, and is then no variable of a state; a step whose
 * event says nothing has the name that TLC gives it, and no arguments. Throws ValueSyntaxError.
 */
export const behaviourOfTrace = ({ steps, goesOn }: Trace, event: string): Behaviour => {
  const states = steps.map(({ action, state }, i): Moment => {
    const { [event]: named, ...values } = readState(state)
    if (i === 0) return { step: undefined, values }
    return { step: (named && readEvent(named)) ?? { action: action === "" ? "a step" : action, args: [] }, values }
  })
  return {
    variables: Object.keys(states[0]?.values ?? {}).toSorted(),
    states,
    loop: goesOn === undefined ? undefined : goesOn === "stuttering" ? states.length - 1 : goesOn.from
  }
}

/** `Action(arg, arg)`, or `Action` without arguments. */
export const stepText = ({ action, args }: Event): string =>
  args.length === 0 ? action : `${action}(${args.map(plain).join(", ")})`
