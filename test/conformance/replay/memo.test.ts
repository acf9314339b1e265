import { assert, describe, it } from "@effect/vitest"
import { makeMemo } from "../../../conformance/replay/memo.ts"

describe("a memo", () => {
  it("makes once what has equal parts, whatever list they stand in", () => {
    const memo = makeMemo<{ readonly made: number }>()
    let made = 0
    const make = () => ({ made: ++made })
    const first = memo(["a", 1], make)
    assert.strictEqual(memo(["a", 1], make), first)
    assert.strictEqual(made, 1)
  })

  it("sees a list that was changed in place", () => {
    const memo = makeMemo<{ readonly text: string }>()
    const parts = ["a", "b"]
    const make = () => ({ text: parts.join() })
    assert.strictEqual(memo(parts, make).text, "a,b")
    parts[1] = "c"
    assert.strictEqual(memo(parts, make).text, "a,c")
  })

  it("mistakes no list for another", () => {
    const memo = makeMemo<object>()
    const lists = [[], ["a"], ["a", "b"], ["a,b"], ["b", "a"], ["1"], [1], [undefined], ["undefined"], [null]]
    assert.strictEqual(new Set(lists.map((parts) => memo(parts, () => ({})))).size, lists.length)
  })

  it("remembers no failure", () => {
    const memo = makeMemo<object>()
    const made = {}
    assert.throws(() =>
      memo(["a"], () => {
        throw new RangeError("not yet")
      })
    )
    assert.strictEqual(
      memo(["a"], () => made),
      made
    )
  })
})
