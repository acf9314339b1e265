/**
 * Reads a corpus and checks all that can be checked without the specification: counts, hashes, references, order. A damaged corpus
 * must stop the tests; the worst outcome would be one that is silently smaller than it was.
 */
import { Result } from "effect"
import { makeLabels } from "../graph/builder.ts"
import type { Edge, Graph, State, Verdict, Verdicts } from "../graph/graph.ts"
import { sha256, stateText } from "../graph/identity.ts"
import { byLabel, verdictsText } from "../graph/verdicts.ts"
import type { Labeller } from "../graph/verdicts.ts"
import { read, readValue, ValueSyntaxError } from "../tla/read.ts"
import type { Cursor } from "../tla/read.ts"
import type { Value } from "../tla/value.ts"
import { CorpusError } from "./errors.ts"
import { headerFields, noPart, title, vectorText } from "./format.ts"
import type { CorpusInfo, HeaderField } from "./format.ts"

/** A corpus in memory. */
export interface Corpus {
  readonly info: CorpusInfo
  readonly graph: Graph
}

/** The lines with the place of the next one, which is also the number (from 1) of the line just taken. */
interface Lines {
  readonly all: ReadonlyArray<string>
  next: number
}

/** Thrown inside this file, turned into a {@link CorpusError} with the line at its border. */
class Damage extends Error {}

const take = (lines: Lines): string => {
  const line = lines.all[lines.next++]
  if (line === undefined) throw new Damage("the file ends too early")
  return line
}

const readHeader = (lines: Lines): Readonly<Record<HeaderField, string>> => {
  if (take(lines) !== title) throw new Damage(`not a corpus of this version: expected '${title}'`)
  const fields = headerFields.map((field): readonly [HeaderField, string] => {
    const line = take(lines)
    if (line !== `# ${field}` && !line.startsWith(`# ${field} `)) throw new Damage(`expected '# ${field}'`)
    return [field, line.slice(field.length + 3)]
  })
  return Object.fromEntries(fields) as Record<HeaderField, string>
}

const readVariables = (lines: Lines): ReadonlyArray<string> => {
  const [word, ...variables] = take(lines).split(" ")
  if (word !== "variables") throw new Damage("expected 'variables'")
  return variables
}

const readArgs = (cursor: Cursor): ReadonlyArray<Value> => {
  if (cursor.text.startsWith("()", cursor.at)) {
    cursor.at += 2
    return []
  }
  const args = [readValue(cursor)]
  while (cursor.text[cursor.at] === ",") {
    cursor.at++
    args.push(readValue(cursor))
  }
  return args
}

