/**
 * Seeded faults: for each rule of the core one that lacks it, and beside those some that get a rule wrong the way real code does.
 * A harness that does not notice one of them proves nothing about that rule.
 */
import { rules, snapshot, fromSnapshot } from "../../src/protocol/index.ts"
import type { ActionName, Change, Guard, Rule, Rules, State } from "../../src/protocol/index.ts"

/** A core with one fault. */
export interface Fault {
  readonly action: ActionName
  readonly kind: "guard" | "change" | "wrong"
  /** the rule that is left out, or what is done in its place */
  readonly rule: string
  readonly rules: Rules
}

const actionNames = Object.keys(rules) as ReadonlyArray<ActionName>

/** The rules of one action, seen as rules of any: the table is keyed by action, which TypeScript cannot follow through a loop. */
const ruleOf = (action: ActionName): Rule<never> => rules[action]

const withRule = (action: ActionName, rule: Rule<never>): Rules => ({ ...rules, [action]: rule })

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> => list.filter((_, i) => i !== index)

const lacksGuard = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.guards.map((guard: Guard<never>, i) => ({
    action,
    kind: "guard",
    rule: guard.name,
    rules: withRule(action, { ...rule, guards: without(rule.guards, i) })
  }))
}

const lacksChange = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.changes.map((change: Change<never>, i) => ({
    action,
    kind: "change",
    rule: change.name,
    rules: withRule(action, { ...rule, changes: without(rule.changes, i) })
  }))
}

/** Guards that never fail together with their neighbour, so that their order says nothing. */
const aloneByNature: ReadonlySet<string> = new Set(["HasExpired"])

/** Each neighbouring pair of guards in the other order: where both fail the wrong conflict is reported, if they have two. */
const swapsGuards = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.guards.slice(1).flatMap((guard: Guard<never>, i): ReadonlyArray<Fault> => {
    const before = rule.guards[i]!
    if (guard.conflict === before.conflict || aloneByNature.has(guard.name)) return []
    const guards = rule.guards.map((_, j) => rule.guards[j === i ? i + 1 : j === i + 1 ? i : j]!)
    return [
      {
        action,
        kind: "wrong",
        rule: `${guard.name} before ${before.name}`,
        rules: withRule(action, { ...rule, guards })
      }
    ]
  })
}

const edited = (
  state: State,
  edit: (view: ReturnType<typeof snapshot>) => Partial<ReturnType<typeof snapshot>>
): State => {
  const view = snapshot(state)
  return fromSnapshot({ ...view, ...edit(view) })
}

const wrong = (action: ActionName, rule: string, after: (state: State) => State): Fault => ({
  action,
  kind: "wrong",
  rule,
  rules: withRule(action, { ...ruleOf(action), changes: [...ruleOf(action).changes, { name: rule, apply: after }] })
})

/** Faults that other systems really had, see the models of the same names in spec/models/falls. */
const wrongs: ReadonlyArray<Fault> = [
  wrong("Release", "HandleCounting", (state) =>
    edited(state, ({ leases }) => ({ leases: leases.filter(({ handles }) => handles.length > 1) }))
  ),
  wrong("Release", "TokenReset", (state) =>
    edited(state, ({ leases }) => ({ counter: Math.max(0, ...leases.flatMap(({ handles }) => handles)) }))
  ),
  wrong("Enqueue", "LastInFirstOut", (state) =>
    edited(state, ({ queue }) => ({ queue: [...queue.slice(-1), ...queue.slice(0, -1)] }))
  ),
  wrong("Acquire", "HandleReplaces", (state) =>
    edited(state, ({ leases }) => ({ leases: leases.map((lease) => ({ ...lease, handles: lease.handles.slice(-1) })) }))
  ),
  wrong("Observe", "ForgetsOthers", (state) =>
    edited(state, ({ observations }) => ({ observations: observations.slice(0, 1) }))
  )
]

/** All faults, in the order of the table of rules. */
export const faults: ReadonlyArray<Fault> = [
  ...actionNames.flatMap((action) => [...lacksGuard(action), ...lacksChange(action), ...swapsGuards(action)]),
  ...wrongs
]
