/** A behaviour to step through: its steps as tabs, what each one changed, the state after it, and a sequence diagram. */
import type { Roles } from "../../counterexample/parties.ts"
import { stepText } from "../../trace/behaviour.ts"
import type { Behaviour, Moment } from "../../trace/behaviour.ts"
import { placesChanged } from "../../trace/changes.ts"
import { stateLines } from "../../trace/text.ts"
import { behaviourOfShown } from "../report/words.ts"
import type { Shown } from "../report/model.ts"
import { arrowsOf } from "./arrows.ts"
import { markup, none } from "./html.ts"
import type { Html } from "./html.ts"
import { sequence } from "./sequence.ts"

const nameOf = ({ step }: Moment, i: number): string =>
  step === undefined ? "0. the initial state" : `${i}. ${stepText(step)}`

const changesIn = ({ variables, states }: Behaviour, i: number): Html => {
  const before = states[i - 1]
  if (before === undefined) return markup`<p>The initial state.</p>`
  const changes = placesChanged(variables, before, states[i]!)
  if (changes.length === 0) return markup`<p>This step changes nothing.</p>`
  return markup`<dl class="changes">
    ${changes.map(
      ({ place, how }) =>
        markup`<div>
          <dt><code>${place}</code></dt>
          <dd><code>${how}</code></dd>
        </div>`
    )}
  </dl>`
}

/** The lines of a state, those that the step changed marked. */
const stateOf = ({ variables, states }: Behaviour, i: number): Html => {
  const before = states[i - 1]
  const lines = variables.flatMap((name) => {
    const now = stateLines([name], states[i]!)
    const was = new Set(before === undefined ? now : stateLines([name], before))
    return now.map((line) => ({ line, changed: !was.has(line) }))
  })
  const marked = lines.map(({ line, changed }) => (changed ? markup`<mark>${line}</mark>` : markup`${line}`))
  return markup`<pre tabindex="0" aria-label="The state after step ${i}">${marked.map(
    (line) => markup`${line}
`
  )}</pre>`
}

/** One state, without steps. */
export const stateBlock = (name: string, variables: ReadonlyArray<string>, moment: Moment): Html =>
  markup`<pre tabindex="0" aria-label="${name}">${stateLines(variables, moment).join("\n")}</pre>`

const panel = (id: string, behaviour: Behaviour, i: number): Html =>
  markup`<div class="moment" role="tabpanel" id="${id}-state-${i}" aria-labelledby="${id}-step-${i}" tabindex="0">
${changesIn(behaviour, i)}
<details><summary>The whole state${i === 0 ? "" : ` after step ${i}`}</summary>
${stateOf(behaviour, i)}
</details>
</div>`

/** What comes after the last step, of a behaviour without end. */
const goesOn = ({ states, loop }: Behaviour): Html => {
  if (loop === undefined) return none
  const again = loop === states.length - 1 ? "And nothing more, for ever." : `And again step ${loop}, for ever.`
  return markup`<p>${again}</p>`
}

/** The behaviour, which begins to be shown at its last step: that is the one that shows it. */
export const witness = (shown: Shown, about: { readonly id: string; readonly name: string }, roles?: Roles): Html => {
  const behaviour = behaviourOfShown(shown)
  const { id, name } = about
  const { states } = behaviour
  const last = states.length - 1
  const steps = states.flatMap(({ step }) => step ?? [])
  const diagram =
    steps.length === 0
      ? none
      : markup`<div class="scrolled diagram" tabindex="0" role="region" aria-label="Sequence diagram: ${name}">
          ${sequence(arrowsOf(steps, roles), `Who takes the ${steps.length} steps: ${name}`)}
        </div>`
  return markup`<div class="stepper" role="group" aria-label="Behaviour: ${name}">
    <div class="controls">
      <button type="button" class="back" ${last === 0 ? markup` disabled` : none} aria-label="Previous step">
        &larr;
      </button>
      <button type="button" class="on" disabled aria-label="Next step">&rarr;</button>
      <p class="where" role="status" aria-live="polite">Step ${last} of ${last}</p>
    </div>
    <div class="columns">
      <div class="steps" role="tablist" aria-orientation="vertical" aria-label="Steps">
        ${states.map(
          (moment, i) =>
            markup`<button
              type="button"
              role="tab"
              id="${id}-step-${i}"
              aria-controls="${id}-state-${i}"
              aria-selected="${String(i === last)}"
              tabindex="${i === last ? 0 : -1}"
            >
              <code>${nameOf(moment, i)}</code>
            </button>`
        )}
      </div>
      <div class="moments">${states.map((_, i) => panel(id, behaviour, i))}</div>
    </div>
    ${goesOn(behaviour)} ${diagram}
  </div>`
}
