/** What was reviewed passes, for the two versions that it was reviewed of. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { approve, objections } from "../../../conformance/diff/gate/findings.ts"
import { describeTlc } from "../tlc/support.ts"
import { diff, patience, spec } from "./support.ts"

const counter = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Up == x < 2 /\\ x' = x + 1", "Next == Up"]

describeTlc("an approval", () => {
  it.live(
    "is bound to both versions also where nothing had to be explored",
    () =>
      Effect.gen(function* () {
        const unused = (value: number) => spec([...counter, `Unused == ${value}`])
        const forbidden = new Set(["changed"] as const)
        const reviewed = yield* diff(unused(1), unused(2))
        assert.deepStrictEqual(reviewed.models, [])
        assert.deepStrictEqual(objections(reviewed, forbidden), ["changed: helper Unused: changed"])
        const approval = JSON.stringify(approve(reviewed, "an owner"))
        assert.deepStrictEqual(objections(reviewed, forbidden, approval), [])
        for (const [base, head, moved] of [
          [1, 3, "head"],
          [0, 2, "base"],
          [0, 3, "base and the head"]
        ] as const) {
          assert.deepStrictEqual(objections(yield* diff(unused(base), unused(head)), forbidden, approval), [
            `the ${moved} moved since the approval: an owner must look again`,
            "changed: helper Unused: changed"
          ])
        }
      }),
    patience
  )
})
