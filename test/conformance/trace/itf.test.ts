import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { behaviourOfPath } from "../../../conformance/trace/behaviour.ts"
import type { Behaviour, Moment } from "../../../conformance/trace/behaviour.ts"
import { itfOf, writeItf } from "../../../conformance/trace/itf.ts"
import { readItf } from "../../../conformance/trace/read-itf.ts"
import { read } from "../../../conformance/tla/read.ts"
import { fn, record, set, string, tuple } from "../../../conformance/tla/value.ts"
import type { Value } from "../../../conformance/tla/value.ts"
import { propertyOptions } from "../seed.ts"
import { anyBehaviour, lockPath } from "./paths.ts"

/** The format has no model values. Throws RangeError where a function has one and its name as arguments. */
const withoutModels = (value: Value): Value => {
  switch (value._tag) {
    case "model":
      return string(value.name)
    case "set":
      return set(value.elements.map(withoutModels))
    case "tuple":
      return tuple(value.elements.map(withoutModels))
    case "record":
      return record(value.fields.map(([name, field]) => [name, withoutModels(field)]))
    case "function":
      return fn(value.entries.map(([argument, image]) => [withoutModels(argument), withoutModels(image)]))
    default:
      return value
  }
}

const allWithoutModels = ({ variables, states, loop }: Behaviour): Behaviour => ({
  variables,
  states: states.map(({ step, values }): Moment => ({
    step: step === undefined ? undefined : { action: step.action, args: step.args.map(withoutModels) },
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withoutModels(value)]))
  })),
  loop
})

describe("a behaviour as a file for other tools", () => {
  it("is read as what was written", () => {
    fc.assert(
      fc.property(anyBehaviour, (behaviour) => {
        let expected: Behaviour
        try {
          expected = allWithoutModels(behaviour)
        } catch (error) {
          return fc.pre(!(error instanceof RangeError))
        }
        assert.deepStrictEqual(Result.getOrThrow(readItf(writeItf(behaviour, "any"))), expected)
      }),
      propertyOptions()
    )
  })

  it("has each kind of value in the format's form", () => {
    for (const [value, json] of [
      ["TRUE", true],
      ["-12345678901234567890", { "#bigint": "-12345678901234567890" }],
      ['"a b"', "a b"],
      ["m1", "m1"],
      ["{}", { "#set": [] }],
      ["<<1>>", { "#tup": [{ "#bigint": "1" }] }],
      ["<<>>", { "#tup": [] }],
      ['[a |-> "x", b |-> {}]', { a: "x", b: { "#set": [] } }],
      ['("d/x" :> TRUE)', { "#map": [["d/x", true]] }]
    ] as const) {
      assert.deepStrictEqual(itfOf(read(value)), json)
    }
  })

  it("names the steps, their arguments, the variables and the format", () => {
    const { graph, path } = lockPath("c1", 2)
    const file: unknown = JSON.parse(writeItf(behaviourOfPath(graph, path), "the lock"))
    assert.deepInclude(file, { vars: ["mbt::actionTaken", "mbt::nondetPicks", "count", "holder", "log"] })
    const { "#meta": meta, states } = file as { "#meta": object; states: ReadonlyArray<object> }
    assert.deepInclude(meta, { format: "ITF", description: "the lock" })
    assert.deepStrictEqual(states[0], {
      "#meta": { index: 0 },
      "mbt::actionTaken": "init",
      "mbt::nondetPicks": {},
      count: { "#bigint": "0" },
      holder: "nobody",
      log: { "#tup": [] }
    })
    assert.deepInclude(states[2], {
      "#meta": { index: 2 },
      "mbt::actionTaken": "Raise",
      "mbt::nondetPicks": { arg1: "c1", arg2: { "#bigint": "2" } }
    })
    assert.notProperty(file, "loop")
  })
})

describe("reading a file of another tool", () => {
  const file = (more: object = {}, x: unknown = 1): string =>
    JSON.stringify({ vars: ["x"], states: [{ x: 0 }, { "mbt::actionTaken": "Up", x }], ...more })

  it("takes plain numbers, lists for sequences, and what it does not know beside the states", () => {
    const behaviour = Result.getOrThrow(readItf(file({ loop: 1, params: [], "#meta": null }, [1, { "#bigint": "2" }])))
    assert.strictEqual(behaviour.states[1]!.values["x"]!.text, "<<1,2>>")
    assert.deepStrictEqual(behaviour.states[1]!.step, { action: "Up", args: [] })
    assert.strictEqual(behaviour.loop, 1)
  })

  const bad: ReadonlyArray<readonly [text: string, reason: string]> = [
    ["{", "the file is no JSON"],
    ["[]", "the file is no object"],
    ["{}", "vars is no list"],
    ['{"vars": [1], "states": []}', "vars has something that is no string"],
    ['{"vars": []}', "states is no list"],
    [file({ states: [7] }), "states[0] is no object"],
    [file({ states: [{}] }), "states[0] lacks x"],
    [file({ states: [{ x: 1 }, { x: 1 }] }), "states[1].mbt::actionTaken is no string"],
    [
      file({ states: [{ x: 1 }, { x: 1, "mbt::actionTaken": "A", "mbt::nondetPicks": { arg2: 1 } }] }),
      "states[1].mbt::nondetPicks lacks arg1"
    ],
    [file({}, null), "states[1].x is no object"],
    [file({}, 0.5), "states[1].x is no integer"],
    [file({}, { "#bigint": 1 }), "states[1].x.#bigint is no integer"],
    [file({}, { "#bigint": "1e3" }), "states[1].x.#bigint is no integer"],
    [file({}, { "#set": {} }), "states[1].x.#set is no list"],
    [file({}, { "#set": [], a: 1 }), "states[1].x has #set, which is read as no value"],
    [file({}, { "#unserializable": "Nat" }), "states[1].x has #unserializable, which is read as no value"],
    [file({}, { "a b": 1 }), 'states[1].x has the field "a b", which is no name'],
    [file({}, { "#map": [[1]] }), "states[1].x.#map[0] is no pair"],
    [file({}, { "#map": [[1, 2, 3]] }), "states[1].x.#map[0] is no pair"],
    [
      file(
        {},
        {
          a: {
            "#map": [
              [1, 1],
              [1, 2]
            ]
          }
        }
      ),
      "states[1].x.a.#map is no function: two values for 1"
    ],
    [file({ loop: 2 }), "loop is the index of no state"],
    [file({ loop: "0" }), "loop is the index of no state"],
    [file({ loop: -1 }), "loop is the index of no state"]
  ]
  for (const [text, reason] of bad) {
    it(`fails where ${reason}`, () => {
      const result = readItf(text)
      assert.isTrue(Result.isFailure(result))
      if (Result.isFailure(result)) {
        assert.strictEqual(result.failure.message, `This is no trace in the Informal Trace Format: ${reason}.`)
      }
    })
  }
})
