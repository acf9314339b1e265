/** What a seeded fault is, and how one is put into the core. */
import { makeStep, rules } from "../../../src/protocol/index.ts"
import type { ActionName, Rule, Rules, Step } from "../../../src/protocol/index.ts"

/** A core with one fault. */
export interface Fault {
  readonly action: ActionName
  readonly kind: "guard" | "change" | "choice" | "wrong"
  /** the rule that is left out, or what is done in its place */
  readonly rule: string
  readonly step: Step
  /** the specification that the rule is of, and whose graphs show it: the protocol's, or "lifecycle" */
  readonly specification: "" | "lifecycle"
}

/** The rules of one action, seen as rules of any: the table is keyed by action, which TypeScript cannot follow through a loop. */
export const ruleOf = (action: ActionName): Rule<never> => rules[action]

/** The rules with another one for the action. */
export const withRule = (action: ActionName, rule: Rule<never>): Rules => ({ ...rules, [action]: rule })

/** A core with that one. */
export const stepWith = (action: ActionName, rule: Rule<never>): Step => makeStep(withRule(action, rule))
