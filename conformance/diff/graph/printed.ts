/** Collects the graph of a specification whose steps name themselves, from the lines that the harness lets TLC print. */
import { readVerdicts } from "../../graph/verdicts.ts"
import { makeLabels } from "../../graph/builder.ts"
import { readEvent } from "../../spec/event.ts"
import { changedOf, noEvent, unchanged, Unreadable } from "../../spec/printing.ts"
import { makeReader } from "../../tla/intern.ts"
import { splitTuple } from "../../tla/split.ts"
import { makeLtsBuilder } from "./lts.ts"
import type { Lts, Told } from "./lts.ts"

/** What takes the output of a run of TLC, and gives the graph at its end. */
export interface Collector {
  readonly take: (line: string) => void
  /** How many states there are so far. */
  readonly states: () => number
  readonly finish: () => Lts
}

/** `variables` in the order in which they are printed; sorted. */
export const collectPrinted = (variables: ReadonlyArray<string>): Collector => {
  const builder = makeLtsBuilder(variables, true)
  const reader = makeReader()
  const labelled = makeLabels()
  const vectors = new Map<string, ReadonlyArray<Told>>()
  let source: number | undefined
  let sourceCells: ReadonlyArray<number> = []

  const cell = (piece: string): number => builder.text(reader.read(piece).text)

  const vectorOf = (piece: string): ReadonlyArray<Told> => {
    const value = reader.read(piece)
    const known = vectors.get(value.text)
    if (known !== undefined) return known
    const vector = readVerdicts(value, labelled).map(({ label, verdict }) => ({
      action: label.action,
      args: label.args.map(({ text }) => text),
      verdict
    }))
    vectors.set(value.text, vector)
    return vector
  }

  const take = (line: string): void => {
    const printed: unknown = JSON.parse(line)
    if (typeof printed !== "string") throw new Unreadable({ line, reason: "it is not a string" })
    const [kind, ...pieces] = splitTuple(printed)
    if (kind === '"state"') {
      const state = builder.state(splitTuple(pieces[0]!).map(cell))
      builder.declare(state, vectorOf(pieces[1]!))
      // TLC prints all initial states before the first successor.
      if (source === undefined) builder.initial(state)
    } else if (kind === '"from"') {
      sourceCells = splitTuple(pieces[0]!).map(cell)
      source = builder.state(sourceCells)
    } else if (kind === '"edge"' && source !== undefined) {
      const event = readEvent(reader.read(pieces[0]!))
      if (event === undefined) throw new Unreadable({ line, reason: noEvent })
      const target = pieces.slice(1).map((piece, i) => (piece === unchanged ? sourceCells[i]! : cell(changedOf(piece))))
      builder.edge(source, { action: event.action, args: event.args.map(({ text }) => text) }, builder.state(target))
    } else {
      throw new Unreadable({ line, reason: "unknown kind of line" })
    }
  }
  return { take, states: builder.states, finish: builder.finish }
}
