/**
 * The changes that can be switched one by one: a changed definition, or the configuration. What mentions a variable or constant that only
 * one side has is switched together with it, since neither makes sense without the other.
 */
import { reachedFrom } from "../text/changes.ts"
import type { TextChange } from "../text/changes.ts"
import type { Parsed } from "../text/parse.ts"

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

/** What only one side has, and mentions this, at any depth. */
const throughNew = (
  parsed: Parsed,
  changes: ReadonlyArray<TextChange>,
  kind: "added" | "removed",
  key: string
): ReadonlySet<string> => {
  const own = new Set(changes.filter(({ change }) => change === kind).map(({ key }) => key))
  const reached = new Set([key])
  // A set is iterated in the order of insertion, and what is added on the way comes too.
  for (const each of reached) {
    for (const name of own) if (parsed.items.get(name)?.mentions.includes(each) === true) reached.add(name)
  }
  return reached
}

/** The units, by the first of their keys. */
export const unitsOf = ({ base, head, changes, words, configChanged }: UnitsOf): ReadonlyArray<Unit> => {
  const relevant = new Set([...reachedFrom(base, words), ...reachedFrom(head, words)])
  const matters = changes.filter(({ key }) => relevant.has(key))
  const changed = matters.filter(
    ({ change, role, key }) => change === "changed" && role !== "variable" && role !== "constant" && !key.includes("!")
  )
  const declared = matters.filter(
    ({ change, role }) => change !== "changed" && (role === "variable" || role === "constant")
  )
  const groups = declared.map(({ key, change, role }) => {
    const kind = change === "added" ? "added" : "removed"
    const parsed = kind === "added" ? head : base
    const through = throughNew(parsed, changes, kind, key)
    const users = changed.filter((each) =>
      [...through].some((name) => parsed.items.get(each.key)?.mentions.includes(name) === true)
    )
    return new Set([
      key,
      ...users.map(({ key }) => key),
      ...(role === "constant" && configChanged ? [configuration] : [])
    ])
  })
  const single = changed.map(({ key }) => new Set([key]))
  return merged([...groups, ...single, ...(configChanged ? [new Set([configuration])] : [])])
    .map((group) => [...group].toSorted())
    .toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1))
}
