/** What counts as the same behaviour: hidden variables, nondeterminism, stuttering, parallel edges, names. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { objections } from "../../../conformance/diff/gate/findings.ts"
import { renderMarkdown } from "../../../conformance/diff/report/markdown.ts"
import { describeTlc } from "../tlc/support.ts"
import { diff, diffOne, spec, summary, patience } from "./support.ts"

/** A vending machine that lets choose after the coin. */
const late = [
  "EXTENDS Naturals",
  "VARIABLE shown",
  'Init == shown = "idle"',
  'Coin == shown = "idle" /\\ shown\' = "paid"',
  'Serve(what) == shown = "paid" /\\ shown\' = what',
  'Next == Coin \\/ \\E what \\in {"tea", "coffee"} : Serve(what)'
]

/** One that chooses at the coin, in a variable that the other has not. */
const early = [
  "EXTENDS Naturals",
  "VARIABLES shown, choice",
  'Init == shown = "idle" /\\ choice = "none"',
  'Coin == shown = "idle" /\\ shown\' = "paid" /\\ choice\' \\in {"tea", "coffee"}',
  'Serve(what) == shown = "paid" /\\ choice = what /\\ shown\' = what /\\ UNCHANGED choice',
  'Next == Coin \\/ \\E what \\in {"tea", "coffee"} : Serve(what)'
]

/** Counts to 2, in one step or, with a step between that only the hidden variable shows, in two. */
const counter = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Up == x < 2 /\\ x' = x + 1", "Next == Up"]
const hesitating = [
  "EXTENDS Naturals",
  "VARIABLES x, ready",
  "Init == x = 0 /\\ ready = FALSE",
  "Think == ~ready /\\ ready' = TRUE /\\ UNCHANGED x",
  "Up == ready /\\ x < 2 /\\ x' = x + 1 /\\ ready' = FALSE",
  "Next == Think \\/ Up"
]

/** Steps that name themselves; `Rest` changes nothing. */
const named = (...steps: ReadonlyArray<string>): ReadonlyArray<string> => [
  "EXTENDS Naturals",
  "VARIABLES x, event",
  "Says(name, args) == event' = [action |-> name, args |-> args]",
  'Init == x = 0 /\\ event = [action |-> "Init", args |-> <<>>]',
  "Move(name, from, to) == x = from /\\ x' = to /\\ Says(name, <<to>>)",
  `Next == ${steps.join(" \\/ ")}`,
  "view == x"
]

