import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc } from "../tlc/support.ts"
import { changed, diffOne, spec, summary, patience } from "./support.ts"

/** A lock with a counter that only the holder raises. */
const lock = [
  "EXTENDS Naturals",
  "VARIABLES holder, count",
  'Init == holder = "none" /\\ count = 0',
  'IsFree == holder = "none"',
  "Take(c) == IsFree /\\ holder' = c /\\ UNCHANGED count",
  "Raise(c) == holder = c /\\ count < 2 /\\ count' = count + 1 /\\ UNCHANGED holder",
  'Leave(c) == holder = c /\\ holder\' = "none" /\\ UNCHANGED count',
  'Next == \\E c \\in {"a", "b"} : Take(c) \\/ Raise(c) \\/ Leave(c)'
]

describeTlc("comparing what two specifications allow", () => {
  it.live(
    "finds what a removed guard newly allows, by the shortest behaviour for each action",
    () =>
      Effect.gen(function* () {
        const weaker = changed(lock, lock[4]!, "Take(c) == holder' = c /\\ UNCHANGED count")
        assert.deepStrictEqual(summary(yield* diffOne(spec(lock), spec(weaker))), {
          verdict: "extends",
          allowed: ["0 none > Take > Take"],
          forbidden: []
        })
        assert.deepStrictEqual(summary(yield* diffOne(spec(weaker), spec(lock))), {
          verdict: "refines",
          allowed: [],
          forbidden: ["0 none > Take > Take"]
        })
      }),
    patience
  )

  it.live(
    "is equal where only comments, layout and names of definitions are other ones",
    () =>
      Effect.gen(function* () {
        const same = [
          "\\* A lock.",
          ...lock.map((line) =>
            line
              .replaceAll("IsFree", "Free")
              .replaceAll("(c)", "(who)")
              .replaceAll("= c ", "= who ")
              .replaceAll("\\E c ", "\\E   who ")
          )
        ]
        const { verdict, states, transitions } = yield* diffOne(spec(lock), spec(same))
        assert.deepStrictEqual(
          [verdict, states.unchanged, transitions],
          ["equal", 9, { added: 0, removed: 0, unchanged: 16, relabelled: 0 }]
        )
      }),
    patience
  )

  it.live(
    "does not see fairness in what is allowed, but in what a model claims of it",
    () =>
      Effect.gen(function* () {
        const lines = (fairness: string) => [
          "EXTENDS Naturals",
          "VARIABLE x",
          "Init == x = 0",
          "Up == x < 2 /\\ x' = x + 1",
          `Spec == Init /\\ [][Up]_x${fairness}`,
          "Ends == <>(x = 2)",
          "Grows == [][x' > x]_x",
          "Starts == <>(x = 0)"
        ]
        const files = (fairness: string) => ({
          ...spec(lines(fairness)),
          "Main.cfg": "SPECIFICATION Spec\nPROPERTIES Grows Starts Ends\nCHECK_DEADLOCK FALSE\n"
        })
        const { verdict, outcomes, liveness } = yield* diffOne(files(" /\\ WF_x(Up)"), files(""))
        assert.deepStrictEqual(liveness, ["Starts", "Ends"])
        assert.strictEqual(verdict, "equal")
        assert.deepStrictEqual(outcomes.base, { violated: [], undecided: [] })
        const [{ claim, behaviour } = { claim: "", behaviour: null }] = outcomes.head.violated
        // It stays where it is.
        const last = behaviour!.states.length - 1
        assert.deepStrictEqual([outcomes.head.violated.length, claim, behaviour!.loop], [1, "Ends", last])
      }),
    patience
  )
})
