/**
 * A toy specification and its implementation: a lock with a counter that only the holder may raise. The graph is built here by hand,
 * as TLC would print it: `max` is a bound of the model, so a raise beyond it is allowed but has no edge.
 */
import { Result } from "effect"
import { makeBuilder } from "../../conformance/graph/builder.ts"
import type { Graph } from "../../conformance/graph/graph.ts"
import { action } from "../../conformance/replay/action.ts"
import { int as intParameter, modelOrString } from "../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../conformance/replay/driver.ts"
import type { Driver, SpecState } from "../../conformance/replay/driver.ts"
import { fn, int, model, recordOf, string, tuple } from "../../conformance/tla/value.ts"
import type { Value } from "../../conformance/tla/value.ts"

export const clients = ["c1", "c2"] as const
const raises = [1, 2] as const
export const max = 3
/** The requests that the bound cuts. */
export const cuts = ["Raise"] as const
const nobody = "nobody"

interface Spec {
  readonly holder: string
  readonly count: number
}

const values = ({ holder, count }: Spec): SpecState => ({
  holder: model(holder),
  count: int(count),
  log: tuple([])
})

const holds = (state: Spec, client: string): string => (state.holder === client ? "ok" : "NotHolder")

const verdictsOf = (state: Spec): Value =>
  recordOf({
    Acquire: fn(clients.map((client) => [model(client), string(state.holder === nobody ? "ok" : "Held")])),
    Release: fn(clients.map((client) => [model(client), string(holds(state, client))])),
    Raise: fn(
      clients.flatMap((client) =>
        raises.map((by) => [tuple([model(client), int(by)]), string(holds(state, client))] as const)
      )
    )
  })

interface SpecEdge {
  readonly action: string
  readonly args: ReadonlyArray<Value>
  readonly target: Spec
}

const edgesOf = (state: Spec): ReadonlyArray<SpecEdge> => [
  { action: "Look", args: [], target: state },
  ...clients.flatMap((client): ReadonlyArray<SpecEdge> => {
    const name = model(client)
    if (state.holder === nobody) return [{ action: "Acquire", args: [name], target: { ...state, holder: client } }]
    if (state.holder !== client) return []
    return [
      { action: "Release", args: [name], target: { ...state, holder: nobody } },
      ...raises
        .filter((by) => state.count + by <= max)
        .map((by) => ({ action: "Raise", args: [name, int(by)], target: { ...state, count: state.count + by } }))
    ]
  })
]

const states: ReadonlyArray<Spec> = [nobody, ...clients].flatMap((holder) =>
  Array.from({ length: max + 1 }, (_, count) => ({ holder, count }))
)

/** The complete graph of the toy: 12 states, 38 transitions. */
export const lockGraph = (): Graph => {
  const builder = makeBuilder(["holder", "count", "log"])
  for (const state of states) {
    const handle = builder.handle(values(state))
    builder.declare(handle, verdictsOf(state))
    if (state.holder === nobody && state.count === 0) builder.initial(handle)
    for (const { action: name, args, target } of edgesOf(state)) {
      builder.edge(handle, name, args, builder.handle(values(target)))
    }
  }
  return Result.getOrThrow(builder.finish()).graph
}

/** The implementation: the specification's two fields, and a note that the specification lacks. */
export interface Lock {
  readonly holder: string | null
  readonly count: number
  readonly note: string
}

const client = modelOrString

/** A driver that agrees with the toy everywhere. */
export const lockDriver: Driver<Lock> = {
  variables: { holder: "compared", count: "compared", log: { ghost: "the implementation keeps no log" } },
  actions: {
    Look: action([], (lock: Lock) => stepped(lock)),
    Acquire: action([client], (lock: Lock, who) =>
      lock.holder === null ? stepped({ ...lock, holder: who }) : refused("Held", lock)
    ),
    Release: action([client], (lock: Lock, who) =>
      lock.holder === who ? stepped({ ...lock, holder: null }) : refused("NotHolder", lock)
    ),
    Raise: action([client, intParameter], (lock: Lock, who, by) =>
      lock.holder === who ? stepped({ ...lock, count: lock.count + by }) : refused("NotHolder", lock)
    )
  },
  unasked: { Look: "it is never refused" },
  enter: (state, variant) => {
    const holder = state["holder"]?.text ?? nobody
    const count = Number(state["count"]?.text)
    return { holder: holder === nobody ? null : holder, count, note: variant === 0 ? "" : "a note" }
  },
  observe: ({ holder, count }) => ({ holder: model(holder ?? nobody), count: int(count) })
}

/** The driver with some actions replaced. */
export const withActions = (actions: Driver<Lock>["actions"]): Driver<Lock> => ({
  ...lockDriver,
  actions: { ...lockDriver.actions, ...actions }
})
