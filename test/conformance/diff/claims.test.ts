/** What TLC says to the claims of both sides: all of them, each with a behaviour. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { findingsOf } from "../../../conformance/diff/gate/findings.ts"
import { renderMarkdown } from "../../../conformance/diff/report/markdown.ts"
import { describeTlc } from "../tlc/support.ts"
import { diff, diffOne, patience, spec, told } from "./support.ts"
import type { Files } from "./support.ts"

const counter = (most: number, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  "EXTENDS Naturals",
  "VARIABLE x",
  "Init == x = 0",
  `Up == x < ${most} /\\ x' = x + 1`,
  "Next == Up",
  "NotOne == x # 1",
  "NotThree == x # 3",
  "Grows == [][x' > x]_x",
  "ByOne == [][x' = x + 1]_x",
  "AtTwo == <>(x = 2)",
  "AtFour == <>(x = 4)",
  "Spec == Init /\\ [][Next]_x /\\ WF_x(Next)",
  ...more
]

const claiming = (lines: ReadonlyArray<string>, ...config: ReadonlyArray<string>): Files => ({
  ...spec(lines),
  "Main.cfg": ["SPECIFICATION Spec", ...config, ""].join("\n")
})

/** What each side violates, and how long the behaviour is that shows it. */
const fallen = (base: Files, head: Files) =>
  Effect.map(diffOne(base, head), ({ outcomes }) =>
    [outcomes.base, outcomes.head].map(({ violated }) =>
      violated.map(({ claim, behaviour }) => [claim, behaviour!.states.length - 1, behaviour!.loop])
    )
  )

const all = ["INVARIANTS NotOne NotThree", "PROPERTIES Grows AtTwo AtFour"]

describeTlc("what a model claims", () => {
  it.live(
    "is known of each claim, also where others fall, with a behaviour that shows it",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* fallen(claiming(counter(2), ...all), claiming(counter(3), ...all)), [
          [
            ["NotOne", 1, null],
            ["no deadlock", 2, null],
            ["AtFour", 2, 2]
          ],
          [
            ["NotOne", 1, null],
            ["NotThree", 3, null],
            ["no deadlock", 3, null],
            ["AtFour", 3, 3]
          ]
        ])
        // Of those that fall on both sides the gate knows already.
        const report = yield* diff(claiming(counter(2), ...all), claiming(counter(3), ...all))
        assert.deepStrictEqual(
          findingsOf(report).flatMap(({ kind, text }) => (kind === "violated" ? [text] : [])),
          ["Main: NotThree"]
        )
      }),
    patience
  )

  it.live(
    "is found by name among properties that TLC does not name",
    () =>
      Effect.gen(function* () {
        const jumps = counter(4).map((line) => (line.startsWith("Up ==") ? "Up == x < 4 /\\ x' = x + 2" : line))
        const claims = ["PROPERTIES Grows ByOne AtTwo AtFour", "CHECK_DEADLOCK FALSE"]
        assert.deepStrictEqual(yield* fallen(claiming(counter(4), ...claims), claiming(jumps, ...claims)), [
          [],
          [["ByOne", 1, null]]
        ])
      }),
    patience
  )

  it.live(
    "is that nothing ends, unless the configuration says otherwise",
    () =>
      Effect.gen(function* () {
        const report = yield* diff(claiming(counter(2)), claiming(counter(2), "CHECK_DEADLOCK FALSE"))
        assert.deepStrictEqual(report.models[0]!.claims, { base: ["no deadlock"], head: [] })
        assert.deepInclude(findingsOf(report), { kind: "weakened", text: "Main: no deadlock" })
      }),
    patience
  )

  it.live(
    "has to be something of fairness, where fairness changed: no graph shows it",
    () =>
      Effect.gen(function* () {
        const unfair = counter(2).map((line) => line.replace(" /\\ WF_x(Next)", ""))
        const findings = (...config: ReadonlyArray<string>) =>
          Effect.map(diff(claiming(counter(2), ...config), claiming(unfair, ...config)), (report) => ({
            uncompared: findingsOf(report).flatMap(({ kind, text }) => (kind === "uncompared" ? [text] : [])),
            said: renderMarkdown(report).includes(
              "- `Spec` changed, and no model that was compared claims anything of fairness\n"
            ),
            role: report.text.map(({ role }) => role)
          }))
        assert.deepStrictEqual(yield* findings("INVARIANT NotThree", "CHECK_DEADLOCK FALSE"), {
          uncompared: ["fairness: Spec"],
          said: true,
          role: ["fairness"]
        })
        assert.deepStrictEqual(yield* findings("PROPERTY AtTwo", "CHECK_DEADLOCK FALSE"), {
          uncompared: [],
          said: false,
          role: ["fairness"]
        })
      }),
    patience
  )

  it.live(
    "is told of a graph that is too large, as far as it was seen to fall",
    () =>
      Effect.gen(function* () {
        const endless = counter(0).map((line) => (line.startsWith("Up ==") ? "Up == x' = x + 1" : line))
        const claims = ["INVARIANT NotThree", "CHECK_DEADLOCK FALSE"]
        const options = { stateLimit: 50 }
        const said = "head (new), model Main: it violates NotThree, and it has more than 50 states: "
        for (const _ of ["explored", "known"]) {
          const { problems } = yield* diff(claiming(counter(2), ...claims), claiming(endless, ...claims), options)
          assert.strictEqual(problems.length, 1)
          assert.include(problems[0], said)
        }
      }),
    patience
  )
})

/** Two counters, the second of which a view may leave out. */
const hidden = (guard: string, ...config: ReadonlyArray<string>): Files =>
  spec(
    [
      "EXTENDS Naturals",
      "VARIABLES x, y",
      "Init == x = 0 /\\ y = 0",
      `Up == x < 2 /\\ ${guard} /\\ x' = x + 1 /\\ y' = y`,
      "Set == y < 2 /\\ y' = y + 1 /\\ x' = x",
      "Next == Up \\/ Set",
      "OnlyX == x",
      "Both == <<x, <<y>>>>"
    ],
    ...config
  )

describeTlc("a view", () => {
  it.live(
    "hides nothing from the comparison",
    () =>
      Effect.gen(function* () {
        for (const view of ["OnlyX", "Both"]) {
          const config = `VIEW ${view}`
          const { verdict, forbidden, sizes } = yield* diffOne(hidden("TRUE", config), hidden("y = x", config))
          assert.deepStrictEqual([verdict, forbidden.map(told), sizes.base.states], ["refines", ["0 0 > Up > Up"], 9])
        }
      }),
    patience
  )
})
