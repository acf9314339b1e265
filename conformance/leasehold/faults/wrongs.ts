/** Rules of the core done wrong by hand, the way real code does. */
import { Result } from "effect"
import { fromSnapshot, makeStep, rules, snapshot, step } from "../../../src/protocol/index.ts"
import type { ActionName, ActionOf, Choice, Order, Rules, State } from "../../../src/protocol/index.ts"
import type { Fault } from "./fault.ts"
import { ruleOf, stepWith, withRule } from "./fault.ts"

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
  specification: "",
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
  specification: "",
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

type Judging = ActionOf<"Judge">

/** Judge with some of its choices done wrong. */
const judging = (
  rule: string,
  names: ReadonlyArray<string>,
  wrongly: (choice: Choice<Judging>) => Choice<Judging>["applies"]
): Fault => ({
  action: "Judge",
  kind: "wrong",
  specification: "",
  rule,
  step: makeStep({
    ...rules,
    Judge: {
      ...rules.Judge,
      choices: rules.Judge.choices!.map((choice) =>
        names.includes(choice.name) ? { ...choice, applies: wrongly(choice) } : choice
      )
    }
  })
})

const [markTurned] = rules.Judge.changes

/** What goes wrong with writes of several files only: one of them stands for all. */
const ofOneFile: ReadonlyArray<Fault> = [
  judging(
    "JudgesOneFile",
    ["IsIntact", "ShowsBase"],
    ({ applies }) =>
      (intent, asked, state) =>
        applies(intent, { ...asked, seen: asked.seen.filter(({ key }) => key === asked.key) }, state)
  ),
  {
    action: "Judge",
    kind: "wrong",
    specification: "",
    rule: "MarksTurnedEarly",
    step: makeStep({
      ...rules,
      Judge: {
        ...rules.Judge,
        changes: [
          {
            name: "MarkTurned",
            apply: (state, asked, now, orders) =>
              asked.seen.reduce((next, { key }) => markTurned!.apply(next, { ...asked, key }, now, orders), state)
          }
        ]
      }
    })
  },
  ordering("Judge", "RefuseSyncsOneFile", (order) =>
    order._tag === "Refuse" ? { ...order, keys: order.keys.slice(0, 1) } : order
  ),
  ordering("Hash", "SyncsOneFile", (order) =>
    order._tag === "Sync" ? { ...order, keys: order.keys.slice(0, 1) } : order
  ),
  {
    action: "LateCheck",
    kind: "wrong",
    specification: "",
    rule: "KeepsOneFile",
    step: (state, asked, now) =>
      Result.map(step(state, asked, now), (accepted) => ({
        ...accepted,
        orders: accepted.orders.filter(
          ({ _tag }, at, all) => _tag !== "Keep" || all.findIndex((other) => other._tag === "Keep") === at
        )
      }))
  },
  {
    action: "LateCheck",
    kind: "wrong",
    specification: "",
    rule: "ProbesOneFile",
    step: (state, asked, now) =>
      step(
        state,
        asked._tag !== "LateCheck"
          ? asked
          : {
              ...asked,
              seen: asked.seen.map((one) =>
                one.key === asked.key || one.staged === null
                  ? one
                  : { ...one, staged: { ...one.staged, beingWritten: false } }
              )
            },
        now
      )
  }
]

/** Faults that other systems really had, see the models of the same names in spec/models/falls. */
const ofOthers: ReadonlyArray<Fault> = [
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
  { action: "Exchange", kind: "wrong", specification: "", rule: "HashFirst", step: makeStep(hashFirst) },
  judging(
    "LooksExchanged",
    ["Exchanged"],
    () =>
      (intent, { key, seen }) =>
        intent.gate?.at === "judge" &&
        seen.find((one) => one.key === key)?.file?.content !== intent.parts.find((part) => part.key === key)?.content
  ),
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

/** All of them. */
export const wrongs: ReadonlyArray<Fault> = [...ofOthers, ...ofOneFile]
