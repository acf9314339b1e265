/** What every output says in the same words. */
import { grouped } from "../../cli/console.ts"
import { read } from "../../tla/read.ts"
import type { Behaviour } from "../../trace/behaviour.ts"
import type {
  Difference,
  Fallen,
  InvariantChange,
  ModelReport,
  Report,
  Shown,
  TextChange,
  Told,
  Verdict
} from "./model.ts"
import { code, joined, say } from "./phrase.ts"
import type { Phrase } from "./phrase.ts"

const meanings: Readonly<Record<Verdict, string>> = {
  equal: "The head allows what the base allows, no more and no less.",
  refines: "The head allows less than the base.",
  extends: "The head allows more than the base.",
  incomparable: "The head allows some of what the base forbids, and forbids some of what the base allows.",
  undecided: "No difference was found before the limit was reached, which proves nothing."
}

const isPartial = ({ seen }: ModelReport): boolean => seen.added.length + seen.removed.length > 0

/** Of how much the verdict is, in a few words. */
export const extentText = (report: ModelReport): string => (isPartial(report) ? " in the variables that both have" : "")

/** The verdict in a sentence. */
export const meaningOf = (report: ModelReport): string => {
  if (report.seen.common.length === 0) return "Both sides have no variable in common, so nothing can be compared."
  const meaning = meanings[report.verdict]
  return isPartial(report)
    ? `In the variables that both have: ${meaning.slice(0, 1).toLowerCase()}${meaning.slice(1)}`
    : meaning
}

/** The same values, to be rendered as a trace is. */
export const behaviourOfShown = ({ variables, states, loop }: Shown): Behaviour => ({
  variables,
  states: states.map(({ step, values }) => ({
    step: step === null ? undefined : { action: step.action, args: step.args.map(read) },
    values: Object.fromEntries(variables.map((name, i) => [name, read(values[i]!)]))
  })),
  loop: loop ?? undefined
})

/** Names, one after the other. */
export const list = (names: ReadonlyArray<string>): Phrase =>
  joined(
    names.map((name) => [code(name)]),
    ", "
  )

const counted = (count: number, one: string): string => `${grouped(count)} ${one}${count === 1 ? "" : "s"}`

/** Which changes a difference comes from. */
const causeText = ({ causes, causesUnsure }: Difference): Phrase => {
  if (causes === null) return []
  if (causes.length === 0) return [`, by no change that could be ${causesUnsure ? "tried" : "switched"}`]
  const together = causes.map((cause) =>
    joined(
      cause.map((key) => [code(key)]),
      " together with "
    )
  )
  const unsure = causesUnsure ? ", or of less, since not all of it could be tried" : ""
  return say`, because of ${joined(together, ", or of ")}${unsure}`
}

/** What a behaviour shows, in a line. */
export const differenceText = (kind: "allowed" | "forbidden", difference: Difference): Phrase => {
  const { action, behaviour, steps } = difference
  const length = behaviour.states.length - 1
  const after = length <= 1 ? "" : ` after ${counted(length - 1, "step")}`
  const many = counted(steps, length === 0 ? "such state" : "such step")
  return say`newly ${kind}: ${length === 0 ? "an initial state" : code(action)}${after} (${many})${causeText(difference)}`
}

/** A request that is told something else, in a line. */
export const toldText = ({ action, before, after, requests }: Told): Phrase =>
  say`told otherwise: ${code(action)} was ${code(before)}, is ${code(after)}, ${counted(requests, "request")}`

/** A claim that changed, in a line. */
export const invariantText = ({ invariant, role, change, states }: InvariantChange): Phrase => {
  if (change === "not compared") return say`${role} ${code(invariant)} changed, and could not be compared`
  if (change === "same") return say`${role} ${code(invariant)}: no difference in ${counted(states, "state")}`
  return say`${role} ${code(invariant)}: ${change}`
}

/** A definition that changed, in a line. */
export const changeText = ({ key, change, role, base, head }: TextChange): Phrase => {
  const { module, line } = (head ?? base)!
  return say`${change}: ${role} ${code(key)} (${module}.tla, line ${line})`
}

/** What may be a variable of another name. */
export const proposedTexts = ({ seen }: ModelReport): ReadonlyArray<Phrase> =>
  seen.proposed.map(({ from, to }) => say`if ${code(from)} is now ${code(to)}, say ${code(`--rename ${from}=${to}`)}`)

