/** The nodes of the XML that SANY exports, as `fast-xml-parser` gives them when it keeps their order. */
import { XMLParser } from "fast-xml-parser"

export type Xml = Readonly<Record<string, unknown>>

export const tagOf = (node: Xml): string => Object.keys(node).find((key) => key !== ":@")!

export const childrenOf = (node: Xml): ReadonlyArray<Xml> => node[tagOf(node)] as ReadonlyArray<Xml>

export const find = (nodes: ReadonlyArray<Xml>, tag: string): ReadonlyArray<Xml> | undefined => {
  const node = nodes.find((candidate) => tag in candidate)
  return node === undefined ? undefined : childrenOf(node)
}

/** The text at a path of tags; empty where there is none. */
export const textAt = (nodes: ReadonlyArray<Xml>, ...path: ReadonlyArray<string>): string => {
  let here: ReadonlyArray<Xml> | undefined = nodes
  for (const tag of path) here = here === undefined ? undefined : find(here, tag)
  return String(here?.[0]?.["#text"] ?? "")
}

/** An entry of SANY's table: a declaration, a definition, a parameter, a module. */
export interface Entry {
  readonly sort: string
  readonly name: string
  readonly nodes: ReadonlyArray<Xml>
}

/** The table by identity, and the name of the root module. */
export const readTable = (xml: string): { readonly root: string; readonly entries: ReadonlyMap<string, Entry> } => {
  const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: false })
  const modules = find(parser.parse(xml) as ReadonlyArray<Xml>, "modules")!
  const entries = new Map<string, Entry>()
  for (const entry of find(modules, "context")!) {
    const children = childrenOf(entry)
    const node = children.find((candidate) => !("UID" in candidate))!
    const nodes = childrenOf(node)
    entries.set(textAt(children, "UID"), { sort: tagOf(node), name: textAt(nodes, "uniquename"), nodes })
  }
  return { root: textAt(modules, "RootModule"), entries }
}
