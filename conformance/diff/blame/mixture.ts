/**
 * A specification made of two versions of one: of each definition that is switched the base's or the head's, of the others that which
 * there is, as far as the model needs them. Modules are written anew, each definition behind those that it mentions. So nothing hangs on
 * where a version has it, and what only the other one needs is not there.
 */
import { withoutSections } from "../../tlc/config.ts"
import { claimSections, namesIn } from "../inputs/meaning.ts"
import type { Item, Parsed } from "../text/parse.ts"
import { textOf, withoutComments } from "../text/sources.ts"
import type { Sources } from "../text/sources.ts"
import { configuration, isDeclared } from "./units.ts"
import type { Unit } from "./units.ts"

/** A model of one side, with its texts. */
export interface Version {
  readonly parsed: Parsed
  readonly sources: Sources
  readonly config: string
}

/** What can be mixed. */
export interface Versions {
  readonly base: Version
  readonly head: Version
  /** what is switched */
  readonly units: ReadonlyArray<Unit>
  /** what is asked for beside what configurations name */
  readonly also: ReadonlyArray<string>
}

/** An item, and whose it is. */
interface Chosen {
  readonly item: Item
  readonly sources: Sources
}

const chooserOf = ({ base, head, units }: Versions, taken: ReadonlySet<string>) => {
  const switched = new Set(units.flat())
  return (key: string): Chosen | undefined => {
    const sides = switched.has(key) ? [taken.has(key) ? head : base] : [base, head]
    return sides.flatMap(({ parsed, sources }) => {
      const item = parsed.items.get(key)
      // Assumptions make no step, and one of a version may be false of a mixture.
      return item === undefined || item.kind === "assumption" ? [] : [{ item, sources }]
    })[0]
  }
}

/** What is needed though nothing mentions it: declarations that both have, and what modules take over whole. */
const given = ({ base, head }: Versions): ReadonlyArray<string> =>
  [...base.parsed.items.values(), ...head.parsed.items.values()]
    .filter((item) => {
      const { key } = item
      const taken = /(?:^|\.)INSTANCE (\w+)$/.exec(key)?.[1]
      const everywhere = base.parsed.items.has(key) && head.parsed.items.has(key)
      return (
        (everywhere && (isDeclared(item) || taken !== undefined)) ||
        // A standard module is in nobody's way.
        (taken !== undefined && !base.sources.has(taken) && !head.sources.has(taken))
      )
    })
    .map(({ key }) => key)

/** What the keys need, with themselves, each behind what it mentions. */
const ordered = (keys: Iterable<string>, chosen: (key: string) => Chosen | undefined): ReadonlyArray<Chosen> => {
  const [order, seen]: [Array<Chosen>, Set<string>] = [[], new Set()]
  const visit = (key: string): void => {
    const found = seen.has(key) ? undefined : chosen(key)
    seen.add(key)
    if (found === undefined) return
    for (const mentioned of found.item.mentions) visit(mentioned)
    order.push(found)
  }
  for (const key of keys) visit(key)
  return order
}

const header = /-{4,}\s*MODULE\s+\w+\s*-{4,}\s*EXTENDS\s+(\w+(?:\s*,\s*\w+)*)/

/** Lists align by columns, so a text begins in the column that it began in. */
const placed = ({ item: { range }, sources }: Chosen): string =>
  `${" ".repeat(range.column - 1)}${textOf(sources, range)}`

/** The module within a module that an INSTANCE is of, before it; only it can name it. */
const inner = ({ item: { meaning }, sources }: Chosen, module: string): ReadonlyArray<string> => {
  const name = /^module\((\w+)\)/.exec(meaning)?.[1]
  if (name === undefined || sources.has(name)) return []
  const text = new RegExp(String.raw`-{4,}\s*MODULE\s+${name}\s*-{4,}[\s\S]*?\n\s*={4,}`)
  return text.exec(sources.get(module) ?? "")?.slice(0, 1) ?? []
}

/** `F(_, _)` as it is announced; undefined of what is not. */
const announced = ({ item: { key, range }, sources }: Chosen): string | undefined => {
  const name = key.slice(key.lastIndexOf(".") + 1)
  const list = new RegExp(String.raw`\bRECURSIVE\s+(?:\w+\s*(?:\([\s_,]*\))?\s*,\s*)*(${name}\b\s*(?:\([\s_,]*\))?)`)
  return /^\w+$/.test(name) ? list.exec(withoutComments(sources.get(range.module) ?? ""))?.[1] : undefined
}

const moduleText = (module: string, { base, head }: Versions, items: ReadonlyArray<Chosen>): string => {
  const own = items.filter(({ item }) => item.range.module === module && item.instance === undefined)
  const extended = new Set(
    [base, head].flatMap(({ sources }) => {
      const found = header.exec(withoutComments(sources.get(module) ?? ""))
      return found === null ? [] : found[1]!.split(/\s*,\s*/)
    })
  )
  const recursive = own.flatMap((each) => announced(each) ?? [])
  return [
    `---- MODULE ${module} ----`,
    ...(extended.size === 0 ? [] : [`EXTENDS ${[...extended].join(", ")}`]),
    ...own.flatMap(({ item, sources }) =>
      isDeclared(item) ? [`${item.kind.toUpperCase()} ${textOf(sources, item.range)}`] : []
    ),
    ...(recursive.length === 0 ? [] : [`RECURSIVE ${recursive.join(", ")}`]),
    ...new Set(own.flatMap((each) => inner(each, module))),
    ...own.flatMap((each) => (isDeclared(each.item) ? [] : [placed(each)])),
    "====",
    ""
  ].join("\n")
}

/** The mixture: what it means, and its texts. */
export const mix = (versions: Versions, taken: ReadonlySet<string>): Version => {
  const { base, head, also } = versions
  const { config } = taken.has(configuration) ? head : base
  const words = namesIn(withoutSections(config, claimSections))
  const items = ordered([...given(versions), ...words, ...also].toSorted(), chooserOf(versions, taken))
  const modules = new Set([...base.sources.keys(), ...head.sources.keys()])
  return {
    parsed: {
      root: base.parsed.root,
      variables: items
        .flatMap(({ item: { kind, key } }) => (kind === "variable" && !key.includes(".") ? [key] : []))
        .toSorted(),
      items: new Map(items.map(({ item }) => [item.key, item]))
    },
    config,
    sources: new Map([...modules].map((module) => [module, moduleText(module, versions, items)]))
  }
}
