/**
 * TLA+ values, canonical by construction: two values are equal exactly if their texts are.
 *
 * TLC prints one value in many ways (set elements and record fields in any order, a function as a tuple, a record or with `:>`),
 * so a value must come from the functions below, which sort, drop duplicates and choose the one form. Each value carries its
 * canonical text: replay compares values millions of times, and prints them rarely from scratch.
 */
import { bracketed, functionText, quoted, recordText } from "./print.ts"

/** TRUE or FALSE. */
export interface BoolValue {
  readonly _tag: "bool"
  readonly value: boolean
  readonly text: string
}

/** An integer of any size. */
export interface IntValue {
  readonly _tag: "int"
  readonly value: bigint
  readonly text: string
}

/** A string, unescaped. */
export interface StringValue {
  readonly _tag: "string"
  readonly value: string
  readonly text: string
}

/** A model value of TLC, equal only to itself. */
export interface ModelValue {
  readonly _tag: "model"
  readonly name: string
  readonly text: string
}

/** A finite set, sorted and without duplicates. */
export interface SetValue {
  readonly _tag: "set"
  readonly elements: ReadonlyArray<Value>
  readonly text: string
}

/** A tuple or sequence: a function whose domain is 1..n, and thus also the empty function. */
export interface TupleValue {
  readonly _tag: "tuple"
  readonly elements: ReadonlyArray<Value>
  readonly text: string
}

/** A record: a function whose domain is a non-empty set of strings that are identifiers; fields are sorted. */
export interface RecordValue {
  readonly _tag: "record"
  readonly fields: ReadonlyArray<readonly [string, Value]>
  readonly text: string
}

/** Any other function, its entries sorted by argument. */
export interface FunctionValue {
  readonly _tag: "function"
  readonly entries: ReadonlyArray<readonly [Value, Value]>
  readonly text: string
}

/** A canonical TLA+ value. */
export type Value =
  BoolValue | IntValue | StringValue | ModelValue | SetValue | TupleValue | RecordValue | FunctionValue

const TRUE: BoolValue = { _tag: "bool", value: true, text: "TRUE" }
const FALSE: BoolValue = { _tag: "bool", value: false, text: "FALSE" }

/** TRUE or FALSE. */
export const bool = (value: boolean): BoolValue => (value ? TRUE : FALSE)

// Nearly every integer in a finite model is small: share those instead of making a bigint for each.
const smallest = -16
const largest = 1023
const makeInt = (value: bigint): IntValue => ({ _tag: "int", value, text: value.toString() })
const small: ReadonlyArray<IntValue> = Array.from({ length: largest - smallest + 1 }, (_, i) =>
  makeInt(BigInt(i + smallest))
)

/** An integer; a number must be a safe integer. */
export const int = (value: number | bigint): IntValue => {
  const shared = value >= smallest && value <= largest ? small[Number(value) - smallest] : undefined
  if (shared !== undefined) return shared
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`)
  return makeInt(BigInt(value))
}

/** A string, given unescaped. */
export const string = (value: string): StringValue => ({ _tag: "string", value, text: quoted(value) })

/** A model value by its name. */
export const model = (name: string): ModelValue => ({ _tag: "model", name, text: name })

const rank: Readonly<Record<Value["_tag"], number>> = {
  bool: 0,
  int: 1,
  string: 2,
  model: 3,
  tuple: 4,
  record: 5,
  function: 6,
  set: 7
}

/** The order used inside canonical texts: integers by size, everything else by kind and text. */
export const compare = (a: Value, b: Value): number => {
  if (a._tag === "int" && b._tag === "int") return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
  if (a._tag !== b._tag) return rank[a._tag] - rank[b._tag]
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0
}

/** Whether two values are the same value. */
export const equal = (a: Value, b: Value): boolean => a === b || a.text === b.text

const increasing = <A>(items: ReadonlyArray<A>, order: (a: A, b: A) => number): boolean => {
  for (let i = 1; i < items.length; i++) if (order(items[i - 1]!, items[i]!) >= 0) return false
  return true
}

/** A set of the given elements, in any order and repeated as you like. */
export const set = (elements: ReadonlyArray<Value>): SetValue => {
  let sorted = elements
  if (!increasing(elements, compare)) {
    sorted = elements.toSorted(compare).filter((element, i, all) => i === 0 || !equal(element, all[i - 1]!))
  }
  return { _tag: "set", elements: sorted, text: bracketed("{", sorted, "}") }
}

/** A tuple or sequence. */
export const tuple = (elements: ReadonlyArray<Value>): TupleValue => ({
  _tag: "tuple",
  elements,
  text: bracketed("<<", elements, ">>")
})

const identifier = /^[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*$/

/** Whether a name can be a field of a record, or a model value. */
export const isIdentifier = (name: string): boolean => identifier.test(name)

type Field = readonly [string, Value]
type Entry = readonly [Value, Value]

const byName = (a: Field, b: Field): number => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)
const byArgument = (a: Entry, b: Entry): number => compare(a[0], b[0])

/** Two values for one field or argument: not a function. */
const unique = <A>(
  items: ReadonlyArray<A>,
  order: (a: A, b: A) => number,
  name: (item: A) => string
): ReadonlyArray<A> => {
  if (increasing(items, order)) return items
  const sorted = items.toSorted(order)
  for (let i = 1; i < sorted.length; i++) {
    if (order(sorted[i - 1]!, sorted[i]!) === 0) throw new RangeError(`two values for ${name(sorted[i]!)}`)
  }
  return sorted
}

/**
 * A record from its fields; without fields it is the empty function `<<>>`, with odd field names a function of strings. Throws
 * RangeError if a field comes twice.
 */
export const record = (fields: ReadonlyArray<Field>): Value => {
  if (fields.length === 0) return tuple([])
  if (!fields.every(([name]) => isIdentifier(name))) return fn(fields.map(([name, value]) => [string(name), value]))
  const sorted = unique(fields, byName, ([name]) => name)
  return { _tag: "record", fields: sorted, text: recordText(sorted) }
}

/** A record from a plain object. */
export const recordOf = (fields: Readonly<Record<string, Value>>): Value => record(Object.entries(fields))

/**
 * A function from its entries: a tuple if the domain is 1..n, a record if it is a set of identifiers as strings. Throws RangeError
 * if an argument comes twice.
 */
export const fn = (entries: ReadonlyArray<Entry>): Value => {
  const sorted = unique(entries, byArgument, ([argument]) => argument.text)
  if (sorted.every(([argument], i) => argument._tag === "int" && argument.value === BigInt(i + 1))) {
    return tuple(sorted.map(([, value]) => value))
  }
  const fields: Array<Field> = []
  for (const [argument, value] of sorted) {
    if (argument._tag !== "string" || !isIdentifier(argument.value)) break
    fields.push([argument.value, value])
  }
  if (fields.length === sorted.length) return record(fields)
  return { _tag: "function", entries: sorted, text: functionText(sorted) }
}

/** A function's arguments with its values, whatever form it has; undefined for what is not a function. */
export const entriesOf = (value: Value): ReadonlyArray<Entry> | undefined => {
  switch (value._tag) {
    case "tuple":
      return value.elements.map((element, i) => [int(i + 1), element])
    case "record":
      return value.fields.map(([name, field]) => [string(name), field])
    case "function":
      return value.entries
    default:
      return undefined
  }
}