describeTlc("what counts as the same behaviour", () => {
  it.live(
    "does not ask when a choice is made that nobody sees",
    () =>
      Effect.gen(function* () {
        const report = yield* diffOne(spec(late), spec(early))
        assert.deepStrictEqual(summary(report), { verdict: "equal", allowed: [], forbidden: [] })
        assert.deepStrictEqual([report.seen.common, report.seen.added], [["shown"], ["choice"]])
        // Steps that only the choice tells apart are one, in whichever side's graph they are two.
        const counts = { added: 0, removed: 0, unchanged: 3, relabelled: 0 }
        assert.deepStrictEqual([report.transitions, report.sizes.head.transitions], [counts, 4])
        const [coin] = report.actions
        assert.deepStrictEqual(coin, { action: "Coin", added: 0, removed: 0, unchanged: 1 })
        // Serving the other one than was chosen shows, once it is possible.
        const careless = early.map((line) =>
          line.replace(" /\\ choice = what", ' /\\ (choice = what \\/ choice = "tea")')
        )
        assert.strictEqual((yield* diffOne(spec(careless), spec(late))).verdict, "equal")
        const stubborn = early.map((line) => line.replace('choice\' \\in {"tea", "coffee"}', 'choice\' = "tea"'))
        assert.deepStrictEqual(summary(yield* diffOne(spec(late), spec(stubborn))), {
          verdict: "refines",
          allowed: [],
          forbidden: ["idle > Coin > Serve"]
        })
      }),
    patience
  )

  it.live(
    "does not count steps that only a hidden variable shows",
    () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* diffOne(spec(counter), spec(hesitating))).verdict, "equal")
        const fewer = hesitating.map((line) => line.replace("~ready /\\", "~ready /\\ x = 0 /\\"))
        assert.deepStrictEqual(summary(yield* diffOne(spec(counter), spec(fewer))), {
          verdict: "refines",
          allowed: [],
          forbidden: ["0 > Up > Up"]
        })
      }),
    patience
  )

  it.live(
    "takes a renamed variable for the same one, if it is told so",
    () =>
      Effect.gen(function* () {
        const renamed = counter.map((line) => line.replaceAll(/\bx\b/g, "total"))
        const report = yield* diffOne(spec(counter), spec(renamed), { renames: new Map([["x", "total"]]) })
        assert.deepStrictEqual([report.verdict, report.seen.renamed], ["equal", [{ from: "x", to: "total" }]])
        const untold = yield* diffOne(spec(counter), spec(renamed))
        assert.deepStrictEqual([untold.seen.common, untold.seen.proposed], [[], [{ from: "x", to: "total" }]])
        // Neither is proposed of two that have the same values, on whichever side.
        const twice = counter.map((line) =>
          line
            .replace("VARIABLE x", "VARIABLES one, other")
            .replace("x = 0", "one = 0 /\\ other = 0")
            .replace("x < 2 /\\ x' = x + 1", "one < 2 /\\ one' = one + 1 /\\ other' = one'")
        )
        for (const [base, head] of [
          [counter, twice],
          [twice, counter]
        ] as const) {
          const { seen } = yield* diffOne(spec(base), spec(head))
          assert.deepStrictEqual([seen.added.length + seen.removed.length, seen.proposed], [3, []])
        }
        // With nothing to see, nothing is known.
        assert.strictEqual(untold.verdict, "undecided")
      }),
    patience
  )

  it.live(
    "says of which variables it speaks, and lets no gate pass where one may have another name",
    () =>
      Effect.gen(function* () {
        const noted = (name: string, guard: string) =>
          spec([
            "EXTENDS Naturals",
            `VARIABLES x, ${name}`,
            `Init == x = 0 /\\ ${name} = 0`,
            `Note == ${name} = 0 /\\ ${guard} /\\ ${name}' = 1 /\\ x' = x`,
            `Up == x < 2 /\\ x' = x + 1 /\\ ${name}' = ${name}`,
            "Next == Note \\/ Up"
          ])
        const renamed = yield* diff(noted("seen", "x = 1"), noted("noted", "x >= 1"))
        const text = renderMarkdown(renamed)
        assert.include(text, "- `Main`: **equal** in the variables that both have\n")
        assert.include(text, "In the variables that both have: the head allows what the base allows")
        assert.include(text, "- only the head has `noted`: left out of the comparison")
        assert.deepStrictEqual(objections(renamed, new Set(["violated"])), [
          "uncompared: Main: if seen is now noted, say --rename seen=noted"
        ])
        const told = yield* diff(noted("seen", "x = 1"), noted("noted", "x >= 1"), {
          renames: new Map([["seen", "noted"]])
        })
        assert.strictEqual(told.models[0]!.verdict, "extends")
        assert.deepStrictEqual(objections(told, new Set(["violated"])), [])
      }),
    patience
  )

  it.live(
    "tells steps apart that join the same states under two names or with two arguments",
    () =>
      Effect.gen(function* () {
        const one = spec(named('Move("A", 0, 1)'), "VIEW view")
        const two = spec(named('Move("A", 0, 1)', 'Move("B", 0, 1)'), "VIEW view")
        const report = yield* diffOne(one, two)
        assert.deepStrictEqual(summary(report), { verdict: "extends", allowed: ["0 > B(1)"], forbidden: [] })
        assert.strictEqual(report.valuesVerdict, "equal")
        assert.deepStrictEqual(report.transitions, { added: 1, removed: 0, unchanged: 1, relabelled: 0 })
        const other = yield* diffOne(one, spec(named('Move("B", 0, 1)'), "VIEW view"))
        assert.deepStrictEqual([other.verdict, other.transitions.relabelled], ["incomparable", 1])
      }),
    patience
  )

  it.live(
    "takes the same step made twice, changing nothing, for one, as TLA+ does",
    () =>
      Effect.gen(function* () {
        const once = spec(named('Move("A", 0, 1)'), "VIEW view")
        const again = spec(named('Move("A", 0, 1)', 'Move("A", 1, 1)'), "VIEW view")
        const report = yield* diffOne(once, again)
        assert.deepStrictEqual([report.verdict, report.transitions.added], ["equal", 1])
        // After another step it is a new one.
        const between = spec(named('Move("A", 0, 1)', 'Move("B", 1, 1)'), "VIEW view")
        const both = spec(named('Move("A", 0, 1)', 'Move("B", 1, 1)', 'Move("A", 1, 1)'), "VIEW view")
        assert.deepStrictEqual(summary(yield* diffOne(between, both)).allowed, ["0 > A(1) > B(1) > A(1)"])
      }),
    patience
  )

  it.live(
    "finds initial states that are new or gone",
    () =>
      Effect.gen(function* () {
        const two = counter.map((line) => line.replace("x = 0", "x \\in {0, 2}"))
        assert.deepStrictEqual(summary(yield* diffOne(spec(counter), spec(two))), {
          verdict: "extends",
          allowed: ["2"],
          forbidden: []
        })
      }),
    patience
  )
})
