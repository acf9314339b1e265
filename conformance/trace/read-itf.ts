/** Reads a file in the Informal Trace Format, as {@link writeItf} and other tools write it. */
import { Data, Result } from "effect"
import { bool, fn, int, isIdentifier, record, set, string, tuple } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import type { Event } from "../spec/event.ts"
import type { Behaviour, Moment } from "./behaviour.ts"
import { actionTaken, nondetPicks } from "./itf.ts"

/** The text is no behaviour in this format. */
export class ItfInvalid extends Data.TaggedError("ItfInvalid")<{
  /** where, from the whole file inwards: "states[2].lease" */
  readonly place: string
  readonly reason: string
}> {
  override get message(): string {
    return `This is no trace in the Informal Trace Format: ${this.place === "" ? "the file" : this.place} ${this.reason}.`
  }
}

type Json = Readonly<Record<string, unknown>>

const isObject = (json: unknown): json is Json => typeof json === "object" && json !== null && !Array.isArray(json)

const fail = (place: string, reason: string): never => {
  throw new ItfInvalid({ place, reason })
}

const objectAt = (place: string, json: unknown): Json => (isObject(json) ? json : fail(place, "is no object"))

const arrayAt = (place: string, json: unknown): ReadonlyArray<unknown> =>
  Array.isArray(json) ? json : fail(place, "is no list")

const elementsAt = (place: string, json: unknown): ReadonlyArray<Value> =>
  arrayAt(place, json).map((element, i) => valueAt(`${place}[${i}]`, element))

const pairsAt = (place: string, json: unknown): ReadonlyArray<readonly [Value, Value]> =>
  arrayAt(place, json).map((pair, i) => {
    const [argument, image, ...more] = elementsAt(`${place}[${i}]`, pair)
    if (argument === undefined || image === undefined || more.length > 0) return fail(`${place}[${i}]`, "is no pair")
    return [argument, image]
  })

const integerAt = (place: string, json: unknown): Value =>
  typeof json === "string" && /^-?\d+$/.test(json) ? int(BigInt(json)) : fail(place, "is no integer")

/** Two values for one argument. */
const built = (place: string, build: () => Value): Value => {
  try {
    return build()
  } catch (error) {
    if (error instanceof RangeError) return fail(place, `is no function: ${error.message}`)
    throw error
  }
}

const marked: Readonly<Record<string, (place: string, json: unknown) => Value>> = {
  "#bigint": integerAt,
  "#tup": (place, json) => tuple(elementsAt(place, json)),
  "#set": (place, json) => set(elementsAt(place, json)),
  "#map": (place, json) => built(place, () => fn(pairsAt(place, json)))
}

const valueAt = (place: string, json: unknown): Value => {
  if (typeof json === "boolean") return bool(json)
  if (typeof json === "string") return string(json)
  if (typeof json === "number") return Number.isSafeInteger(json) ? int(json) : fail(place, "is no integer")
  // Lists stand for sequences, which are tuples.
  if (Array.isArray(json)) return tuple(elementsAt(place, json))
  const fields = Object.entries(objectAt(place, json))
  const mark = fields.find(([name]) => name.startsWith("#"))
  if (mark === undefined) {
    const odd = fields.find(([name]) => !isIdentifier(name))
    if (odd !== undefined) return fail(place, `has the field ${JSON.stringify(odd[0])}, which is no name`)
    return record(fields.map(([name, field]) => [name, valueAt(`${place}.${name}`, field)]))
  }
  const read = Object.hasOwn(marked, mark[0]) ? marked[mark[0]] : undefined
  if (read === undefined || fields.length > 1) return fail(place, `has ${mark[0]}, which is read as no value`)
  return read(`${place}.${mark[0]}`, mark[1])
}

const argsAt = (place: string, json: unknown): ReadonlyArray<Value> => {
  const picks = objectAt(place, json)
  const count = Object.keys(picks).length
  return Array.from({ length: count }, (_, i) => {
    const name = `arg${i + 1}`
    return Object.hasOwn(picks, name) ? valueAt(`${place}.${name}`, picks[name]) : fail(place, `lacks ${name}`)
  })
}

const stepAt = (place: string, state: Json): Event => {
  const action = state[actionTaken]
  if (typeof action !== "string") return fail(`${place}.${actionTaken}`, "is no string")
  return { action, args: argsAt(`${place}.${nondetPicks}`, state[nondetPicks] ?? {}) }
}

const momentAt = (place: string, json: unknown, variables: ReadonlyArray<string>, initial: boolean): Moment => {
  const state = objectAt(place, json)
  const values = Object.fromEntries(
    variables.map((name) => [
      name,
      Object.hasOwn(state, name) ? valueAt(`${place}.${name}`, state[name]) : fail(place, `lacks ${name}`)
    ])
  )
  return { step: initial ? undefined : stepAt(place, state), values }
}

const variablesAt = (json: unknown): ReadonlyArray<string> =>
  arrayAt("vars", json)
    .map((name) => (typeof name === "string" ? name : fail("vars", "has something that is no string")))
    .filter((name) => name !== actionTaken && name !== nondetPicks)
    .toSorted()

const readBehaviour = (text: string): Behaviour => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail("", "is no JSON")
  }
  const trace = objectAt("", json)
  const variables = variablesAt(trace["vars"])
  const states = arrayAt("states", trace["states"]).map((state, i) =>
    momentAt(`states[${i}]`, state, variables, i === 0)
  )
  const loop = trace["loop"]
  if (loop !== undefined && !(typeof loop === "number" && loop in states))
    return fail("loop", "is the index of no state")
  return { variables, states, loop }
}

/** The behaviour in a text; {@link ItfInvalid} says where it is none. */
export const readItf = (text: string): Result.Result<Behaviour, ItfInvalid> => {
  try {
    return Result.succeed(readBehaviour(text))
  } catch (error) {
    if (error instanceof ItfInvalid) return Result.fail(error)
    throw error
  }
}
