/** Writes a graph as a corpus: text that depends on nothing but the graph and its origin. */
import type { Graph, Label, State, Verdicts } from "../graph/graph.ts"
import { sha256 } from "../graph/identity.ts"
import { verdictsText } from "../graph/verdicts.ts"
import { string } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import { Unwritable } from "./errors.ts"
import { fewestDigits, isActionName, isBareVerdict, noPart, partsOf, tableNames, title, vectorText } from "./format.ts"
import type { CorpusInfo } from "./format.ts"

const actionName = (name: string): string => {
  if (!isActionName(name)) throw new Unwritable({ reason: `an action cannot be called ${JSON.stringify(name)}` })
  return name
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()

const header = (info: CorpusInfo, graph: Graph): ReadonlyArray<string> => [
  title,
  `# model ${oneLine(info.model)}`,
  `# spec ${oneLine(info.spec)}`,
  `# bounds ${oneLine(info.bounds)}`,
  `# tlc ${oneLine(info.tlc)}`,
  `# states ${graph.states.length}`,
  `# transitions ${graph.transitions}`,
  `# initial ${graph.initial.length}`
]

/** The distinct values of one variable, by their names. */
const valueTable = (graph: Graph, variable: number): ReadonlyMap<string, string> => {
  const texts = [...new Set(graph.states.map(({ values }) => values[variable]!.text))]
  const names = tableNames(texts, fewestDigits.value)
  return new Map(texts.map((text, i) => [text, names[i]!]))
}

const argsText = (args: ReadonlyArray<Value>): string =>
  args.length === 0 ? "()" : args.map(({ text }) => text).join(",")

/** One line for each verdict, with the arguments that have it. */
const partLines = (part: Verdicts): ReadonlyArray<string> => {
  const groups = new Map<string, Array<string>>()
  for (const { label, verdict } of part) {
    const group = ` ${isBareVerdict(verdict) ? verdict : string(verdict).text}`
    const args = groups.get(group)
    if (args === undefined) groups.set(group, [argsText(label.args)])
    else args.push(argsText(label.args))
  }
  return [...groups].map(([group, args]) => `${group} ${args.join(" ")}`).toSorted()
}

interface Part {
  readonly verdicts: Verdicts
  readonly hash: string
  name: string
}

interface VerdictTables {
  /** by request, in their order, and by text */
  readonly parts: ReadonlyArray<readonly [action: string, table: ReadonlyMap<string, Part>]>
  readonly vectors: ReadonlyMap<Verdicts, { readonly name: string; readonly parts: ReadonlyMap<string, Part> }>
}

/** Names for all vectors of a graph and for all parts of them. */
const verdictTables = (graph: Graph): VerdictTables => {
  const vectors = [...new Set(graph.states.map(({ verdicts }) => verdicts))]
  const parts = new Map<string, Map<string, Part>>()
  const split = vectors.map(
    (vector) =>
      new Map(
        partsOf(vector).map(([action, verdicts]) => {
          const text = verdictsText(verdicts)
          const table = parts.get(action) ?? new Map<string, Part>()
          const part = table.get(text) ?? { verdicts, hash: sha256(text), name: "" }
          parts.set(action, table.set(text, part))
          return [action, part] as const
        })
      )
  )
  for (const table of parts.values()) {
    const names = tableNames([...table.keys()], fewestDigits.part)
    for (const [i, part] of [...table.values()].entries()) part.name = names[i]!
  }
  const texts = split.map((own) => vectorText([...own.values()].map(({ hash }) => hash)))
  const names = tableNames(texts, fewestDigits.verdicts)
  return {
    parts: [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    vectors: new Map(vectors.map((vector, i) => [vector, { name: names[i]!, parts: split[i]! }]))
  }
}

function* verdictLines({ parts, vectors }: VerdictTables): Generator<string, void, undefined> {
  for (const [action, table] of parts) {
    for (const { verdicts, name } of [...table.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      yield `part ${actionName(action)} ${name}`
      yield* partLines(verdicts)
    }
  }
  for (const { name, parts: own } of [...vectors.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    yield ["verdicts", name, ...parts.map(([action]) => own.get(action)?.name ?? noPart)].join(" ")
  }
}

const labelToken = ({ action, args }: Label): string =>
  args.reduce((text, arg) => `${text},${arg.text}`, actionName(action))

const byName = (a: readonly [unknown, string], b: readonly [unknown, string]): number => (a[1] < b[1] ? -1 : 1)

/** The lines of a corpus, for graphs whose text would not fit into one string. Throws {@link Unwritable}. */
export function* corpusLines(info: CorpusInfo, graph: Graph): Generator<string, void, undefined> {
  yield* header(info, graph)
  yield `variables ${graph.variables.join(" ")}`
  const verdicts = verdictTables(graph)
  yield* verdictLines(verdicts)
  const tables = graph.variables.map((_, i) => valueTable(graph, i))
  for (const [i, variable] of graph.variables.entries()) {
    for (const [text, name] of [...tables[i]!].toSorted(byName)) yield `value ${variable} ${name} ${text}`
  }
  yield "states"
  const tokens = new Map<Label, string>()
  const token = (label: Label): string => {
    const known = tokens.get(label) ?? labelToken(label)
    tokens.set(label, known)
    return known
  }
  const initial = new Set(graph.initial)
  const stateLine = (state: State, mark: string): string => {
    const names = state.values.map((value, i) => tables[i]!.get(value.text)!).join(".")
    const edges = state.edges.map(({ label, target }) => ` ${token(label)}>${graph.states[target]!.id}`).join("")
    return `${state.id}${mark} ${names} ${verdicts.vectors.get(state.verdicts)!.name} |${edges}`
  }
  for (const [i, state] of graph.states.entries()) yield stateLine(state, initial.has(i) ? "!" : "")
}

/** The text of a corpus. Throws {@link Unwritable}. */
export const writeCorpus = (info: CorpusInfo, graph: Graph): string => {
  const lines: Array<string> = []
  for (const line of corpusLines(info, graph)) lines.push(line)
  return `${lines.join("\n")}\n`
}
