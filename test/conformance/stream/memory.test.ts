import { assert, describe, it } from "@effect/vitest"
import { stepped, refused } from "../../../conformance/replay/driver.ts"
import type { Driver } from "../../../conformance/replay/driver.ts"
import { makeStream } from "../../../conformance/stream/replay.ts"
import { streamResult } from "../../../conformance/stream/run.ts"
import { int } from "../../../conformance/tla/value.ts"
import { line } from "./printed.ts"

/** Many states in a row, in each of which a jump is allowed and cut. */
const longModel = (states: number): ReadonlyArray<string> => {
  const stateLine = (n: number): string => line('"state"', `<<${n}>>`, '[Jump |-> "ok", Rest |-> "Never"]')
  const lines = [stateLine(0)]
  for (let n = 0; n + 1 < states; n++) {
    lines.push(line('"from"', `<<${n}>>`))
    lines.push(line('"edge"', '[action |-> "Go", args |-> <<>>]', `<<${n + 1}>>`), stateLine(n + 1))
  }
  return lines
}

const counter = (jumps: boolean): Driver<number> => ({
  variables: { n: "compared" },
  actions: {
    Go: { run: (n) => stepped(n + 1) },
    Jump: { run: (n) => (jumps ? stepped(n + 7) : refused(`Not from ${n}`, n)) },
    Rest: { run: (n) => refused("Never", n) }
  },
  unasked: { Go: "time" },
  enter: ({ n }) => Number(n?.text),
  observe: (n) => ({ n: int(n) })
})

const states = 6000

const replayed = (driver: Driver<number>) => {
  const stream = makeStream(driver, { name: "long", variables: ["n"] })
  for (const text of longModel(states)) stream.take(text)
  const streamed = stream.finish()
  return { ...streamResult(driver, [{ ...streamed, cuts: ["Jump"] }], { Jump: "cut", Rest: "refused" }), streamed }
}

describe("a long stream", () => {
  it("is counted exactly, and takes little room for each state and transition", () => {
    const { passed, models, streamed } = replayed(counter(true))
    assert.isTrue(passed)
    assert.deepStrictEqual(models[0], {
      model: "long",
      states: { passed: states, total: states },
      transitions: { passed: states - 1, total: states - 1 },
      refusals: { passed: states, total: states },
      cut: { Jump: states },
      actions: { Go: { passed: states - 1, total: states - 1 } }
    })
    // 16 bytes for a state and 20 for each of its transition and its request; tables are a third full at least.
    assert.isBelow(streamed.bytes / states, 3 * (16 + 2 * 20))
  })

  it("with a failure in each state, each told in its own words, is gathered all the same, and none is lost", () => {
    const { passed, failures } = replayed(counter(false))
    assert.isFalse(passed)
    assert.isBelow(failures.length, 200)
    assert.strictEqual(
      failures.reduce((sum, { count }) => sum + count, 0),
      2 * states
    )
    assert.includeMembers(
      failures.map(({ about }) => about),
      ["others"]
    )
  })
})
