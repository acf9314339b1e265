/** Where two values differ: the path to each difference, instead of two long texts to compare by eye. */
import { entriesOf } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import type { SpecState } from "./driver.ts"

/** One difference; a side that has nothing there is undefined. */
export interface Difference {
  readonly path: string
  readonly expected: string | undefined
  readonly actual: string | undefined
}

const pathStep = (path: string, argument: Value, container: Value): string =>
  container._tag === "record" && argument._tag === "string" ? `${path}.${argument.value}` : `${path}[${argument.text}]`

const diffSets = (
  path: string,
  expected: ReadonlyArray<Value>,
  actual: ReadonlyArray<Value>
): ReadonlyArray<Difference> => {
  const inExpected = new Set(expected.map(({ text }) => text))
  const inActual = new Set(actual.map(({ text }) => text))
  return [
    ...expected
      .filter(({ text }) => !inActual.has(text))
      .map(({ text }) => ({ path: `${path}{}`, expected: text, actual: undefined })),
    ...actual
      .filter(({ text }) => !inExpected.has(text))
      .map(({ text }) => ({ path: `${path}{}`, expected: undefined, actual: text }))
  ]
}

/** The differences of two values, in canonical order; none exactly if they are equal. */
export const diffValues = (
  expected: Value | undefined,
  actual: Value | undefined,
  path = ""
): ReadonlyArray<Difference> => {
  if (expected?.text === actual?.text) return []
  const whole = [{ path, expected: expected?.text, actual: actual?.text }]
  if (expected === undefined || actual === undefined) return whole
  if (expected._tag === "set" && actual._tag === "set") return diffSets(path, expected.elements, actual.elements)
  const before = entriesOf(expected)
  const after = entriesOf(actual)
  if (before === undefined || after === undefined) return whole
  const others = new Map(after.map(([argument, value]) => [argument.text, value]))
  const known = new Set(before.map(([argument]) => argument.text))
  return [
    ...before.flatMap(([argument, value]) =>
      diffValues(value, others.get(argument.text), pathStep(path, argument, expected))
    ),
    ...after
      .filter(([argument]) => !known.has(argument.text))
      .flatMap(([argument, value]) => diffValues(undefined, value, pathStep(path, argument, actual)))
  ]
}

/** The differences of two states, by variable. */
export const diffStates = (expected: SpecState, actual: SpecState): ReadonlyArray<Difference> =>
  [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    .toSorted()
    .flatMap((variable) => diffValues(expected[variable], actual[variable], variable))

/** One line for each difference. */
export const renderDiff = (differences: ReadonlyArray<Difference>): string =>
  differences
    .map(
      ({ path, expected, actual }) =>
        `${path}: spec ${expected ?? "(nothing)"}, implementation ${actual ?? "(nothing)"}`
    )
    .join("\n")
