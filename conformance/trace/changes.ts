/** What a step changed, in words: only the places within a function or record that are other than before. */
import { placeIn, plain } from "../tla/plain.ts"
import { entriesOf, equal } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import type { Behaviour, Moment } from "./behaviour.ts"

const list = (values: ReadonlyArray<Value>): string => values.map(plain).join(", ")

const without = (values: ReadonlyArray<Value>, others: ReadonlyArray<Value>): ReadonlyArray<Value> => {
  const texts = new Set(others.map(({ text }) => text))
  return values.filter(({ text }) => !texts.has(text))
}

const setChange = (before: ReadonlyArray<Value>, after: ReadonlyArray<Value>): string => {
  const [gone, come] = [without(before, after), without(after, before)]
  return [
    ...(come.length > 0 ? [`added ${list(come)}`] : []),
    ...(gone.length > 0 ? [`removed ${list(gone)}`] : [])
  ].join("; ")
}

const startsWith = (long: ReadonlyArray<Value>, short: ReadonlyArray<Value>): boolean =>
  short.every((element, i) => equal(element, long[i]!))

/** A sequence grows at its end, or one of its elements goes; undefined for any other change of its length. */
const sequenceChange = (before: ReadonlyArray<Value>, after: ReadonlyArray<Value>): string | undefined => {
  if (after.length > before.length) {
    return startsWith(after, before) ? `appended ${list(after.slice(before.length))}` : undefined
  }
  if (after.length !== before.length - 1) return undefined
  const at = before.findIndex((element, i) => after[i] === undefined || !equal(element, after[i]))
  return startsWith(before.slice(at + 1), after.slice(at)) ? `removed ${plain(before[at]!)}` : undefined
}

const isSequence = (value: Value): boolean => value._tag === "tuple" && value.elements.length > 0

/** A place within a variable, and how its value changed. */
export interface Change {
  readonly place: string
  readonly how: string
}

const differences = (place: string, before: Value, after: Value): ReadonlyArray<Change> => {
  if (equal(before, after)) return []
  const whole = [{ place, how: `${plain(before)} -> ${plain(after)}` }]
  if (before._tag === "set" && after._tag === "set") return [{ place, how: setChange(before.elements, after.elements) }]
  if (before._tag === "tuple" && after._tag === "tuple" && before.elements.length !== after.elements.length) {
    const change = sequenceChange(before.elements, after.elements)
    return change === undefined ? whole : [{ place, how: change }]
  }
  const [old, now] = [entriesOf(before), entriesOf(after)]
  // The empty function is written as a tuple; a tuple that is not empty became, or was, something else.
  if (old === undefined || now === undefined || isSequence(before) !== isSequence(after)) return whole
  const [were, are] = [old, now].map((entries) => new Map(entries.map(([argument, value]) => [argument.text, value])))
  return [
    ...old.flatMap(([argument, value]) => {
      const inner = placeIn(place, argument, before)
      const image = are!.get(argument.text)
      return image === undefined
        ? [{ place: inner, how: `removed, was ${plain(value)}` }]
        : differences(inner, value, image)
    }),
    ...now
      .filter(([argument]) => !were!.has(argument.text))
      .map(([argument, value]) => ({ place: placeIn(place, argument, after), how: `added, ${plain(value)}` }))
  ]
}

/** Each place that differs, by variable. */
export const placesChanged = (
  variables: ReadonlyArray<string>,
  { values: before }: Moment,
  { values: after }: Moment
): ReadonlyArray<Change> => variables.flatMap((name) => differences(name, before[name]!, after[name]!))

/** A line for each place that differs, by variable. */
export const changesOf = (variables: ReadonlyArray<string>, before: Moment, after: Moment): ReadonlyArray<string> =>
  placesChanged(variables, before, after).map(({ place, how }) => `${place}: ${how}`)

/** The variables that some step changes. */
export const changingIn = ({ variables, states }: Behaviour): ReadonlyArray<string> =>
  variables.filter((name) => states.some(({ values }) => !equal(values[name]!, states[0]!.values[name]!)))
