/**
 * Seeded faults: for each rule of the core one that lacks it, and beside those some that get a rule wrong the way real code does.
 * A harness that does not notice one of them proves nothing about that rule.
 */
import { rules } from "../../../src/protocol/index.ts"
import type { ActionName, Guard } from "../../../src/protocol/index.ts"
import { ruleOf, stepWith } from "./fault.ts"
import type { Fault } from "./fault.ts"
import { specificationOfRule } from "../lifecycle/rules.ts"
import { wrongs } from "./wrongs.ts"

const actionNames = Object.keys(rules) as ReadonlyArray<ActionName>

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> => list.filter((_, i) => i !== index)

/** The rule without each of its entries of a kind. */
const lacks = (
  action: ActionName,
  kind: Fault["kind"],
  part: "guards" | "changes" | "choices"
): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  const entries: ReadonlyArray<{ readonly name: string }> = rule[part] ?? []
  return entries.map(({ name }, i) => ({
    action,
    kind,
    rule: name,
    specification: specificationOfRule(action, name),
    step: stepWith(action, { ...rule, [part]: without(entries, i) })
  }))
}

/**
 * Guards that never fail together with their neighbour, so that their order says nothing: who enters a gate has the oldest intent,
 * rows and graces are of an intent that is there, and a file is looked up or open, not both.
 */
const aloneByNature: ReadonlySet<string> = new Set([
  "HasExpired",
  "IsOldest",
  "IsDurable",
  "NobodyWrites",
  // What the core has beside the life of tasks is asked beside its steps (probes.ts), each by itself.
  "TimeIsOver",
  "CommandWithin",
  "TargetsWithin",
  "SweepsNothing",
  "OvertakesNobody"
])

/** Pairs that never fail together where the graphs are, by their action. */
const apart: ReadonlySet<string> = new Set([
  // Who may not write needs no approval but that of those above it.
  "Acquire: IsApproved before MayWrite",
  "Enqueue: IsApproved before MayWrite",
  "Decide: IsApproved before MayWrite",
  "Exec: IsApproved before MayWrite",
  // What a command has is held, and a command has all that its task may write.
  "Release: LeavesNoProcess before HoldsHandle",
  "Expire: LeavesNoProcess before IsHeld",
  "Exec: NoOtherHolds before HasNoCommand",
  // Runs have no names in the life of tasks: each is asked beside its steps, by itself.
  "Spawn: NoOtherRun before IsNew",
  "Spawn: MaySpawn before NoOtherRun",
  // It takes a parent, a child and a grandchild.
  "Delete: IsDelivered before ChildrenAreOver"
])

/** Each neighbouring pair of guards in the other order: where both fail the wrong conflict is reported, if they have two. */
const swapsGuards = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.guards.slice(1).flatMap((guard: Guard<never>, i): ReadonlyArray<Fault> => {
    const before = rule.guards[i]!
    if (guard.conflict === before.conflict || [guard, before].some(({ name }) => aloneByNature.has(name))) return []
    if (apart.has(`${action}: ${guard.name} before ${before.name}`)) return []
    const guards = rule.guards.map((_, j) => rule.guards[j === i ? i + 1 : j === i + 1 ? i : j]!)
    return [
      {
        action,
        kind: "wrong",
        rule: `${guard.name} before ${before.name}`,
        specification: [guard, before].some(({ name }) => specificationOfRule(action, name) === "lifecycle")
          ? "lifecycle"
          : "",
        step: stepWith(action, { ...rule, guards })
      }
    ]
  })
}

/** All faults, in the order of the table of rules. */
export const faults: ReadonlyArray<Fault> = [
  ...actionNames.flatMap((action) => [
    ...lacks(action, "guard", "guards"),
    ...lacks(action, "change", "changes"),
    ...lacks(action, "choice", "choices"),
    ...swapsGuards(action)
  ]),
  ...wrongs
]
