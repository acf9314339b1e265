// Sets of characters (code points), as sorted ranges that do not touch: from, to, from, to, ... with both ends in the set.

/** A set of characters. */
export type CharSet = ReadonlyArray<number>

/** The last character of Unicode. */
export const lastChar = 0x10ffff

/** Every character. */
export const anything: CharSet = [0, lastChar]

/** A set of ranges in any order. */
export const ofRanges = (ranges: ReadonlyArray<readonly [from: number, to: number]>): CharSet => {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const set: Array<number> = []
  for (const [from, to] of sorted) {
    const last = set.length - 1
    if (last > 0 && from <= set[last]! + 1) set[last] = Math.max(set[last]!, to)
    else set.push(from, to)
  }
  return set
}

/** The set of the characters of a text. */
export const ofText = (text: string): CharSet =>
  ofRanges([...text].map((char) => [char.codePointAt(0)!, char.codePointAt(0)!]))

/** The ranges of a set. */
export const rangesOf = (set: CharSet): ReadonlyArray<readonly [from: number, to: number]> => {
  const ranges: Array<readonly [number, number]> = []
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i]!, set[i + 1]!])
  return ranges
}

/** What is in at least one of them. */
export const union = (...sets: ReadonlyArray<CharSet>): CharSet => ofRanges(sets.flatMap(rangesOf))

/** What is not in it. */
export const complement = (set: CharSet): CharSet => {
  const rest: Array<number> = []
  let next = 0
  for (const [from, to] of rangesOf(set)) {
    if (from > next) rest.push(next, from - 1)
    next = to + 1
  }
  if (next <= lastChar) rest.push(next, lastChar)
  return rest
}

/** The only character of a set, if it has one only. */
export const single = (set: CharSet): number | undefined => (set.length === 2 && set[0] === set[1] ? set[0] : undefined)
