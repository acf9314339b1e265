/** Replay of whole models through the service: all of a path cover, or a sample of it that has every kind of step. */
import { Effect } from "effect"
import { allowed } from "../../graph/graph.ts"
import type { Edge, Graph, State } from "../../graph/graph.ts"
import { breadthFirst, pathCover, pathTo } from "../../graph/paths.ts"
import type { Path } from "../../graph/paths.ts"
import { kindsOf } from "./kinds.ts"
import type { Parts } from "./instance.ts"
import { makeWalker } from "./walk.ts"
import type { Failed, Model, Walked } from "./walk.ts"
import { randomFrom } from "./world.ts"

export interface ReplayOptions {
  readonly parts: Parts
  readonly seed: number
  /** Refusals for each state, besides those that were never asked for. */
  readonly refusals: number
  /** How many walks of each model at least; all if undefined. */
  readonly walks?: number
  readonly stopAtFailure?: boolean
  readonly progress?: (text: string) => void
}

/** What replay of a model came to. */
export interface ReplayedModel extends Walked {
  /** the transitions that no walk could take, by why */
  readonly never: ReadonlyMap<string, number>
}

export interface Replayed {
  readonly models: ReadonlyArray<ReplayedModel>
  /** how often each action was taken */
  readonly actions: ReadonlyMap<string, number>
  /** kinds of steps that the corpus has, and how many transitions of each were taken */
  readonly kinds: ReadonlyMap<string, { readonly taken: number; readonly total: number }>
  /** (request, verdict) pairs of the corpus, and whether they were asked for */
  readonly verdicts: ReadonlyMap<string, boolean>
  readonly failures: ReadonlyArray<Failed>
  /** what the corpus has and was not replayed: then the replay has failed */
  readonly missing: ReadonlyArray<string>
}

/** Longer walks hide much behind one step that cannot be taken. */
const longest = 60

/** All, in another order. */
export const shuffled = <A>(all: ReadonlyArray<A>, random: (below: number) => number): ReadonlyArray<A> => {
  const left = [...all]
  return all.map(() => left.splice(random(left.length), 1)[0]!)
}

const kindsIn = (graph: Graph, kindOf: ReturnType<typeof kindsOf>): Map<string, Array<Edge>> => {
  const kinds = new Map<string, Array<Edge>>()
  for (const state of graph.states) {
    for (const edge of state.edges) {
      const kind = kindOf(state, edge)
      const edges = kinds.get(kind)
      if (edges === undefined) kinds.set(kind, [edge])
      else edges.push(edge)
    }
  }
  return kinds
}

const edgesOf = ({ states }: Graph, { steps }: Path): ReadonlyArray<Edge> =>
  steps.map(({ source, label }) => states[source]!.edges.find((edge) => edge.label.text === label.text)!)

/** The transitions that were not taken, each by a shortest path of its own. */
const remaining = (graph: Graph, taken: ReadonlySet<Edge>): ReadonlyArray<Path> => {
  const tree = breadthFirst(graph)
  return graph.states.flatMap(({ edges }, source) =>
    edges
      .filter((edge) => !taken.has(edge))
      .map(({ label, target }) => {
        const { start, steps } = pathTo(graph, tree, source)!
        return { start, steps: [...steps, { source, label, target }] }
      })
  )
}

/** What was taken and asked for in all models. */
interface Seen {
  readonly kinds: Set<string>
  readonly verdicts: Set<string>
}

const pairsOf = ({ verdicts }: State): ReadonlyArray<string> =>
  verdicts.filter(({ verdict }) => verdict !== allowed).map(({ label, verdict }) => `${label.action} ${verdict}`)

/** Shortest paths to where something is left to do: walks end there for the calls that do it all at once. */
const openEnds = (graph: Graph): ReadonlyArray<Path> => {
  const tree = breadthFirst(graph)
  return graph.states.flatMap(({ edges }, state) =>
    edges.some(({ label }) => ["EnterGate", "Decide"].includes(label.action) || label.text === "PowerLoss({},{})")
      ? [pathTo(graph, tree, state)!]
      : []
  )
}

