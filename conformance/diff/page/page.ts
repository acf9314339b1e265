/**
 * The report as one page that needs nothing else: no network, no fonts, no other files. All of it is there without its script, which
 * only steps through behaviours; the page's own policy lets nothing else run and nothing be fetched.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { Roles } from "../../counterexample/parties.ts"
import type { Report } from "../report/model.ts"
import { bare, code, say } from "../report/phrase.ts"
import {
  boundTexts,
  differs,
  digestText,
  equalText,
  isListed,
  list,
  livenessText,
  notAskedText,
  outcomeText,
  tlcText,
  unaffectedText,
  extentText
} from "../report/words.ts"
import { Html, markup, none, sentence, unless, worded } from "./html.ts"
import { definitionSection, impactSection, modelId, modelSection } from "./sections.ts"

const asset = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8")
const [style, script] = [asset("page.css"), asset("page.js")]

const allowed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** Nothing but these two may be taken or run. */
const policy = `default-src 'none'; style-src ${allowed(style)}; script-src ${allowed(script)}; base-uri 'none'; form-action 'none'`

const verdicts = (report: Report): Html =>
  unless(report.models.length + report.unaffected.length === 0, () => {
    const items = report.models.map((report, i) => {
      if (!isListed(report)) return none
      const outcome = outcomeText(report)
      const name = differs(report)
        ? markup`<a href="#${modelId(i)}"><code>${report.model}</code></a>`
        : markup`<code>${report.model}</code>`
      return markup`<li>
        ${name} <span class="verdict ${report.verdict}">${report.verdict}</span>${extentText(report)}${
          outcome.length === 0 ? none : markup` <span class="claims">${worded(outcome)}</span>`
        }
      </li>`
    })
    const rest = unless(report.unaffected.length === 0, () => markup`<li>${worded(unaffectedText(report))}</li>`)
    const equals = equalText(report)
    const equal = unless(
      equals.length === 0,
      () => markup`<li><span class="verdict equal">equal</span> ${worded(equals)}</li>`
    )
    const liveness = livenessText(report)
    const live = unless(liveness.length === 0, () => markup`<li>${worded(liveness)}</li>`)
    const more = notAskedText(report)
    const left = unless(more.length === 0, () => markup`<li>${worded(more)}</li>`)
    return markup`<ul class="verdicts">${items}${equal}${rest}${left}${live}</ul>`
  })

const notCompared = ({ problems }: Report): Html =>
  unless(
    problems.length === 0,
    () =>
      markup`<h3>Not compared</h3>
        ${problems.map((problem) => markup`<pre class="problem" tabindex="0" aria-label="Not compared">${problem}</pre>`)}`
  )

/** Models that do not differ have no section of their own. */
const bounds = ({ models }: Report): Html =>
  unless(models.every(differs), () => {
    const items = models.flatMap((report) =>
      differs(report)
        ? []
        : markup`<dt><code>${report.model}</code></dt>
            <dd>${[...boundTexts(report), digestText(report)].map((text) => markup`<p>${worded(text)}</p>`)}</dd>`
    )
    return markup`<details>
      <summary>Bounds and digests of models that do not differ</summary>
      <dl>${items}</dl>
    </details>`
  })

const untouched = (report: Report): Html =>
  unless(
    report.unaffected.length === 0,
    () =>
      markup`<details>
        <summary>${sentence(unaffectedText(report))}</summary>
        <p>${worded(list(report.unaffected))}</p>
      </details>`
  )

/** How the page is made. */
export interface PageOptions {
  /** who takes each action of a model's steps; guessed from their arguments where nobody says it */
  readonly rolesOf?: (model: string) => Roles
}

/** The page. */
export const renderPage = (report: Report, { rolesOf }: PageOptions = {}): string => {
  const { base, head, models } = report
  const title = say`${code(head)} against ${code(base)}`
  return `${
    markup`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>Specification: ${bare(title)}</title>
          <style>${new Html(style)}</style>
        </head>
        <body>
          <a class="skip" href="#verdict">Skip to the verdict</a>
          <header><h1>Specification: ${worded(title)}</h1></header>
          <main>
            <section aria-labelledby="verdict">
              <h2 id="verdict" tabindex="-1">Verdict</h2>
              ${verdicts(report)} ${notCompared(report)}
            </section>
            ${models.map((each, i) => (differs(each) ? modelSection(each, i, rolesOf?.(each.model)) : none))}
            ${definitionSection(report)} ${impactSection(report)}
          </main>
          <footer>
            ${bounds(report)}${untouched(report)}
            <p>${worded(tlcText(report))}</p>
            <p class="hint">In a behaviour, the arrow keys step through it; Home and End go to its ends.</p>
          </footer>
          <script>${new Html(script)}</script>
        </body>
      </html>`.text
  }\n`
}
