/** HTML in which nothing is taken for a mark that was not written as one here. */
import { escaped, inHtml } from "../report/marks.ts"
import type { Phrase } from "../report/phrase.ts"

/** What is HTML already. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | ReadonlyArray<Html>

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text
  if (typeof part === "object") return part.map(({ text }) => text).join("")
  return escaped(String(part))
}

/** HTML with anything between: text is escaped. */
export const markup = (marks: TemplateStringsArray, ...between: ReadonlyArray<Part>): Html =>
  new Html(marks.map((mark, i) => mark + (i < between.length ? textOf(between[i]!) : "")).join(""))

/** Words and names. */
export const worded = (phrase: Phrase): Html => new Html(inHtml(phrase))

/** The first letter is a large one. */
export const sentence = (phrase: Phrase): Html => {
  const [first, ...rest] = phrase.filter((part) => part !== "")
  return worded(typeof first === "string" ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : phrase)
}

/** Nothing. */
export const none = new Html("")

/** What is there only if there is something to show. */
export const unless = (empty: boolean, shown: () => Html): Html => (empty ? none : shown())

/** A table whose first row is its head and whose first column says what a row is of. */
export const table = (caption: string, [head = [], ...rows]: ReadonlyArray<ReadonlyArray<string>>): Html =>
  markup` <div class="scrolled" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => (cell === "" ? markup`<td></td>` : markup`<th scope="col">${cell}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([of = "", ...cells]) =>
            markup`<tr>
              <th scope="row">${of}</th>
              ${cells.map((cell) => markup`<td>${cell}</td>`)}
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
