/**
 * Builds a graph from states and edges in whatever order TLC prints them. A state is known by its canonical text; handles are for
 * the caller's edges and have no meaning in the finished graph, whose order depends on nothing but its content.
 */
import { Result } from "effect"
import { makeReader } from "../tla/intern.ts"
import type { Value } from "../tla/value.ts"
import { AmbiguousTransition, BadState, BadVerdicts, EmptyGraph, HashCollision, UndeclaredState } from "./errors.ts"
import type { GraphError } from "./errors.ts"
import { labelText } from "./graph.ts"
import type { Edge, Graph, Label, State, Verdicts } from "./graph.ts"
import { defaultIdDigits, sha256, stateText } from "./identity.ts"
import { byLabel, readVerdicts, verdictsText } from "./verdicts.ts"

/** A state of a graph that is being built. */
export type Handle = number

/**
 * What to do with a state that no path from an initial state reaches. TLC explores reachable states only, but evaluates invariants,
 * and so prints, also states that a CONSTRAINT cuts; those come without any edge.
 */
export type LostStates = "keep" | "drop"

/** Options of {@link makeBuilder}. */
export interface BuilderOptions {
  /** how many digits name a state; `defaultIdDigits` unless given */
  readonly idDigits?: number
  /** "keep" unless given */
  readonly lostStates?: LostStates
}

/** A finished graph, and how many states were dropped on the way, as the options asked. */
export interface Built {
  readonly graph: Graph
  readonly lost: number
}

/** Collects states and edges. Where the input contradicts itself, a method throws a {@link GraphError}; `finish` returns it. */
export interface Builder {
  /** A state by its values; mentioned, not yet declared. */
  readonly handle: (values: Readonly<Record<string, Value>>) => Handle
  /** Says that a state belongs to the graph, with its verdict vector (omitted: no requests). */
  readonly declare: (state: Handle, verdicts?: Value) => void
  /** Says that a state is initial; it must be declared as well. */
  readonly initial: (state: Handle) => void
  /** An edge; the same edge twice is one edge. */
  readonly edge: (source: Handle, action: string, args: ReadonlyArray<Value>, target: Handle) => void
  /** The graph, or what is wrong with it: as a value, not thrown. */
  readonly finish: () => Result.Result<Built, GraphError>
}

interface Draft {
  readonly values: ReadonlyArray<Value>
  readonly text: string
  verdicts: Verdicts | undefined
  initial: boolean
  readonly edges: Map<Label, Handle>
}

/** A table of labels: one object for each action with arguments. */
export const makeLabels = (): ((action: string, args: ReadonlyArray<Value>) => Label) => {
  const labels = new Map<string, Label>()
  return (action, args) => {
    const text = labelText(action, args)
    const known = labels.get(text)
    if (known !== undefined) return known
    const label: Label = { action, args, text }
    labels.set(text, label)
    return label
  }
}

/** Hash prefixes of the texts; two texts with one prefix are an error. */
const identify = (texts: ReadonlyArray<string>, digits: number): ReadonlyArray<string> => {
  const seen = new Map<string, string>()
  return texts.map((text) => {
    const id = sha256(text).slice(0, digits)
    const other = seen.get(id)
    if (other !== undefined) throw new HashCollision({ hash: id, texts: [other, text] })
    seen.set(id, text)
    return id
  })
}

/** The handles that some path from an initial state reaches. */
const reachableFrom = (drafts: ReadonlyArray<Draft>): ReadonlySet<Handle> => {
  const reached = new Set(drafts.flatMap(({ initial }, handle) => (initial ? [handle] : [])))
  // A set is iterated in the order of insertion, and what is added on the way comes too.
  for (const handle of reached) for (const target of drafts[handle]!.edges.values()) reached.add(target)
  return reached
}

