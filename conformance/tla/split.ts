/**
 * Cuts the text of a tuple into the texts of its elements without building values: the pieces (a state's variables) repeat from
 * line to line, so each goes through the cache of `intern.ts` and is parsed once.
 */
import { syntaxError } from "./read.ts"

/** The texts of the elements of a printed tuple `<<a, b, c>>`. Throws ValueSyntaxError where brackets or quotes do not match. */
export const splitTuple = (text: string): ReadonlyArray<string> => {
  const start = text.indexOf("<<")
  if (start < 0 || text.slice(0, start).trim() !== "") throw syntaxError({ text, at: 0 }, "'<<'")
  const pieces: Array<string> = []
  let depth = 1
  let from = start + 2
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at++
      while (at < text.length && text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1
    } else if (code === 44 && depth === 1) {
      pieces.push(text.slice(from, at).trim())
      from = at + 1
    } else if (code === 91 || code === 123 || code === 40 || (code === 60 && text.charCodeAt(at + 1) === 60)) {
      depth++
      if (code === 60) at++
    } else if (code === 93 || code === 125 || code === 41) {
      depth--
    } else if (code === 62 && text.charCodeAt(at + 1) === 62) {
      depth--
      if (depth === 0) break
      at++
    }
  }
  if (depth !== 0) throw syntaxError({ text, at: Math.min(at, text.length) }, "'>>'")
  const rest = text.slice(at + 2)
  if (rest.trim() !== "") throw syntaxError({ text, at: at + 2 }, "the end of the tuple")
  const last = text.slice(from, at).trim()
  if (last === "" && pieces.length === 0) return []
  return [...pieces, last]
}
