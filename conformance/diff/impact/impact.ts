/** What a change of the specification means for code and tests. */
import type { Cluster } from "../../replay/failures.ts"
import type { Lts } from "../graph/lts.ts"
import type { Impact, ModelImpact, ReplayFailure } from "../report/model.ts"
import type { TextChange } from "../text/changes.ts"
import { declarationsOf, placesOf } from "./code.ts"
import { corpusChanges } from "./corpus.ts"
import type { ImpactDriver } from "./driver.ts"
import { graphOf } from "./graph.ts"

const firstOf = (clusters: ReadonlyArray<Cluster>): ReplayFailure | null => {
  const length = ({ example: { path } }: Cluster): number => path?.steps.length ?? Infinity
  const [first] = clusters.toSorted((a, b) => length(a) - length(b))
  if (first === undefined) return null
  const { failure, path, before } = first.example
  const variables = Object.keys(before).toSorted()
  return {
    kind: first.kind,
    action: first.action,
    request: failure.label?.text ?? null,
    expected: failure.expected,
    actual: failure.actual,
    differing: failure.variables,
    path: path === undefined ? null : path.steps.map(({ label }) => label.text),
    variables,
    values: variables.map((name) => before[name]!.text)
  }
}

/** What becomes of one model's corpus, and whether the code replays the head's graph; undefined if it is not replayed. */
export const modelImpact = (driver: ImpactDriver, model: string, head: Lts): ModelImpact | undefined => {
  const replayed = driver.modelOf(model)
  if (replayed === undefined) return undefined
  const graph = graphOf(head, replayed.idDigits)
  const corpus = replayed.corpus()
  const { models, failures } = replayed.replay(graph)
  const [{ transitions, refusals } = { transitions: { passed: 0, total: 0 }, refusals: { passed: 0, total: 0 } }] =
    models
  return {
    model,
    corpus: corpus === undefined ? null : corpusChanges(corpus, graph),
    transitions,
    refusals,
    failures: failures.reduce((sum, { count }) => sum + count, 0),
    first: firstOf(failures)
  }
}

/** Where the code has each changed definition, and each action that one is a part of. */
export const codeImpact = (driver: ImpactDriver, changes: ReadonlyArray<TextChange>): Impact["code"] => {
  const names = new Set(changes.flatMap(({ key, reaches }) => [key, ...reaches]))
  const changed = new Set(changes.map(({ key }) => key))
  if (names.size === 0) return []
  const declarations = declarationsOf(driver.project, driver.code)
  return [...names]
    .toSorted()
    .map((definition) => ({
      definition,
      changed: changed.has(definition),
      places: placesOf(declarations, driver.nameOf(definition))
    }))
    .filter(({ changed, places }) => changed || places.length > 0)
}