/** The text up to the next of the given characters. */
const until = (cursor: Cursor, stops: string): string => {
  const start = cursor.at
  while (cursor.at < cursor.text.length && !stops.includes(cursor.text[cursor.at]!)) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

const readGroup = (line: string, action: string, labelled: Labeller): ReadonlyArray<Verdict> => {
  const cursor: Cursor = { text: line, at: 1 }
  const quoted = line[cursor.at] === '"' ? readValue(cursor) : undefined
  const verdict = quoted?._tag === "string" ? quoted.value : until(cursor, " ")
  const verdicts: Array<Verdict> = []
  while (line[cursor.at] === " ") {
    cursor.at++
    verdicts.push({ label: labelled(action, readArgs(cursor)), verdict })
  }
  if (verdicts.length === 0 || cursor.at < line.length) throw new Damage("expected the arguments of a verdict")
  return verdicts
}

interface Part {
  readonly verdicts: Verdicts
  readonly hash: string
}

/** The parts of each request by their names, in the order in which vectors name them. */
type Parts = ReadonlyMap<string, ReadonlyMap<string, Part>>

const readParts = (lines: Lines, labelled: Labeller): Parts => {
  const parts = new Map<string, Map<string, Part>>()
  while (lines.all[lines.next]?.startsWith("part ")) {
    const [, action = "", name = "", ...more] = take(lines).split(" ")
    const found: Array<Verdict> = []
    while (lines.all[lines.next]?.startsWith(" ")) found.push(...readGroup(take(lines), action, labelled))
    const verdicts = found.sort(byLabel)
    const hash = sha256(verdictsText(verdicts))
    if (found.length === 0 || name === "" || more.length > 0 || !hash.startsWith(name)) {
      throw new Damage(`part ${action} ${name} was changed by hand`)
    }
    const table = parts.get(action) ?? new Map<string, Part>()
    if (table.has(name)) throw new Damage(`part ${action} ${name} occurs twice`)
    parts.set(action, table.set(name, { verdicts, hash }))
  }
  return parts
}

const readVectors = (lines: Lines, parts: Parts): ReadonlyMap<string, Verdicts> => {
  const vectors = new Map<string, Verdicts>()
  const requests = [...parts]
  while (lines.all[lines.next]?.startsWith("verdicts ")) {
    const [, name = "", ...names] = take(lines).split(" ")
    if (names.length !== requests.length) throw new Damage(`verdicts ${name} were changed by hand`)
    const own = requests.flatMap(([action, table], i) => {
      if (names[i] === noPart) return []
      const part = table.get(names[i]!)
      if (part === undefined) throw new Damage(`verdicts ${name} have the unknown part '${action} ${names[i]}'`)
      return [part]
    })
    if (name === "" || !sha256(vectorText(own.map(({ hash }) => hash))).startsWith(name)) {
      throw new Damage(`verdicts ${name} were changed by hand`)
    }
    if (vectors.has(name)) throw new Damage(`verdicts ${name} occur twice`)
    vectors.set(name, own.flatMap(({ verdicts }) => verdicts).sort(byLabel))
  }
  return vectors
}

type ValueTables = ReadonlyArray<ReadonlyMap<string, Value>>

const readValues = (lines: Lines, variables: ReadonlyArray<string>): ValueTables => {
  const tables = variables.map(() => new Map<string, Value>())
  while (lines.all[lines.next]?.startsWith("value ")) {
    const line = take(lines)
    const [, variable = "", name = ""] = line.split(" ", 3)
    const text = line.slice("value ".length + variable.length + name.length + 2)
    const table = tables[variables.indexOf(variable)]
    if (table === undefined) throw new Damage(`unknown variable ${variable}`)
    const value = read(text)
    if (!sha256(value.text).startsWith(name)) throw new Damage(`value ${name} was changed by hand`)
    if (table.has(name)) throw new Damage(`value ${name} of ${variable} occurs twice`)
    table.set(name, value)
  }
  return tables
}

interface Context {
  readonly variables: ReadonlyArray<string>
  readonly tables: ValueTables
  readonly vectors: ReadonlyMap<string, Verdicts>
  readonly indexOf: ReadonlyMap<string, number>
  readonly labelled: Labeller
}

const readEdges = (cursor: Cursor, { indexOf, labelled }: Context): ReadonlyArray<Edge> => {
  const edges: Array<Edge> = []
  while (cursor.at < cursor.text.length) {
    if (cursor.text[cursor.at] !== " ") throw new Damage("expected a space before an edge")
    cursor.at++
    const action = until(cursor, ",>")
    const args: Array<Value> = []
    while (cursor.text[cursor.at] === ",") {
      cursor.at++
      args.push(readValue(cursor))
    }
    if (action === "" || cursor.text[cursor.at] !== ">") throw new Damage("expected an edge: Action,arg>state")
    cursor.at++
    const id = until(cursor, " ")
    const target = indexOf.get(id)
    if (target === undefined) throw new Damage(`the edge ${action} leads to the unknown state '${id}'`)
    edges.push({ label: labelled(action, args), target })
  }
  for (let i = 1; i < edges.length; i++) {
    if (byLabel(edges[i - 1]!, edges[i]!) >= 0) throw new Damage("edges are out of order or occur twice")
  }
  return edges
}

const readState = (line: string, context: Context): State => {
  const cursor: Cursor = { text: line, at: 0 }
  const id = until(cursor, "! ")
  if (line[cursor.at] === "!") cursor.at++
  cursor.at++
  const names = until(cursor, " ").split(".")
  cursor.at++
  const vector = until(cursor, " ")
  const verdicts = context.vectors.get(vector)
  if (verdicts === undefined) throw new Damage(`unknown verdicts '${vector}'`)
  if (!line.startsWith(" |", cursor.at)) throw new Damage("expected '|' before the edges")
  cursor.at += 2
  const values = context.tables.map((table, i) => {
    const value = table.get(names[i] ?? "")
    if (value === undefined) throw new Damage(`unknown value '${names[i] ?? ""}' of ${context.variables[i]}`)
    return value
  })
  if (names.length !== values.length) throw new Damage("too many values")
  if (!sha256(stateText(context.variables, values)).startsWith(id)) throw new Damage(`state ${id} was changed by hand`)
  return { id, values, verdicts, edges: readEdges(cursor, context) }
}

const checkOrder = (ids: ReadonlyArray<string>): void => {
  ids.forEach((id, i) => {
    if (id === "" || (i > 0 && ids[i - 1]! >= id)) throw new Damage(`state '${id}' is out of order or occurs twice`)
  })
}

const readStates = (lines: Lines, context: Omit<Context, "indexOf">): Pick<Graph, "states" | "initial"> => {
  if (take(lines) !== "states") throw new Damage("expected 'states'")
  const rows = lines.all.slice(lines.next)
  const ids = rows.map((row) => until({ text: row, at: 0 }, "! "))
  checkOrder(ids)
  const indexOf = new Map(ids.map((id, i) => [id, i]))
  const states = rows.map((row) => {
    lines.next++
    return readState(row, { ...context, indexOf })
  })
  return { states, initial: rows.flatMap((row, i) => (row[ids[i]!.length] === "!" ? [i] : [])) }
}

const checkCounts = (fields: Readonly<Record<HeaderField, string>>, graph: Graph): void => {
  const counts = { states: graph.states.length, transitions: graph.transitions, initial: graph.initial.length }
  for (const field of ["states", "transitions", "initial"] as const) {
    if (counts[field] === 0) throw new Damage(`a corpus with no ${field} proves nothing`)
    if (fields[field] !== `${counts[field]}`) {
      throw new Damage(`the header promises ${fields[field]} ${field}, the file has ${counts[field]}`)
    }
  }
}

const readAll = (lines: Lines): Corpus => {
  const fields = readHeader(lines)
  const variables = readVariables(lines)
  const labelled = makeLabels()
  const vectors = readVectors(lines, readParts(lines, labelled))
  const tables = readValues(lines, variables)
  const { states, initial } = readStates(lines, { variables, tables, vectors, labelled })
  const transitions = states.reduce((sum, { edges }) => sum + edges.length, 0)
  const graph: Graph = { variables, states, initial, transitions }
  checkCounts(fields, graph)
  const { model, spec, bounds, tlc } = fields
  return { info: { model, spec, bounds, tlc }, graph }
}

/** Reads a corpus; `hint` tells people what to do about a damaged one, e.g. "restore it from version control". */
export const readCorpus = (text: string, hint: string): Result.Result<Corpus, CorpusError> => {
  if (text.trim() === "") return Result.fail(new CorpusError({ line: 0, reason: "the corpus is empty", hint }))
  const lines: Lines = { all: text.split("\n").slice(0, -1), next: 0 }
  try {
    if (!text.endsWith("\n")) throw new Damage("the last line is cut off")
    return Result.succeed(readAll(lines))
  } catch (error) {
    if (!(error instanceof Damage) && !(error instanceof ValueSyntaxError)) throw error
    return Result.fail(new CorpusError({ line: lines.next, reason: error.message, hint }))
  }
}
