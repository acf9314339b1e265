/**
 * Cuts a printed string that holds a value into pieces, without undoing its escapes: nearly all pieces were read before, in the same
 * spelling, and a large model prints gigabytes.
 */
import { syntaxError } from "./read.ts"

const quote = 34
const comma = 44
const less = 60
const greater = 62
const backslash = 92
const space = 32
const openParen = 40
const closeParen = 41
const openBracket = 91
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

/** Behind the string that starts at `at`, whose quotes are escaped once and whose own escapes twice. */
const behindString = (text: string, at: number): number => {
  let here = at + 2
  for (;;) {
    const code = text.charCodeAt(here)
    if (code !== code) throw syntaxError({ text, at: here }, "the end of a string")
    if (code !== backslash) here++
    else if (text.charCodeAt(here + 1) === quote) return here + 2
    // An escape of the value's: a backslash, and what it escapes.
    else here += text.charCodeAt(here + 2) === backslash ? 4 : 3
  }
}

/** Pieces of a text, each still escaped, and where the bracket stands that closes them. */
export interface Pieces {
  readonly pieces: ReadonlyArray<string>
  readonly end: number
}

/**
 * The pieces between commas, from behind an opening bracket at `from` to the bracket that closes it. Throws ValueSyntaxError where
 * there is none. The text should be a string of its own: in one that was cut out of a larger one, looking at a character takes
 * several times longer.
 */
export const piecesFrom = (text: string, from: number): Pieces => {
  const pieces: Array<string> = []
  let depth = 1
  let start = from
  let at = from
  while (depth > 0) {
    const code = text.charCodeAt(at)
    switch (code) {
      case backslash:
        at = behindString(text, at)
        continue
      case comma:
        if (depth > 1) break
        pieces.push(text.slice(start, at))
        start = text.charCodeAt(at + 1) === space ? at + 2 : at + 1
        break
      case less:
        if (text.charCodeAt(at + 1) !== less) break
        depth++
        at++
        break
      case greater:
        if (text.charCodeAt(at + 1) !== greater) break
        depth--
        at++
        break
      case openParen:
      case openBracket:
      case openBrace:
        depth++
        break
      case closeParen:
      case closeBracket:
      case closeBrace:
        depth--
        break
      default:
        if (code !== code) throw syntaxError({ text, at }, "the end of the value")
    }
    at++
  }
  const end = text.charCodeAt(at - 1) === greater ? at - 2 : at - 1
  if (end > start || pieces.length > 0) pieces.push(text.slice(start, end))
  return { pieces, end }
}

/** A piece as TLC would print the value itself. */
export const unescaped = (piece: string): string => {
  const text: unknown = JSON.parse(`"${piece}"`)
  return String(text)
}
