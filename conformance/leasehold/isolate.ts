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

/** What MODEL, STATE and LABEL ask for; undefined if nothing. Throws {@link Unusable} where there is no such thing. */
export const isolate = (
  subjects: ReadonlyArray<Subject>,
  env: NodeJS.ProcessEnv
): ReadonlyArray<Subject> | undefined => {
  const { MODEL: model, STATE: state } = env
  const label = env["LABEL"] === "" ? undefined : env["LABEL"]
  if (model === undefined || model === "") {
    if (state === undefined || state === "") return undefined
    throw new Unusable({ what: `STATE is ${state}, but MODEL does not say in which model.` })
  }
  const subject = subjects.find(({ name }) => name === model)
  if (subject === undefined) {
    throw new Unusable({
      what: `There is no model ${model}; there are ${subjects.map(({ name }) => name).join(", ")}.`
    })
  }
  if (state === undefined || state === "") return [subject]
  const found = subject.graph.states.find(({ id }) => id === state)
  if (found === undefined) throw new Unusable({ what: `The model ${model} has no state ${state}.` })
  // Nothing would be checked, and nothing would fail.
  if (label !== undefined && ![...found.edges, ...found.verdicts].some((check) => check.label.text === label)) {
    throw new Unusable({ what: `The state ${state} of the model ${model} has no check ${label}.` })
  }
  return [{ ...subject, graph: isolated(subject.graph, state, label) }]
}
