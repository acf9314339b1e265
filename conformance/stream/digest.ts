/**
 * Digests of 64 bits that stand for states and transitions where those cannot be kept. The digest of a state is the sum of those of
 * its variables, each the beginning of a SHA-256: a step then costs no more than what it changes. Two of a million states have one
 * digest with a probability of less than one in ten million.
 */
import { hash } from "node:crypto"
import type { Value } from "../tla/value.ts"

/** 64 bits, as two signed halves. */
export interface Digest {
  readonly high: number
  readonly low: number
}

/** The digest of a text. */
export const digestOf = (text: string): Digest => {
  const bytes = hash("sha256", text, "buffer")
  return { high: bytes.readInt32LE(0), low: bytes.readInt32LE(4) }
}

/** The digest of nothing. */
export const zero: Digest = { high: 0, low: 0 }

/** Of both together, in whatever order. */
export const plus = (one: Digest, other: Digest): Digest => ({
  high: (one.high + other.high) | 0,
  low: (one.low + other.low) | 0
})

/** What is left when a part is taken out. */
export const minus = (all: Digest, part: Digest): Digest => ({
  high: (all.high - part.high) | 0,
  low: (all.low - part.low) | 0
})

/** Whether two are one. */
export const isEqual = (one: Digest, other: Digest): boolean => one.high === other.high && one.low === other.low

/** Gives the digest of a variable with a value; each value's is worked out once, as long as the value is in use. */
export const makeDigester = (variables: ReadonlyArray<string>): ((variable: number, value: Value) => Digest) => {
  const known = variables.map(() => new WeakMap<Value, Digest>())
  return (variable, value) => {
    const before = known[variable]!.get(value)
    if (before !== undefined) return before
    const digest = digestOf(`${variables[variable]}|->${value.text}`)
    known[variable]!.set(value, digest)
    return digest
  }
}