const replayModel = (model: Model, kindOf: ReturnType<typeof kindsOf>, seen: Seen, options: ReplayOptions) =>
  Effect.gen(function* () {
    const { graph } = model
    const walker = makeWalker(model, { ...options, asked: seen.verdicts })
    const { walks } = pathCover(graph, { longest })
    const { seed, walks: wanted } = options
    let number = 0
    const run = (path: Path) => walker.run(path, number++)
    const isOver = (): boolean => options.stopAtFailure === true && walker.failures.length > 0
    const sourceOf = new Map(graph.states.flatMap((state) => state.edges.map((edge) => [edge, state] as const)))
    const note = (path: Path): void => {
      const { edges } = walker.result()
      for (const edge of edgesOf(graph, path)) if (edges.has(edge)) seen.kinds.add(kindOf(sourceOf.get(edge)!, edge))
    }
    const isNew = (path: Path): boolean =>
      edgesOf(graph, path).some((edge) => !seen.kinds.has(kindOf(sourceOf.get(edge)!, edge))) ||
      path.steps.some(({ target }) => pairsOf(graph.states[target]!).some((pair) => !seen.verdicts.has(pair)))
    if (wanted === undefined) {
      for (const path of walks) {
        if (isOver()) break
        yield* run(path)
        if (number % 100 === 0) options.progress?.(`${model.name}: ${number} of ${walks.length} walks`)
      }
      // What came after a step that could not be taken, and such steps: once in each manner.
      for (const path of remaining(graph, walker.result().edges)) {
        if (isOver()) break
        yield* run(path)
        if (walker.result().edges.has(edgesOf(graph, path).at(-1)!)) continue
        yield* run(path)
      }
    } else {
      for (const path of shuffled(walks, randomFrom(seed))) {
        if (isOver()) break
        if (number >= wanted && !isNew(path)) continue
        yield* run(path)
        note(path)
      }
    }
    const ends = shuffled(openEnds(graph), randomFrom(seed))
    for (const path of ends.slice(0, wanted === undefined ? ends.length / 4 : wanted / 2))
      if (!isOver()) yield* run(path)
    const result = walker.result()
    const never = new Map<string, number>()
    for (const why of result.cannot.values()) never.set(why, (never.get(why) ?? 0) + 1)
    return { ...result, never } satisfies ReplayedModel
  })

/** Replays models through the service. */
export const replayService = (models: ReadonlyArray<Model>, options: ReplayOptions): Effect.Effect<Replayed> =>
  Effect.gen(function* () {
    const seen: Seen = { kinds: new Set(), verdicts: new Set() }
    const all: Array<ReplayedModel> = []
    const actions = new Map<string, number>()
    const kinds = new Map<string, { taken: number; total: number }>()
    const verdicts = new Map<string, boolean>()
    for (const model of models) {
      const kindOf = kindsOf(model.graph)
      const result = yield* replayModel(model, kindOf, seen, options)
      all.push(result)
      for (const [action, times] of result.actions) actions.set(action, (actions.get(action) ?? 0) + times)
      for (const [kind, edges] of kindsIn(model.graph, kindOf)) {
        const { taken, total } = kinds.get(kind) ?? { taken: 0, total: 0 }
        kinds.set(kind, {
          taken: taken + edges.filter((edge) => result.edges.has(edge)).length,
          total: total + edges.length
        })
      }
      for (const state of model.graph.states)
        for (const pair of pairsOf(state)) verdicts.set(pair, seen.verdicts.has(pair))
      if (options.stopAtFailure === true && result.failures.length > 0) break
    }
    const missing = [
      ...[...kinds].flatMap(([kind, { taken }]) => (taken === 0 ? [`no step was taken: ${kind}`] : [])),
      ...[...verdicts].flatMap(([pair, asked]) => (asked ? [] : [`no refusal was asked for: ${pair}`]))
    ]
    return { models: all, actions, kinds, verdicts, failures: all.flatMap(({ failures }) => failures), missing }
  })
