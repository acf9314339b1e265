/** A specification as SANY parsed it: definitions and declarations, without what only SANY needs. */
import { XMLParser } from "fast-xml-parser"

/** Where a definition stands. */
export interface Place {
  readonly module: string
  readonly line: number
}

/** A bound variable, or a parameter, by an identity that no other one has. */
export interface Formal {
  readonly uid: string
  readonly name: string
}

/** An expression. Whatever is of no interest here is `other`, with the expressions inside it. */
export type Expression =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "formal"; readonly uid: string; readonly name: string }
  | {
      readonly kind: "apply"
      readonly operator: string
      /** names an operator where its name does not: those of two LETs may have one name */
      readonly uid: string
      readonly sort: "builtin" | "defined" | "declared"
      readonly operands: ReadonlyArray<Expression>
      readonly bounds: ReadonlyArray<{ readonly formals: ReadonlyArray<Formal>; readonly domain: Expression }>
    }
  | { readonly kind: "other"; readonly inside: ReadonlyArray<Expression> }

/** A definition: `name(parameters) == body`. */
export interface Definition {
  readonly name: string
  readonly place: Place
  readonly parameters: ReadonlyArray<Formal>
  readonly body: Expression
}

/** A parsed specification: what its root module declares and defines, and the modules that this one extends. */
export interface Ast {
  readonly root: string
  readonly variables: ReadonlyArray<string>
  readonly constants: ReadonlyArray<string>
  readonly definitions: ReadonlyMap<string, Definition>
  /** the same, those local to others, and those of modules that are instantiated */
  readonly byUid: ReadonlyMap<string, Definition>
}

type Xml = Record<string, unknown>

const textOf = (children: ReadonlyArray<Xml>): string => String(children[0]?.["#text"] ?? "")

const tagOf = (node: Xml): string => Object.keys(node).find((key) => key !== ":@")!

const childrenOf = (node: Xml): ReadonlyArray<Xml> => node[tagOf(node)] as ReadonlyArray<Xml>

const find = (nodes: ReadonlyArray<Xml>, tag: string): ReadonlyArray<Xml> | undefined => {
  const node = nodes.find((candidate) => tag in candidate)
  return node === undefined ? undefined : childrenOf(node)
}

/** The text at a path of tags; empty where there is none. */
const at = (nodes: ReadonlyArray<Xml>, ...path: ReadonlyArray<string>): string => {
  let here: ReadonlyArray<Xml> | undefined = nodes
  for (const tag of path) here = here === undefined ? undefined : find(here, tag)
  return here === undefined ? "" : textOf(here)
}

const kindOfVariable = "3"
const kindOfConstant = "2"

/** What the table of a parse says about one identity. */
interface Entry {
  readonly sort: string
  readonly name: string
  readonly nodes: ReadonlyArray<Xml>
}

const entriesOf = (context: ReadonlyArray<Xml>): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>()
  for (const entry of context) {
    const children = childrenOf(entry)
    const node = children.find((candidate) => !("UID" in candidate))!
    const nodes = childrenOf(node)
    entries.set(at(children, "UID"), { sort: tagOf(node), name: at(nodes, "uniquename"), nodes })
  }
  return entries
}

const sortOf = (sort: string): "builtin" | "defined" | "declared" =>
  sort === "BuiltInKind" ? "builtin" : sort === "OpDeclNode" ? "declared" : "defined"

const readExpression = (entries: ReadonlyMap<string, Entry>, node: Xml): Expression => {
  const tag = tagOf(node)
  const nodes = childrenOf(node)
  const inside = (children: ReadonlyArray<Xml>): ReadonlyArray<Expression> =>
    children
      .filter((child) => !["location", "level", "#text"].includes(tagOf(child)))
      .map((child) => readExpression(entries, child))
  if (tag === "StringNode") return { kind: "string", value: at(nodes, "StringValue") }
  if (tag !== "OpApplNode") return { kind: "other", inside: Array.isArray(nodes) ? inside(nodes) : [] }
  const reference = find(nodes, "operator")![0]!
  const uid = at(childrenOf(reference), "UID")
  const operator = entries.get(uid)
  const operands = inside(find(nodes, "operands") ?? [])
  if (operator === undefined) return { kind: "other", inside: operands }
  if (operator.sort === "FormalParamNode") return { kind: "formal", uid, name: operator.name }
  const bounds = (find(nodes, "boundSymbols") ?? []).map((bound) => {
    const children = childrenOf(bound)
    const formals = children.filter((child) => "FormalParamNodeRef" in child)
    return {
      formals: formals.map((formal) => formalOf(entries, formal)),
      domain: readExpression(entries, children.at(-1)!)
    }
  })
  return { kind: "apply", operator: operator.name, uid, sort: sortOf(operator.sort), operands, bounds }
}

const formalOf = (entries: ReadonlyMap<string, Entry>, reference: Xml): Formal => {
  const uid = at(childrenOf(reference), "UID")
  return { uid, name: entries.get(uid)?.name ?? "" }
}

const definitionOf = (entries: ReadonlyMap<string, Entry>, { name, nodes }: Entry): Definition => ({
  name,
  place: { module: at(nodes, "location", "filename"), line: Number(at(nodes, "location", "line", "begin")) },
  parameters: (find(nodes, "params") ?? []).map((parameter) => formalOf(entries, childrenOf(parameter)[0]!)),
  body: readExpression(entries, find(nodes, "body")![0]!)
})

/** Reads what SANY's XML exporter wrote. */
export const readAst = (xml: string): Ast => {
  const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: false })
  const document = parser.parse(xml) as ReadonlyArray<Xml>
  const modules = find(document, "modules")!
  const entries = entriesOf(find(modules, "context")!)
  const root = at(modules, "RootModule")
  // SANY also has the modules that are instantiated, whose names mean other things: the root refers to what it has itself.
  const module = [...entries.values()].find(({ sort, name }) => sort === "ModuleNode" && name === root)!
  const own = new Set(module.nodes.map((reference) => at(childrenOf(reference), "UID")))
  const declared = (kind: string): ReadonlyArray<string> =>
    [...entries]
      .filter(([uid, { sort, nodes }]) => own.has(uid) && sort === "OpDeclNode" && at(nodes, "kind") === kind)
      .map(([, { name }]) => name)
      .toSorted()
  const defined = [...entries]
    .filter(([, { sort, nodes }]) => sort === "UserDefinedOpKind" && find(nodes, "body"))
    .map(([uid, entry]) => [uid, definitionOf(entries, entry)] as const)
  return {
    root,
    variables: declared(kindOfVariable),
    constants: declared(kindOfConstant),
    definitions: new Map(
      defined.flatMap(([uid, definition]) => (own.has(uid) ? [[definition.name, definition] as const] : []))
    ),
    byUid: new Map(defined)
  }
}
