/** What changed in the text of a specification, by definition: comments, layout and the names of bound variables are no change. */
import { closure } from "./closure.ts"
import type { Item, Parsed } from "./parse.ts"

/** What a definition is for. */
export type Role =
  "action" | "invariant" | "property" | "fairness" | "specification" | "constant" | "variable" | "assumption" | "helper"

/** One definition or declaration that is another one, or on one side only. */
export interface TextChange {
  readonly key: string
  readonly change: "added" | "removed" | "changed"
  readonly role: Role
  readonly base: Item | undefined
  readonly head: Item | undefined
  /** what mentions it on either side, directly */
  readonly users: ReadonlyArray<string>
  /** the actions and claims that it is a part of, at any depth */
  readonly reaches: ReadonlyArray<string>
  /** whether it says on either side that something must not be put off for ever */
  readonly fair: boolean
}

/** What a model's configuration names: what it claims, and all else. */
export interface Named {
  readonly invariants: ReadonlySet<string>
  readonly properties: ReadonlySet<string>
  readonly specifications: ReadonlySet<string>
}

/** What mentions each key, on either side. */
const usersOf = (sides: ReadonlyArray<Parsed>): ReadonlyMap<string, ReadonlySet<string>> => {
  const users = new Map<string, Set<string>>()
  for (const { items } of sides) {
    for (const { key, mentions } of items.values()) {
      for (const mentioned of mentions) users.set(mentioned, (users.get(mentioned) ?? new Set()).add(key))
    }
  }
  return users
}

/** The keys and everything that depends on them. */
const dependants = (users: ReadonlyMap<string, ReadonlySet<string>>, key: string): ReadonlySet<string> =>
  closure([key], (each) => users.get(each) ?? [])

/** Whether it says that something happens at last, or goes on happening: behaviours without end tell that, and no step does. */
const isLive = ({ meaning }: Item): boolean => /operator\((?:<>|~>|\$WF|\$SF) \)/.test(meaning)

/** Those of the properties that are of liveness, by themselves or by what they mention. */
export const livenessOf = (parsed: Parsed, properties: ReadonlyArray<string>): ReadonlyArray<string> =>
  properties.filter((property) =>
    [...reachedFrom(parsed, [property])].some((key) => {
      const item = parsed.items.get(key)
      return item !== undefined && isLive(item)
    })
  )

const isFair = ({ meaning }: Item): boolean => /\$(?:WF|SF) /.test(meaning)

/** The role of what one side has, or both. */
const roleOf = (sides: ReadonlyArray<Item>, { invariants, properties, specifications }: Named): Role => {
  const { kind, key } = sides[0]!
  if (kind !== "definition") return kind
  if (invariants.has(key)) return "invariant"
  if (properties.has(key)) return "property"
  const level = Math.max(...sides.map((item) => item.level))
  if (level === 3) return sides.some(isFair) ? "fairness" : specifications.has(key) ? "specification" : "property"
  return level === 2 ? "action" : "helper"
}

const claimed: ReadonlySet<Role> = new Set(["action", "invariant", "property", "fairness", "specification"])

/** The changes, by key. */
export const textChanges = (base: Parsed, head: Parsed, named: Named): ReadonlyArray<TextChange> => {
  const users = usersOf([base, head])
  const sidesOf = (key: string): ReadonlyArray<Item> => [head, base].flatMap(({ items }) => items.get(key) ?? [])
  const roleByKey = (key: string): Role => roleOf(sidesOf(key), named)
  // Nobody wrote what comes by INSTANCE, but who uses it did.
  const writtenBy = (user: string): ReadonlyArray<string> =>
    sidesOf(user)[0]?.instance === undefined ? [user] : [...(users.get(user) ?? [])]
  return [...new Set([...base.items.keys(), ...head.items.keys()])]
    .toSorted()
    .flatMap((key): ReadonlyArray<TextChange> => {
      const [old, now] = [base.items.get(key), head.items.get(key)]
      if (old?.meaning === now?.meaning && old?.kind === now?.kind) return []
      // It came or went with its INSTANCE, which is told.
      if ((old === undefined || now === undefined) && (old ?? now)!.instance !== undefined) return []
      const around = [...dependants(users, key)].filter((other) => other !== key)
      return [
        {
          key,
          change: old === undefined ? "added" : now === undefined ? "removed" : "changed",
          role: roleByKey(key),
          base: old,
          head: now,
          users: [...new Set([...(users.get(key) ?? [])].flatMap(writtenBy))].toSorted(),
          reaches: around.filter((other) => claimed.has(roleByKey(other))).toSorted(),
          fair: sidesOf(key).some(isFair)
        }
      ]
    })
}

/** The keys that these mention, at any depth, with themselves. */
export const reachedFrom = ({ items }: Parsed, keys: Iterable<string>): ReadonlySet<string> =>
  closure(keys, (key) => items.get(key)?.mentions ?? [])
