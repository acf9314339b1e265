/**
 * What a model means, as a text that two models have in common only if TLC finds the same in both: its configuration, and what this
 * names, at any depth. So a change of anything else, a comment or a definition that the model does not use, needs no look at it.
 */
import { sha256 } from "../../graph/identity.ts"
import { substitutionsOf, withoutSections } from "../../tlc/config.ts"
import { closure } from "../text/closure.ts"
import type { Parsed } from "../text/parse.ts"

/** What claims something; a graph is the same without it. */
export const claimSections = ["INVARIANT", "PROPERTY", "SYMMETRY", "ALIAS", "POSTCONDITION", "CHECK_DEADLOCK"] as const

/** The words of a configuration that may name something; `[Module]Other` names what has the name Other. */
export const namesIn = (config: string): ReadonlyArray<string> => config.split(/[\s{}[\],=]+/)

/** The keys that a configuration's words reach. What has another definition put in its place is not looked into. */
const reached = ({ items }: Parsed, words: ReadonlyArray<string>, config: string): ReadonlyArray<string> => {
  // `Name <- [Module]Other` holds in one module only.
  const places = new Map(substitutionsOf(config).filter(([, by]) => items.has(by)))
  // Assumptions are checked, and constants must have values, whether or not anything needs them.
  const given = [...items.values()].filter(({ kind }) => kind === "assumption" || kind === "constant")
  const all = closure([...words, ...given.map(({ key }) => key)], (key) => {
    const by = places.get(key)
    return by === undefined ? (items.get(key)?.mentions ?? []) : [by]
  })
  return [...all].filter((key) => !places.has(key)).toSorted()
}

const textOf = (parsed: Parsed, config: string, also: ReadonlyArray<string>): string =>
  [
    parsed.root,
    config,
    parsed.variables.join(" "),
    ...reached(parsed, [...namesIn(config), ...also], config).flatMap((key) => {
      const item = parsed.items.get(key)
      return item === undefined ? [] : [`${key} ${item.kind} ${item.meaning}`]
    })
  ].join("\n")

/** Digests of what a model means. */
export interface Meaning {
  /** of what it allows, and of what requests are told */
  readonly graph: string
  /** of that and of what it claims */
  readonly whole: string
}

/** `also` are names that the comparison asks for beside the configuration. */
export const meaningOf = (parsed: Parsed, config: string, also: ReadonlyArray<string>): Meaning => ({
  graph: sha256(textOf(parsed, withoutSections(config, claimSections), also)),
  whole: sha256(textOf(parsed, withoutSections(config, []), also))
})
