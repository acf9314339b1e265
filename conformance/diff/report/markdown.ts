/** The report for people: the comment of a pull request. The verdict comes first, details are folded. */
import { grouped } from "../../cli/console.ts"
import { read } from "../../tla/read.ts"
import { stepText } from "../../trace/behaviour.ts"
import { renderBehaviour, stateLines } from "../../trace/text.ts"
import { impactItems, noDriver } from "./impact.ts"
import { cellOf, fence, line, summary } from "./marks.ts"
import { changedLines } from "./lines.ts"
import type { Difference, InvariantChange, ModelReport, Report, Shown, TextChange } from "./model.ts"
import { code, say } from "./phrase.ts"
import { fitted } from "./room.ts"
import type { Piece } from "./room.ts"
import {
  behaviourOfShown,
  boundTexts,
  changeText,
  configTexts,
  constructionText,
  differenceText,
  differs,
  digestText,
  equalText,
  invariantText,
  isListed,
  list,
  livenessText,
  meaningOf,
  notAskedText,
  newlyViolated,
  outcomeText,
  seenTexts,
  sizeTable,
  skippedTexts,
  tlcText,
  toldText,
  unaffectedText,
  unseenTexts,
  extentText,
  violatedText
} from "./words.ts"

/** The most characters that a comment of GitHub's may have. They are counted as bytes here, which are never fewer. */
export const commentLimit = 65_536

const trace = (behaviour: Shown): string => fence("", renderBehaviour(behaviourOfShown(behaviour)))

/** The differences that were shown already, by kind, action and causes, with the model that shows each. */
type Earlier = Map<string, string>

/** One action, and one cause, in several models: the first shows it, and the page has all. */
const differencePiece =
  (kind: "allowed" | "forbidden", model: string, earlier: Earlier) =>
  (difference: Difference): Piece => {
    const text = differenceText(kind, difference)
    const { action, causes, behaviour } = difference
    const key = JSON.stringify([kind, action, causes])
    const shown = (causes ?? []).length === 0 ? undefined : earlier.get(key)
    if (shown !== undefined && shown !== model) return { text: `- ${line(say`${text}, as in ${code(shown)}`)}` }
    earlier.set(key, model)
    return { text: summary(text), folded: { weight: 0, text: trace(behaviour) } }
  }

const violatedPieces = (report: ModelReport): ReadonlyArray<Piece> =>
  newlyViolated(report).map((fallen) => {
    const text = violatedText(fallen)
    if (fallen.behaviour === null) return { text: `- ${line(text)}` }
    return { text: summary(text), folded: { weight: 0, text: trace(fallen.behaviour) } }
  })

const toldPieces = ({ told }: ModelReport): ReadonlyArray<Piece> =>
  told.map((each) => {
    const request = stepText({ action: each.request.action, args: each.request.args.map(read) })
    return {
      text: summary(toldText(each)),
      folded: { weight: 1, text: `${line(say`The first: ${code(request)} at the end of`)}\n\n${trace(each.behaviour)}` }
    }
  })

const stateText = (heading: string, state: InvariantChange["onlyBase"]): ReadonlyArray<string> => {
  if (state === null) return []
  const values = Object.fromEntries(state.variables.map((name, v) => [name, read(state.values[v]!)]))
  const known = state.reached ? "" : ", in a state which neither side is known to reach"
  return [`${heading}${known}:`, fence("", stateLines(state.variables, { step: undefined, values }).join("\n"))]
}

const invariantPieces = ({ invariants }: ModelReport): ReadonlyArray<Piece> =>
  invariants.map((each) => {
    const shown = [...stateText("No longer allowed", each.onlyBase), ...stateText("Newly allowed", each.onlyHead)]
    const text = invariantText(each)
    if (shown.length === 0) return { text: `- ${line(text)}` }
    return { text: summary(text), folded: { weight: 1, text: shown.join("\n\n") } }
  })

