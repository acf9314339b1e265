// Choices from a seed (mulberry32): each party has its own, so that what one does says nothing of another.
import { createHash } from "node:crypto"

export interface Random {
  /** From 0 to below 1. */
  readonly next: () => number
  readonly chance: (odds: number) => boolean
  /** An integer, both ends included. */
  readonly between: (from: number, to: number) => number
  readonly pick: <A>(all: ReadonlyArray<A>) => A
}

export const makeRandom = (seed: number, party: string): Random => {
  let state = createHash("sha256").update(`${seed} ${party}`).digest().readUInt32LE()
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return { next, chance: (odds) => next() < odds, between, pick: (all) => all[between(0, all.length - 1)]! }
}
