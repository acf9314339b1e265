/** The single checks that replay and walks are made of: one run of one action, compared with what the specification says. */
import { byVariable } from "../graph/graph.ts"
import type { Label, Verdict } from "../graph/graph.ts"
import type { Value } from "../tla/value.ts"
import { UndecodableArgs } from "./action.ts"
import { comparedVariables } from "./driver.ts"
import type { ActionDriver, Driver, Outcome, SpecState } from "./driver.ts"
import type { Failure, FailureKind, FailurePart } from "./failures.ts"

/** The values of a state of the specification, in the order of its variables. */
export type Values = ReadonlyArray<Value>

/** A driver with the variables of a specification, and what is looked up often. */
export interface Bench<S> {
  readonly driver: Driver<S>
  readonly variables: ReadonlyArray<string>
  readonly actions: ReadonlyMap<string, ActionDriver<S>>
  readonly compared: ReadonlyArray<string>
  /** the place of each compared variable in a state's values */
  readonly places: ReadonlyArray<number>
  readonly same: (before: S, after: S) => boolean
}

/** Puts a driver and the variables of a specification together. */
export const makeBench = <S>(driver: Driver<S>, variables: ReadonlyArray<string>): Bench<S> => {
  const compared = comparedVariables(driver).filter((variable) => variables.includes(variable))
  return {
    driver,
    variables,
    actions: new Map(Object.entries(driver.actions)),
    compared,
    places: compared.map((variable) => variables.indexOf(variable)),
    same: driver.same ?? Object.is
  }
}

/** What a check is about; the rest of a failure says how it went. */
export interface Subject {
  readonly part: FailurePart
  readonly state: number
  readonly variant: number
  readonly label: Label | undefined
}

/** A failure of a subject. */
export const failed = (
  subject: Subject,
  kind: FailureKind,
  expected: string,
  actual: string,
  difference: Pick<Failure, "specification" | "implementation"> & { readonly variables?: ReadonlyArray<string> } = {}
): Failure => ({ ...subject, kind, expected, actual, variables: [], ...difference })

/** The compared variables of a state of the specification. */
export const expectedState = <S>({ compared, places }: Bench<S>, values: Values): SpecState =>
  Object.fromEntries(compared.map((variable, i) => [variable, values[places[i]!]!]))

/** The compared variables that differ from a state of the specification; the fast path of all replay. */
export const differing = <S>(bench: Bench<S>, values: Values, observed: SpecState): ReadonlyArray<string> => {
  const { compared, places } = bench
  let variables: Array<string> | undefined
  for (let i = 0; i < compared.length; i++) {
    const expected = values[places[i]!]!
    const actual: Value | undefined = observed[compared[i]!]
    if (actual === expected || (actual !== undefined && actual.text === expected.text)) continue
    variables ??= []
    variables.push(compared[i]!)
  }
  return variables ?? []
}

/** What a thrown thing says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What running an action gave: an outcome, or the failure to run it. */
export type Attempt<S> =
  { readonly _tag: "Ran"; readonly outcome: Outcome<S> } | { readonly _tag: "Failed"; readonly failure: Failure }

/** Runs the action of the subject. */
export const attempt = <S>(bench: Bench<S>, subject: Subject, label: Label, from: S, expected: string): Attempt<S> => {
  const driver = bench.actions.get(label.action)
  if (driver === undefined) {
    const failure = failed(subject, "unmapped-action", expected, "no such action in the driver")
    return { _tag: "Failed", failure }
  }
  try {
    return { _tag: "Ran", outcome: driver.run(from, label.args) }
  } catch (error) {
    const kind = error instanceof UndecodableArgs ? "undecodable-args" : "crashed"
    return { _tag: "Failed", failure: failed(subject, kind, expected, messageOf(error)) }
  }
}

const asStep = "a step"

/** How it is told that a state is another one than it should be. */
const otherState = {
  "enter-observe": { expected: "the entered state", actual: "another state" },
  "changed-while-refusing": { expected: "an unchanged state", actual: "a changed state" },
  "mutated-state": { expected: "an unchanged state", actual: "a changed state" },
  "wrong-target": { expected: asStep, actual: "a step to another state" }
} as const satisfies { readonly [Kind in FailureKind]?: unknown }

