/**
 * A transition graph for comparing: everything is a number, and what the numbers stand for are texts, so that graphs of two
 * versions of a specification can be laid side by side. It may be nondeterministic: one label may lead to several states.
 */
import { makeInts, makeNames } from "./ints.ts"

/** A step's name with its arguments, as canonical texts. */
export interface StepLabel {
  readonly action: string
  readonly args: ReadonlyArray<string>
}

/** A request with what the specification says to it. */
export interface Told extends StepLabel {
  readonly verdict: string
}

/** The graph. Plain data, so that it can be kept in a file. */
export interface Lts {
  /** sorted; the event is not among them */
  readonly variables: ReadonlyArray<string>
  /** whether steps name themselves and their arguments in a variable: then what they are called is a part of the behaviour */
  readonly named: boolean
  /** the canonical texts of values */
  readonly texts: ReadonlyArray<string>
  /** for each state the text of each variable */
  readonly cells: Int32Array
  readonly initial: Int32Array
  /** where the edges of each state begin, and at its end how many there are */
  readonly first: Int32Array
  readonly labels: ReadonlyArray<StepLabel>
  /** of each edge, sorted by these within a state */
  readonly label: Int32Array
  readonly target: Int32Array
  /** the verdict vectors, and which one each state has; empty where the specification has no verdicts */
  readonly vectors: ReadonlyArray<ReadonlyArray<Told>>
  readonly vector: Int32Array
}

export const stateCount = (lts: Lts): number => lts.first.length - 1

/** `Action(arg,arg)`, or `Action` without arguments. */
export const textOfLabel = ({ action, args }: StepLabel): string =>
  args.length === 0 ? action : `${action}(${args.join(",")})`

/** Collects a graph. A state is known by its values; one that is never declared lies beyond a bound, and is left out. */
export interface LtsBuilder {
  readonly text: (text: string) => number
  readonly state: (cells: ReadonlyArray<number>) => number
  readonly declare: (state: number, vector?: ReadonlyArray<Told>) => void
  readonly initial: (state: number) => void
  readonly edge: (source: number, label: StepLabel, target: number) => void
  /** How many states are declared. */
  readonly states: () => number
  readonly finish: () => Lts
}

/** The states that a path from an initial one leads to, in the order of the search, which is that of distance. */
const reached = (initial: ReadonlyArray<number>, edgesOf: (state: number) => ReadonlyArray<number>, size: number) => {
  const order = [...initial]
  const position = new Int32Array(size).fill(-1)
  order.forEach((state, i) => (position[state] = i))
  for (let head = 0; head < order.length; head++) {
    for (const target of edgesOf(order[head]!)) {
      if (position[target] !== -1) continue
      position[target] = order.length
      order.push(target)
    }
  }
  return { order, position }
}

export const makeLtsBuilder = (variables: ReadonlyArray<string>, named: boolean): LtsBuilder => {
  const texts = makeNames()
  const states = makeNames()
  const labelNames = makeNames()
  const labels: Array<StepLabel> = []
  const vectorNames = makeNames()
  const vectors: Array<ReadonlyArray<Told>> = []
  const cells = makeInts()
  const declared = new Map<number, number>()
  const initial = new Set<number>()
  const [sources, edgeLabels, targets] = [makeInts(), makeInts(), makeInts()]

  const vectorOf = (vector: ReadonlyArray<Told>): number => {
    const at = vectorNames.of(vector.map((told) => `${textOfLabel(told)} ${told.verdict}`).join("\n"))
    vectors[at] ??= vector
    return at
  }

  /** The edges of each state, sorted and each once. */
  const sortedEdges = () => {
    const bySource = new Map<number, Array<readonly [label: number, target: number]>>()
    for (let i = 0; i < sources.length(); i++) {
      if (!declared.has(targets.at(i))) continue
      const edge = [edgeLabels.at(i), targets.at(i)] as const
      const edges = bySource.get(sources.at(i))
      if (edges === undefined) bySource.set(sources.at(i), [edge])
      else edges.push(edge)
    }
    for (const [source, edges] of bySource) {
      edges.sort((a, b) => a[0] - b[0] || a[1] - b[1])
      bySource.set(
        source,
        edges.filter(([label, target], i) => i === 0 || edges[i - 1]![0] !== label || edges[i - 1]![1] !== target)
      )
    }
    return bySource
  }

  return {
    text: texts.of,
    state: (values) => {
      const known = states.texts.length
      const state = states.of(values.join(" "))
      if (state === known) for (const value of values) cells.push(value)
      return state
    },
    declare: (state, vector) => {
      declared.set(state, vector === undefined ? -1 : vectorOf(vector))
    },
    initial: (state) => {
      initial.add(state)
    },
    edge: (source, label, target) => {
      const at = labelNames.of(textOfLabel(label))
      labels[at] ??= label
      sources.push(source)
      edgeLabels.push(at)
      targets.push(target)
    },
    states: () => declared.size,
    finish: () => {
      const edges = sortedEdges()
      const targetsOf = (state: number) => (edges.get(state) ?? []).map(([, target]) => target)
      const inside = [...initial].filter((state) => declared.has(state))
      const { order, position } = reached(inside, targetsOf, states.texts.length)
      const width = variables.length
      const [first, label, target, vector] = [makeInts(), makeInts(), makeInts(), makeInts()]
      const kept = new Int32Array(order.length * width)
      order.forEach((state, i) => {
        for (let v = 0; v < width; v++) kept[i * width + v] = cells.at(state * width + v)
        first.push(label.length())
        vector.push(declared.get(state)!)
        for (const [name, to] of edges.get(state) ?? []) {
          label.push(name)
          target.push(position[to]!)
        }
      })
      first.push(label.length())
      return {
        variables,
        named,
        texts: texts.texts,
        cells: kept,
        initial: Int32Array.from(inside, (_, i) => i),
        first: first.take(),
        labels,
        label: label.take(),
        target: target.take(),
        vectors,
        vector: vectors.length === 0 ? new Int32Array(0) : vector.take()
      }
    }
  }
}
