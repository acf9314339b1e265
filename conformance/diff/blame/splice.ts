/** The base's modules with some definitions as the head has them: texts are cut out of one version and put into the other. */
import type { TextChange } from "../text/changes.ts"
import type { Item, Parsed, Range } from "../text/parse.ts"
import { offsetsOf, textOf } from "../text/sources.ts"
import type { Sources } from "../text/sources.ts"

/** Both versions, and what is taken from the head. */
export interface Splice {
  readonly base: { readonly parsed: Parsed; readonly sources: Sources }
  readonly head: { readonly parsed: Parsed; readonly sources: Sources }
  readonly changes: ReadonlyArray<TextChange>
  readonly taken: ReadonlySet<string>
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

const atColumn = (column: number, text: string): string => `\n${" ".repeat(column - 1)}${text}`

/** In the place of the base's text; lists align by columns, so a text that began elsewhere begins a line. */
const replacement = (source: string, sources: Sources, at: Range, by: Range): Edit => {
  const [from, to] = offsetsOf(source, at)
  const text = textOf(sources, by)
  return { from, to, text: at.column === by.column ? text : atColumn(by.column, text) }
}

const isDefinition = ({ kind }: Item): boolean => kind === "definition" || kind === "assumption"

/** What stands before an item in its own module and is in the other version's as well. */
const anchorOf = (item: Item, { base, head }: Splice): Item | undefined =>
  [...head.parsed.items.values()]
    .filter(({ range }) => range.module === item.range.module && range.line < item.range.line)
    .toSorted((a, b) => b.range.line - a.range.line)
    .flatMap(({ key }) => base.parsed.items.get(key) ?? [])
    .find((known) => isDefinition(known) && known.range.module === item.range.module)

/** Behind this, or before the first definition of the module. */
const insertion = (source: string, { items }: Parsed, module: string, anchor: Item | undefined, text: string): Edit => {
  if (anchor !== undefined) {
    const [, end] = offsetsOf(source, anchor.range)
    return { from: end, to: end, text }
  }
  const first = [...items.values()]
    .filter((item) => isDefinition(item) && item.range.module === module)
    .toSorted((a, b) => a.range.line - b.range.line)[0]
  const line = first === undefined ? source.split("\n").length : first.range.line
  const at =
    first === undefined ? source.lastIndexOf("\n====") : offsetsOf(source, { ...first.range, line, column: 1 })[0]
  return { from: at, to: at, text: `${text.replace(/^\n/, "")}\n` }
}

/** Takes a declaration out of its list, with a comma. */
const removal = (source: string, range: Range): Edit => {
  const [from, to] = offsetsOf(source, range)
  const before = /,\s*$/.exec(source.slice(0, from))
  if (before !== null) return { from: from - before[0].length, to, text: "" }
  const after = /^\s*,\s*/.exec(source.slice(to))
  if (after !== null) return { from, to: to + after[0].length, text: "" }
  const keyword = /\b(?:VARIABLES?|CONSTANTS?)\s*$/.exec(source.slice(0, from))
  return { from: from - (keyword?.[0].length ?? 0), to, text: "" }
}

/** Whether an added definition can stand without what is not taken. */
const stands = (item: Item, { head, changes, taken }: Splice): boolean => {
  const missing = new Set(
    changes
      .filter(
        ({ key, change, role }) => change === "added" && (role === "variable" || role === "constant") && !taken.has(key)
      )
      .map(({ key }) => key)
  )
  const reached = new Set([item.key])
  for (const key of reached) for (const mentioned of head.parsed.items.get(key)?.mentions ?? []) reached.add(mentioned)
  return ![...reached].some((key) => missing.has(key))
}

const editsOf = (source: string, module: string, splice: Splice): ReadonlyArray<Edit> => {
  const { base, head, changes, taken } = splice
  return changes.flatMap((change): ReadonlyArray<Edit> => {
    const { key, base: old, head: now } = change
    if ((old ?? now)!.range.module !== module || key.includes("!")) return []
    if (old !== undefined && now !== undefined) {
      return taken.has(key) ? [replacement(source, head.sources, old.range, now.range)] : []
    }
    if (now !== undefined && isDefinition(now)) {
      if (!stands(now, splice)) return []
      const text = atColumn(now.range.column, textOf(head.sources, now.range))
      return [insertion(source, base.parsed, module, anchorOf(now, splice), text)]
    }
    if (!taken.has(key)) return []
    if (old !== undefined) return isDefinition(old) ? [] : [removal(source, old.range)]
    const declaration = `\n${now!.kind.toUpperCase()} ${key}`
    return [insertion(source, base.parsed, module, undefined, declaration)]
  })
}

const extendsLine = /^\s*EXTENDS[^\n]*$/m

/** The texts of all modules. What only the head has is there wherever it can be: nothing comes of what nobody uses. */
export const splice = (parts: Splice): Sources => {
  const { base, head } = parts
  const texts = new Map(head.sources)
  for (const [module, source] of base.sources) {
    const edited = editsOf(source, module, parts)
      // From the end on. Of edits at one place a replacement goes first, and of insertions that which has to come last.
      .map((edit, i) => ({ ...edit, i }))
      .toSorted((a, b) => b.from - a.from || b.to - a.to || b.i - a.i)
      .reduce((text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to), source)
    const now = extendsLine.exec(head.sources.get(module) ?? "")
    texts.set(module, now === null ? edited : edited.replace(extendsLine, now[0]))
  }
  return texts
}