/** Compares what the driver observed with a state of the specification. */
const compared = <S>(
  bench: Bench<S>,
  subject: Subject,
  kind: keyof typeof otherState,
  values: Values,
  observed: SpecState
): Failure | undefined => {
  const variables = differing(bench, values, observed)
  if (variables.length === 0) return undefined
  // A copy: the driver may hand out one object that it goes on changing.
  const { expected, actual } = otherState[kind]
  return failed(subject, kind, expected, actual, {
    variables,
    specification: expectedState(bench, values),
    implementation: { ...observed }
  })
}

/** Compares what the driver observes now with a state of the specification. */
export const observedAs = <S>(
  bench: Bench<S>,
  subject: Subject,
  kind: keyof typeof otherState,
  values: Values,
  implementation: S
): Failure | undefined => {
  try {
    return compared(bench, subject, kind, values, bench.driver.observe(implementation))
  } catch (error) {
    return failed(subject, "crashed", "an observation", messageOf(error))
  }
}

/** Enters a state, of which failures tell the number; reading it back must give it again, and nothing else. */
export const enterState = <S>(
  bench: Bench<S>,
  state: number,
  values: Values,
  variant: number
): { readonly entered: S } | Failure => {
  const { driver, variables } = bench
  const subject: Subject = { part: "state", state, variant, label: undefined }
  try {
    const entered = driver.enter(byVariable(variables, values), variant)
    const observed = driver.observe(entered)
    const extra = Object.keys(observed).filter((variable) => !bench.compared.includes(variable))
    const failure = compared(bench, subject, "enter-observe", values, observed)
    if (failure !== undefined) return failure
    if (extra.length === 0) return { entered }
    return failed(subject, "enter-observe", "compared variables only", `also ${extra.join(", ")}`)
  } catch (error) {
    return failed(subject, "crashed", "entering the state", messageOf(error))
  }
}

/** A step that was checked: where the implementation is now, and what is wrong with that. */
export interface Checked<S> {
  readonly next: S | undefined
  readonly failure: Failure | undefined
}

/** Runs a transition: it must step, and to its target. */
export const checkEdge = <S>(bench: Bench<S>, subject: Subject, label: Label, target: Values, from: S): Checked<S> => {
  const ran = attempt(bench, subject, label, from, asStep)
  if (ran._tag === "Failed") return { next: undefined, failure: ran.failure }
  const { outcome } = ran
  if (outcome._tag === "Refused") {
    return { next: undefined, failure: failed(subject, "refused-a-step", asStep, `refusal ${outcome.conflict}`) }
  }
  return { next: outcome.state, failure: observedAs(bench, subject, "wrong-target", target, outcome.state) }
}

/** Runs a request that the specification refuses: it must refuse for that reason and leave everything as it was, `before`. */
export const checkRefusal = <S>(
  bench: Bench<S>,
  subject: Subject,
  { label, verdict }: Verdict,
  before: Values,
  from: S,
  trustIdentity: boolean
): Failure | undefined => {
  const expected = `refusal ${verdict}`
  const ran = attempt(bench, subject, label, from, expected)
  if (ran._tag === "Failed") return ran.failure
  const { outcome } = ran
  if (outcome._tag === "Stepped") return failed(subject, "accepted-a-refusal", expected, asStep)
  if (outcome.conflict !== verdict) {
    return failed(subject, "wrong-conflict", expected, `refusal ${outcome.conflict}`)
  }
  if (!trustIdentity || outcome.state !== from) {
    const changed = observedAs(bench, subject, "changed-while-refusing", before, outcome.state)
    if (changed !== undefined) return changed
  }
  if (bench.same(from, outcome.state)) return undefined
  return failed(subject, "changed-while-refusing", expected, "a hidden part of the state changed")
}

/**
 * Runs a request that the specification allows: it must step; where to is not known, or not yet. In a graph it is one that the
 * model's bounds cut.
 */
export const checkCut = <S>(bench: Bench<S>, subject: Subject, label: Label, from: S): Checked<S> => {
  const ran = attempt(bench, subject, label, from, asStep)
  if (ran._tag === "Failed") return { next: undefined, failure: ran.failure }
  const { outcome } = ran
  if (outcome._tag === "Stepped") return { next: outcome.state, failure: undefined }
  const failure = failed(subject, "refused-beyond-bound", asStep, `refusal ${outcome.conflict}`)
  return { next: undefined, failure }
}
