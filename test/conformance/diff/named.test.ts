/** Steps that name themselves: their names are a part of the behaviour, and the variable is none of the state unless something asks it. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc, module } from "../tlc/support.ts"
import { changed, diff, diffOne, patience, spec, summary } from "./support.ts"

const event = (name: string): string => `[action |-> "${name}", args |-> <<>>]`

const twice = [
  "EXTENDS Naturals",
  "VARIABLES x, event",
  "vars == <<x, event>>",
  `Init == x = 0 /\\ event = ${event("Init")}`,
  `A == x < 2 /\\ x' = x + 1 /\\ event' = ${event("A")}`,
  `B == x < 2 /\\ x' = x + 1 /\\ event' = ${event("B")}`,
  "Next == A \\/ B",
  "Spec == Init /\\ [][Next]_vars"
]

describeTlc("a variable in which steps name themselves", () => {
  it.live(
    "is compared by the names, and is left out of the states",
    () =>
      Effect.gen(function* () {
        const report = yield* diffOne(spec(twice), spec(changed(twice, "Next == A \\/ B", "Next == A")))
        assert.deepStrictEqual(summary(report), { verdict: "refines", allowed: [], forbidden: ["0 > B"] })
        assert.deepStrictEqual([report.valuesVerdict, report.sizes.base.states, report.seen.named], ["equal", 3, true])
      }),
    patience
  )

  it.live(
    "is one like others where a guard asks it, by itself or by a state function, or a step leaves it as it is",
    () =>
      Effect.gen(function* () {
        const last = 'event.action # "B"'
        for (const guard of [last, "NotAgain", "event' = event"]) {
          const asked = changed(
            changed(twice, "vars == <<x, event>>", `NotAgain == ${last}`),
            twice.at(-1)!,
            "vars == <<x, event>>"
          ).map((line) =>
            line.startsWith("B ==")
              ? `B == ${guard} /\\ x < 2 /\\ x' = x + 1 ${guard.includes("'") ? "" : `/\\ event' = ${event("B")}`}`
              : line
          )
          const { verdict, seen } = yield* diffOne(spec(asked), spec(twice))
          assert.deepStrictEqual(
            [guard, verdict, seen.named, seen.common],
            [guard, guard.includes("'") ? "incomparable" : "extends", false, ["event", "x"]]
          )
        }
      }),
    patience
  )
})

describeTlc("a configuration", () => {
  it.live(
    "that puts something in the place of a definition of one module is followed there",
    () =>
      Effect.gen(function* () {
        const files = (limit: number) => ({
          ...spec(
            ["EXTENDS Sub", "VARIABLE x", "MCLimit == " + limit, "Init == x = 0", "Next == x < Limit /\\ x' = x + 1"],
            "CONSTANT Limit <- [Sub]MCLimit"
          ),
          "Sub.tla": module("Sub", "EXTENDS Naturals", "Limit == 1")
        })
        const { models, unaffected } = yield* diff(files(2), files(3))
        assert.deepStrictEqual([models.map(({ verdict }) => verdict), unaffected], [["extends"], []])
      }),
    patience
  )
})
