/** Replay of the life of tasks through real stores: all of a path cover, or a sample of it that takes every action. */
import { Effect } from "effect"
import type { Graph } from "../../../graph/graph.ts"
import { pathCover } from "../../../graph/paths.ts"
import type { Path } from "../../../graph/paths.ts"
import { makePlans } from "../../../replay/plan.ts"
import { shuffled } from "../replay.ts"
import { randomFrom } from "../world.ts"
import { walkOnce } from "./walk.ts"
import type { Counts } from "./walk.ts"
import type { Parts } from "./world.ts"

export interface LifeModel {
  readonly name: string
  readonly graph: Graph
}

export interface LifeReplayOptions {
  readonly parts: Parts
  readonly seed: number
  /** Refusals that are asked for in each state that a walk comes to. */
  readonly refusals: number
  /** How many walks of each model, besides those that take an action for the first time; all if undefined. */
  readonly walks?: number
  readonly stopAtFailure?: boolean
  readonly progress?: (text: string) => void
}

/** Where a store, or the service on it, is another one than the specification. */
export interface LifeFailure {
  readonly model: string
  readonly what: string
  /** the labels of the walk, with that of the step that was to come */
  readonly path: ReadonlyArray<string>
}

export interface LivesReplayed extends Omit<Counts, "edges"> {
  readonly models: ReadonlyArray<{ readonly name: string; readonly taken: number; readonly total: number }>
  readonly failures: ReadonlyArray<LifeFailure>
}

/** Longer walks hide much behind the first thing that is wrong. */
const longest = 60

/** Replays models through real stores. */
export const replayLives = (
  models: ReadonlyArray<LifeModel>,
  options: LifeReplayOptions
): Effect.Effect<LivesReplayed> =>
  Effect.gen(function* () {
    const { parts, seed, refusals } = options
    const counts: Counts = {
      walks: 0,
      steps: 0,
      refusals: 0,
      looks: 0,
      reopened: 0,
      offered: 0,
      took: 0,
      warded: 0,
      edges: new Set(),
      actions: new Map()
    }
    const failures: Array<LifeFailure> = []
    const done: Array<LivesReplayed["models"][number]> = []
    for (const { name, graph } of models) {
      const random = randomFrom(seed)
      const plans = makePlans(graph)
      const refusalsOf = (state: number) => {
        const all = plans(graph.states[state]!).refusals
        return all.length === 0 ? [] : Array.from({ length: refusals }, () => all[random(all.length)]!)
      }
      const { walks } = pathCover(graph, { longest })
      const wanted = options.walks ?? walks.length
      const isNew = ({ steps }: Path): boolean => steps.some(({ label }) => !counts.actions.has(label.action))
      const before = counts.edges.size
      let number = 0
      for (const path of wanted < walks.length ? shuffled(walks, random) : walks) {
        if (options.stopAtFailure === true && failures.length > 0) break
        if (number >= wanted && !isNew(path)) continue
        number++
        const taken = counts.steps
        const what = yield* walkOnce(name, graph, path, counts, { parts, random, refusalsOf, variant: number % 2 })
        if (what !== undefined)
          failures.push({
            model: name,
            what,
            path: path.steps.slice(0, counts.steps - taken + 1).map(({ label }) => label.text)
          })
        if (number % 20 === 0) options.progress?.(`${name}: ${number} of ${walks.length} walks`)
      }
      done.push({ name, taken: counts.edges.size - before, total: graph.transitions })
    }
    return { ...counts, models: done, failures }
  })
