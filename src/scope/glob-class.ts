// The classes of globs: [a-z], [!a-z].
import { complement, ofRanges, ofText, union } from "./language/sets.ts"
import { chars, type Tree } from "./language/tree.ts"
import type { Dialect } from "./subjects.ts"

type Refuse = (reason: string, at: number) => never

/** Reads the class that begins there: what it matches, which is never a separator, and where it ends. */
export const readClass = (
  text: string,
  start: number,
  { between }: Dialect,
  refuse: Refuse
): readonly [Tree, number] => {
  let at = start + 1
  const negated = text[at] === "!" || text[at] === "^"
  if (negated) at++
  const member = (): number => {
    if (text[at] === "\\") at++
    if (at >= text.length) return refuse('"[" is never closed. Write \\[ for the character', start)
    const char = text.codePointAt(at)!
    if (char === 0) return refuse("a NUL character is in no name", at)
    at += char > 0xffff ? 2 : 1
    return char
  }
  const ranges: Array<readonly [number, number]> = []
  while (text[at] !== "]") {
    if (text[at] === "[")
      refuse('"[" in a class is read differently by different tools. Write \\[ for it, and ranges for [:alpha:]', at)
    const position = at
    const from = member()
    if (text[at] !== "-" || text[at + 1] === "]" || at + 1 >= text.length) {
      ranges.push([from, from])
      continue
    }
    at++
    const to = member()
    if (to < from) refuse("a range ends before it begins", position)
    ranges.push([from, to])
  }
  if (ranges.length === 0) refuse("a class is empty. Write \\] for the character", start)
  const listed = ofRanges(ranges)
  const separator = ofText(between)
  return [
    negated ? chars(union(listed, separator), true) : chars(complement(union(complement(listed), separator))),
    at + 1
  ]
}
