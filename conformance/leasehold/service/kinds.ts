/**
 * What kind of step a transition is: its action, and where the core chooses what comes next in a gate, by which choice. Found by taking
 * it with the core. So a sample can be told to have each kind that the corpus has.
 */
import { makeStep, rules } from "../../../src/protocol/index.ts"
import type { Action, Rules } from "../../../src/protocol/index.ts"
import type { Rule } from "../../../src/protocol/rule.ts"
import { valuesOf } from "../../graph/graph.ts"
import type { Edge, Graph, State } from "../../graph/graph.ts"
import { makeDriver } from "../driver/driver.ts"
import { elements } from "../driver/mapping.ts"

/** The rules, telling which choice is made. */
const telling = (tell: (choice: string) => void): Rules => {
  const told = Object.entries(rules as Readonly<Record<string, Rule<Action>>>).map(([name, rule]) => [
    name,
    rule.choices === undefined
      ? rule
      : {
          ...rule,
          choices: rule.choices.map((choice) => ({
            ...choice,
            applies: (...args: Parameters<typeof choice.applies>) => {
              const applies = choice.applies(...args)
              if (applies) tell(choice.name)
              return applies
            }
          }))
        }
  ])
  return Object.fromEntries(told) as Rules
}

const choosing = new Set(Object.entries(rules).flatMap(([name, rule]) => ("choices" in rule ? [name] : [])))

const isEmpty = (edge: Edge, place: number): boolean => elements(edge.label.args[place]!).length === 0

const graphs = new WeakMap<Graph, ReturnType<typeof kindsIn>>()

/** Of each transition of a graph, its kind. */
export const kindsOf = (graph: Graph): ((state: State, edge: Edge) => string) => {
  const known = graphs.get(graph) ?? kindsIn(graph)
  graphs.set(graph, known)
  return known
}

const kindsIn = (graph: Graph): ((state: State, edge: Edge) => string) => {
  let chosen = ""
  const driver = makeDriver(makeStep(telling((choice) => (chosen = choice))))
  const known = new Map<Edge, string>()

  const choiceOf = (state: State, edge: Edge): string => {
    chosen = ""
    driver.actions[edge.label.action]!.run(driver.enter(valuesOf(graph, state), 0), edge.label.args)
    if (chosen === "") throw new Error(`${edge.label.text} makes no choice in ${state.id}`)
    return `${edge.label.action}: ${chosen}`
  }

  const kindOf = (state: State, edge: Edge): string => {
    const { action, args } = edge.label
    if (choosing.has(action)) return choiceOf(state, edge)
    if (action === "PowerLoss") {
      return `PowerLoss: ${isEmpty(edge, 0) ? "nothing" : "an exchange"} undone, ${isEmpty(edge, 1) ? "no row" : "a row"} lost`
    }
    if (action === "StoreLost") return `StoreLost: ${isEmpty(edge, 0) ? "no row" : "a row"} lost`
    return action === "OutsideOpen"
      ? `OutsideOpen: ${args[1]!.text === "0" ? "at the key" : "where it was staged"}`
      : action
  }

  return (state, edge) => {
    const before = known.get(edge)
    if (before !== undefined) return before
    const kind = kindOf(state, edge)
    known.set(edge, kind)
    return kind
  }
}
