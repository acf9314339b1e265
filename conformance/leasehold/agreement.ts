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
  CommandWithin: "which commands and tools there are is not in the specification",
  SweepsNothing: "what commands do to repositories is not in the specification",
  TargetsWithin: "in the specification a command leases all that its task may write"
}

/** What is compared of the core's rules. */
export type RuleNames = Readonly<
  Record<string, { readonly guards: ReadonlyArray<{ readonly name: string; readonly conflict: string }> }>
>

const same = (what: string, spec: ReadonlyArray<string>, code: ReadonlyArray<string>): ReadonlyArray<string> =>
  spec.join(", ") === code.join(", ")
    ? []
    : [`${what}: the specification has ${spec.join(", ")}; the code has ${code.join(", ")}`]

const actionDisagreements = (ast: Ast, rules: RuleNames, action: string): ReadonlyArray<string> => {
  const arms = armsOf(ast, `${action}Verdict`)
  const guards = rules[action]!.guards.filter(({ name }) => !(name in ownGuards))
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

const compared = (
  ast: Ast,
  rules: RuleNames,
  noVerdict: Exemptions,
  notTold: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const actions = actionsOf(ast).map(({ name }) => name)
  const asked = actions.filter((name) => !notTold.includes(name))
  return [
    ...same("actions of the core", asked, Object.keys(rules).toSorted()),
    ...Object.keys(rules)
      // What only the core has was named above, and has no verdict to compare.
      .filter((action) => actions.includes(action) && !Object.hasOwn(noVerdict, action))
      .flatMap((action) => actionDisagreements(ast, rules, action))
  ]
}

/** Where a specification that no code is held to yet disagrees with itself: guards stand twice, as conjuncts and in a verdict. */
export const verdictDisagreements = (ast: Ast): ReadonlyArray<string> =>
  actionsOf(ast).flatMap(({ name }) => {
    if (!ast.definitions.has(`${name}Verdict`)) return []
    const guards = armsOf(ast, `${name}Verdict`).map(({ guard }) => guard)
    return same(`the guards of ${name}`, conjunctsOf(ast, name).slice(0, guards.length), guards)
  })

/** Where the core and the specification disagree, in words; empty if they agree. */
export const disagreements = (ast: Ast, rules: RuleNames = coreRules): ReadonlyArray<string> =>
  compared(ast, rules, unasked, untold)

/** The same of the store, and of what an instance does with it. */
export const storeDisagreements = (ast: Ast): ReadonlyArray<string> =>
  compared(ast, storeRules, unaskedOfStore, Object.keys(unaskedOfStore))
