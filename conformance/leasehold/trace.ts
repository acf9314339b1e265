/** The shortest path to a state of a replayed model: how the state comes about whose id a failure or a report names. */
import { breadthFirst, pathTo } from "../graph/paths.ts"
import { behaviourOfPath, statesOf } from "../trace/behaviour.ts"
import type { Behaviour } from "../trace/behaviour.ts"
import { renderBehaviour } from "../trace/text.ts"
import { Unusable } from "./bounds.ts"
import type { Subject } from "./conform.ts"
import { modelNamed, stateNamed } from "./isolate.ts"

/** A path that was asked for. */
export interface Traced {
  /** what it is, in a line */
  readonly title: string
  readonly behaviour: Behaviour
  /** the ids of its states */
  readonly ids: ReadonlyArray<string>
}

/** The path that MODEL and STATE ask for. Throws {@link Unusable} where they name nothing. */
export const traceTo = (
  models: ReadonlyArray<Pick<Subject, "name" | "graph">>,
  { MODEL: name = "", STATE: id = "" }: NodeJS.ProcessEnv
): Traced => {
  if (name === "") {
    const names = models.map((model) => model.name).join(", ")
    throw new Unusable({ what: `MODEL does not say in which model to look for the state; there are ${names}.` })
  }
  const model = modelNamed(models, name)
  const { graph } = model
  if (id === "") {
    const some = graph.states[graph.initial[0]!]!.id
    throw new Unusable({ what: `STATE does not say which state of the model ${name}: give an id, such as ${some}.` })
  }
  const path = pathTo(graph, breadthFirst(graph), stateNamed(model, id))
  if (path === undefined) throw new Unusable({ what: `No path of the model ${name} leads to the state ${id}.` })
  const { length } = path.steps
  return {
    title: `${name}: ${length} ${length === 1 ? "step" : "steps"} to the state ${id}`,
    behaviour: behaviourOfPath(graph, path),
    ids: statesOf(graph, path).map((state) => state.id)
  }
}

/** The path for people to read. */
export const renderTraced = ({ title, behaviour, ids }: Traced): string =>
  `${title}\n${renderBehaviour(behaviour, ids)}`
