/**
 * The report as JUnit XML: a suite for each model, with a case for each action, one for the refusals and one for entering states;
 * beside them one for the gaps of the run.
 */
import type { Fraction } from "../replay/replay.ts"
import type { FailureReport, ModelReport, Report } from "./model.ts"

// XML 1.0 has no way to write most control characters and unpaired surrogates, escaped or not.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;"
}

const escaped = (text: string, special: RegExp): string =>
  text.replace(unwritable, "\uFFFD").replace(special, (c) => entities[c] ?? c)

const attribute = (text: string): string => `"${escaped(text, /[&<>"'\n\r\t]/g)}"`

/** Line ends stay as they are in a text, for people who open the file. */
const content = (text: string): string => escaped(text, /[&<>\r]/g)

interface Case {
  readonly name: string
  readonly failures: ReadonlyArray<string>
  readonly message: string
}

const testCase = (suite: string, { name, failures, message }: Case): ReadonlyArray<string> => {
  const head = `    <testcase classname=${attribute(suite)} name=${attribute(name)}`
  if (failures.length === 0) return [`${head}/>`]
  const failure = `      <failure message=${attribute(message)}>${content(failures.join("\n\n"))}</failure>`
  return [`${head}>`, failure, "    </testcase>"]
}

const nothing: Fraction = { passed: 0, total: 0 }

const partCase = (name: string, { passed, total }: Fraction, failures: ReadonlyArray<FailureReport>): Case => {
  const message = `${passed} of ${total}`
  const found = failures.map(({ explanation }) => explanation)
  // A cluster is shown under the model of its example, so another model can miss its explanation but not its failure.
  const missing = found.length === 0 && passed < total ? [`${message}; explained under another model`] : found
  return { name, failures: missing, message }
}

const modelCases = (model: ModelReport, failures: ReadonlyArray<FailureReport>): ReadonlyArray<Case> => {
  const own = failures.filter((failure) => failure.model === model.model)
  const known = new Set(Object.keys(model.actions))
  const ofActions = own.filter(({ part, action }) => known.has(action) && (part === "transition" || part === "cut"))
  const ofRefusals = own.filter(({ part }) => part === "refusal")
  const rest = own.filter((failure) => !ofActions.includes(failure) && !ofRefusals.includes(failure))
  const cases = [
    ...Object.entries(model.actions).map(([action, counts]) =>
      partCase(
        action,
        counts,
        ofActions.filter((failure) => failure.action === action)
      )
    ),
    partCase("(refusals)", model.refusals, ofRefusals)
  ]
  // A state fails with anything in it: count that here only where no other case shows why.
  const shown = cases.some(({ failures: found }) => found.length > 0)
  return [...cases, partCase("(states)", shown ? nothing : model.states, rest)]
}

const suite = (name: string, cases: ReadonlyArray<Case>): ReadonlyArray<string> => {
  const failed = cases.filter(({ failures }) => failures.length > 0).length
  return [
    `  <testsuite name=${attribute(name)} tests="${cases.length}" failures="${failed}" errors="0" skipped="0">`,
    ...cases.flatMap((one) => testCase(name, one)),
    "  </testsuite>"
  ]
}

/** The XML document. */
export const renderJUnit = (report: Report): string => {
  const gaps: ReadonlyArray<Case> = [
    {
      name: "(gaps)",
      message: `${report.gaps.length} gaps`,
      failures: report.gaps.map(({ kind, name, reason }) => `${kind}: ${name}: ${reason}`)
    }
  ]
  const suites = [
    ...report.models.map((model) => ({ name: model.model, cases: modelCases(model, report.failures) })),
    { name: "run", cases: gaps }
  ]
  const all = suites.flatMap(({ cases }) => cases)
  const failed = all.filter(({ failures }) => failures.length > 0).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${attribute(report.format)} tests="${all.length}" failures="${failed}" time="${report.seconds.toFixed(3)}">`,
    ...suites.flatMap(({ name, cases }) => suite(name, cases)),
    "</testsuites>",
    ""
  ].join("\n")
}
