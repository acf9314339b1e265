/**
 * A behaviour as a file in Apalache's Informal Trace Format (its ADR 015), for tools that read it. Each state names its step, as Quint
 * does: `mbt::actionTaken`, and in `mbt::nondetPicks` its arguments as `arg1`, `arg2` and so on.
 *
 * The format has no model values: they are written as strings, and read as such.
 */
import type { Value } from "../tla/value.ts"
import type { Behaviour, Moment } from "./behaviour.ts"

/** A value, as the format has it. */
export type ItfValue =
  | boolean
  | string
  | number
  | ReadonlyArray<unknown>
  | { readonly "#bigint": string }
  | { readonly "#tup": ReadonlyArray<unknown> }
  | { readonly "#set": ReadonlyArray<unknown> }
  | { readonly "#map": ReadonlyArray<unknown> }
  | { readonly [field: string]: unknown }

export const actionTaken = "mbt::actionTaken"
export const nondetPicks = "mbt::nondetPicks"

/** What `mbt::actionTaken` is in a state that no step led to. */
export const initialAction = "init"

/** The value in the form that the format gives it. */
export const itfOf = (value: Value): ItfValue => {
  switch (value._tag) {
    case "bool":
    case "string":
      return value.value
    case "model":
      return value.name
    case "int":
      return { "#bigint": value.value.toString() }
    case "set":
      return { "#set": value.elements.map(itfOf) }
    case "tuple":
      return { "#tup": value.elements.map(itfOf) }
    case "record":
      return Object.fromEntries(value.fields.map(([name, field]) => [name, itfOf(field)]))
    case "function":
      return { "#map": value.entries.map(([argument, image]) => [itfOf(argument), itfOf(image)]) }
  }
}

const stateOf = (variables: ReadonlyArray<string>, { step, values }: Moment, index: number) => ({
  "#meta": { index },
  [actionTaken]: step?.action ?? initialAction,
  [nondetPicks]: Object.fromEntries((step?.args ?? []).map((arg, i) => [`arg${i + 1}`, itfOf(arg)])),
  ...Object.fromEntries(variables.map((name) => [name, itfOf(values[name]!)]))
})

/** The text of the file. `about` says in a few words where the behaviour comes from. */
export const writeItf = ({ variables, states, loop }: Behaviour, about: string): string => {
  const trace = {
    "#meta": {
      format: "ITF",
      "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
      description: about
    },
    vars: [actionTaken, nondetPicks, ...variables],
    states: states.map((moment, i) => stateOf(variables, moment, i)),
    // Left out by JSON where there is none.
    loop
  }
  return `${JSON.stringify(trace, null, 2)}\n`
}
