/** A model's whole transition graph, from what TLC prints of it. */
import { Effect, Result } from "effect"
import { makeBuilder } from "../graph/builder.ts"
import type { BuilderOptions, Built, Handle } from "../graph/builder.ts"
import { makeReader } from "../tla/intern.ts"
import { splitTuple } from "../tla/split.ts"
import type { Value } from "../tla/value.ts"
import type { TlcResult } from "../tlc/result.ts"
import { readEvent } from "./event.ts"
import { changedOf, noEvent, print, unchanged, Unreadable } from "./printing.ts"
import type { Exploration } from "./printing.ts"

/** The graph, and the run of TLC that it comes from. */
export interface Explored extends Built {
  readonly tlc: TlcResult
}

/** TLC wraps long values that are printed, but not strings: what it prints is a string that holds a value. */
const unquoted = (line: string): string => {
  const text: unknown = JSON.parse(line)
  if (typeof text !== "string") throw new Unreadable({ line, reason: "it is not a string" })
  return text
}

/** Takes the printed lines, one after the other, into a builder. */
const makeCollector = ({ variables }: Exploration, options: Pick<BuilderOptions, "idDigits">) => {
  // A constraint on steps cuts states off too, where it cannot be asked: a state is one that an uncut step leads to.
  const builder = makeBuilder(variables, { ...options, lostStates: "drop" })
  const reader = makeReader()
  let source: Handle | undefined
  let sourcePieces: ReadonlyArray<Value> = []

  const handleOf = (values: ReadonlyArray<Value>): Handle =>
    builder.handle(Object.fromEntries(variables.map((name, i) => [name, values[i]!])))

  const valuesOf = (piece: string): ReadonlyArray<Value> => splitTuple(piece).map(reader.read)

  const take = (line: string): void => {
    const [kind, ...pieces] = splitTuple(unquoted(line))
    if (kind === '"state"') {
      const state = handleOf(valuesOf(pieces[0]!))
      builder.declare(state, reader.read(pieces[1]!))
      // TLC prints all initial states before the first successor.
      if (source === undefined) builder.initial(state)
    } else if (kind === '"from"') {
      sourcePieces = valuesOf(pieces[0]!)
      source = handleOf(sourcePieces)
    } else if (kind === '"edge"' && source !== undefined) {
      const event = readEvent(reader.read(pieces[0]!))
      if (event === undefined) {
        throw new Unreadable({ line, reason: noEvent })
      }
      const target = pieces
        .slice(1)
        .map((piece, i) => (piece === unchanged ? sourcePieces[i]! : reader.read(changedOf(piece))))
      builder.edge(source, event.action, event.args, handleOf(target))
    } else {
      throw new Unreadable({ line, reason: "unknown kind of line" })
    }
  }
  return { take, finish: builder.finish }
}

/** Explores a model. Fails with what {@link print} fails with, and where what was printed makes no graph. */
export const explore = Effect.fn("explore")(function* (
  exploration: Exploration,
  options: Pick<BuilderOptions, "idDigits"> = {}
) {
  const collector = makeCollector(exploration, options)
  // A graph that fits into memory is explored in seconds.
  const tlc = yield* print({ brief: true, ...exploration }, collector.take)
  const built = collector.finish()
  if (Result.isFailure(built)) return yield* Effect.fail(built.failure)
  return { ...built.success, tlc } satisfies Explored
})
