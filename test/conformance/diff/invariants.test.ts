import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc } from "../tlc/support.ts"
import { changed, diffOne, patience, spec } from "./support.ts"

/** A value that one of two clients may hold; clients are model values. */
const lines = [
  "EXTENDS Naturals",
  "CONSTANTS Clients, Nobody",
  "VARIABLES holder, count",
  "Init == holder = Nobody /\\ count = 0",
  "Take == \\E c \\in Clients : holder = Nobody /\\ holder' = c /\\ count' = count",
  "Raise == holder # Nobody /\\ count < 2 /\\ count' = count + 1 /\\ holder' = Nobody",
  "Next == Take \\/ Raise",
  "Limit == 2",
  "Bounded == count <= Limit"
]
const config = ["CONSTANTS", "  Clients = {c1, c2}", "  Nobody = Nobody", "INVARIANT Bounded"]

/** What became of the invariant, and the counts in the states that show it. */
const became = (head: ReadonlyArray<string>) =>
  Effect.map(diffOne(spec(lines, ...config), spec(head, ...config)), ({ verdict, invariants }) => [
    verdict,
    ...invariants.map(({ invariant, change, onlyBase, onlyHead }) => [
      invariant,
      change,
      onlyBase === null ? "" : onlyBase.values.join(" "),
      onlyHead === null ? "" : onlyHead.values.join(" ")
    ])
  ])

const limit = "Limit == 2"
const bounded = "Bounded == count <= Limit"

describeTlc("an invariant", () => {
  it.live(
    "is strengthened, weakened, both or neither, with a state that shows it",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* became(changed(lines, limit, "Limit == 1")), [
          "equal",
          ["Bounded", "strengthened", "2 Nobody", ""]
        ])
        assert.deepStrictEqual(yield* became(changed(lines, bounded, "Bounded == Limit >= count")), [
          "equal",
          ["Bounded", "same", "", ""]
        ])
        const counting = changed(
          lines,
          lines[5]!,
          "Raise == holder # Nobody /\\ count < 3 /\\ count' = count + 1 /\\ holder' = Nobody"
        )
        assert.deepStrictEqual(yield* became(changed(counting, limit, "Limit == 3")), [
          "extends",
          ["Bounded", "weakened", "", "3 Nobody"]
        ])
        const other = changed(lines, bounded, "Bounded == count <= Limit => holder # Nobody \\/ count # 1")
        assert.deepStrictEqual(yield* became(other), ["equal", ["Bounded", "strengthened", "1 Nobody", ""]])
      }),
    patience
  )

  it.live(
    "is the same as far as the states show that were looked at",
    () =>
      Effect.gen(function* () {
        const held = changed(
          lines,
          bounded,
          "Bounded == count <= Limit /\\ (count = 2 => holder = Nobody \\/ holder \\in Clients)"
        )
        assert.deepStrictEqual(yield* became(held), ["equal", ["Bounded", "same", "", ""]])
        // Seven is no value that count has anywhere, so it is not looked at.
        const narrow = changed(lines, bounded, "Bounded == count <= Limit \\/ count = 7")
        assert.deepStrictEqual(yield* became(narrow), ["equal", ["Bounded", "same", "", ""]])
      }),
    patience
  )
})
