import { assert, describe, it } from "@effect/vitest"
import { quantile, ratios, spreadOf, takeTurns } from "../../bench/samples.ts"

describe("samples", () => {
  it("have a middle, and a middle half", () => {
    assert.deepStrictEqual(spreadOf([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 })
    assert.strictEqual(quantile([1, 2], 0.5), 1.5)
    assert.deepStrictEqual(ratios([2, 9], [1, 3]), [2, 3])
  })

  it("are taken by turns: each contestant once a turn, in changing orders", async () => {
    const turns: Array<string> = []
    const contestants = ["a", "b"].map((name) => () => {
      turns.push(name)
    })
    const times = await takeTurns(contestants, { seconds: 0.05, warmUp: 3 })
    assert.deepStrictEqual(
      times.map(({ length }) => length),
      [turns.length / 2 - 3, turns.length / 2 - 3]
    )
    const pairs = new Set(Array.from({ length: turns.length / 2 }, (_, at) => turns.slice(2 * at, 2 * at + 2).join("")))
    assert.deepStrictEqual([...pairs].sort(), ["ab", "ba"])
  })
})