const unnamed =
  "no variable names the steps, so what they are called, and with which arguments, is no part of the verdict"

/** How variables of both sides were taken for each other, or left out. */
export const seenTexts = (report: ModelReport): ReadonlyArray<Phrase> => {
  const { seen } = report
  return [
    ...(seen.added.length > 0 ? [say`only the head has ${list(seen.added)}: left out of the comparison`] : []),
    ...(seen.removed.length > 0 ? [say`only the base has ${list(seen.removed)}: left out of the comparison`] : []),
    ...seen.renamed.map(({ from, to }) => say`${code(from)} is now ${code(to)}`),
    ...proposedTexts(report),
    ...(seen.named ? [] : [[unnamed]])
  ]
}

/** What nobody looked for, or nobody could try, though there is a difference. */
export const skippedTexts = ({ causesSkipped, causesUntried }: ModelReport): ReadonlyArray<Phrase> => [
  ...(causesSkipped === null ? [] : [[`which change makes a difference was not looked for: ${causesSkipped}`]]),
  ...causesUntried.map(
    (keys) => say`${list(keys)} alone is no specification that can be explored, so what it does was not tried`
  )
]

const without = (from: ReadonlyArray<string>, to: ReadonlyArray<string>): ReadonlyArray<string> =>
  from.filter((line) => !to.includes(line))

/** What the base claims and the head does not. */
export const noLongerClaimed = ({ claims }: ModelReport): ReadonlyArray<string> => without(claims.base, claims.head)

/** What the head claims and the base does not. */
export const newlyClaimed = ({ claims }: ModelReport): ReadonlyArray<string> => without(claims.head, claims.base)

/** What is not the same in the configurations. */
export const configTexts = (report: ModelReport): ReadonlyArray<Phrase> => {
  const { bounds } = report
  return [
    ...without(bounds.base, bounds.head).map((line) => say`the configuration no longer has ${code(line)}`),
    ...without(bounds.head, bounds.base).map((line) => say`the configuration now has ${code(line)}`),
    ...noLongerClaimed(report).map((claim) => say`${code(claim)} is no longer claimed`),
    ...newlyClaimed(report).map((claim) => say`${code(claim)} is newly claimed`)
  ]
}

type Outcome = ModelReport["outcomes"]["base"]

const claimsOf = ({ violated }: Outcome): ReadonlyArray<string> => violated.map(({ claim }) => claim)

/** What the head violates, and the base does not. */
export const newlyViolated = ({ outcomes: { base, head } }: ModelReport): ReadonlyArray<Fallen> =>
  head.violated.filter(({ claim }) => !claimsOf(base).includes(claim))

/** That a claim falls now, in a line. */
export const violatedText = ({ claim, behaviour }: Fallen): Phrase => {
  const steps = behaviour === null ? 0 : behaviour.states.length - 1
  const after = behaviour === null ? "" : ` after ${steps === 0 ? "no step" : counted(steps, "step")}`
  return say`newly violated: ${code(claim)}${after}${typeof behaviour?.loop === "number" ? ", for ever" : ""}`
}

const heldText = (outcome: Outcome): Phrase => {
  const undecided = outcome.undecided.length === 0 ? [] : say` and leaves ${list(outcome.undecided)} undecided`
  return outcome.violated.length === 0 ? ["holds"] : say`violates ${list(claimsOf(outcome))}${undecided}`
}

const isAlike = ({ base, head }: ModelReport["outcomes"]): boolean =>
  claimsOf(base).join() === claimsOf(head).join() && base.undecided.join() === head.undecided.join()

/** What both sides say to what the model claims; nothing where both hold. */
export const outcomeText = ({ outcomes: { base, head } }: ModelReport): Phrase => {
  if (base.violated.length + head.violated.length === 0) return []
  return say`the base ${heldText(base)}, the head ${heldText(head)}`
}

/** Where both allow the same and claims fall on one side only, the reason is in none of the graphs. */
export const unseenTexts = ({ verdict, outcomes }: ModelReport): ReadonlyArray<Phrase> =>
  verdict !== "equal" || isAlike(outcomes)
    ? []
    : [
        [
          "both allow the same steps, so what falls on one side only falls by what no graph has: another claim, another fairness, or a step that a bound cuts off, of which claims are checked all the same"
        ]
      ]

