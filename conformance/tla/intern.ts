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

interface Generations {
  young: Map<string, Value>
  old: Map<string, Value>
}

const remember = (cache: Generations, limit: number, key: string, value: Value): void => {
  if (cache.young.size >= limit) {
    cache.old = cache.young
    cache.young = new Map()
  }
  cache.young.set(key, value)
}

const recall = (cache: Generations, limit: number, key: string): Value | undefined => {
  const young = cache.young.get(key)
  if (young !== undefined) return young
  const old = cache.old.get(key)
  if (old !== undefined) remember(cache, limit, key, old)
  return old
}

/** A piece cut out of a line keeps the whole line alive in V8; what is remembered must be a copy of its own. */
const unshared = (text: string): string => Buffer.from(text).toString()

/** A reader that remembers at most twice `limit` spellings and twice `limit` values. */
export const makeReader = (limit = 100_000): Reader => {
  const spellings: Generations = { young: new Map(), old: new Map() }
  const values: Generations = { young: new Map(), old: new Map() }
  const intern = (value: Value): Value => {
    const known = recall(values, limit, value.text)
    if (known !== undefined) return known
    remember(values, limit, value.text, value)
    return value
  }
  return {
    intern,
    read: (text) => {
      const known = recall(spellings, limit, text)
      if (known !== undefined) return known
      const own = unshared(text)
      const value = intern(read(own))
      remember(spellings, limit, own, value)
      return value
    }
  }
}
