// Of which keys two tables differ: those that a look at all of both finds, whatever the tables share.
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { differing, empty, get, remove, set, type Table } from "../../src/protocol/table.ts"
import { propertyOptions } from "../conformance/seed.ts"

const change = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.option(fc.nat(3), { nil: undefined }))

const after = (table: Table<string, number>, changes: ReadonlyArray<readonly [number, number | undefined]>) =>
  changes.reduce(
    (next, [key, value]) => (value === undefined ? remove(next, `${key}`) : set(next, `${key}`, value)),
    table
  )

describe("differing", () => {
  it("finds what a look at all keys finds", () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 300, size: "max" }),
        fc.array(change, { maxLength: 20 }),
        (first, then) => {
          const before = after(empty(), first)
          const now = after(before, then)
          const keys = Array.from({ length: 201 }, (_, at) => `${at}`)
          assert.sameMembers(
            differing(before, now),
            keys.filter((key) => get(before, key) !== get(now, key))
          )
        }
      ),
      propertyOptions()
    )
  })
})
