/** The coverage matrix: how often the models exercise each action and each (request, verdict), and where that is too little. */
import type { Model } from "./replay.ts"
import { makePlans } from "./plan.ts"

/** A row: an action with its transitions, or a request and verdict with the states that have it; counts by model. */
export interface MatrixRow {
  readonly kind: "action" | "verdict"
  /** `Action`, or `Request verdict` */
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
  readonly total: number
}

/** All rows, actions first, by name. */
export interface Matrix {
  readonly models: ReadonlyArray<string>
  readonly rows: ReadonlyArray<MatrixRow>
}

/** A row that may stay below its threshold. */
export interface MatrixExemption {
  readonly name: string
  readonly reason: string
}

/** What a matrix must reach. */
export interface Thresholds {
  readonly edgesPerAction: number
  readonly statesPerVerdict: number
  readonly exemptions: ReadonlyArray<MatrixExemption>
}

/** The thresholds of the design; exemptions are the caller's. */
export const defaultThresholds: Thresholds = { edgesPerAction: 100, statesPerVerdict: 20, exemptions: [] }

/** Where a matrix falls short, or an exemption is wrong. */
export interface MatrixGap {
  readonly kind: "too-few" | "needless-exemption" | "unknown-exemption" | "exemption-without-reason"
  readonly name: string
  readonly found: number
  readonly needed: number
}

/** How often one model has what makes the rows. */
export interface Coverage {
  readonly name: string
  /** by action: transitions */
  readonly actions: ReadonlyMap<string, number>
  /** by `Request verdict`: states that have it */
  readonly verdicts: ReadonlyMap<string, number>
}

const coverageOf = ({ name, graph }: Model): Coverage => {
  const planOf = makePlans(graph)
  const actions = new Map<string, number>()
  const verdicts = new Map<string, number>()
  const add = (counts: Map<string, number>, row: string): void => void counts.set(row, (counts.get(row) ?? 0) + 1)
  for (const state of graph.states) {
    for (const { label } of state.edges) add(actions, label.action)
    for (const [request, verdict] of planOf(state).pairs) add(verdicts, `${request} ${verdict}`)
  }
  return { name, actions, verdicts }
}

const rowsOf = (
  kind: MatrixRow["kind"],
  models: ReadonlyArray<readonly [name: string, counts: ReadonlyMap<string, number>]>,
  known: ReadonlyArray<string>
): ReadonlyArray<MatrixRow> => {
  const names = new Set([...known, ...models.flatMap(([, counts]) => [...counts.keys()])])
  return [...names].toSorted().map((name) => {
    const counts = models.map(([model, ofModel]) => [model, ofModel.get(name) ?? 0] as const)
    return {
      kind,
      name,
      counts: Object.fromEntries(counts),
      total: counts.reduce((sum, [, count]) => sum + count, 0)
    }
  })
}

/** The matrix of what was counted. `actions` are those of the driver: one without a transition is a row of zeros, not missing. */
export const matrixOf = (models: ReadonlyArray<Coverage>, actions: ReadonlyArray<string>): Matrix => ({
  models: models.map(({ name }) => name),
  rows: [
    ...rowsOf(
      "action",
      models.map((model) => [model.name, model.actions]),
      actions
    ),
    ...rowsOf(
      "verdict",
      models.map((model) => [model.name, model.verdicts]),
      []
    )
  ]
})

/** Counts the models; see {@link matrixOf}. */
export const makeMatrix = (models: ReadonlyArray<Model>, actions: ReadonlyArray<string>): Matrix =>
  matrixOf(models.map(coverageOf), actions)

/** The gaps of a matrix; an exemption that is not needed is one too, else the list would only ever grow. */
export const findGaps = ({ rows }: Matrix, thresholds: Thresholds): ReadonlyArray<MatrixGap> => {
  const exempt = new Map(thresholds.exemptions.map(({ name, reason }) => [name, reason]))
  const known = new Set(rows.map(({ name }) => name))
  const gaps = rows.flatMap(({ kind, name, total }): ReadonlyArray<MatrixGap> => {
    const needed = kind === "action" ? thresholds.edgesPerAction : thresholds.statesPerVerdict
    const enough = total >= needed
    if (enough === !exempt.has(name)) return []
    return [{ kind: enough ? "needless-exemption" : "too-few", name, found: total, needed }]
  })
  const faults = thresholds.exemptions.flatMap(({ name, reason }): ReadonlyArray<MatrixGap> => {
    if (!known.has(name)) return [{ kind: "unknown-exemption", name, found: 0, needed: 0 }]
    return reason.trim() === "" ? [{ kind: "exemption-without-reason", name, found: 0, needed: 0 }] : []
  })
  return [...gaps, ...faults]
}

/** The matrix as a table. */
export const renderMatrix = ({ models, rows }: Matrix): string => {
  const table = [
    ["", ...models, "total"],
    ...rows.map(({ kind, name, counts, total }) => [
      kind === "action" ? name : `  ${name}`,
      ...models.map((model) => `${counts[model] ?? 0}`),
      `${total}`
    ])
  ]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  return table
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "))
    .join("\n")
}
