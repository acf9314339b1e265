/** Whole numbers in one piece of memory that grows: a graph of some 100,000 edges as objects would take ten times as much. */

/** A list of numbers below 2^31. */
export interface Ints {
  readonly push: (n: number) => void
  readonly at: (i: number) => number
  readonly length: () => number
  /** A copy of what is in it. */
  readonly take: () => Int32Array
}

export const makeInts = (): Ints => {
  let room = new Int32Array(1024)
  let length = 0
  return {
    push: (n) => {
      if (length === room.length) {
        const larger = new Int32Array(2 * room.length)
        larger.set(room)
        room = larger
      }
      room[length++] = n
    },
    at: (i) => room[i]!,
    length: () => length,
    take: () => room.slice(0, length)
  }
}

/** Numbers things by their texts, from 0 in the order in which they come. */
export interface Names {
  readonly of: (text: string) => number
  readonly texts: ReadonlyArray<string>
}

export const makeNames = (): Names => {
  const known = new Map<string, number>()
  const texts: Array<string> = []
  return {
    texts,
    of: (text) => {
      const found = known.get(text)
      if (found !== undefined) return found
      known.set(text, texts.length)
      texts.push(text)
      return texts.length - 1
    }
  }
}
