/** A cluster of failures as text: the path, both sides with their differences, and the line that reproduces it. */
import type { Graph } from "../graph/graph.ts"
import type { Step } from "../graph/paths.ts"
import { diffStates, renderDiff } from "./diff.ts"
import type { SpecState } from "./driver.ts"
import type { Cluster, Example } from "./failures.ts"

/** The command line that runs one example again; the harness does not know how it is called. */
export type Reproduce = (example: Example) => string

/** Long walks are shown by their ends. */
const shownSteps = 30
const widestColumn = 56

const shorten = (text: string): string => (text.length <= widestColumn ? text : `${text.slice(0, widestColumn - 1)}…`)

const renderSteps = (graph: Graph, steps: ReadonlyArray<Step>, from: number): ReadonlyArray<string> =>
  steps.map(({ label, target }, i) => `  ${from + i + 1}. ${label.text} -> ${graph.states[target]!.id}`)

const renderPath = ({ graph, path }: Example): ReadonlyArray<string> => {
  if (graph === undefined) return ["path: not kept"]
  if (path === undefined) return ["path: the state cannot be reached from an initial state"]
  const { start, steps } = path
  const head = `path: ${steps.length} steps from the initial state ${graph.states[start]!.id}`
  if (steps.length <= shownSteps) return [head, ...renderSteps(graph, steps, 0)]
  const hidden = steps.length - shownSteps
  return [head, `  ... ${hidden} steps`, ...renderSteps(graph, steps.slice(hidden), hidden)]
}

const renderSides = (spec: SpecState, implementation: SpecState): ReadonlyArray<string> => {
  const variables = [...new Set([...Object.keys(spec), ...Object.keys(implementation)])].toSorted()
  const rows = variables.map((variable) => {
    const left = spec[variable]?.text ?? "(nothing)"
    const right = implementation[variable]?.text ?? "(nothing)"
    return [`${left === right ? " " : "*"} ${variable}`, shorten(left), shorten(right)] as const
  })
  const all = [["  variable", "specification", "implementation"] as const, ...rows]
  const first = Math.max(...all.map(([variable]) => variable.length))
  const second = Math.max(...all.map(([, left]) => left.length))
  return all.map(([variable, left, right]) => `  ${variable.padEnd(first)}  ${left.padEnd(second)}  ${right}`.trimEnd())
}

const indent = (text: string): ReadonlyArray<string> => text.split("\n").map((line) => `    ${line}`)

/** A cluster for people to read. */
export const renderCluster = (cluster: Cluster, reproduce: Reproduce): string => {
  const { kind, action, about, count, example } = cluster
  const { failure, model, stateId, before } = example
  const { specification, implementation } = failure
  return [
    `${kind}: ${action}: ${about} (${count} ${count === 1 ? "failure" : "failures"})`,
    `example: model ${model}, ${failure.label?.text ?? "entering"} in state ${stateId}, hidden fields filled in way ${failure.variant}`,
    `specification: ${failure.expected}; implementation: ${failure.actual}`,
    ...renderPath(example),
    "before:",
    ...Object.entries(before).map(([variable, value]) => `  ${variable} = ${value.text}`),
    ...(specification === undefined || implementation === undefined
      ? []
      : [
          "after:",
          ...renderSides(specification, implementation),
          "  differences:",
          ...indent(renderDiff(diffStates(specification, implementation)))
        ]),
    `reproduce: ${reproduce(example)}`
  ].join("\n")
}
