/**
 * What a specification defines and declares, each with a text that is the same exactly if it means the same: no comments, no layout,
 * bound variables by their numbers. From SANY's own parse.
 */
import { childrenOf, find, readTable, tagOf, textAt } from "./xml.ts"
import type { Entry, Xml } from "./xml.ts"

/** Where something stands; lines and columns count from 1, and the end belongs to it. */
export interface Range {
  readonly module: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** What can be changed by itself. */
export interface Item {
  /** the name; before that the module, where the root does not have it under its name */
  readonly key: string
  readonly kind: "definition" | "constant" | "variable" | "assumption"
  readonly range: Range
  /** 0 constant, 1 state, 2 action, 3 temporal */
  readonly level: number
  readonly meaning: string
  /** the keys of what it mentions */
  readonly mentions: ReadonlyArray<string>
  /** the INSTANCE that it comes by, which is an item too: then it has no text of its own */
  readonly instance?: string
}

/** A parsed specification. Plain data, so that it can be kept in a file. */
export interface Parsed {
  readonly root: string
  /** of the root module, sorted */
  readonly variables: ReadonlyArray<string>
  readonly items: ReadonlyMap<string, Item>
}

const kinds: Readonly<Record<string, "constant" | "variable" | undefined>> = { "2": "constant", "3": "variable" }

const rangeOf = (nodes: ReadonlyArray<Xml>): Range => {
  const at = (...path: ReadonlyArray<string>): number => Number(textAt(nodes, "location", ...path))
  return {
    module: textAt(nodes, "location", "filename"),
    line: at("line", "begin"),
    column: at("column", "begin"),
    endLine: at("line", "end"),
    endColumn: at("column", "end")
  }
}

type Named = Pick<Entry, "name" | "nodes">

/** An INSTANCE, with or without a name. */
interface Instance {
  readonly key: string
  readonly name: string
  /** what it takes its definitions from */
  readonly module: string
  readonly range: Range
  readonly nodes: ReadonlyArray<Xml>
}

const instanceOf = (nodes: ReadonlyArray<Xml>, root: string): Instance => {
  const [name, module, range] = [textAt(nodes, "uniquename"), textAt(nodes, "module"), rangeOf(nodes)]
  const own = name === "" ? `INSTANCE ${module}` : name
  return { key: range.module === root ? own : `${range.module}.${own}`, name, module, range, nodes }
}

const placeOf = ({ module, line, column }: Range): string => `${module}:${line}:${column}`

/** Tags that say nothing of what something means. */
const silent: ReadonlySet<string> = new Set(["location", "level", "arity", "instFrom", "instTo", "leibniz"])

/** Reads what SANY's XML exporter wrote; `own` are the modules whose items may change, all but the standard ones. */
export const readParsed = (xml: string, own: ReadonlySet<string>): Parsed => {
  const { root, entries } = readTable(xml)
  const modules = [...entries.values()].filter(({ sort }) => sort === "ModuleNode")
  const membersOf = ({ nodes }: Entry): ReadonlyArray<string> =>
    nodes.flatMap((node) => (tagOf(node).endsWith("Ref") ? [textAt(childrenOf(node), "UID")] : []))
  const inRoot = new Set(modules.filter(({ name }) => name === root).flatMap(membersOf))
  const top = new Set(modules.flatMap(membersOf))
  const keyOf = (uid: string): string => {
    const { name, nodes } = entries.get(uid)!
    const { module } = rangeOf(nodes)
    return inRoot.has(uid) || !own.has(module) ? name : `${module}.${name}`
  }
  // A definition that comes by INSTANCE stands where this does. A module has those of all that it extends, too.
  const instances = new Map<string, Instance>()
  for (const nodes of modules.flatMap((module) => module.nodes.filter((node) => tagOf(node) === "InstanceNode"))) {
    const instance = instanceOf(childrenOf(nodes), root)
    if (own.has(instance.range.module)) instances.set(placeOf(instance.range), instance)
  }
  /** What this one is a copy of, if that is known: modules within modules are not. */
  const originalOf = ({ name }: Named, instance: Instance): string | undefined => {
    const members = modules.filter(({ name }) => name === instance.module).flatMap(membersOf)
    const own = name.slice(instance.name === "" ? 0 : instance.name.length + 1)
    return members.find((uid) => entries.get(uid)?.name === own)
  }

  const meaningOf = (entry: Named): Pick<Item, "meaning" | "mentions" | "instance"> => {
    const mentions = new Set<string>()
    const numbers = new Map<string, number>()
    const mention = (uid: string): string => {
      const key = keyOf(uid)
      mentions.add(key)
      return key
    }
    const operator = (uid: string): string => {
      const target = entries.get(uid)
      if (target === undefined) return "?"
      if (target.sort === "BuiltInKind") return target.name
      if (target.sort !== "FormalParamNode" && (top.has(uid) || target.sort === "OpDeclNode")) return mention(uid)
      const known = numbers.get(uid)
      if (known !== undefined) return `#${known}`
      numbers.set(uid, numbers.size)
      // What LET and LAMBDA define is a part of the definition around it.
      return `#${numbers.size - 1}${target.sort === "UserDefinedOpKind" ? show(target.nodes) : ""}`
    }
    const show = (nodes: ReadonlyArray<Xml>): string =>
      nodes
        .map((node): string => {
          const tag = tagOf(node)
          if (silent.has(tag) || tag === "uniquename") return ""
          if (tag === "#text") return String(node["#text"])
          const children = childrenOf(node)
          if (tag.endsWith("Ref")) return `${operator(textAt(children, "UID"))} `
          return `${tag}(${show(children)})`
        })
        .join("")
    const instance = instances.get(placeOf(rangeOf(entry.nodes)))
    if (instance === undefined || instance.nodes === entry.nodes)
      return { meaning: show(entry.nodes), mentions: [...mentions].toSorted() }
    const original = originalOf(entry, instance)
    const copy = original === undefined ? show(entry.nodes) : mention(original)
    mentions.add(instance.key)
    return { meaning: `${instance.key} ${copy}`, mentions: [...mentions].toSorted(), instance: instance.key }
  }

  const items = new Map<string, Item>()
  for (const uid of top) {
    const entry = entries.get(uid)!
    const range = rangeOf(entry.nodes)
    if (!own.has(range.module)) continue
    const level = Number(textAt(entry.nodes, "level"))
    const kind =
      entry.sort === "UserDefinedOpKind" && find(entry.nodes, "body")
        ? "definition"
        : entry.sort === "OpDeclNode"
          ? kinds[textAt(entry.nodes, "kind")]
          : entry.sort === "AssumeNode"
            ? "assumption"
            : undefined
    if (kind === undefined) continue
    const { mentions, ...rest } = meaningOf(entry)
    const key = kind === "assumption" ? `ASSUME ${rest.meaning}` : keyOf(uid)
    items.set(key, { key, kind, range, level, ...rest, mentions: mentions.filter((name) => name !== key) })
  }
  for (const { key, name, range, nodes } of instances.values()) {
    items.set(key, { key, kind: "definition", range, level: 0, ...meaningOf({ name, nodes }) })
  }
  const variables = [...items.values()].flatMap(({ kind, key }) =>
    kind === "variable" && !key.includes(".") ? [key] : []
  )
  return { root, variables: variables.toSorted(), items }
}
