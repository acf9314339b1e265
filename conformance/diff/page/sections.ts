/** The sections of the page: a model's differences, and the definitions that changed. */
import { grouped } from "../../cli/console.ts"
import type { Roles } from "../../counterexample/parties.ts"
import { read } from "../../tla/read.ts"
import { stepText } from "../../trace/behaviour.ts"
import { impactItems, noDriver } from "../report/impact.ts"
import { changedLines } from "../report/lines.ts"
import type { Difference, Fallen, InvariantChange, ModelReport, Report, TextChange, Told } from "../report/model.ts"
import { bare, code, say } from "../report/phrase.ts"
import {
  boundTexts,
  changeText,
  configTexts,
  constructionText,
  differenceText,
  digestText,
  invariantText,
  list,
  meaningOf,
  newlyViolated,
  outcomeText,
  seenTexts,
  sizeTable,
  skippedTexts,
  toldText,
  unseenTexts,
  violatedText
} from "../report/words.ts"
import { markup, none, sentence, table, unless, worded } from "./html.ts"
import type { Html } from "./html.ts"
import { stateBlock, witness } from "./witness.ts"

/** What a section is called in addresses: the model's place in the report. */
export const modelId = (index: number): string => `model-${index + 1}`

const difference = (id: string, kind: "allowed" | "forbidden", each: Difference, roles: Roles | undefined): Html => {
  const text = differenceText(kind, each)
  return markup`<section class="finding ${kind}" aria-labelledby="${id}">
    <h3 id="${id}">${sentence(text)}</h3>
    ${witness(each.behaviour, { id, name: bare(text) }, roles)}
  </section>`
}

const violated = (id: string, each: Fallen, roles: Roles | undefined): Html => {
  const text = violatedText(each)
  return markup`<section class="finding violated" aria-labelledby="${id}">
    <h3 id="${id}">${sentence(text)}</h3>
    ${each.behaviour === null ? none : witness(each.behaviour, { id, name: bare(text) }, roles)}
  </section>`
}

const toldSection = (id: string, each: Told, roles: Roles | undefined): Html => {
  const request = stepText({ action: each.request.action, args: each.request.args.map(read) })
  const text = toldText(each)
  return markup`<section class="finding told" aria-labelledby="${id}">
    <h3 id="${id}">${sentence(text)}</h3>
    <p>${worded(say`The first such request is ${code(request)} at the end of this behaviour of the head.`)}</p>
    ${witness(each.behaviour, { id, name: bare(text) }, roles)}
  </section>`
}

const shownState = (heading: string, state: InvariantChange["onlyBase"]): Html => {
  if (state === null) return none
  const values = Object.fromEntries(state.variables.map((name, v) => [name, read(state.values[v]!)]))
  const reached = state.reached ? "" : ", in a state which neither side is known to reach"
  return markup`<p>${heading}${reached}:</p>
    ${stateBlock(heading, state.variables, { step: undefined, values })}`
}

const invariant = (id: string, each: InvariantChange): Html =>
  markup`<section class="finding invariant" aria-labelledby="${id}">
    <h3 id="${id}">${sentence(invariantText(each))}</h3>
    ${shownState("No longer allowed", each.onlyBase)}${shownState("Newly allowed", each.onlyHead)}
  </section>`

const compared = (report: ModelReport): Html => {
  const { transitions, actions } = report
  const rows = actions
    .filter(({ added, removed }) => added + removed > 0)
    .map(({ action, added, removed, unchanged }) => [action, ...[added, removed, unchanged].map(grouped)])
  return markup`<details class="compared">
    <summary>What was compared</summary>
    ${table("States and transitions", sizeTable(report))}
    ${unless(rows.length === 0, () => table("Transitions by action", [["action", "added", "removed", "unchanged"], ...rows]))}
    <p>
      ${transitions.relabelled === 1 ? "One pair of states is" : `${grouped(transitions.relabelled)} pairs of states are`}
      joined by steps of other names.
    </p>
    <p>${constructionText(report)}</p>
    ${boundTexts(report).map((text) => markup`<p>${worded(text)}</p>`)}
    <p>${worded(digestText(report))}</p>
  </details>`
}

