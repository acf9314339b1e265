/** A run that checks nothing must not be green: everything that a driver and its graphs can silently leave out. */
import type { Driver, Exemptions } from "./driver.ts"
import type { Model } from "./replay.ts"

/** A reason why a run proves less than it seems to. */
export interface Vacuity {
  readonly kind:
    | "no-models"
    | "empty-model"
    | "unmapped-variable"
    | "unknown-variable"
    | "nothing-compared"
    | "ghost-without-reason"
    | "unmapped-action"
    | "never-exercised"
    | "never-asked"
    | "cut-without-bound"
    | "needless-exemption"
  /** the model, variable or action */
  readonly name: string
  readonly reason: string
}

/** What is looked at of a model: how much of what it has. */
export interface Facts {
  readonly name: string
  readonly variables: ReadonlyArray<string>
  readonly states: number
  readonly initial: number
  readonly transitions: number
  /** the actions that it has transitions of */
  readonly exercised: ReadonlySet<string>
  /** the requests that it has verdicts on */
  readonly asked: ReadonlySet<string>
}

/** The facts of a graph. */
export const factsOf = ({ name, graph }: Model): Facts => ({
  name,
  variables: graph.variables,
  states: graph.states.length,
  initial: graph.initial.length,
  transitions: graph.states.reduce((sum, { edges }) => sum + edges.length, 0),
  exercised: new Set(graph.states.flatMap(({ edges }) => edges.map(({ label }) => label.action))),
  asked: new Set([...new Set(graph.states.map(({ verdicts }) => verdicts))].flat().map(({ label }) => label.action))
})

const checkVariables = <S>(driver: Driver<S>, { name, variables }: Facts): ReadonlyArray<Vacuity> => {
  const known = new Set(variables)
  return [
    ...variables
      .filter((variable) => !Object.hasOwn(driver.variables, variable))
      .map((variable): Vacuity => ({
        kind: "unmapped-variable",
        name: variable,
        reason: `model ${name} has it, the driver neither compares it nor calls it a ghost`
      })),
    ...Object.keys(driver.variables)
      .filter((variable) => !known.has(variable))
      .map((variable): Vacuity => ({
        kind: "unknown-variable",
        name: variable,
        reason: `the driver has it, model ${name} does not`
      })),
    ...(variables.some((variable) => driver.variables[variable] === "compared")
      ? []
      : [{ kind: "nothing-compared", name, reason: "the driver compares no variable" } as const])
  ]
}

const checkGhosts = <S>(driver: Driver<S>): ReadonlyArray<Vacuity> =>
  Object.entries(driver.variables).flatMap(([name, role]) =>
    role !== "compared" && role.ghost.trim() === ""
      ? [{ kind: "ghost-without-reason", name, reason: "a variable that is not compared needs a reason" } as const]
      : []
  )

const checkSize = ({ name, states, initial, transitions }: Facts): ReadonlyArray<Vacuity> => {
  const lacks = [
    ...(states === 0 ? ["states"] : []),
    ...(initial === 0 ? ["initial states"] : []),
    ...(transitions === 0 ? ["transitions"] : [])
  ]
  return lacks.map((what): Vacuity => ({ kind: "empty-model", name, reason: `no ${what}` }))
}

/** The driver's actions that the graphs lack in some respect, and exemptions from that which are not needed. */
const checkPresence = <S>(
  { actions }: Driver<S>,
  present: ReadonlySet<string>,
  exemptions: Exemptions,
  lack: Omit<Vacuity, "name">,
  has: string
): ReadonlyArray<Vacuity> => [
  ...Object.keys(actions)
    .filter((name) => !present.has(name) && !Object.hasOwn(exemptions, name))
    .map((name) => ({ ...lack, name })),
  ...Object.keys(exemptions)
    .filter((name) => present.has(name) || !Object.hasOwn(actions, name))
    .map((name): Vacuity => ({
      kind: "needless-exemption",
      name,
      reason: present.has(name) ? has : "the driver has no such action"
    }))
]

const checkActions = <S>(
  driver: Driver<S>,
  models: ReadonlyArray<Facts>,
  unexercised: Exemptions
): ReadonlyArray<Vacuity> => {
  const exercised = new Set(models.flatMap((model) => [...model.exercised]))
  const asked = new Set(models.flatMap((model) => [...model.asked]))
  // What no graph of this run has need not be asked for in one either.
  const unaskedToo = Object.fromEntries(
    Object.entries(unexercised).filter(([name]) => Object.hasOwn(driver.actions, name) && !asked.has(name))
  )
  return [
    ...[...new Set([...exercised, ...asked])]
      .filter((name) => !Object.hasOwn(driver.actions, name))
      .map((name): Vacuity => ({ kind: "unmapped-action", name, reason: "the graphs have it, the driver does not" })),
    ...checkPresence(
      driver,
      exercised,
      unexercised,
      { kind: "never-exercised", reason: "no graph of this run has a transition of it" },
      "it is exercised"
    ),
    ...checkPresence(
      driver,
      asked,
      { ...unaskedToo, ...driver.unasked },
      { kind: "never-asked", reason: "no graph of this run has a verdict on it" },
      "it has verdicts"
    )
  ]
}

/**
 * Requests of a model that are allowed and lead nowhere, though none of its bounds is said to cut them: their verdict may be wider
 * than the action. And those that are said to be cut and never are. `cut` counts them, see `ModelResult`.
 */
export const findCuts = (
  { name: model, cuts = [] }: Pick<Model, "name" | "cuts">,
  cut: Readonly<Record<string, number>>
): ReadonlyArray<Vacuity> => [
  ...Object.entries(cut)
    .filter(([action]) => !cuts.includes(action))
    .map(([action, count]): Vacuity => ({
      kind: "cut-without-bound",
      name: `${action} of ${model}`,
      reason: `"ok" without a transition ${count} times, and no bound of the model is said to cut it`
    })),
  ...cuts
    .filter((action) => !Object.hasOwn(cut, action))
    .map((action): Vacuity => ({
      kind: "needless-exemption",
      name: `${action} of ${model}`,
      reason: "a bound is said to cut it, and never does"
    }))
]

/** Everything that makes a run of the driver over the models vacuous, in whole or in part. */
export const findVacuity = <S>(
  driver: Driver<S>,
  models: ReadonlyArray<Facts>,
  unexercised: Exemptions
): ReadonlyArray<Vacuity> => [
  ...(models.length === 0 ? [{ kind: "no-models", name: "", reason: "there is nothing to replay" } as const] : []),
  ...models.flatMap(checkSize),
  ...models.flatMap((model) => checkVariables(driver, model)),
  ...checkGhosts(driver),
  ...checkActions(driver, models, unexercised)
]
