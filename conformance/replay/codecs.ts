/** Schemas that decode parameters of actions from TLA+ values. */
import { Schema, SchemaGetter } from "effect"
import { bool as boolValue, int as intValue, string as stringValue } from "../tla/value.ts"
import type { BoolValue, IntValue, ModelValue, SetValue, StringValue, TupleValue, Value } from "../tla/value.ts"

const tags: ReadonlySet<unknown> = new Set(["bool", "int", "string", "model", "set", "tuple", "record", "function"])

const isValue = (u: unknown): u is Value =>
  typeof u === "object" && u !== null && "text" in u && "_tag" in u && tags.has(u._tag)

/** Any value, undecoded. */
export const anyValue = Schema.declare(isValue, { expected: "a TLA+ value" })

const isNamed = (u: unknown): u is ModelValue | StringValue => isValue(u) && (u._tag === "model" || u._tag === "string")

/** A model value or a string, by its name: specifications use either for identities. It encodes to a string. */
export const modelOrString = Schema.declare(isNamed, { expected: "a model value or a string" }).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((value: ModelValue | StringValue) =>
      value._tag === "model" ? value.name : value.value
    ),
    encode: SchemaGetter.transform((name: string): ModelValue | StringValue => stringValue(name))
  })
)

const isSafeInt = (u: unknown): u is IntValue =>
  isValue(u) && u._tag === "int" && BigInt.asIntN(53, u.value) === u.value

/** An integer that a number holds exactly. */
export const int = Schema.declare(isSafeInt, { expected: "an integer of at most 53 bits" }).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((value: IntValue) => Number(value.value)),
    encode: SchemaGetter.transform((value: number) => intValue(value))
  })
)

const isBool = (u: unknown): u is BoolValue => isValue(u) && u._tag === "bool"

/** TRUE or FALSE. */
export const bool = Schema.declare(isBool, { expected: "TRUE or FALSE" }).pipe(
  Schema.decodeTo(Schema.Boolean, {
    decode: SchemaGetter.transform((value: BoolValue) => value.value),
    encode: SchemaGetter.transform((value: boolean) => boolValue(value))
  })
)

/** One of the given names, as model values or strings. */
export const literals = <const L extends ReadonlyArray<string>>(names: L) =>
  modelOrString.pipe(Schema.decodeTo(Schema.Literals(names)))

const isSet = (u: unknown): u is SetValue => isValue(u) && u._tag === "set"
const isTuple = (u: unknown): u is TupleValue => isValue(u) && u._tag === "tuple"

/** The elements of a set, in canonical order, undecoded. */
export const setOfValues = Schema.declare(isSet, { expected: "a set" })

/** The elements of a tuple or sequence, undecoded. */
export const tupleOfValues = Schema.declare(isTuple, { expected: "a tuple" })