/** Whether a reader has to look at a model. */
export const differs = (report: ModelReport): boolean =>
  report.verdict !== "equal" ||
  !isAlike(report.outcomes) ||
  report.told.length > 0 ||
  isPartial(report) ||
  report.invariants.length > 0 ||
  configTexts(report).length > 0

/** `CONSTANT Least = 1, Most = 2; CONSTRAINT Small` */
const oneLine = (entries: ReadonlyArray<string>): string =>
  [...Map.groupBy(entries, (entry) => entry.split(" ", 1)[0]!)]
    .map(([section, its]) => `${section} ${its.map((entry) => entry.slice(section.length + 1)).join(", ")}`)
    .join("; ")

/** The bounds of both sides. */
export const boundTexts = ({ bounds }: ModelReport): ReadonlyArray<Phrase> => {
  const [base, head] = [oneLine(bounds.base), oneLine(bounds.head)]
  return base === head
    ? [say`Bounds of both sides: ${code(base)}`]
    : [say`Bounds of the base: ${code(base)}`, say`Bounds of the head: ${code(head)}`]
}

const digest = (hex: string) => code(hex.slice(0, 16))

/** What the two graphs were made from. */
export const digestText = ({ sources: { base, head } }: ModelReport): Phrase =>
  say`Digests: base ${digest(base.digest)}, head ${digest(head.digest)}.`

/** By which TLC, from which files. */
export const tlcText = ({ tlc, digests }: Report): Phrase => {
  const files = say`Files of the models: base ${digest(digests.base)}, head ${digest(digests.head)}.`
  if (tlc === null) return say`Nothing was explored. ${files}`
  const revision = tlc.revision === null ? "" : `, revision ${tlc.revision}`
  return say`TLC ${tlc.text}${revision}, jar ${digest(tlc.jarSha256)}. ${files}`
}

/** The numbers of states and transitions, in rows, with their head. */
export const sizeTable = ({ sizes, states, transitions }: ModelReport): ReadonlyArray<ReadonlyArray<string>> => [
  ["", "base", "head", "added", "removed", "unchanged"],
  ...(
    [
      ["states", states],
      ["transitions", transitions]
    ] as const
  ).map(([of, { added, removed, unchanged }]) => [
    of,
    ...[sizes.base[of], sizes.head[of], added, removed, unchanged].map(grouped)
  ]),
  ["diameter", grouped(sizes.base.diameter), grouped(sizes.head.diameter), "", "", ""]
]

/** Whether a model has a line of its own among the verdicts. */
export const isListed = (report: ModelReport): boolean => differs(report) || outcomeText(report).length > 0

/** How many models have none, since there is nothing to say of them. */
export const equalText = ({ models }: Report): Phrase => {
  const rest = models.filter((model) => !isListed(model)).length
  return rest === 0 ? [] : [`in ${grouped(rest)} of the models`]
}

/** Changed definitions that speak of fairness, of which no model that was compared claims anything. */
export const unaskedFairness = ({ text, models }: Report): ReadonlyArray<string> =>
  models.some(({ liveness }) => liveness.length > 0) ? [] : text.filter(({ fair }) => fair).map(({ key }) => key)

/** By which construction, and how far. */
export const constructionText = ({ pairs }: ModelReport): string =>
  `By subset construction, in ${grouped(pairs)} pairs of a state and the states that the other side may be in.`

/** What became of that which shows in no graph. */
export const livenessText = (report: Report): Phrase => {
  const unasked = unaskedFairness(report)
  if (unasked.length > 0)
    return say`${list(unasked)} changed, and no model that was compared claims anything of fairness`
  const live = report.models.filter(({ liveness }) => liveness.length > 0)
  if (live.length === 0) return []
  const claims = live.map(({ model, liveness }) => say`${list(liveness)} of ${code(model)}`)
  return say`fairness and liveness show in no graph; of what models claim of them TLC checked, on both sides, ${joined(claims, ", ")}`
}

/** How many models nobody looked at. */
export const notAskedText = ({ notAsked }: Report): Phrase =>
  notAsked === 0
    ? []
    : [`${counted(notAsked, "more model")} that both sides have ${notAsked === 1 ? "was" : "were"} not asked for`]

/** How many models nothing that changed can reach. */
export const unaffectedText = ({ unaffected }: Report): Phrase =>
  say`${grouped(unaffected.length)} of the models use${unaffected.length === 1 ? "s" : ""} nothing that changed`
