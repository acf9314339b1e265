/** What is too large is said to be, and passes for nothing else. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { compare } from "../../../conformance/diff/compare/compare.ts"
import { makeLtsBuilder } from "../../../conformance/diff/graph/lts.ts"
import { describeTlc } from "../tlc/support.ts"
import { diff, patience, spec } from "./support.ts"

/** A counter that goes up so often by 1, and from 0 to these numbers. */
const counter = (steps: number, ...leaps: ReadonlyArray<number>) => {
  const builder = makeLtsBuilder(["x"], false)
  const states = Array.from({ length: steps + 1 }, (_, i) => builder.state([builder.text(String(i))]))
  for (const state of states) builder.declare(state)
  builder.initial(states[0]!)
  const up = (from: number, to: number): void => builder.edge(states[from]!, { action: "Up", args: [] }, states[to]!)
  for (let i = 0; i < steps; i++) up(i, i + 1)
  for (const leap of leaps) up(0, leap)
  return builder.finish()
}

type Counter = Parameters<typeof counter>

describe("a comparison that has looked at as much as it may", () => {
  it("is undecided unless it found what decides it, and shows what it found", () => {
    const compared = (base: Counter, head: Counter, limit: number) => {
      const { verdict, valuesVerdict, allowed, forbidden } = compare(counter(...base), counter(...head), { limit })
      assert.strictEqual(verdict, valuesVerdict)
      return [verdict, allowed.length, forbidden.length]
    }
    assert.deepStrictEqual(compared([9], [9], 10), ["equal", 0, 0])
    assert.deepStrictEqual(compared([9], [9], 9), ["undecided", 0, 0])
    assert.deepStrictEqual(compared([3], [9], 4), ["extends", 1, 0])
    // The head allows more; whether it allows all that the base does is not known.
    assert.deepStrictEqual(compared([9], [9, 5], 4), ["undecided", 1, 0])
    assert.deepStrictEqual(compared([9, 5], [9], 4), ["undecided", 0, 1])
    assert.deepStrictEqual(compared([9, 5], [9, 6], 1), ["incomparable", 1, 1])
  })
})

describeTlc("a graph without an end", () => {
  it.live(
    "is given up while TLC still runs",
    () =>
      Effect.gen(function* () {
        const lines = (guard: string) => [
          "EXTENDS Naturals",
          "VARIABLES x, event",
          'Init == x = 0 /\\ event = [action |-> "Init", args |-> <<>>]',
          `Up == ${guard} /\\ x' = x + 1 /\\ event' = [action |-> "Up", args |-> <<>>]`,
          "Next == Up"
        ]
        const compared = diff(spec(lines("x < 2")), spec(lines("TRUE")), { stateLimit: 100 })
        const { models, problems } = yield* Effect.timeout(compared, "1 minute")
        assert.deepStrictEqual(
          [models, problems],
          [[], ["head (new), model Main: it has more than 100 states: bound it tighter, or allow more with --states"]]
        )
      }),
    patience
  )
})
