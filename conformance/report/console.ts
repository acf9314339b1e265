/** The report as plain text. */
import { renderMatrix } from "../replay/matrix.ts"
import type { Fraction } from "../replay/replay.ts"
import type { ModelReport, Report } from "./model.ts"

const fraction = ({ passed, total }: Fraction): string => (total === 0 ? "none" : `${passed} of ${total}`)

const modelText = (model: ModelReport): ReadonlyArray<string> => {
  const cut = Object.entries(model.cut)
  const { walk } = model
  return [
    `${model.model} (${model.bounds}; TLC ${model.tlc})`,
    `  spec ${model.digests.spec}, configuration ${model.digests.config}, corpus ${model.digests.corpus}`,
    `  states ${fraction(model.states)}, transitions ${fraction(model.transitions)}, refusals ${fraction(model.refusals)}`,
    ...(cut.length === 0
      ? []
      : [`  cut by bounds, target not compared: ${cut.map(([name, n]) => `${name} ${n}`).join(", ")}`]),
    ...(walk === undefined
      ? []
      : [
          `  walks ${fraction(walk.walks)}, steps ${fraction(walk.steps)} (${(100 * walk.ratio).toFixed(1)} % of one test for each transition), ` +
            `transitions ${fraction(walk.transitions)}, refusals on the way ${fraction(walk.refusals)}`
        ])
  ]
}

/** What a person wants to see at the end of a run. */
export const renderConsole = (report: Report): string =>
  [
    ...report.models.flatMap(modelText),
    "",
    renderMatrix({ models: report.models.map(({ model }) => model), rows: report.matrix }),
    ...report.failures.flatMap(({ explanation }) => ["", explanation]),
    ...(report.gaps.length === 0 ? [] : ["", "gaps:"]),
    ...report.gaps.map(({ kind, name, reason }) => `  ${kind}: ${name}: ${reason}`),
    ...(report.unchecked.length === 0 ? [] : ["", "not checked:"]),
    ...report.unchecked.map(({ name, reason }) => `  ${name}: ${reason}`),
    "",
    `${report.passed ? "conforms" : "DOES NOT CONFORM"}: ${report.failures.length} kinds of failure, ` +
      `${report.gaps.length} gaps, ${report.seconds.toFixed(1)} s`,
    ""
  ].join("\n")
