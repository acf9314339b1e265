/** Makes the report from what replay, walks and the matrix found. */
import type { Driver, Exemptions } from "../replay/driver.ts"
import { renderCluster } from "../replay/explain.ts"
import type { Reproduce } from "../replay/explain.ts"
import type { Cluster } from "../replay/failures.ts"
import type { Matrix, MatrixGap, Thresholds } from "../replay/matrix.ts"
import type { ReplayResult } from "../replay/replay.ts"
import type { WalkResult } from "../replay/walk.ts"
import { format } from "./model.ts"
import type { FailureReport, ModelReport, Report } from "./model.ts"

/** Where a model came from. */
export interface Origin {
  /** the bounds of the model, in words */
  readonly bounds: string
  readonly digests: ModelReport["digests"]
  /** the version of the TLC that explored it */
  readonly tlc: string
}

/** Everything that a run produced. */
export interface RunResults {
  readonly replay: ReplayResult
  /** by model; every replayed model must have one */
  readonly origins: Readonly<Record<string, Origin>>
  /** walks with the ratio of their cover, at most one for each model */
  readonly walks: ReadonlyArray<{ readonly result: WalkResult; readonly ratio: number }>
  readonly matrix: Matrix
  readonly matrixGaps: ReadonlyArray<MatrixGap>
  readonly thresholds: Thresholds
  /** actions that no model of the run exercises, with the reason: reported as not checked */
  readonly unexercised: Exemptions
  readonly seconds: number
  readonly reproduce: Reproduce
}

const failureReport = (cluster: Cluster, reproduce: Reproduce): FailureReport => ({
  kind: cluster.kind,
  action: cluster.action,
  about: cluster.about,
  count: cluster.count,
  model: cluster.example.model,
  part: cluster.example.failure.part,
  ...(cluster.example.path === undefined ? {} : { depth: cluster.example.path.steps.length }),
  explanation: renderCluster(cluster, reproduce)
})

const gapReason = ({ kind, found, needed }: MatrixGap): string => {
  switch (kind) {
    case "too-few":
      return `${found} of at least ${needed}`
    case "needless-exemption":
      return `exempt, but it has ${found} of ${needed}`
    case "unknown-exemption":
      return "exempt, but there is no such row"
    case "exemption-without-reason":
      return "exempt without a reason"
  }
}

const unchecked = <S>(driver: Driver<S>, { unexercised, thresholds }: RunResults): Report["unchecked"] => [
  ...Object.entries(driver.variables).flatMap(([name, role]) =>
    role === "compared" ? [] : [{ name: `variable ${name}`, reason: role.ghost }]
  ),
  ...Object.entries(unexercised).map(([name, reason]) => ({ name: `action ${name}`, reason })),
  ...Object.entries(driver.unasked ?? {}).map(([name, reason]) => ({ name: `refusals of ${name}`, reason })),
  ...thresholds.exemptions.map(({ name, reason }) => ({ name: `row ${name}`, reason }))
]

const missingOrigin = (model: string): Origin => {
  throw new RangeError(`no origin is given for the model ${model}`)
}

/** The report of a run; it passed only if every part did. */
export const makeReport = <S>(driver: Driver<S>, results: RunResults): Report => {
  const { replay, origins, walks, matrix, matrixGaps, seconds, reproduce } = results
  const models = replay.models.map(({ model, states, transitions, refusals, cut, actions }): ModelReport => {
    const walked = walks.find(({ result }) => result.model === model)
    const origin = origins[model] ?? missingOrigin(model)
    const part = { model, ...origin, states, transitions, refusals, cut, actions }
    if (walked === undefined) return part
    const { result, ratio } = walked
    const walk = {
      walks: result.walks,
      steps: result.steps,
      transitions: result.transitions,
      refusals: result.refusals,
      ratio
    }
    return { ...part, walk }
  })
  const clusters = [...replay.failures, ...walks.flatMap(({ result }) => result.failures)]
  return {
    format,
    passed: replay.passed && walks.every(({ result }) => result.passed) && matrixGaps.length === 0,
    seconds,
    models,
    matrix: matrix.rows,
    failures: clusters.map((cluster) => failureReport(cluster, reproduce)),
    gaps: [
      ...replay.vacuity,
      ...matrixGaps.map((gap) => ({ kind: gap.kind, name: gap.name, reason: gapReason(gap) })),
      ...walks
        .filter(({ result }) => result.failures.length === 0 && !result.passed)
        .map(({ result }) => ({
          kind: "unwalked",
          name: result.model,
          reason: `walks pass ${result.transitions.passed} of ${result.transitions.total} transitions`
        }))
    ],
    unchecked: unchecked(driver, results)
  }
}
