/**
 * Values next to a value: what a variable could as well have, judged by the values that it does have. An invariant that lost a clause
 * differs only where no side comes, and most often one step beside where they do.
 */
import { bool, compare, entriesOf, fn, int, record, set, tuple } from "../../tla/value.ts"
import type { RecordValue, SetValue, TupleValue, Value } from "../../tla/value.ts"

/** All values that occur in one place of a variable's values: the variable itself, the elements of its sets, the range of its functions. */
export interface Pool {
  readonly values: ReadonlyMap<string, Value>
  /** of the elements or the images of these values, but for fields */
  readonly inner: Pool | undefined
  /** of their fields, by name */
  readonly fields: ReadonlyMap<string, Pool>
}

/** What is done to a value: what makes no sense of one of a kind often makes none of the others. */
export type Kind = "elsewhere" | "beyond" | "element" | "point" | "length"

/** A value next to another one. */
export interface Neighbour {
  readonly kind: Kind
  readonly value: Value
}

const innerOf = (value: Value): ReadonlyArray<Value> => {
  if (value._tag === "record") return []
  return value._tag === "set" ? value.elements : (entriesOf(value) ?? []).map(([, image]) => image)
}

/** The values of each field. A record may be a function of strings: fields that have a value in common are taken for one range. */
const fieldsOf = (values: ReadonlyArray<Value>): ReadonlyMap<string, Pool> => {
  const groups: Array<{ names: Set<string>; values: Map<string, Value> }> = []
  for (const [name, field] of values.flatMap((value) => (value._tag === "record" ? value.fields : []))) {
    const touching = groups.filter((group) => group.names.has(name) || group.values.has(field.text))
    const [group = { names: new Set<string>(), values: new Map<string, Value>() }, ...others] = touching
    if (touching.length === 0) groups.push(group)
    group.names.add(name)
    group.values.set(field.text, field)
    for (const other of others) {
      for (const known of other.names) group.names.add(known)
      for (const [text, known] of other.values) group.values.set(text, known)
      groups.splice(groups.indexOf(other), 1)
    }
  }
  return new Map(
    groups.flatMap((group) => {
      const pool = poolOf(group.values.values())
      return [...group.names].map((name) => [name, pool] as const)
    })
  )
}

/** The pool of these values. */
export const poolOf = (values: Iterable<Value>): Pool => {
  const known = new Map<string, Value>()
  for (const value of values) known.set(value.text, value)
  const all = [...known.values()]
  const inner = all.flatMap(innerOf)
  return { values: known, inner: inner.length === 0 ? undefined : poolOf(inner), fields: fieldsOf(all) }
}

const nearest = (values: Iterable<Value>): ReadonlyArray<Value> =>
  [...values].toSorted((a, b) => a.text.length - b.text.length || compare(a, b))

/** One beyond all that occur, and one below nothing. */
const beyond = (pool: Pool): ReadonlyArray<Value> => {
  const numbers = [...pool.values.values()].flatMap((value) => (value._tag === "int" ? [value.value] : []))
  if (numbers.length === 0) return []
  const [least, most] = numbers.reduce(([low, high], n) => [n < low ? n : low, n > high ? n : high], [
    numbers[0]!,
    numbers[0]!
  ] as readonly [bigint, bigint])
  return [int(most + 1n), int(-1), int(least - 1n)].filter(({ text }) => !pool.values.has(text))
}

/** TLC compares what is in one set, and no number with a string. */
const fits = (element: Value, elements: ReadonlyArray<Value>): boolean =>
  elements.every(({ _tag }) => _tag === element._tag || _tag === "model" || element._tag === "model")

const nearSet = ({ elements }: SetValue, inner: Pool | undefined): ReadonlyArray<Neighbour> => {
  const known = new Set(elements.map(({ text }) => text))
  const others = inner === undefined ? [] : [...nearest(inner.values.values()), ...beyond(inner)]
  return [
    ...others.filter((other) => !known.has(other.text) && fits(other, elements)).map((other) => [...elements, other]),
    ...elements.map((_, i) => elements.toSpliced(i, 1))
  ].map((some) => ({ kind: "element", value: set(some) }))
}

const nearLength = ({ elements }: TupleValue, inner: Pool): ReadonlyArray<Neighbour> =>
  [
    ...(elements.length === 0 ? [] : [elements.slice(0, -1)]),
    ...nearest(inner.values.values()).map((last) => [...elements, last])
  ].map((some) => ({ kind: "length", value: tuple(some) }))

/** With another image at one point: one that is anywhere in its range, or next to the one that is there. */
const nearImages = (image: Value, range: Pool): ReadonlyArray<Value> => [
  ...nearest(range.values.values()).filter(({ text }) => text !== image.text),
  ...near(image, range).map(({ value }) => value)
]

const nearRecord = ({ fields: own }: RecordValue, fields: Pool["fields"]): ReadonlyArray<Neighbour> =>
  own.flatMap(([name, field], i) =>
    nearImages(field, fields.get(name)!).map((other) => ({ kind: "point", value: record(own.with(i, [name, other])) }))
  )

const nearFunction = (value: Value, inner: Pool): ReadonlyArray<Neighbour> => {
  const entries = entriesOf(value)!
  const points = entries.flatMap(([argument, image], i) =>
    nearImages(image, inner).map((other): Neighbour => ({
      kind: "point",
      value: fn(entries.with(i, [argument, other]))
    }))
  )
  return value._tag === "tuple" ? [...points, ...nearLength(value, inner)] : points
}

const near = (value: Value, pool: Pool): ReadonlyArray<Neighbour> => {
  const { inner, fields } = pool
  if (value._tag === "bool") return [{ kind: "beyond", value: bool(!value.value) }]
  if (value._tag === "int") return beyond(pool).map((other) => ({ kind: "beyond", value: other }))
  if (value._tag === "set") return nearSet(value, inner)
  if (value._tag === "record") return nearRecord(value, fields)
  return entriesOf(value) === undefined || inner === undefined ? [] : nearFunction(value, inner)
}

/** The values next to this one, which is of the pool, each once. */
export const neighbours = (value: Value, pool: Pool): ReadonlyArray<Neighbour> => {
  const found = new Map<string, Neighbour>()
  const elsewhere = nearest(pool.values.values()).map((other): Neighbour => ({ kind: "elsewhere", value: other }))
  for (const each of [...elsewhere, ...near(value, pool)]) {
    if (each.value.text !== value.text && !found.has(each.value.text)) found.set(each.value.text, each)
  }
  return [...found.values()]
}
