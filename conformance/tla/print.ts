/** The canonical text of TLA+ values: no needless spaces, so that it can stand inside one line of a corpus. */
import type { Value } from "./value.ts"

interface Printed {
  readonly text: string
}

/** The canonical text of a value. */
export const print = (value: Value): string => value.text

const special = /["\\\n\t\f\r]/
const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r"
}

/** A string as TLC quotes it. */
export const quoted = (text: string): string =>
  special.test(text) ? `"${text.replace(/["\\\n\t\f\r]/g, (c) => escapes[c] ?? c)}"` : `"${text}"`

/** `open`, the texts with commas, `close`. */
export const bracketed = (open: string, items: ReadonlyArray<Printed>, close: string): string => {
  let text = open
  for (let i = 0; i < items.length; i++) text += i === 0 ? items[i]!.text : `,${items[i]!.text}`
  return text + close
}

/** `[a|->1,b|->2]` */
export const recordText = (fields: ReadonlyArray<readonly [string, Printed]>): string => {
  let text = "["
  for (let i = 0; i < fields.length; i++) text += `${i === 0 ? "" : ","}${fields[i]![0]}|->${fields[i]![1].text}`
  return `${text}]`
}

/** `(k:>v@@k2:>v2)` */
export const functionText = (entries: ReadonlyArray<readonly [Printed, Printed]>): string => {
  let text = "("
  for (let i = 0; i < entries.length; i++)
    text += `${i === 0 ? "" : "@@"}${entries[i]![0].text}:>${entries[i]![1].text}`
  return `${text})`
}
