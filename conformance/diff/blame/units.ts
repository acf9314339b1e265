/**
 * The changes that can be switched one by one: a changed definition or INSTANCE, or the configuration. What mentions a variable or
 * constant that only one side has is switched together with it, and what mentions something that takes another number of arguments
 * with that, since neither makes sense without the other.
 */
import type { TextChange } from "../text/changes.ts"
import { closure } from "../text/closure.ts"
import type { Item, Parsed } from "../text/parse.ts"

/** The configuration as one of the things that are switched: no definition has this name. */
export const configuration = "the configuration"

/** Changes that are switched together: keys of definitions and declarations, sorted. */
export type Unit = ReadonlyArray<string>

export interface UnitsOf {
  readonly base: Parsed
  readonly head: Parsed
  readonly changes: ReadonlyArray<TextChange>
  /** the words of both configurations but for what they claim */
  readonly words: ReadonlyArray<string>
  readonly configChanged: boolean
}

/** Puts together what has an element in common. */
const merged = (groups: ReadonlyArray<ReadonlySet<string>>): ReadonlyArray<ReadonlySet<string>> =>
  groups.reduce<ReadonlyArray<ReadonlySet<string>>>((done, group) => {
    const touching = done.filter((other) => [...group].some((key) => other.has(key)))
    const rest = done.filter((other) => !touching.includes(other))
    return [...rest, new Set([...group, ...touching.flatMap((other) => [...other])])]
  }, [])

/** What only this side has, and mentions this, at any depth. */
const throughNew = ({ items }: Parsed, other: Parsed, key: string): ReadonlySet<string> => {
  const own = [...items.values()].filter(({ key }) => !other.items.has(key))
  return closure([key], (each) => own.flatMap(({ key, mentions }) => (mentions.includes(each) ? [key] : [])))
}

/** What the words name, at any depth: a mixture may need what neither version needs by itself. */
const reachedInBoth = (sides: ReadonlyArray<Parsed>, words: ReadonlyArray<string>): ReadonlySet<string> =>
  closure(words, (key) => sides.flatMap(({ items }) => items.get(key)?.mentions ?? []))

/** Whether it is declared, and not defined. */
export const isDeclared = (item: Item | undefined): boolean => item?.kind === "variable" || item?.kind === "constant"

/** How many parameters it takes: what the parse ends with. */
const arityOf = ({ meaning }: Item): number =>
  meaning.slice(meaning.lastIndexOf("params(")).split("leibnizparam").length

/** Whether the other side has anything of the module that it is in; if not, it comes and goes with who needs it. */
const known = ({ range }: Item, { items }: Parsed): boolean =>
  [...items.values()].some((item) => item.range.module === range.module)

/** The units, by the first of their keys. */
export const unitsOf = ({ base, head, changes, words, configChanged }: UnitsOf): ReadonlyArray<Unit> => {
  const relevant = reachedInBoth([base, head], words)
  const matters = changes.filter(({ key }) => relevant.has(key))
  const declared = matters.filter(
    (each) => (isDeclared(each.base) && known(each.base!, head)) || (isDeclared(each.head) && known(each.head!, base))
  )
  // What comes by INSTANCE has no text to be switched.
  const changed = matters.filter(
    (each) => each.change === "changed" && !declared.includes(each) && each.head?.instance === undefined
  )
  const usersIn = ({ items }: Parsed, keys: ReadonlySet<string>): ReadonlyArray<string> =>
    changed.flatMap(({ key }) => (items.get(key)?.mentions.some((name) => keys.has(name)) === true ? [key] : []))
  const groups = declared.map((each) => {
    const { key } = each
    const constant = each.base?.kind === "constant" || each.head?.kind === "constant"
    return new Set([
      key,
      ...(each.base === undefined ? [] : usersIn(base, throughNew(base, head, key))),
      ...(each.head === undefined ? [] : usersIn(head, throughNew(head, base, key))),
      ...(constant && configChanged ? [configuration] : [])
    ])
  })
  const called = changed
    .filter((each) => arityOf(each.base!) !== arityOf(each.head!))
    .map(
      ({ key }) =>
        new Set([key, ...usersIn(base, throughNew(base, head, key)), ...usersIn(head, throughNew(head, base, key))])
    )
  const single = changed.map(({ key }) => new Set([key]))
  return merged([...groups, ...called, ...single, ...(configChanged ? [new Set([configuration])] : [])])
    .map((group) => [...group].toSorted())
    .toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1))
}
