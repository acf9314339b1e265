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

type Counts = Map<string, Map<string, number>>

const add = (counts: Counts, name: string, model: string): void => {
  const row = counts.get(name) ?? new Map<string, number>()
  row.set(model, (row.get(model) ?? 0) + 1)
  counts.set(name, row)
}

const rowsOf = (kind: MatrixRow["kind"], counts: Counts, models: ReadonlyArray<string>): ReadonlyArray<MatrixRow> =>
  [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, row]) => ({
      kind,
      name,
      counts: Object.fromEntries(models.map((model) => [model, row.get(model) ?? 0])),
      total: [...row.values()].reduce((sum, count) => sum + count, 0)
    }))

/** Counts the models. `actions` are those of the driver: an action without a transition is a row of zeros, not a missing row. */
export const makeMatrix = (models: ReadonlyArray<Model>, actions: ReadonlyArray<string>): Matrix => {
  const edges: Counts = new Map(actions.map((name) => [name, new Map()]))
  const verdicts: Counts = new Map()
  for (const { name, graph } of models) {
    const planOf = makePlans(graph)
    for (const state of graph.states) {
      for (const { label } of state.edges) add(edges, label.action, name)
      for (const [request, verdict] of planOf(state).pairs) add(verdicts, `${request} ${verdict}`, name)
    }
  }
  const names = models.map(({ name }) => name)
  return { models: names, rows: [...rowsOf("action", edges, names), ...rowsOf("verdict", verdicts, names)] }
}

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
