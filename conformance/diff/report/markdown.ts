/** The report for people: the comment of a pull request. The verdict comes first, details are folded. */
import { grouped } from "../../cli/console.ts"
import { read } from "../../tla/read.ts"
import type { Behaviour } from "../../trace/behaviour.ts"
import { stepText } from "../../trace/behaviour.ts"
import { renderBehaviour, stateLines } from "../../trace/text.ts"
import { impactLines } from "./impact.ts"
import type { Difference, InvariantChange, ModelReport, Report, Shown, TextChange, Verdict } from "./model.ts"

const meaning: Readonly<Record<Verdict, string>> = {
  equal: "the head allows what the base allows, no more and no less",
  refines: "the head allows less than the base",
  extends: "the head allows more than the base",
  incomparable: "the head allows some of what the base forbids, and forbids some of what the base allows",
  undecided: "no difference was found before the limit was reached, which proves nothing"
}

/** The same values, to be rendered as a trace is. */
export const behaviourOfShown = ({ variables, states }: Shown): Behaviour => ({
  variables,
  states: states.map(({ step, values }) => ({
    step: step === null ? undefined : { action: step.action, args: step.args.map(read) },
    values: Object.fromEntries(variables.map((name, i) => [name, read(values[i]!)]))
  })),
  loop: undefined
})

const folded = (summary: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  `<details><summary>${summary}</summary>`,
  "",
  ...lines,
  "",
  "</details>",
  ""
]

const causeText = (causes: Difference["causes"]): string => {
  if (causes === null) return ""
  if (causes.length === 0) return ", by no change that could be switched alone"
  const named = causes.map((cause) => cause.map((key) => `\`${key}\``).join(" together with "))
  return `, because of ${named.join(", or of ")}`
}

const differenceLines = (kind: "allowed" | "forbidden", difference: Difference): ReadonlyArray<string> => {
  const { action, behaviour, steps, causes } = difference
  const length = behaviour.states.length - 1
  const what = length === 0 ? "initial state" : `\`${action}\``
  const after = length === 0 ? "" : ` after ${length - 1} step${length === 2 ? "" : "s"}`
  const one = length === 0 ? "state" : "step"
  return folded(
    `newly ${kind}: ${what}${after}, ${grouped(steps)} ${one}${steps === 1 ? "" : "s"}${causeText(causes)}`,
    ["```", renderBehaviour(behaviourOfShown(behaviour)), "```"]
  )
}

const list = (names: ReadonlyArray<string>): string => names.map((name) => `\`${name}\``).join(", ")

const seenLines = ({ seen }: ModelReport): ReadonlyArray<string> => [
  ...(seen.added.length > 0 ? [`- only the head has ${list(seen.added)}: left out of the comparison`] : []),
  ...(seen.removed.length > 0 ? [`- only the base has ${list(seen.removed)}: left out of the comparison`] : []),
  ...seen.renamed.map(({ from, to }) => `- \`${from}\` is now \`${to}\``),
  ...seen.proposed.map(({ from, to }) => `- if \`${from}\` is now \`${to}\`, say \`--rename ${from}=${to}\``)
]

const sizeLines = ({ sizes, states, transitions, actions }: ModelReport): ReadonlyArray<string> => [
  "|  | base | head | added | removed | unchanged |",
  "| --- | --- | --- | --- | --- | --- |",
  `| states | ${grouped(sizes.base.states)} | ${grouped(sizes.head.states)} | ${grouped(states.added)} | ${grouped(states.removed)} | ${grouped(states.unchanged)} |`,
  `| transitions | ${grouped(sizes.base.transitions)} | ${grouped(sizes.head.transitions)} | ${grouped(transitions.added)} | ${grouped(transitions.removed)} | ${grouped(transitions.unchanged)} |`,
  `| diameter | ${sizes.base.diameter} | ${sizes.head.diameter} |  |  |  |`,
  "",
  `${grouped(transitions.relabelled)} pairs of states are joined by steps of other names.`,
  "",
  "| action | added | removed | unchanged |",
  "| --- | --- | --- | --- |",
  ...actions
    .filter(({ added, removed }) => added + removed > 0)
    .map(
      ({ action, added, removed, unchanged }) =>
        `| \`${action}\` | ${grouped(added)} | ${grouped(removed)} | ${grouped(unchanged)} |`
    )
]

const toldLines = ({ told }: ModelReport): ReadonlyArray<string> =>
  told.flatMap(({ action, before, after, requests, request, behaviour }) =>
    folded(
      `told otherwise: \`${action}\` was \`${before}\`, is \`${after}\`, ${grouped(requests)} request${requests === 1 ? "" : "s"}`,
      [
        `The first: \`${stepText({ action: request.action, args: request.args.map(read) })}\` at the end of`,
        "",
        "```",
        renderBehaviour(behaviourOfShown(behaviour)),
        "```"
      ]
    )
  )

const stateText = (state: NonNullable<InvariantChange["onlyBase"]>): string =>
  [
    state.reached ? "" : "(which neither side is known to reach)\n",
    ...stateLines(state.variables, {
      step: undefined,
      values: Object.fromEntries(state.variables.map((name, v) => [name, read(state.values[v]!)]))
    }).map((line) => `${line}\n`)
  ]
    .join("")
    .trimEnd()

