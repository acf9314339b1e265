/** One model, one state of it, or one check there: what a failure's last line asks for. */
import type { Graph, State } from "../graph/graph.ts"
import { Unusable } from "./bounds.ts"
import type { Subject } from "./conform.ts"

const onlyIn = (state: State, label: string | undefined): State =>
  label === undefined
    ? state
    : {
        ...state,
        edges: state.edges.filter((edge) => edge.label.text === label),
        verdicts: state.verdicts.filter((verdict) => verdict.label.text === label)
      }

const isolated = (graph: Graph, id: string, label: string | undefined): Graph => ({
  ...graph,
  states: graph.states.map((state) => (state.id === id ? onlyIn(state, label) : { ...state, edges: [], verdicts: [] }))
})

/** The model of this name. Throws {@link Unusable} where there is none. */
export const modelNamed = <M extends { readonly name: string }>(models: ReadonlyArray<M>, name: string): M => {
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  throw new Unusable({ what: `There is no model ${name}; there are ${models.map((model) => model.name).join(", ")}.` })
}

/** The place of the state with this id among the states of a model. Throws {@link Unusable} where there is none. */
export const stateNamed = ({ name, graph }: Pick<Subject, "name" | "graph">, id: string): number => {
  const found = graph.states.findIndex((state) => state.id === id)
  if (found < 0) throw new Unusable({ what: `The model ${name} has no state ${id}.` })
  return found
}

/** What MODEL, STATE and LABEL ask for; undefined if nothing. Throws {@link Unusable} where there is no such thing. */
export const isolate = <S extends Subject>(
  subjects: ReadonlyArray<S>,
  env: NodeJS.ProcessEnv
): ReadonlyArray<S> | undefined => {
  const { MODEL: model, STATE: state } = env
  const label = env["LABEL"] === "" ? undefined : env["LABEL"]
  if (model === undefined || model === "") {
    if (state === undefined || state === "") return undefined
    throw new Unusable({ what: `STATE is ${state}, but MODEL does not say in which model.` })
  }
  const subject = modelNamed(subjects, model)
  if (state === undefined || state === "") return [subject]
  const found = subject.graph.states[stateNamed(subject, state)]!
  // Nothing would be checked, and nothing would fail.
  if (label !== undefined && ![...found.edges, ...found.verdicts].some((check) => check.label.text === label)) {
    throw new Unusable({ what: `The state ${state} of the model ${model} has no check ${label}.` })
  }
  return [{ ...subject, graph: isolated(subject.graph, state, label) }]
}
