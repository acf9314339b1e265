/** Arbitrary TLA+ values, and equivalent spellings of a value as TLC might print it. */
import * as fc from "fast-check"
import { bool, fn, int, model, record, set, string, tuple } from "../../../conformance/tla/value.ts"
import type { Value } from "../../../conformance/tla/value.ts"

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,5}$/)
const modelName = name.filter(
  (text) => !["TRUE", "FALSE", "SUBSET", "UNION", "DOMAIN", "CHOOSE", "LAMBDA"].includes(text)
)

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.boolean().map(bool),
  fc.integer().map(int),
  fc.bigInt().map(int),
  fc.oneof(fc.string({ unit: "binary" }), name, fc.constantFrom("", '"', "\\", "a\nb", ">>", "x |-> 1")).map(string),
  modelName.map(model)
)

const uniqueBy = { selector: ([key]: readonly [Value, Value]) => key.text, maxLength: 4 }

/** Any canonical value. */
export const anyTlaValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }).map(set),
    fc.array(tie("value"), { maxLength: 4 }).map(tuple),
    fc.uniqueArray(fc.tuple(name, tie("value")), { selector: ([key]) => key, maxLength: 4 }).map(record),
    fc.uniqueArray(fc.tuple(tie("value"), tie("value")), uniqueBy).map(fn),
    fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 4 }).map(int), tie("value")), uniqueBy).map(fn),
    fc.uniqueArray(fc.tuple(name.map(string), tie("value")), uniqueBy).map(fn)
  )
})).value

/** Draws numbers below a bound: the source of chance for {@link respell}. */
export type Draw = (below: number) => number

const shuffled = <A>(items: ReadonlyArray<A>, draw: Draw): ReadonlyArray<A> => {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = draw(i + 1)
    ;[result[i], result[j]] = [result[j]!, result[i]!]
  }
  return result
}

const spaces = ["", "", " ", "\n  ", "\t", "\r\n"]

const entriesOf = (value: Value): ReadonlyArray<readonly [Value, Value]> =>
  value._tag === "tuple"
    ? value.elements.map((element, i) => [int(i + 1), element])
    : value._tag === "record"
      ? value.fields.map(([field, element]) => [string(field), element])
      : value._tag === "function"
        ? value.entries
        : []

/** The same value, spelled differently. */
export const respell = (value: Value, draw: Draw): string => {
  const gap = (): string => spaces[draw(spaces.length)]!
  const again = (inner: Value): string => gap() + respell(inner, draw) + gap()
  const asFunction = (): string => {
    const entries = shuffled(entriesOf(value), draw).map(([key, element]) => `${again(key)}:>${again(element)}`)
    return `(${entries.join("@@")})`
  }
  switch (value._tag) {
    case "set": {
      const repeated = value.elements.length === 0 ? [] : [value.elements[draw(value.elements.length)]!]
      return `{${gap()}${shuffled([...value.elements, ...repeated], draw)
        .map(again)
        .join(",")}}`
    }
    case "tuple":
      return value.elements.length > 0 && draw(2) === 0
        ? asFunction()
        : `<<${gap()}${value.elements.map(again).join(",")}>>`
    case "record":
      if (draw(2) === 0) return asFunction()
      return `[${shuffled(value.fields, draw)
        .map(([field, element]) => `${gap()}${field}${gap()}|->${again(element)}`)
        .join(",")}]`
    case "function":
      return asFunction()
    default:
      return value.text
  }
}
