/** What became of claims that are other ones now: whether an invariant is stronger or weaker, with states that show it. */
import { Effect, Result } from "effect"
import { sha256 } from "../../graph/identity.ts"
import { concurrency } from "../../models/verify.ts"
import type { Renames } from "../compare/project.ts"
import type { Store } from "../kept.ts"
import type { Looked, Read } from "../looked.ts"
import { asksWhatIsEnabled, candidates, variablesOf } from "./candidates.ts"
import type { Candidate } from "./candidates.ts"
import { probedVariables, probesOf, reachedGroup, startEvent } from "./states.ts"
import type { NameNow, Probes } from "./states.ts"
import { truthsOf } from "./truths.ts"
import type { Truths } from "./truths.ts"

/** A state that one version of an invariant allows and the other one forbids. */
export interface ProbedState {
  readonly variables: ReadonlyArray<string>
  readonly values: ReadonlyArray<string>
  /** whether a side reaches it */
  readonly reached: boolean
}

/** A claim that does not mean what it did. */
export interface InvariantChange {
  readonly invariant: string
  /** a property is never compared: no state shows what it asks */
  readonly role: Candidate["role"]
  /** "same" says only that no state that was looked at tells them apart */
  readonly change: "strengthened" | "weakened" | "incomparable" | "same" | "not compared"
  /** a state that only the base allows, and one that only the head allows */
  readonly onlyBase: ProbedState | undefined
  readonly onlyHead: ProbedState | undefined
  /** how many states were looked at */
  readonly states: number
}

/** In so many models a claim is looked at: each takes two runs of TLC, and shows much the same. */
const modelsEach = 3

/** A model on both sides. */
interface Pair {
  readonly name: string
  readonly both: readonly [Read, Read]
}

/** The claims that are looked at in each model. */
export const probedIn = (pairs: ReadonlyArray<Pair>): ReadonlyMap<string, ReadonlyArray<Candidate>> => {
  const counts = new Map<string, number>()
  return new Map(
    pairs.map(({ name, both }) => {
      const some = candidates(...both).filter((claim) => (counts.get(claim.name) ?? 0) < modelsEach)
      for (const claim of some) counts.set(claim.name, (counts.get(claim.name) ?? 0) + 1)
      return [name, some] as const
    })
  )
}

const notCompared = ({ name, role }: Candidate): InvariantChange => ({
  invariant: name,
  role,
  change: "not compared",
  onlyBase: undefined,
  onlyHead: undefined,
  states: 0
})

const stateAt = ({ variables, values, states, reached }: Probes, at: number): ProbedState | undefined =>
  at < 0 ? undefined : { variables, values: states[at]!.map((value, v) => values[v]![value]!), reached: at < reached }

const changeOf = (onlyBase: number, onlyHead: number): InvariantChange["change"] => {
  if (onlyBase >= 0) return onlyHead >= 0 ? "incomparable" : "strengthened"
  return onlyHead >= 0 ? "weakened" : "same"
}

/** What both sides' truths come to; `limited` where that no difference shows says nothing at all. */
const compared = (
  claim: Candidate,
  p: number,
  probes: Probes,
  [before, after]: readonly [Truths, Truths],
  limited: boolean
): InvariantChange => {
  const states = before.filter((truths, at) => truths[p] !== undefined && after[at]![p] !== undefined).length
  const find = (one: Truths, other: Truths): number =>
    one.findIndex((truths, at) => truths[p] === true && other[at]![p] === false)
  const [onlyBase, onlyHead] = [find(before, after), find(after, before)]
  const change = changeOf(onlyBase, onlyHead)
  if (change === "same" && (limited || states === 0)) return notCompared(claim)
  return {
    ...notCompared(claim),
    change,
    onlyBase: stateAt(probes, onlyBase),
    onlyHead: stateAt(probes, onlyHead),
    states
  }
}

/** A value for each variable that the states have none for. */
const othersOf = ({ explored: { lts }, parsed, shape }: Looked, given: ReadonlyArray<string>) =>
  new Map(
    parsed.variables
      .filter((name) => !given.includes(name))
      .map((name) => [name, name === shape.event ? startEvent : lts.texts[lts.cells[lts.variables.indexOf(name)]!]!])
  )

/** Both versions of these invariants, in the same states. */
const asked = Effect.fnUntraced(function* (
  base: Looked,
  head: Looked,
  claims: ReadonlyArray<Candidate>,
  variables: ReadonlyArray<string>,
  now: NameNow,
  dependsOn: (name: string) => ReadonlyArray<string>
) {
  const same: NameNow = (name) => name
  const sides = [[base, now] as const, [head, same] as const]
  const probes = probesOf(sides, variables, new Set(claims.flatMap(({ name }) => dependsOn(name))))
  const limited = claims.map(({ name }) => asksWhatIsEnabled(base, name) || asksWhatIsEnabled(head, name))
  const truths = yield* Effect.all(
    sides.map(([side, now]) => {
      const own = variables.map((name) => side.parsed.variables.find((known) => now(known) === name)!)
      return truthsOf(side, {
        ...probes,
        variables: own,
        predicates: claims.map(({ name }) => name),
        others: othersOf(side, own),
        // What is enabled where no side comes says nothing of either.
        asks: (p, group) => group === reachedGroup || !limited[p]!
      })
    }),
    { concurrency }
  ).pipe(Effect.result)
  if (Result.isFailure(truths)) return claims.map(notCompared)
  const [before, after] = truths.success
  return claims.map((claim, p) => compared(claim, p, probes, [before!, after!], limited[p]!))
})

const format = "leasehold.diff.invariants/2"

/** What became of these claims. */
export const invariantChanges = Effect.fn("invariantChanges")(function* (
  base: Looked,
  head: Looked,
  claims: ReadonlyArray<Candidate>,
  renames: Renames,
  store: Store
) {
  if (claims.length === 0) return []
  const names = claims.map(({ name }) => name)
  const digest = sha256([format, base.meaning.whole, head.meaning.whole, ...names, ...[...renames].flat()].join("\n"))
  const kept = store.recall<ReadonlyArray<InvariantChange>>(digest)
  if (kept !== undefined) return kept
  const now: NameNow = (name) => renames.get(name) ?? name
  const [before, after] = [probedVariables(base).map(now), probedVariables(head)]
  const common = after.filter((name) => before.includes(name))
  const dependsOn = (name: string) => [...new Set([...variablesOf(base, name).map(now), ...variablesOf(head, name)])]
  const invariants = claims.filter(
    ({ name, role }) => role === "invariant" && dependsOn(name).every((variable) => common.includes(variable))
  )
  // The event is shown only where it is asked for.
  const isShown = (name: string): boolean =>
    name !== head.shape.event || invariants.some((claim) => dependsOn(claim.name).includes(name))
  const found =
    invariants.length === 0 ? [] : yield* asked(base, head, invariants, common.filter(isShown), now, dependsOn)
  const changes = claims.map((claim) => found.find(({ invariant }) => invariant === claim.name) ?? notCompared(claim))
  store.keep(digest, changes)
  return changes
})
