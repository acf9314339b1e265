/**
 * Whether the core's rules are the specification's, read from its parse: the same actions, and for each action the same guards with
 * the same conflicts in the same order, as its verdict and as its conjuncts have them. That the driver knows the same actions and
 * variables is its type, which is generated from the parse.
 */
import { rules as coreRules } from "../../src/protocol/index.ts"
import type { Exemptions } from "../replay/driver.ts"
import type { Ast } from "../spec/ast.ts"
import { actionsOf, armsOf, conjunctsOf } from "../spec/describe.ts"
import { unasked, untold } from "./driver/driver.ts"
import { unaskedOfStore } from "./store/driver.ts"
import { storeRules } from "./store/rules.ts"

/** Guards that the core has and the specification lacks, with the reason. */
const ownGuards: Readonly<Record<string, string>> = {
  HasExpired: "time is not in the specification",
  IsApproved: "Lifecycle.tla has it; a profile of Leasehold.tla stays as it is",
  StillWithin: "Lifecycle.tla has it; a profile of Leasehold.tla stays as it is",
  LeavesNoProcess: "Lifecycle.tla has it; a run of Leasehold.tla with a process is one in a host of its own",
  IsUnknown: "Lifecycle.tla has it; a task that was spawned is resumed, and never started"
}

/** The same of the life of tasks. */
const ownGuardsOfLife: Readonly<Record<string, string>> = {
  TimeIsOver: "time is not in the specification",
  CommandWithin: "which commands and tools there are is not in the specification",
  SweepsNothing: "what commands do to repositories is not in the specification",
  TargetsWithin: "in the specification a command leases all that its task may write",
  IsNew: "Leasehold.tla has it; runs have no names in Lifecycle.tla",
  NoOtherRun: "Leasehold.tla has it; a task of Lifecycle.tla is in one host at most",
  OvertakesNobody: "Leasehold.tla has it, of each acquisition; Lifecycle.tla has no queue"
}

/** What the core has under the name that Leasehold.tla gives it; null: in several steps, or nobody asks for it. */
const inOtherWords: Readonly<Record<string, string | null>> = { Write: "Decide", Written: null, Change: null }

/** What is compared of the core's rules. */
export type RuleNames = Readonly<
  Record<string, { readonly guards: ReadonlyArray<{ readonly name: string; readonly conflict: string }> }>
>

const same = (what: string, spec: ReadonlyArray<string>, code: ReadonlyArray<string>): ReadonlyArray<string> =>
  spec.join(", ") === code.join(", ")
    ? []
    : [`${what}: the specification has ${spec.join(", ")}; the code has ${code.join(", ")}`]

const actionDisagreements = (
  ast: Ast,
  rules: RuleNames,
  action: string,
  own: Readonly<Record<string, string>>
): ReadonlyArray<string> => {
  const arms = armsOf(ast, `${action}Verdict`)
  const guards = rules[action]!.guards.filter(({ name }) => !(name in own))
  return [
    ...same(
      `the verdicts of ${action}`,
      arms.map(({ guard, conflict }) => `${guard} -> ${conflict}`),
      guards.map(({ name, conflict }) => `${name} -> ${conflict}`)
    ),
    ...same(
      `the conjuncts of ${action}`,
      conjunctsOf(ast, action).slice(0, arms.length),
      arms.map(({ guard }) => guard)
    )
  ]
}

const namesOf = (ast: Ast): ReadonlyArray<string> => actionsOf(ast).map(({ name }) => name)

const agreed = (
  ast: Ast,
  rules: RuleNames,
  actions: ReadonlyArray<string>,
  own: Readonly<Record<string, string>>
): ReadonlyArray<string> =>
  actions
    // What the core lacks is named as that, and has nothing to compare.
    .filter((action) => Object.hasOwn(rules, action))
    .flatMap((action) => actionDisagreements(ast, rules, action, own))

const askedOf = (names: ReadonlyArray<string>, noVerdict: Exemptions): ReadonlyArray<string> =>
  names.filter((name) => !Object.hasOwn(noVerdict, name))

/** Where guards stand twice, as conjuncts and in a verdict, and differ. */
const verdictDisagreements = (ast: Ast): ReadonlyArray<string> =>
  namesOf(ast).flatMap((name) => {
    if (!ast.definitions.has(`${name}Verdict`)) return []
    const guards = armsOf(ast, `${name}Verdict`).map(({ guard }) => guard)
    return same(`the guards of ${name}`, conjunctsOf(ast, name).slice(0, guards.length), guards)
  })

/** Of an action that both specifications have, the core has the guards of both: each conflict of this one is there, in its order. */
const sharedDisagreements = (ast: Ast, rules: RuleNames, action: string, name: string): ReadonlyArray<string> => {
  const conflicts = rules[name]?.guards.map(({ conflict }) => conflict) ?? []
  let at = 0
  return armsOf(ast, `${action}Verdict`).flatMap(({ conflict }) => {
    const found = conflicts.indexOf(conflict, at)
    if (found < 0)
      return [`${name}: the life of tasks has ${conflict} of ${action} there, the code has ${conflicts.join(", ")}`]
    at = found + 1
    return []
  })
}

/** The specifications that the core has in one. */
export type CoreAsts = Readonly<Record<"" | "lifecycle", Ast>>

/** Where the core and the specifications disagree, in words; empty if they agree. */
export const disagreements = (asts: CoreAsts, rules: RuleNames = coreRules): ReadonlyArray<string> => {
  const [protocol, life] = [namesOf(asts[""]), namesOf(asts.lifecycle)]
  const shared = life.flatMap((action): ReadonlyArray<readonly [string, string]> => {
    const name = Object.hasOwn(inOtherWords, action) ? inOtherWords[action]! : action
    return protocol.includes(name) ? [[action, name]] : []
  })
  const lifeOnly = life.filter((action) => !protocol.includes(action) && !Object.hasOwn(inOtherWords, action))
  const actions = [...protocol.filter((name) => !untold.some((other) => other === name)), ...lifeOnly]
  return [
    ...same("actions of the core", actions.toSorted(), Object.keys(rules).toSorted()),
    ...agreed(asts[""], rules, askedOf(protocol, unasked), ownGuards),
    ...agreed(asts.lifecycle, rules, lifeOnly, ownGuardsOfLife),
    ...verdictDisagreements(asts.lifecycle),
    ...shared.flatMap(([action, name]) => sharedDisagreements(asts.lifecycle, rules, action, name))
  ]
}

/** The same of the store, and of what an instance does with it. */
export const storeDisagreements = (ast: Ast): ReadonlyArray<string> => {
  const asked = askedOf(namesOf(ast), unaskedOfStore)
  return [
    ...same("actions of the store", asked, Object.keys(storeRules).toSorted()),
    ...agreed(ast, storeRules, asked, {})
  ]
}
