/**
 * States in which both versions of an invariant are asked. In the states that a side reaches its own invariants are true, so beside the
 * states of both sides those are looked at in which one variable has a value next to its own, or two have.
 */
import { read } from "../../tla/read.ts"
import { record, string, tuple } from "../../tla/value.ts"
import { makeNames } from "../graph/ints.ts"
import { stateCount } from "../graph/lts.ts"
import type { Lts } from "../graph/lts.ts"
import type { Looked } from "../looked.ts"
import { neighbours, poolOf } from "./neighbours.ts"

/** States as the numbers of values, from 0. */
export interface Probes {
  readonly variables: ReadonlyArray<string>
  /** of each variable the texts of its values */
  readonly values: ReadonlyArray<ReadonlyArray<string>>
  readonly states: ReadonlyArray<ReadonlyArray<number>>
  /** what was done, each and all together, to a state that a side reaches to get this one */
  readonly groups: ReadonlyArray<ReadonlyArray<string>>
  /** the first so many of the states are reached by a side */
  readonly reached: number
}

/** A state by the texts of its values. */
interface Probe {
  readonly state: ReadonlyArray<string>
  readonly groups: ReadonlyArray<string>
}

/** The group of the states that a side reaches. */
export const reachedGroup = "reached"

/** A side's variables by the names that the head has for them. */
export type NameNow = (name: string) => string

/** What the event is before any step. */
export const startEvent = record([
  ["action", string("Init")],
  ["args", tuple([])]
]).text

/** More would take TLC's parser longer than the exploration takes. */
export const probeLimit = 6000

/** In so many states variables get values next to their own. */
const changedStates = 400

/** At most so many of them, evenly. */
const sample = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!)

/** At most so many of them, in their order: steps of the golden ratio keep to no period that the list may have. */
const scattered = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> => {
  if (all.length <= most) return all
  const ratio = (Math.sqrt(5) - 1) / 2
  const places = new Set(Array.from({ length: most }, (_, i) => Math.floor(((i * ratio) % 1) * all.length)))
  return [...places].toSorted((a, b) => a - b).map((at) => all[at]!)
}

/** The variables that a side has a value for in each state, the event too if its steps name themselves. */
export const probedVariables = ({ explored: { lts }, shape }: Looked): ReadonlyArray<string> =>
  shape.event === undefined ? lts.variables : [...lts.variables, shape.event]

/** With what event each state is come to. */
const eventsOf = (lts: Lts): ReadonlyArray<ReadonlySet<string>> => {
  const texts = lts.labels.map(
    ({ action, args }) =>
      record([
        ["action", string(action)],
        ["args", tuple(args.map((arg) => read(arg)))]
      ]).text
  )
  const events = Array.from({ length: stateCount(lts) }, () => new Set<string>())
  for (const state of lts.initial) events[state]!.add(startEvent)
  lts.target.forEach((state, edge) => events[state]!.add(texts[lts.label[edge]!]!))
  return events
}

/** All states of a side as the texts of these variables, those that are nearest to its initial ones first. */
const rowsOf = function* (
  side: Looked,
  variables: ReadonlyArray<string>,
  now: NameNow
): Generator<ReadonlyArray<string>> {
  const { lts } = side.explored
  const places = variables.map((name) => lts.variables.findIndex((own) => now(own) === name))
  const events = places.includes(-1) ? eventsOf(lts) : undefined
  for (let state = 0; state < stateCount(lts); state++) {
    const cell = (place: number): string => lts.texts[lts.cells[state * lts.variables.length + place]!]!
    for (const event of events?.[state] ?? [""]) yield places.map((place) => (place < 0 ? event : cell(place)))
  }
}

/**
 * The states. `variables` are those that both sides have, and that are shown; `asked` those of them that the invariants depend on:
 * states that differ in others are the same to them.
 */
export const probesOf = (
  sides: ReadonlyArray<readonly [Looked, NameNow]>,
  variables: ReadonlyArray<string>,
  asked: ReadonlySet<string>
): Probes => {
  const relevant = variables.flatMap((name, v) => (asked.has(name) ? [v] : []))
  const keyOf = (state: ReadonlyArray<string>): string => relevant.map((v) => state[v]!).join("\n")
  const known = new Set<string>()
  const all: Array<ReadonlyArray<string>> = []
  for (const [side, now] of sides) {
    for (const state of rowsOf(side, variables, now)) {
      const key = keyOf(state)
      if (known.has(key)) continue
      known.add(key)
      all.push(state)
    }
  }
  const pools = new Map(
    relevant.map((v) => [v, poolOf([...new Set(all.map((state) => state[v]!))].map((text) => read(text)))])
  )
  /** At most so many states in which one more variable has a value next to its own; one that has few leaves its share to the others. */
  const beside = (from: ReadonlyArray<Probe>, most: number): ReadonlyArray<Probe> => {
    const byVariable = relevant.map((v) => {
      const near = (text: string) => neighbours(read(text), pools.get(v)!)
      const byText = new Map([...new Set(from.map(({ state }) => state[v]!))].map((text) => [text, near(text)]))
      return from.flatMap(({ state, groups }) =>
        byText.get(state[v]!)!.map(({ kind, value }): Probe => {
          const group = `${v} ${kind}`
          return {
            state: state.with(v, value.text),
            groups: groups.length === 0 ? [group] : [...groups, group, [...groups, group].join(" and ")]
          }
        })
      )
    })
    const fresh: Array<Probe> = []
    for (const [i, some] of byVariable.toSorted((a, b) => a.length - b.length).entries()) {
      const unknown = some.filter(({ state }) => !known.has(keyOf(state)))
      for (const probe of scattered(unknown, Math.floor((most - fresh.length) / (byVariable.length - i)))) {
        // One state may be next to several.
        if (known.has(keyOf(probe.state))) continue
        known.add(keyOf(probe.state))
        fresh.push(probe)
      }
    }
    return fresh
  }
  const reached = sample(all, probeLimit / 2)
  const once = beside(
    sample(reached, changedStates).map((state) => ({ state, groups: [] })),
    probeLimit - reached.length
  )
  // Where there is room left: one variable may say of another one what has to go with it.
  const twice = beside(sample(once, changedStates), probeLimit - reached.length - once.length)
  const chosen = [...reached.map((state): Probe => ({ state, groups: [reachedGroup] })), ...once, ...twice]
  const names = variables.map(makeNames)
  return {
    variables,
    states: chosen.map(({ state }) => state.map((text, v) => names[v]!.of(text))),
    values: names.map(({ texts }) => texts),
    groups: chosen.map(({ groups }) => groups),
    reached: reached.length
  }
}
