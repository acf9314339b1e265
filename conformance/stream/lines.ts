/** Reads the lines that spec/printing.ts lets TLC print, one at a time and each piece once, whatever line it comes in. */
import { makeLabels } from "../graph/builder.ts"
import { allowed } from "../graph/graph.ts"
import type { Label, Verdict } from "../graph/graph.ts"
import { readVerdicts, verdictsText } from "../graph/verdicts.ts"
import { readEvent } from "../spec/event.ts"
import { changedOf, noEvent, unchanged, Unreadable } from "../spec/printing.ts"
import { makeCache, makeReader, unshared } from "../tla/intern.ts"
import { piecesFrom, unescaped } from "../tla/printed.ts"
import { read } from "../tla/read.ts"
import type { Value } from "../tla/value.ts"
import { digestOf } from "./digest.ts"
import type { Digest } from "./digest.ts"

/** What a state's verdicts say about one request: few of these make up all vectors. */
export interface Part {
  readonly request: string
  readonly refusals: ReadonlyArray<Verdict>
  /** the requests that are allowed */
  readonly open: ReadonlyArray<Label>
  /** `Request verdict`, for each verdict that it has for some arguments */
  readonly pairs: ReadonlyArray<string>
  readonly digest: Digest
}

/** A line. Values are in the order of the exploration's variables; what a step does not change is undefined. */
export type Line =
  | { readonly kind: "state"; readonly values: ReadonlyArray<Value>; readonly verdicts: ReadonlyArray<Part> }
  | { readonly kind: "from"; readonly values: ReadonlyArray<Value> }
  | { readonly kind: "edge"; readonly label: Label; readonly changes: ReadonlyArray<Value | undefined> }

/** How many values, labels and parts are remembered, each twice that many at most. */
const remembered = 20_000

const partOf = (request: string, verdicts: ReadonlyArray<Verdict>): Part => ({
  request,
  refusals: verdicts.filter(({ verdict }) => verdict !== allowed),
  open: verdicts.filter(({ verdict }) => verdict === allowed).map(({ label }) => label),
  pairs: [...new Set(verdicts.map(({ verdict }) => `${request} ${verdict}`))],
  digest: digestOf(`${request}\n${verdictsText(verdicts)}`)
})

/** A reader of lines of a model with so many variables. It throws {@link Unreadable}, and what reading values throws. */
export const makeLineReader = (size: number): ((line: string) => Line) => {
  const reader = makeReader({ limit: remembered, parse: (piece) => read(unescaped(piece)) })
  const labelled = makeLabels()
  const labels = makeCache<Label>(remembered)
  const parts = makeCache<Part>(remembered)

  const labelOf = (piece: string, line: string): Label => {
    const known = labels.recall(piece)
    if (known !== undefined) return known
    const event = readEvent(reader.read(piece))
    if (event === undefined) throw new Unreadable({ line, reason: noEvent })
    const label = labelled(event.action, event.args)
    labels.remember(unshared(piece), label)
    return label
  }

  /** A field of the record of verdicts, as a record of its own. */
  const partIn = (field: string): Part => {
    const known = parts.recall(field)
    if (known !== undefined) return known
    const own = unshared(field)
    const part = partOf(own.slice(0, own.indexOf(" ")), readVerdicts(read(unescaped(`[${own}]`)), labelled))
    parts.remember(own, part)
    return part
  }

  /** The verdicts that stand from `from` to the end of the line. */
  const verdictsFrom = (line: string, from: number): ReadonlyArray<Part> => {
    if (line.charAt(from) === "[") {
      const { pieces, end } = piecesFrom(line, from + 1)
      mustEnd(line, end, `]${lineEnd}`)
      return pieces.map(partIn)
    }
    // An empty record is an empty tuple. Whatever else stands there is refused with its reason.
    mustEnd(line, line.length - lineEnd.length, lineEnd)
    readVerdicts(reader.read(line.slice(from, -lineEnd.length)), labelled)
    return []
  }

  const valuesOf = (pieces: ReadonlyArray<string>, line: string): ReadonlyArray<Value> => {
    if (pieces.length !== size) throw new Unreadable({ line, reason: `${pieces.length} values for ${size} variables` })
    return pieces.map(reader.read)
  }

  return (given) => {
    const line = unshared(given)
    if (line.startsWith(start.edge)) {
      const { pieces, end } = piecesFrom(line, start.edge.length)
      mustEnd(line, end, lineEnd)
      if (pieces.length !== size + 1) throw new Unreadable({ line, reason: `not an event and ${size} changes` })
      const changes: Array<Value | undefined> = []
      for (let i = 1; i <= size; i++) {
        changes.push(pieces[i] === unchanged ? undefined : reader.read(changedOf(pieces[i]!)))
      }
      return { kind: "edge", label: labelOf(pieces[0]!, line), changes }
    }
    if (line.startsWith(start.state)) {
      const { pieces, end } = piecesFrom(line, start.state.length)
      if (!line.startsWith(">>, ", end)) throw new Unreadable({ line, reason: "a state without verdicts" })
      return { kind: "state", values: valuesOf(pieces, line), verdicts: verdictsFrom(line, end + 4) }
    }
    if (!line.startsWith(start.from)) throw new Unreadable({ line, reason: "unknown kind of line" })
    const { pieces, end } = piecesFrom(line, start.from.length)
    mustEnd(line, end, `>>${lineEnd}`)
    return { kind: "from", values: valuesOf(pieces, line) }
  }
}

/** How the lines begin: TLC prints strings that hold tuples. */
const start = { edge: '"<<\\"edge\\", ', state: '"<<\\"state\\", <<', from: '"<<\\"from\\", <<' } as const
const lineEnd = '>>"'

const mustEnd = (line: string, from: number, wanted: string): void => {
  if (!line.endsWith(wanted) || from + wanted.length !== line.length) {
    throw new Unreadable({ line, reason: "it goes on behind its end" })
  }
}