const invariantLines = ({ invariants }: ModelReport): ReadonlyArray<string> =>
  invariants.flatMap(({ invariant, change, onlyBase, onlyHead, states }) => {
    if (change === "not compared") return [`- \`${invariant}\` could not be compared`]
    if (change === "same") return [`- \`${invariant}\`: no difference in ${grouped(states)} states`]
    const shown = [
      ...(onlyBase === null ? [] : ["no longer allowed:", "```", stateText(onlyBase), "```"]),
      ...(onlyHead === null ? [] : ["newly allowed:", "```", stateText(onlyHead), "```"])
    ]
    return folded(`invariant \`${invariant}\`: ${change}`, shown)
  })

const without = (from: ReadonlyArray<string>, to: ReadonlyArray<string>): ReadonlyArray<string> =>
  from.filter((line) => !to.includes(line))

/** Lines of the configurations that are not the same. */
const configLines = ({ bounds, claims }: ModelReport): ReadonlyArray<string> => [
  ...without(bounds.base, bounds.head).map((line) => `- the configuration no longer has \`${line.trim()}\``),
  ...without(bounds.head, bounds.base).map((line) => `- the configuration now has \`${line.trim()}\``),
  ...without(claims.base, claims.head).map((claim) => `- \`${claim}\` is no longer claimed`),
  ...without(claims.head, claims.base).map((claim) => `- \`${claim}\` is newly claimed`)
]

const indented = (text: string, sign: string): ReadonlyArray<string> =>
  text.split("\n").map((line) => `${sign} ${line}`)

const textLines = ({ key, change, role, base, head, users, reaches }: TextChange): ReadonlyArray<string> => {
  const { module, line } = (head ?? base)!
  return folded(`${change}: ${role} \`${key}\` (${module}.tla, line ${line})`, [
    "```diff",
    ...(base === null ? [] : indented(base.text, "-")),
    ...(head === null ? [] : indented(head.text, "+")),
    "```",
    ...(users.length > 0 ? [`Used by ${list(users)}.`] : []),
    ...(reaches.length > 0 ? [`Part of ${list(reaches)}.`] : [])
  ])
}

const modelLines = (report: ModelReport): ReadonlyArray<string> => [
  `### ${report.model}: ${report.verdict}`,
  "",
  `${meaning[report.verdict][0]!.toUpperCase()}${meaning[report.verdict].slice(1)}.`,
  ...(report.valuesVerdict === report.verdict
    ? []
    : [`By the values of the variables alone: ${report.valuesVerdict}.`]),
  "",
  ...seenLines(report),
  ...configLines(report),
  "",
  ...report.allowed.flatMap((difference) => differenceLines("allowed", difference)),
  ...report.forbidden.flatMap((difference) => differenceLines("forbidden", difference)),
  ...toldLines(report),
  ...invariantLines(report),
  ...folded("what was compared", [
    ...sizeLines(report),
    "",
    `Bounds: base ${report.bounds.base.join(" ")}; head ${report.bounds.head.join(" ")}.`,
    `Digests: base \`${report.sources.base.digest.slice(0, 16)}\`, head \`${report.sources.head.digest.slice(0, 16)}\`.`
  ])
]

/** The most that a comment of GitHub's may have, in bytes. */
export const commentLimit = 65_536

const tooLong = "The rest is too long for a comment: `--json` has all of it."

/** Cuts behind the last part that fits, so that nothing stays unfolded. */
const shortened = (text: string, ending: string): string => {
  const room = commentLimit - Buffer.byteLength(`\n${tooLong}\n\n${ending}\n`)
  if (Buffer.byteLength(text) <= room) return `${text}\n\n${ending}\n`
  const parts = text.split(/(?<=^<\/details>\n)/m)
  let [kept, bytes] = ["", 0]
  for (const part of parts) {
    bytes += Buffer.byteLength(part)
    if (bytes > room) break
    kept += part
  }
  return `${kept}\n${tooLong}\n\n${ending}\n`
}

const heldText = ({ holds, violated }: ModelReport["outcomes"]["base"]): string =>
  holds ? "holds" : `violates \`${violated}\``

/** What both sides say to what the model claims, where that is not the same, or no side holds. */
const outcomeText = ({ outcomes: { base, head } }: ModelReport): string => {
  if (base.holds && head.holds) return ""
  return base.violated === head.violated
    ? `; both sides violate \`${base.violated}\``
    : `; the base ${heldText(base)}, the head **${heldText(head)}**`
}

/** Whether a reader has to look at a model. */
const differs = (report: ModelReport): boolean =>
  report.verdict !== "equal" ||
  report.told.length > 0 ||
  report.seen.proposed.length > 0 ||
  report.invariants.length > 0 ||
  configLines(report).length > 0

export const renderMarkdown = (report: Report): string => {
  const { base, head, models, unaffected, problems, tlc } = report
  const lines = [
    `## Specification: ${base} against ${head}`,
    "",
    ...problems.map((problem) => `- **not compared**: ${problem}`),
    ...models.map((each) => `- \`${each.model}\`: **${each.verdict}**${outcomeText(each)}`),
    ...(unaffected.length > 0 ? [`- ${unaffected.length} of the models use nothing that changed`] : []),
    "",
    ...(report.text.length === 0
      ? [models.length + unaffected.length === 0 ? "" : "No definition changed: comments and layout at most."]
      : [`### Definitions: ${report.text.length} changed`, "", ...report.text.flatMap(textLines)]),
    "",
    ...impactLines(report),
    ...models.filter(differs).flatMap(modelLines)
  ]
  const text = lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
  const revision = tlc === null || tlc.revision === null ? "" : `, revision ${tlc.revision}`
  return shortened(
    text,
    tlc === null ? "Nothing was explored." : `TLC ${tlc.text}${revision}, jar \`${tlc.jarSha256.slice(0, 16)}\`.`
  )
}
