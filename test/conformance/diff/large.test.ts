/** Graphs as large as one may be, of shapes that TLC would take minutes for: what they cost must not grow with their square. */
import { assert, describe, it } from "@effect/vitest"
import { compare } from "../../../conformance/diff/compare/compare.ts"
import { makeLtsBuilder } from "../../../conformance/diff/graph/lts.ts"
import type { Lts } from "../../../conformance/diff/graph/lts.ts"

const many = 110_000

/** From "0" on, each state a step of its own from the one before; `from` is what the first of them is called. */
const chain = (from: number): Lts => {
  const builder = makeLtsBuilder(["x"], true)
  const state = (x: number): number => {
    const at = builder.state([builder.text(String(x))])
    builder.declare(at)
    return at
  }
  let last = state(0)
  builder.initial(last)
  for (let x = from; x < from + many; x++) {
    const next = state(x)
    builder.edge(last, { action: "Set", args: [String(x)] }, next)
    last = next
  }
  return builder.finish()
}

/** A state with as many successors, each of which leads back, and `more` that do not. */
const star = (named: boolean, more: number): Lts => {
  const builder = makeLtsBuilder(["x"], named)
  const state = (x: number): number => {
    const at = builder.state([builder.text(String(x))])
    builder.declare(at)
    return at
  }
  const middle = state(0)
  builder.initial(middle)
  for (let x = 1; x <= many + more; x++) {
    builder.edge(middle, { action: "Go", args: named ? [String(x)] : [] }, state(x))
    if (x <= many) builder.edge(state(x), { action: "Return", args: [] }, middle)
  }
  return builder.finish()
}

describe("graphs with as many states as there may be", () => {
  it("are counted, whatever their labels", () => {
    const { verdict, changes } = compare(chain(1), chain(1 + many))
    assert.strictEqual(verdict, "incomparable")
    assert.deepInclude(changes, {
      transitions: { added: many, removed: many, unchanged: 0 },
      states: { added: many, removed: many, unchanged: 1 },
      relabelled: 0
    })
  })

  it.each([true, false])("are compared where one state has them all as successors (named: %s)", (named) => {
    const { verdict, allowed, forbidden } = compare(star(named, 0), star(named, 2))
    assert.deepStrictEqual(
      [verdict, allowed.map(({ action, steps }) => [action, steps]), forbidden],
      ["extends", [["Go", 2]], []]
    )
  })
})
