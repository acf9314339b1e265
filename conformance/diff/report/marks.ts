/** Text from elsewhere in Markdown and in HTML, so that nothing of it is taken for a mark. */
import type { Phrase } from "./phrase.ts"

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Text in HTML, also between quotes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!)

/** More of them than stand anywhere in the text. */
const ticksFor = (text: string, least: number): string =>
  "`".repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))

const span = (text: string): string => {
  const ticks = ticksFor(text, 1)
  // Markdown takes one space off both ends.
  const inner = /^[` ]|[` ]$/.test(text) ? ` ${text} ` : text
  return text === "" ? "(nothing)" : `${ticks}${inner}${ticks}`
}

const flat = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ")

/** A phrase in a line of Markdown. */
export const line = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? part : span(flat(part.code)))).join("")

/** Code in a cell of a table, where a bar would end it. */
export const cellOf = (text: string): string => span(flat(text)).replaceAll("|", "\\|")

/** A block of code. */
export const fence = (language: string, text: string): string => {
  const ticks = ticksFor(text, 3)
  return `${ticks}${language}\n${text}\n${ticks}`
}

/** A phrase in HTML. */
export const inHtml = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? escaped(part) : `<code>${escaped(part.code)}</code>`)).join("")

/** A phrase in the summary of what is folded: Markdown reads no marks there. */
export const summary = (phrase: Phrase): string => flat(inHtml(phrase))
