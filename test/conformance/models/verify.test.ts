import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Cache } from "../../../conformance/cli/cache.ts"
import { describeTlc } from "../tlc/support.ts"
import { records, verify, writeToy } from "./toy.ts"

const { holds, falls } = records

/** The lines without what takes another time in each run. */
const untimed = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line) => line.replace(/, \d+\.\d s$/, ""))

/** Where it does not matter what TLC finds: all is as it was. */
const unchanged: Cache = { recall: () => ({ since: "today", summary: "" }), remember: () => {} }

describeTlc("verifying models", () => {
  it.effect("passes where all hold or fall as the manifest says", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(), [holds, falls])
      assert.deepStrictEqual(untimed(lines).toSorted(), [
        "2 models: 1 hold (3 states), 1 fall as they must, 0 reach what they should",
        "ok   falls/MCCount_Three: falls as it must: Small, after 4 states",
        "ok   holds/MCCount_Two: holds: 3 states, depth 3"
      ])
      assert.isTrue(verified)
    })
  )

  it.effect("fails where a count is another one, and says which: old -> new", () =>
    Effect.gen(function* () {
      const old = { ...holds, initial: 2, distinct: 5, transitions: 6, depth: 7 }
      const { verified, lines } = yield* verify(writeToy(["holds"]), [old])
      assert.deepStrictEqual(untimed(lines), [
        "FAIL holds/MCCount_Two: holds: 3 states, depth 3",
        "       initial: 2 -> 1",
        "       distinct: 5 -> 3",
        "       transitions: 6 -> 3",
        "       depth: 7 -> 3"
      ])
      assert.isFalse(verified)
    })
  )

  it.effect("fails where a model is not in the manifest", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(["holds"]), [])
      assert.include(lines[1], "it is not in the manifest")
      assert.isFalse(verified)
    })
  )

  it.effect("fails where a model of the manifest is gone, unless it is a large one", () =>
    Effect.gen(function* () {
      const large = { ...holds, model: "holds/MCCount_Large" }
      const { verified, lines } = yield* verify(writeToy([]), [falls, large])
      assert.deepStrictEqual(lines.slice(1), [
        "FAIL falls/MCCount_Three: it is in the manifest, but there is no such model"
      ])
      assert.isFalse(verified)
      const { verified: other } = yield* verify(writeToy([]), [large])
      assert.isTrue(other)
    })
  )

  it.effect("fails where a model falls that should hold, and shows how", () =>
    Effect.gen(function* () {
      const old = { ...falls, outcome: "holds", property: null } as const
      const { verified, lines } = yield* verify(writeToy(["falls"]), [old])
      assert.deepStrictEqual(untimed(lines), [
        "FAIL falls/MCCount_Three: falls: Small, after 4 states",
        "       outcome: holds -> falls",
        "       property: null -> Small",
        ...["Initial predicate", "Next", "Next", "Next"].flatMap((action, x) => [
          `       ${action}`,
          `         x = ${x}`
        ])
      ])
      assert.isFalse(verified)
    })
  )

  it.effect("fails where a model holds that should fall", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(["holds"]), [
        { ...holds, outcome: "falls", property: "Small" }
      ])
      assert.deepStrictEqual(lines.slice(1), ["       outcome: falls -> holds", "       property: Small -> null"])
      assert.isFalse(verified)
    })
  )

  it.effect("only remarks on counts where another TLC counted", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(["holds"]), [{ ...holds, distinct: 5 }], {
        jarSha256: "other"
      })
      assert.include(lines[1], "       distinct: 5 -> 3 (the manifest was made with TLC 1.0 of another day, this is 2.")
      assert.isTrue(verified)
    })
  )

  it.effect("fails on another outcome whichever TLC found it", () =>
    Effect.gen(function* () {
      const old = { ...falls, outcome: "holds", property: null, depth: 9 } as const
      const { verified, lines } = yield* verify(writeToy(["falls"]), [old], { jarSha256: "other" })
      assert.deepStrictEqual(lines.slice(1, 3), ["       outcome: holds -> falls", "       property: null -> Small"])
      assert.include(lines[3], "depth: 9 -> 4 (the manifest was made with")
      assert.isFalse(verified)
    })
  )

  it.effect("fails where a claim falls in no model: nothing shows that it can", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(["holds"]), [holds], { cache: unchanged, also: [] })
      assert.strictEqual(lines.at(-1), "FAIL Small (of holds/MCCount_Two) falls in no model: nothing shows that it can")
      assert.isFalse(verified)
    })
  )

  it.effect("fails where a model claims less than it did, or something new", () =>
    Effect.gen(function* () {
      const old = { ...holds, claims: ["Large"] }
      const { verified, lines } = yield* verify(writeToy(["holds"]), [old], { jarSha256: "other" })
      assert.deepStrictEqual(lines.slice(1, 3), [
        "       claims: Large is no longer claimed",
        "       claims: Small is new"
      ])
      assert.isFalse(verified)
    })
  )

  it.effect("fails where what falls is claimed by no model that holds", () =>
    Effect.gen(function* () {
      const { verified, lines } = yield* verify(writeToy(["falls"]), [falls], { cache: unchanged, also: [] })
      assert.strictEqual(
        lines.at(-1),
        "FAIL Small (of falls/MCCount_Three) falls as it must, but no model that holds claims it"
      )
      assert.isFalse(verified)
      const reaches = { ...falls, model: "reaches/MCCount_Three" }
      assert.isTrue(
        (yield* verify(writeToy([]), [{ ...reaches, model: "reaches/MCCount_ThreeLarge" }], { also: [] })).verified
      )
    })
  )

  it.live("ends a model that takes longer than its budget", () =>
    Effect.gen(function* () {
      const late = yield* Effect.flip(verify(writeToy(["holds"]), [{ ...holds, budgetSeconds: 0 }]))
      assert.strictEqual(late._tag, "OverBudget")
      assert.include(late.message, "holds/MCCount_Two took longer than its budget of 0 s")
    })
  )
})
