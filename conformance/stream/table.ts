/** A hash table in one typed array: a few numbers for each digest, and nothing else that would grow with a model. */
import type { Digest } from "./digest.ts"

/** A place in the table; it holds until the next `add`. -1 is no place. */
export type Place = number

/** Numbers of 32 bits by digest. */
export interface Table {
  readonly size: () => number
  /** -1 if there is none */
  readonly find: (key: Digest) => Place
  /** The place of a key that is not there yet, its numbers 0. */
  readonly add: (key: Digest) => Place
  readonly get: (place: Place, index: number) => number
  readonly set: (place: Place, index: number, value: number) => void
  readonly forEach: (use: (place: Place, key: Digest) => void) => void
  readonly bytes: () => number
}

const smallest = 1024

/** An empty table with so many numbers for each key. */
export const makeTable = (numbers: number): Table => {
  const stride = 2 + numbers
  let capacity = smallest
  let cells = new Int32Array(capacity * stride)
  let size = 0

  // Two zeros mark a free place.
  const lowOf = ({ high, low }: Digest): number => (high === 0 && low === 0 ? 1 : low)

  const placeOf = (high: number, low: number): Place => {
    let slot = (high ^ Math.imul(low, 0x9e3779b1)) & (capacity - 1)
    for (;;) {
      const place = slot * stride
      const [first, second] = [cells[place]!, cells[place + 1]!]
      if ((first === high && second === low) || (first === 0 && second === 0)) return place
      slot = (slot + 1) & (capacity - 1)
    }
  }

  const grow = (): void => {
    const before = cells
    capacity *= 2
    cells = new Int32Array(capacity * stride)
    for (let from = 0; from < before.length; from += stride) {
      if (before[from] === 0 && before[from + 1] === 0) continue
      const to = placeOf(before[from]!, before[from + 1]!)
      for (let i = 0; i < stride; i++) cells[to + i] = before[from + i]!
    }
  }

  return {
    size: () => size,
    find: (key) => {
      const place = placeOf(key.high, lowOf(key))
      return cells[place] === 0 && cells[place + 1] === 0 ? -1 : place
    },
    add: (key) => {
      // Two thirds full at most: beyond that the search for a free place gets long.
      if (size * 3 >= capacity * 2) grow()
      const place = placeOf(key.high, lowOf(key))
      cells[place] = key.high
      cells[place + 1] = lowOf(key)
      size++
      return place
    },
    get: (place, index) => cells[place + 2 + index]!,
    set: (place, index, value) => {
      cells[place + 2 + index] = value
    },
    forEach: (use) => {
      for (let place = 0; place < cells.length; place += stride) {
        const [high, low] = [cells[place]!, cells[place + 1]!]
        if (high !== 0 || low !== 0) use(place, { high, low })
      }
    },
    bytes: () => cells.byteLength
  }
}