/** Order, ids and edges of the finished graph from the drafts. */
const assemble = (
  variables: ReadonlyArray<string>,
  drafts: ReadonlyArray<Draft>,
  { idDigits: digits = defaultIdDigits, lostStates = "keep" }: BuilderOptions
): Built => {
  const reached = lostStates === "drop" ? reachableFrom(drafts) : undefined
  const all = drafts.flatMap((draft, handle) => (draft.verdicts === undefined ? [] : [handle]))
  const declared = reached === undefined ? all : all.filter((handle) => reached.has(handle))
  const ids = identify(
    declared.map((handle) => drafts[handle]!.text),
    digits
  )
  const order = declared.map((handle, i) => ({ handle, id: ids[i]! }))
  order.sort((a, b) => (a.id < b.id ? -1 : 1))
  const indexOf = new Map(order.map(({ handle }, index) => [handle, index]))
  let transitions = 0
  const states = order.map(({ handle, id }): State => {
    const draft = drafts[handle]!
    const edges: Array<Edge> = []
    for (const [label, targetHandle] of draft.edges) {
      const target = indexOf.get(targetHandle)
      if (target === undefined) {
        throw new UndeclaredState({ state: drafts[targetHandle]!.text, role: `the target of ${label.text}` })
      }
      edges.push({ label, target })
    }
    transitions += edges.length
    return { id, values: draft.values, verdicts: draft.verdicts ?? [], edges: edges.sort(byLabel) }
  })
  drafts.forEach((draft) => {
    if (draft.verdicts !== undefined) return
    if (draft.initial) throw new UndeclaredState({ state: draft.text, role: "an initial state" })
    if (draft.edges.size > 0) throw new UndeclaredState({ state: draft.text, role: "the source of an edge" })
  })
  const initial = order.flatMap(({ handle }, index) => (drafts[handle]!.initial ? [index] : []))
  if (states.length === 0) throw new EmptyGraph({ lacks: "states" })
  if (initial.length === 0) throw new EmptyGraph({ lacks: "initial states" })
  if (transitions === 0) throw new EmptyGraph({ lacks: "transitions" })
  return { graph: { variables, states, initial, transitions }, lost: all.length - declared.length }
}

/** A builder for states of the given variables. */
export const makeBuilder = (names: ReadonlyArray<string>, options: BuilderOptions = {}): Builder => {
  const variables = names.toSorted()
  const drafts: Array<Draft> = []
  const handles = new Map<string, Handle>()
  const labelled = makeLabels()
  const values = makeReader()
  const vectors = new Map<string, Verdicts>()

  const vectorOf = (value: Value | undefined): Verdicts => {
    const text = value?.text ?? ""
    const known = vectors.get(text)
    if (known !== undefined) return known
    const read = value === undefined ? [] : readVerdicts(value, labelled)
    // The same vector can be written with arguments as tuples or plain: one object for both.
    const canonical = verdictsText(read)
    const vector = vectors.get(canonical) ?? read
    vectors.set(canonical, vector).set(text, vector)
    return vector
  }

  return {
    handle: (state) => {
      const list = variables.map((variable) => state[variable])
      if (list.includes(undefined) || Object.keys(state).length !== variables.length) {
        throw new BadState({ expected: variables, found: Object.keys(state).join(", ") })
      }
      const own = list.map((value) => values.intern(value!))
      const text = stateText(variables, own)
      const known = handles.get(text)
      if (known !== undefined) return known
      handles.set(text, drafts.length)
      drafts.push({ values: own, text, verdicts: undefined, initial: false, edges: new Map() })
      return drafts.length - 1
    },
    declare: (handle, value) => {
      const draft = drafts[handle]!
      const verdicts = vectorOf(value)
      if (draft.verdicts !== undefined && draft.verdicts !== verdicts) {
        throw new BadVerdicts({ reason: "one state has two verdict vectors", found: draft.text })
      }
      draft.verdicts = verdicts
    },
    initial: (handle) => {
      drafts[handle]!.initial = true
    },
    edge: (source, action, args, target) => {
      const label = labelled(action, args)
      const { edges, text } = drafts[source]!
      const known = edges.get(label)
      if (known !== undefined && known !== target) {
        const targets = [drafts[known]!.text, drafts[target]!.text] as const
        throw new AmbiguousTransition({ source: text, label: label.text, targets })
      }
      edges.set(label, target)
    },
    finish: () => {
      try {
        return Result.succeed(assemble(variables, drafts, options))
      } catch (error) {
        if (isGraphError(error)) return Result.fail(error)
        throw error
      }
    }
  }
}

/** Whether something thrown is a fault of the graph. */
export const isGraphError = (error: unknown): error is GraphError =>
  [AmbiguousTransition, BadState, BadVerdicts, EmptyGraph, HashCollision, UndeclaredState].some(
    (kind) => error instanceof kind
  )
