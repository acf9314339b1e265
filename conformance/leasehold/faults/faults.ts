/**
 * Seeded faults: for each rule of the core one that lacks it, and beside those some that get a rule wrong the way real code does.
 * A harness that does not notice one of them proves nothing about that rule.
 */
import { Result } from "effect"
import { fromSnapshot, makeStep, rules, snapshot, step } from "../../../src/protocol/index.ts"
import type { ActionName, Change, Choice, Guard, Order, Rule, Rules, State, Step } from "../../../src/protocol/index.ts"

/** A core with one fault. */
export interface Fault {
  readonly action: ActionName
  readonly kind: "guard" | "change" | "choice" | "wrong"
  /** the rule that is left out, or what is done in its place */
  readonly rule: string
  readonly step: Step
}

const actionNames = Object.keys(rules) as ReadonlyArray<ActionName>

/** The rules of one action, seen as rules of any: the table is keyed by action, which TypeScript cannot follow through a loop. */
const ruleOf = (action: ActionName): Rule<never> => rules[action]

const withRule = (action: ActionName, rule: Rule<never>): Rules => ({ ...rules, [action]: rule })

const stepWith = (action: ActionName, rule: Rule<never>): Step => makeStep(withRule(action, rule))

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> => list.filter((_, i) => i !== index)

const lacksGuard = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.guards.map((guard: Guard<never>, i) => ({
    action,
    kind: "guard",
    rule: guard.name,
    step: stepWith(action, { ...rule, guards: without(rule.guards, i) })
  }))
}

const lacksChange = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.changes.map((change: Change<never>, i) => ({
    action,
    kind: "change",
    rule: change.name,
    step: stepWith(action, { ...rule, changes: without(rule.changes, i) })
  }))
}

const lacksChoice = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return (rule.choices ?? []).map((choice: Choice<never>, i) => ({
    action,
    kind: "choice",
    rule: choice.name,
    step: stepWith(action, { ...rule, choices: without(rule.choices ?? [], i) })
  }))
}

/**
 * Guards that never fail together with their neighbour, so that their order says nothing: who enters a gate has the oldest intent,
 * rows and graces are of an intent that is there, and a file is looked up or open, not both.
 */
const aloneByNature: ReadonlySet<string> = new Set(["HasExpired", "IsOldest", "IsDurable", "NobodyWrites"])

/** Each neighbouring pair of guards in the other order: where both fail the wrong conflict is reported, if they have two. */
const swapsGuards = (action: ActionName): ReadonlyArray<Fault> => {
  const rule = ruleOf(action)
  return rule.guards.slice(1).flatMap((guard: Guard<never>, i): ReadonlyArray<Fault> => {
    const before = rule.guards[i]!
    if (guard.conflict === before.conflict || [guard, before].some(({ name }) => aloneByNature.has(name))) return []
    const guards = rule.guards.map((_, j) => rule.guards[j === i ? i + 1 : j === i + 1 ? i : j]!)
    return [
      {
        action,
        kind: "wrong",
        rule: `${guard.name} before ${before.name}`,
        step: stepWith(action, { ...rule, guards })
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
  step: stepWith(action, { ...ruleOf(action), changes: [...ruleOf(action).changes, { name: rule, apply: after }] })
})

/** The choices of one action with some of them changed. */
const choosing = (action: ActionName, edit: (choice: Choice<never>) => Choice<never>): Rules =>
  withRule(action, { ...ruleOf(action), choices: (ruleOf(action).choices ?? []).map(edit) })

/** What a step orders, changed on the way to the service. */
const ordering = (action: ActionName, rule: string, edit: (order: Order) => Order): Fault => ({
  action,
  kind: "wrong",
  rule,
  step: (state, asked, now) =>
    Result.map(step(state, asked, now), (accepted) =>
      asked._tag === action ? { ...accepted, orders: accepted.orders.map(edit) } : accepted
    )
})

const hashFirst: Rules = {
  ...choosing("Exchange", (choice) => (choice.at === "probe" ? { ...choice, at: "hash" } : choice)),
  Hash: { ...rules.Hash, guards: rules.Probe.guards as never }
}

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
  { action: "Exchange", kind: "wrong", rule: "HashFirst", step: makeStep(hashFirst) },
  {
    action: "Judge",
    kind: "wrong",
    rule: "LooksExchanged",
    step: makeStep({
      ...rules,
      Judge: {
        ...rules.Judge,
        choices: rules.Judge.choices!.map((choice) =>
          choice.name === "Exchanged"
            ? {
                ...choice,
                applies: (intent, { key, seen }) =>
                  intent.gate?.at === "judge" &&
                  seen.find((one) => one.key === key)?.file?.content !==
                    intent.parts.find((part) => part.key === key)?.content
              }
            : choice
        )
      }
    })
  },
  ordering("Judge", "KeepAsideUnsynced", (order) =>
    order._tag === "KeepAside" ? ({ ...order, sync: false } as unknown as Order) : order
  ),
  ordering("Judge", "PlainRename", (order) => (order._tag === "Exchange" ? { ...order, rename: "IntoPlace" } : order)),
  ordering("Hash", "SyncUnmarked", (order) =>
    order._tag === "Sync" ? ({ ...order, mark: false } as unknown as Order) : order
  ),
  wrong("Observe", "ForgetsOthers", (state) =>
    edited(state, ({ observations }) => ({ observations: observations.slice(0, 1) }))
  )
]

/** All faults, in the order of the table of rules. */
export const faults: ReadonlyArray<Fault> = [
  ...actionNames.flatMap((action) => [
    ...lacksGuard(action),
    ...lacksChange(action),
    ...lacksChoice(action),
    ...swapsGuards(action)
  ]),
  ...wrongs
]
