/** States that are the same but for names. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc } from "../tlc/support.ts"
import { changed, diffOne, patience, spec, summary } from "./support.ts"

/** One of two clients, model values, holds something. */
const lines = [
  "EXTENDS TLC",
  "CONSTANTS Clients, One, Other, Nobody",
  "VARIABLE holder",
  "Init == holder = Nobody",
  "Take(c) == holder = Nobody /\\ holder' = c",
  "Give(c) == holder = c /\\ holder' = Nobody",
  "Next == \\E c \\in Clients : Take(c) \\/ Give(c)",
  "Alike == Permutations(Clients)",
  "NotOther == holder # Other"
]
const config = [
  "CONSTANTS",
  "  One = One",
  "  Other = Other",
  "  Clients = {One, Other}",
  "  Nobody = Nobody",
  "INVARIANT NotOther"
]

describeTlc("a model with SYMMETRY", () => {
  it.live(
    "is compared by all of its states, and its claims are checked as it says",
    () =>
      Effect.gen(function* () {
        const passing = changed(lines, lines[4]!, "Take(c) == holder # c /\\ holder' = c")
        const symmetric = [...config, "SYMMETRY Alike"]
        const report = yield* diffOne(spec(lines, ...symmetric), spec(passing, ...symmetric))
        assert.deepStrictEqual(summary(report), {
          verdict: "extends",
          allowed: ["Nobody > Take > Take"],
          forbidden: []
        })
        assert.deepStrictEqual([report.sizes.base.states, report.sizes.head.transitions], [3, 6])
        // One and Other are not alike for this claim, so that TLC sees no more than half of it.
        const fallen = ({ outcomes }: typeof report) =>
          [outcomes.base, outcomes.head].map(({ violated }) => violated.map(({ claim }) => claim))
        assert.deepStrictEqual(fallen(report), [[], []])
        const whole = yield* diffOne(spec(lines, ...config), spec(passing, ...config))
        assert.deepStrictEqual(fallen(whole), [["NotOther"], ["NotOther"]])
      }),
    patience
  )
})
