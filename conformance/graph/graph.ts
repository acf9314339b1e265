/**
 * The transition graph of a model: a labelled multigraph. Edges that differ in action or arguments are different tests even if they
 * join the same two states, so nothing here may be keyed by (source, target).
 */
import type { Value } from "../tla/value.ts"

/** An action with its arguments; one object for each label of a graph, so labels compare by identity. */
export interface Label {
  readonly action: string
  readonly args: ReadonlyArray<Value>
  /** `Action(arg,arg)` or `Action` */
  readonly text: string
}

/** What the specification says about one request in a state: "ok", or the name of the conflict that refuses it. */
export interface Verdict {
  readonly label: Label
  readonly verdict: string
}

/** The verdicts of a state, sorted by label; one object for each distinct vector of a graph. */
export type Verdicts = ReadonlyArray<Verdict>

/** The verdict of a request that the specification allows. */
export const allowed = "ok"

/** A transition; `target` is an index into the states of the graph. */
export interface Edge {
  readonly label: Label
  readonly target: number
}

/** A state with the edges that leave it, sorted by label. */
export interface State {
  /** the first digits of the SHA-256 of the state's canonical text */
  readonly id: string
  /** in the order of the graph's variables */
  readonly values: ReadonlyArray<Value>
  readonly verdicts: Verdicts
  readonly edges: ReadonlyArray<Edge>
}

/** A complete graph; made by a builder (builder.ts) or read from a corpus. */
export interface Graph {
  /** sorted */
  readonly variables: ReadonlyArray<string>
  /** sorted by id */
  readonly states: ReadonlyArray<State>
  /** indices into the states, ascending */
  readonly initial: ReadonlyArray<number>
  /** how many edges all states have together */
  readonly transitions: number
}

/** The text of a label: `Action(arg,arg)`, or `Action` without arguments. */
export const labelText = (action: string, args: ReadonlyArray<Value>): string =>
  args.length === 0 ? action : `${action}(${args.map((arg) => arg.text).join(",")})`

/** Values in the order of the variables, by variable. */
export const byVariable = (
  variables: ReadonlyArray<string>,
  values: ReadonlyArray<Value>
): Readonly<Record<string, Value>> => {
  const named: Record<string, Value> = {}
  for (let i = 0; i < variables.length; i++) named[variables[i]!] = values[i]!
  return named
}

/** The values of a state by variable. */
export const valuesOf = (graph: Graph, state: State): Readonly<Record<string, Value>> =>
  byVariable(graph.variables, state.values)