/** All that was found of one model. */
export const modelSection = (report: ModelReport, index: number, roles: Roles | undefined): Html => {
  const { verdict, valuesVerdict } = report
  const id = modelId(index)
  const notes = [...seenTexts(report), ...configTexts(report), ...skippedTexts(report), ...unseenTexts(report)]
  const outcome = outcomeText(report)
  return markup`<section class="model" aria-labelledby="${id}">
    <h2 id="${id}"><code>${report.model}</code> <span class="verdict ${verdict}">${verdict}</span></h2>
    <p>
      ${meaningOf(report)}${valuesVerdict === verdict ? "" : ` By the values of the variables alone: ${valuesVerdict}.`}
    </p>
    ${unless(outcome.length === 0, () => markup`<p class="claims">What the model claims: ${worded(outcome)}.</p>`)}
    ${unless(
      notes.length === 0,
      () =>
        markup`<ul>
          ${notes.map((note) => markup`<li>${worded(note)}</li>`)}
        </ul>`
    )}
    ${report.allowed.map((each, i) => difference(`${id}-allowed-${i + 1}`, "allowed", each, roles))}
    ${report.forbidden.map((each, i) => difference(`${id}-forbidden-${i + 1}`, "forbidden", each, roles))}
    ${newlyViolated(report).map((each, i) => violated(`${id}-violated-${i + 1}`, each, roles))}
    ${report.told.map((each, i) => toldSection(`${id}-told-${i + 1}`, each, roles))}
    ${report.invariants.map((each, i) => invariant(`${id}-invariant-${i + 1}`, each))} ${compared(report)}
  </section>`
}

const signName = { "-": "removed: ", "+": "added: ", " ": "" } as const
const signMark = { "-": "del", "+": "ins", " ": "same" } as const

const definition = (change: TextChange): Html => {
  const { users, reaches } = change
  const used = users.length > 0 ? [say`Used by ${list(users)}.`] : []
  const part = reaches.length > 0 ? [say`Part of ${list(reaches)}.`] : []
  const lines = changedLines(change).map(
    ({ sign, text }) =>
      markup`<span class="${signMark[sign]}"><span aria-hidden="true">${sign} </span><span class="unseen">${signName[sign]}</span>${text}\n</span>`
  )
  return markup`<details class="definition" open>
    <summary>${sentence(changeText(change))}</summary>
    <pre tabindex="0" aria-label="${bare(changeText(change))}">${lines}</pre>
    ${[...used, ...part].map((text) => markup`<p>${worded(text)}</p>`)}
  </details>`
}

/** The definitions that changed. */
export const definitionSection = ({ text, models, unaffected }: Report): Html => {
  if (text.length + models.length + unaffected.length === 0) return none
  const body = text.length === 0 ? markup`<p>None: comments and layout at most.</p>` : markup`${text.map(definition)}`
  return markup`<section aria-labelledby="definitions">
    <h2 id="definitions">Definitions that changed</h2>
    ${body}
  </section>`
}

/** What the change means for code and tests. */
export const impactSection = (report: Report): Html => {
  if (report.models.length === 0) return none
  const items = impactItems(report)?.map(({ text, below }) => {
    const more = unless(
      below.length === 0,
      () => markup`<ul>${below.map((each) => markup`<li>${worded(each)}</li>`)}</ul>`
    )
    return markup`<li>${worded(text)}${more}</li>`
  })
  return markup`<section aria-labelledby="impact">
    <h2 id="impact">Code and tests</h2>
    ${items === undefined ? markup`<p>${worded(noDriver)}</p>` : markup`<ul>${items}</ul>`}
  </section>`
}