const table = ([head = [], ...rows]: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const comparedPiece = (report: ModelReport): Piece => {
  const { transitions, actions } = report
  const changing = actions.filter(({ added, removed }) => added + removed > 0)
  const rows = changing.map(({ action, ...counts }) => [
    cellOf(action),
    ...[counts.added, counts.removed, counts.unchanged].map(grouped)
  ])
  const relabelled =
    transitions.relabelled === 0
      ? []
      : [`${grouped(transitions.relabelled)} pairs of states are joined by steps of other names.`]
  return {
    text: summary(["what was compared"]),
    folded: {
      weight: 3,
      text: [
        table(sizeTable(report)),
        ...relabelled,
        ...(rows.length === 0 ? [] : [table([["action", "added", "removed", "unchanged"], ...rows])]),
        constructionText(report),
        ...boundTexts(report).map(line),
        line(digestText(report))
      ].join("\n\n")
    }
  }
}

const textPiece = (change: TextChange): Piece => ({
  text: summary(changeText(change)),
  folded: {
    weight: 2,
    text: [
      fence(
        "diff",
        changedLines(change)
          .map(({ sign, text }) => `${sign} ${text}`)
          .join("\n")
      ),
      ...(change.users.length > 0 ? [line(say`Used by ${list(change.users)}.`)] : []),
      ...(change.reaches.length > 0 ? [line(say`Part of ${list(change.reaches)}.`)] : [])
    ].join("\n\n")
  }
})

const modelPieces = (report: ModelReport, earlier: Earlier): ReadonlyArray<Piece> => [
  {
    text: [
      `### ${line(say`${code(report.model)}: ${report.verdict}`)}`,
      meaningOf(report),
      ...(report.valuesVerdict === report.verdict
        ? []
        : [`By the values of the variables alone: ${report.valuesVerdict}.`])
    ].join("\n\n")
  },
  ...[...seenTexts(report), ...configTexts(report), ...skippedTexts(report), ...unseenTexts(report)].map((text) => ({
    text: `- ${line(text)}`
  })),
  ...report.allowed.map(differencePiece("allowed", report.model, earlier)),
  ...report.forbidden.map(differencePiece("forbidden", report.model, earlier)),
  ...violatedPieces(report),
  ...toldPieces(report),
  ...invariantPieces(report),
  comparedPiece(report)
]

const verdictPiece = (report: ModelReport): Piece => {
  const outcome = outcomeText(report)
  const claims = outcome.length === 0 ? [] : ["; ", ...outcome]
  return { text: `- ${line([code(report.model)])}: **${report.verdict}**${extentText(report)}${line(claims)}` }
}

const definitionPieces = ({ text, models, unaffected }: Report): ReadonlyArray<Piece> => {
  if (text.length > 0) return [{ text: `### Definitions: ${text.length} changed` }, ...text.map(textPiece)]
  const any = models.length + unaffected.length > 0
  return any ? [{ text: "No definition changed: comments and layout at most." }] : []
}

const impactPieces = (report: Report): ReadonlyArray<Piece> => {
  if (report.models.length === 0) return []
  const items = impactItems(report)
  if (items === undefined) return [{ text: line(noDriver) }]
  return [
    { text: "### Code and tests" },
    ...items.map(({ text, below }) => ({
      text: [`- ${line(text)}`, ...below.map((each) => `  - ${line(each)}`)].join("\n")
    }))
  ]
}

/** What was compared without a difference: that belongs to what the comment says, too. */
const equalPieces = (models: ReadonlyArray<ModelReport>): ReadonlyArray<Piece> => {
  if (models.length === 0) return []
  const lines = models.flatMap((report) => {
    const { base, head } = report.sizes
    return [
      `- ${line(say`${code(report.model)}: ${grouped(base.states)} and ${grouped(head.states)} states`)}`,
      ...[...boundTexts(report), digestText(report)].map((text) => `  - ${line(text)}`)
    ]
  })
  const text = summary(say`what was compared and does not differ: ${grouped(models.length)} of the models`)
  return [{ text, folded: { weight: 3, text: lines.join("\n") } }]
}

const unaffectedPieces = (report: Report): ReadonlyArray<Piece> => {
  if (report.unaffected.length === 0) return []
  return [{ text: summary(unaffectedText(report)), folded: { weight: 3, text: line(list(report.unaffected)) } }]
}

/** The comment. It is never longer than one may be: what does not fit is named, and said to be elsewhere. */
export const renderMarkdown = (report: Report): string => {
  const { base, head, models, unaffected, problems } = report
  const earlier: Earlier = new Map()
  const [equals, liveness] = [equalText(report), livenessText(report)]
  const pieces: ReadonlyArray<Piece> = [
    { text: `## Specification: ${line(say`${code(head)} against ${code(base)}`)}` },
    ...problems.map((problem) => ({ text: `**Not compared:**\n\n${fence("", problem)}` })),
    ...models.filter(isListed).map(verdictPiece),
    ...(equals.length > 0 ? [{ text: `- **equal** ${line(equals)}` }] : []),
    ...(unaffected.length > 0 ? [{ text: `- ${line(unaffectedText(report))}` }] : []),
    ...[notAskedText(report)].filter((text) => text.length > 0).map((text) => ({ text: `- ${line(text)}` })),
    ...(liveness.length > 0 ? [{ text: `- ${line(liveness)}` }] : []),
    ...models.filter(differs).flatMap((model) => modelPieces(model, earlier)),
    ...definitionPieces(report),
    ...impactPieces(report),
    ...equalPieces(models.filter((model) => !differs(model))),
    ...unaffectedPieces(report)
  ]
  // The mark, which nobody sees, is how a comment that is there already is found.
  return fitted(pieces, `${line(tlcText(report))}\n\n<!-- ${report.format} -->`, commentLimit)
}
