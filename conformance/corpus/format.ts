/**
 * The text format of a committed corpus, in one place for writer and reader:
 *
 *     # conformance corpus 2
 *     # model MCLock
 *     # ... spec, bounds, tlc, states, transitions, initial
 *     variables holder waiting
 *     part Acquire 7c
 *      Held t2,r1
 *      ok t1,r1 t1,r2
 *     verdicts 3fa2 7c 05
 *     value holder 90 t1
 *     states
 *     0123456789! 90.44 3fa2 | Acquire,t1,r1>89abcdef01 Tick>0123456789
 *
 * Names of states, values, verdict vectors and their parts are hashes of what they stand for: one guard changed in the specification
 * then changes the parts of one request and the lines of the states it touches, where running numbers would change nearly all. A
 * part is all that a vector says about one request: there are few of those, and many combinations of them. A vector names its parts in
 * the order of the requests, with a dash for one of which it says nothing: with their names it would be four times as long.
 */
import type { Verdict, Verdicts } from "../graph/graph.ts"
import { sha256 } from "../graph/identity.ts"

/** First line of every corpus of this version. */
export const title = "# conformance corpus 2"

/** What a corpus says about its origin. */
export interface CorpusInfo {
  readonly model: string
  /** digest of the specification and configuration that it was made from */
  readonly spec: string
  /** the bounds of the model, in words */
  readonly bounds: string
  /** the version of the TLC that explored it */
  readonly tlc: string
}

/** The header's fields with what stands in them, in the order of the file. */
export const headerFields = ["model", "spec", "bounds", "tlc", "states", "transitions", "initial"] as const

/** A field of the header. */
export type HeaderField = (typeof headerFields)[number]

/**
 * The fewest digits of a name in each kind of table; a table that needs more takes more. A vector's name is longest, since nothing
 * but it says that its parts belong together; what values make up is held by the ids of their states, and parts by their vectors.
 */
export const fewestDigits = { part: 2, verdicts: 4, value: 2 } as const

/** Names for the texts of one table: the shortest prefixes of their hashes, all of one length, that tell them apart. */
export const tableNames = (texts: ReadonlyArray<string>, fewest: number): ReadonlyArray<string> => {
  const hashes = texts.map(sha256)
  let digits = fewest
  while (digits < 64 && new Set(hashes.map((hash) => hash.slice(0, digits))).size < hashes.length) digits++
  return hashes.map((hash) => hash.slice(0, digits))
}

/** What a vector says about each of its requests, sorted by request; each part sorted as the vector is. */
export const partsOf = (vector: Verdicts): ReadonlyArray<readonly [action: string, part: Verdicts]> => {
  const parts = new Map<string, Array<Verdict>>()
  for (const verdict of vector) {
    const { action } = verdict.label
    const part = parts.get(action)
    if (part === undefined) parts.set(action, [verdict])
    else part.push(verdict)
  }
  return [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** What stands for the part of a request that a vector says nothing about. */
export const noPart = "-"

/** What a vector's name is a hash of. The texts of the parts would say the same, but are long, and hashed once already. */
export const vectorText = (partHashes: ReadonlyArray<string>): string => partHashes.join("\n")

/** Whether an action's name can stand in an edge or a verdict line. */
export const isActionName = (name: string): boolean => /^[^\s,>|"()#]+$/u.test(name)

/** Whether a verdict can stand bare; others are written as TLA+ strings. */
export const isBareVerdict = (verdict: string): boolean => /^[A-Za-z0-9_.-]+$/.test(verdict)
