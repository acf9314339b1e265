/** Reads a state as TLC prints it in a counterexample: `/\ x = 1` for each variable, or `x = 1` where there is one variable. */
import { passSymbol, readValue, readWord, skipSpace, syntaxError } from "./read.ts"
import type { Cursor } from "./read.ts"
import type { Value } from "./value.ts"

/** The values of a state by variable. Throws ValueSyntaxError. */
export const readState = (text: string): Readonly<Record<string, Value>> => {
  const cursor: Cursor = { text, at: 0 }
  const values = new Map<string, Value>()
  const conjunction = "/\\"
  do {
    skipSpace(cursor)
    if (text.startsWith(conjunction, cursor.at)) cursor.at += conjunction.length
    else if (values.size > 0) throw syntaxError(cursor, `'${conjunction}' or the end of the state`)
    skipSpace(cursor)
    const start = cursor.at
    const name = readWord(cursor, "a variable")
    if (values.has(name)) throw syntaxError({ text, at: start }, `one value for ${name}`)
    passSymbol(cursor, "=")
    values.set(name, readValue(cursor))
    skipSpace(cursor)
  } while (cursor.at < text.length)
  return Object.fromEntries(values)
}
