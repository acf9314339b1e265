/** The report from what was found. */
import { behaviourOfTrace } from "../../trace/behaviour.ts"
import type { Behaviour } from "../../trace/behaviour.ts"
import type { Blamed, Causes } from "../blame/blame.ts"
import { behaviourOf } from "../compare/behaviour.ts"
import type { Comparison, Witness } from "../compare/compare.ts"
import { claimsIn } from "../inputs/claims.ts"
import { filesDigest } from "../graph/explore.ts"
import { boundsIn, livenessIn } from "../looked.ts"
import type { Looked, Read } from "../looked.ts"
import type { InvariantChange } from "../probe/invariants.ts"
import type { TextChange } from "../text/changes.ts"
import type { Item } from "../text/parse.ts"
import { textOf } from "../text/sources.ts"
import type { Difference, ModelReport, Shown, TextChange as TextReport } from "./model.ts"

const shownOf = ({ variables, states, loop }: Behaviour): Shown => ({
  variables,
  loop: loop ?? null,
  states: states.map(({ step, values }) => ({
    step: step === undefined ? null : { action: step.action, args: step.args.map(({ text }) => text) },
    values: variables.map((name) => values[name]!.text)
  }))
})

const differences = (
  witnesses: ReadonlyArray<Witness>,
  causes: Blamed["allowed"] | undefined
): ReadonlyArray<Difference> =>
  witnesses.map(({ action, behaviour, steps }, i) => ({
    action,
    steps,
    behaviour: shownOf(behaviour),
    causes: causes?.[i]?.groups ?? null,
    causesUnsure: causes?.[i]?.unsure ?? false
  }))

/** Its name, if it has one, or how it begins: what it means is the same for two of them, and no name. */
const assumptionKey = (text: string): string => {
  const name = /^\w+\s+(\w+)\s*==/.exec(text)?.[1]
  return name === undefined ? text.split("\n", 1)[0]!.slice(0, 60) : `ASSUME ${name}`
}

/** One definition with both of its texts. */
export const textReportOf = (base: Read, head: Read, change: TextChange): TextReport => {
  const placeOf = ({ sources }: Read, item: Item | undefined) =>
    item === undefined ? null : { module: item.range.module, line: item.range.line, text: textOf(sources, item.range) }
  const [before, after] = [placeOf(base, change.base), placeOf(head, change.head)]
  const key = change.role === "assumption" ? assumptionKey((after ?? before)!.text) : change.key
  return { ...change, key, base: before, head: after }
}

/** What stands in one place is one change, though each root module has a name of its own for it; what INSTANCE copies is none. */
export const mergedTexts = (changes: ReadonlyArray<TextReport>): ReadonlyArray<TextReport> => {
  const byPlace = new Map<string, TextReport>()
  for (const change of changes) {
    if (change.key.includes("!") && change.base?.text === change.head?.text) continue
    const { module, line } = (change.head ?? change.base)!
    const place = `${change.change} ${module} ${line} ${(change.head ?? change.base)!.text}`
    const known = byPlace.get(place)
    const union = (of: "users" | "reaches") => [...new Set([...(known?.[of] ?? []), ...change[of]])].toSorted()
    const key = known === undefined || change.key.length < known.key.length ? change.key : known.key
    byPlace.set(place, { ...change, key, users: union("users"), reaches: union("reaches") })
  }
  return [...byPlace.values()]
}

const outcomeOf = ({ outcome: { violated, undecided }, shape }: Looked): ModelReport["outcomes"]["base"] => ({
  violated: violated.map(({ claim, trace }) => ({
    claim,
    behaviour: trace.steps.length === 0 ? null : shownOf(behaviourOfTrace(trace, shape.event ?? ""))
  })),
  undecided
})

/** What was found of one model. */
export interface Found {
  readonly compared: Comparison
  readonly causes: Causes
  readonly invariants: ReadonlyArray<InvariantChange>
}

/** One model. */
export const modelReportOf = (
  name: string,
  base: Looked,
  head: Looked,
  { compared, causes, invariants }: Found
): ModelReport => {
  const { pair, changes } = compared
  const sourceOf = ({ model, explored }: Looked) => ({ digest: filesDigest(model), cached: explored.cached })
  return {
    model: name,
    bounds: { base: boundsIn(base), head: boundsIn(head) },
    claims: { base: claimsIn(base.config), head: claimsIn(head.config) },
    liveness: [...new Set([...livenessIn(base), ...livenessIn(head)])],
    outcomes: { base: outcomeOf(base), head: outcomeOf(head) },
    sources: { base: sourceOf(base), head: sourceOf(head) },
    seen: {
      common: pair.common,
      added: pair.added,
      removed: pair.removed,
      renamed: pair.renamed.map(([from, to]) => ({ from, to })),
      proposed: pair.proposed.map(([from, to]) => ({ from, to })),
      named: pair.named
    },
    verdict: compared.verdict,
    valuesVerdict: compared.valuesVerdict,
    allowed: differences(compared.allowed, causes.found?.allowed),
    forbidden: differences(compared.forbidden, causes.found?.forbidden),
    causesSkipped: causes.skipped ?? null,
    causesUntried: causes.found?.untried ?? [],
    told: compared.told.map(({ path, request, ...change }) => ({
      ...change,
      request: { action: request.action, args: request.args },
      behaviour: shownOf(behaviourOf(head.explored.lts, path))
    })),
    invariants: invariants.map(({ onlyBase, onlyHead, ...change }) => ({
      ...change,
      onlyBase: onlyBase ?? null,
      onlyHead: onlyHead ?? null
    })),
    sizes: { base: changes.base, head: changes.head },
    states: changes.states,
    transitions: { ...changes.transitions, relabelled: changes.relabelled },
    actions: changes.actions,
    pairs: compared.looked
  }
}
