/** Which claims are other ones than they were, though they have their names still. */
import { assignmentsOf, behaviourOf, propertiesOf } from "../../tlc/config.ts"
import { namesIn } from "../inputs/meaning.ts"
import { namedBy } from "../looked.ts"
import type { Read } from "../looked.ts"
import { reachedFrom } from "../text/changes.ts"
import { closure } from "../text/closure.ts"

/** A claim that both sides know, and that does not mean the same on both. */
export interface Candidate {
  readonly name: string
  readonly role: "invariant" | "property"
}

/** What a name mentions under the configuration. What has another definition put in its place is not looked into. */
const mentionsOf = ({ parsed, config }: Read) => {
  const assigned = assignmentsOf(config)
  return (key: string): { readonly text: string; readonly mentions: ReadonlyArray<string> } => {
    const { meaning = "", kind = "", mentions = [] } = parsed.items.get(key) ?? {}
    const by = assigned.get(key)
    if (by === undefined) return { text: meaning, mentions }
    const names = by.startsWith("<-") ? namesIn(by) : []
    // `Name <- [Module]Other` holds in one module only.
    const replaced = kind === "constant" || !by.includes("[")
    return { text: replaced ? by : `${meaning} ${by}`, mentions: replaced ? names : [...mentions, ...names] }
  }
}

/** All that a claim reaches, but for what these keys reach. */
const reachOf = (read: Read, name: string, ends: ReadonlySet<string> = new Set()): ReadonlySet<string> => {
  const mentions = mentionsOf(read)
  const all = closure([name], (key) => (key !== name && ends.has(key) ? [] : mentions(key).mentions))
  return new Set([...all].filter((key) => read.parsed.items.has(key)))
}

/** The variables that a claim depends on. */
export const variablesOf = (read: Read, name: string): ReadonlyArray<string> =>
  [...reachOf(read, name)].filter((key) => read.parsed.items.get(key)!.kind === "variable")

/** Whether a claim asks what can happen next, which is a matter of all guards. */
export const asksWhatIsEnabled = (read: Read, name: string): boolean =>
  [...reachOf(read, name)].some((key) => read.parsed.items.get(key)!.meaning.includes("operator(ENABLED )"))

/** The actions and formulas of behaviours that the specification itself is made of. */
const ownActions = ({ parsed, config }: Read): ReadonlySet<string> =>
  new Set([...reachedFrom(parsed, behaviourOf(config))].filter((key) => (parsed.items.get(key)?.level ?? 0) >= 2))

/**
 * Where a claim ends and the specification begins. A claim may speak of the specification's own actions, as fairness, refinement and
 * ENABLED do: with another guard these are other actions, and it claims the same of them. So changes of actions, which are compared
 * as behaviour, are none of the claim. Neither are guards, for a claim that asks what is enabled, nor what requests are told,
 * which is compared by itself.
 */
const endsOf = (read: Read, name: string): ReadonlySet<string> => {
  const own = ownActions(read)
  if (!asksWhatIsEnabled(read, name)) return own
  const { verdicts } = read.shape
  const guarded = [...reachOf(read, name)].filter((key) => own.has(key))
  return new Set([...own, ...reachedFrom(read.parsed, [...guarded, ...(verdicts === undefined ? [] : [verdicts])])])
}

/** What a claim means, as a text that is the same exactly if it means the same. */
const meaningOf = (read: Read, name: string): string => {
  const text = mentionsOf(read)
  const ends = endsOf(read, name)
  return [...reachOf(read, name, ends)]
    .toSorted()
    .map((key) => (key !== name && ends.has(key) ? key : `${key} ${text(key).text}`))
    .join("\n")
}

/** Those of a model. What the specification itself is made of is claimed in vain, and is no candidate. */
export const candidates = (base: Read, head: Read): ReadonlyArray<Candidate> => {
  const both = (name: string): boolean => base.parsed.items.has(name) && head.parsed.items.has(name)
  const changed = (name: string): boolean => both(name) && meaningOf(base, name) !== meaningOf(head, name)
  const own = [base, head].map(ownActions)
  const properties = propertiesOf(base.config).filter(
    (name) => propertiesOf(head.config).includes(name) && !own.some((actions) => actions.has(name))
  )
  return [
    ...[...namedBy([base, head]).invariants].filter(changed).map((name) => ({ name, role: "invariant" as const })),
    ...[...new Set(properties)].filter(changed).map((name) => ({ name, role: "property" as const }))
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
