/**
 * Many states repeat the same values of a variable, and repeat them in the same spelling: reading through this cache parses each
 * spelling once and gives one object for each value. Two generations bound the memory: when the young one is full it becomes the
 * old one, so that what was used lately stays.
 */
import { read } from "./read.ts"
import type { Value } from "./value.ts"

/** Reads values, each spelling once while it is remembered. */
export interface Reader {
  /** The value of a text; throws what {@link read} throws. */
  readonly read: (text: string) => Value
  /** The one object that stands for a value. */
  readonly intern: (value: Value) => Value
}

/** Remembers what stands for a text, for a while. */
export interface Cache<A> {
  readonly recall: (text: string) => A | undefined
  readonly remember: (text: string, entry: A) => void
}

/** A cache of at most twice `limit` entries: those used lately. */
export const makeCache = <A>(limit: number): Cache<A> => {
  let young = new Map<string, A>()
  let old = new Map<string, A>()
  const remember = (text: string, entry: A): void => {
    if (young.size >= limit) {
      old = young
      young = new Map()
    }
    young.set(text, entry)
  }
  return {
    remember,
    recall: (text) => {
      const known = young.get(text)
      if (known !== undefined) return known
      const older = old.get(text)
      if (older !== undefined) remember(text, older)
      return older
    }
  }
}

/** A piece cut out of a line keeps the whole line alive in V8; what is remembered must be a copy of its own. */
export const unshared = (text: string): string => Buffer.from(text).toString()

/** What {@link makeReader} reads with, and how much it remembers. */
export interface ReaderOptions {
  readonly limit?: number
  readonly parse?: (text: string) => Value
}

/** A reader that remembers at most twice `limit` spellings and twice `limit` values. */
export const makeReader = ({ limit = 100_000, parse = read }: ReaderOptions = {}): Reader => {
  const spellings = makeCache<Value>(limit)
  const values = makeCache<Value>(limit)
  const intern = (value: Value): Value => {
    const known = values.recall(value.text)
    if (known !== undefined) return known
    values.remember(value.text, value)
    return value
  }
  return {
    intern,
    read: (text) => {
      const known = spellings.recall(text)
      if (known !== undefined) return known
      const own = unshared(text)
      const value = intern(parse(own))
      spellings.remember(own, value)
      return value
    }
  }
}
