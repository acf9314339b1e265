// A short torture, and what it says when a guard is gone. `make torture` is the long one.
import { assert, describe, it } from "vitest"
import { without } from "../../torture/each.ts"
import { removalOf } from "../../torture/removals.ts"
import { textOf } from "../../torture/text.ts"
import { torture } from "../../torture/torture.ts"

const seed = 1
/** Of the torture itself, which says what it waits for. */
const patience = 300_000

describe("the torture", () => {
  it("loses nothing", { timeout: patience }, async () => {
    const report = await torture({ seed, writes: 300 })
    assert.deepStrictEqual(report.problems, [], textOf(report))
    assert.isAtLeast(report.acknowledged, 300)
  })

  it.each(["BaseChecks", "ApprovalChecks", "WriterProbe", "Liveness"])(
    "notices that %s is gone",
    { timeout: patience },
    async (name) => {
      assert.isNotEmpty(await without(removalOf(name), { seed, writes: 150 }))
    }
  )
})
