// Seats in spans are a sorted set of numbers.
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { firstSeat, noSeats, seatsIn, withoutSeat, withSeat } from "../../src/protocol/seats.ts"

const change = fc.record({ comes: fc.boolean(), seat: fc.integer({ min: 1, max: 400 }) })

describe("seats", () => {
  it("are what a sorted set of numbers is, in one shape for each set", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const expected = new Set<number>()
        let seats = noSeats
        for (const { comes, seat } of changes) {
          const before = seats
          const all = seatsIn(before)
          seats = comes ? withSeat(before, seat) : withoutSeat(before, seat)
          if (expected.has(seat) === comes) assert.strictEqual(seats, before)
          if (comes) expected.add(seat)
          else expected.delete(seat)
          assert.deepStrictEqual(seatsIn(before), all)
        }
        const sorted = [...expected].sort((one, other) => one - other)
        assert.deepStrictEqual(seatsIn(seats), sorted)
        assert.strictEqual(firstSeat(seats), sorted[0])
        assert.deepStrictEqual(seats, sorted.reduce(withSeat, noSeats))
      })
    )
  })
})
