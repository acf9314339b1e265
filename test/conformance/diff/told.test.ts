/** What requests are told: a change that users feel, whether or not any step is new or gone. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc } from "../tlc/support.ts"
import { changed, diffOne, patience, spec, told } from "./support.ts"

/** A lock that only its owner gives back, and what is said to whom who may not. */
const lock = [
  "EXTENDS Naturals",
  "VARIABLES owner, event",
  'People == {"ann", "bob"}',
  "Says(name, args) == event' = [action |-> name, args |-> args]",
  'Init == owner = "none" /\\ event = [action |-> "Init", args |-> <<>>]',
  'Take(p) == owner = "none" /\\ owner\' = p /\\ Says("Take", <<p>>)',
  'Give(p) == owner = p /\\ owner\' = "none" /\\ Says("Give", <<p>>)',
  "Next == \\E p \\in People : Take(p) \\/ Give(p)",
  'TakeVerdict(p) == IF owner = "none" THEN "ok" ELSE "Held"',
  'GiveVerdict(p) == IF owner = p THEN "ok" ELSE "NotYours"',
  "Verdicts == [Take |-> [p \\in People |-> TakeVerdict(p)], Give |-> [p \\in People |-> GiveVerdict(p)]]"
]
const takeVerdict = lock[8]!

/** action: before, after, how many, and the behaviour that leads to the first of them. */
const otherwise = (head: ReadonlyArray<string>) =>
  Effect.map(diffOne(spec(lock), spec(head)), (report) => [
    report.verdict,
    ...report.told.map(
      (each) =>
        `${each.request.action}(${each.request.args.join(",")}): ${each.before}, ${each.after}, ${each.requests}, ${told(each)}`
    )
  ])

describeTlc("what a request is told", () => {
  it.live(
    "is other than before, though each step is as it was",
    () =>
      Effect.gen(function* () {
        const own = changed(
          lock,
          takeVerdict,
          'TakeVerdict(p) == CASE owner = "none" -> "ok" [] owner = p -> "Yours" [] OTHER -> "Held"'
        )
        // Each of both, when it has the lock.
        assert.deepStrictEqual(yield* otherwise(own), ["equal", 'Take("ann"): Held, Yours, 2, none > Take(ann)'])
      }),
    patience
  )

  it.live(
    "is all that it may be where only one side sees what makes the difference",
    () =>
      Effect.gen(function* () {
        const tired = lock.map((line) =>
          line
            .replace("VARIABLES owner", "VARIABLES owner, tired")
            .replace("Init == ", "Init == tired = FALSE /\\ ")
            .replace(/^Take\(p\) == /, "Take(p) == tired' \\in BOOLEAN /\\ ")
            .replace(/^Give\(p\) == /, "Give(p) == tired' = FALSE /\\ ")
            .replace('ELSE "Held"', 'ELSE IF tired THEN "Asleep" ELSE "Held"')
        )
        assert.deepStrictEqual(yield* otherwise(tired), [
          "equal",
          'Take("ann"): Held, Asleep or Held, 4, none FALSE > Take(ann)'
        ])
      }),
    patience
  )

  it.live(
    "is nothing of requests that only one side has",
    () =>
      Effect.gen(function* () {
        const more = lock.map((line) =>
          line.startsWith("Verdicts == ") ? `${line.slice(0, -1)}, Ask |-> [p \\in People |-> "never"]]` : line
        )
        assert.deepStrictEqual(yield* otherwise(more), ["equal"])
        // What only some may be asked for is another thing.
        const fewer = lock.map((line) =>
          line.replace("Give |-> [p \\in People", "Give |-> [p \\in {owner} \\cap People")
        )
        assert.deepStrictEqual(yield* otherwise(fewer), ["equal", 'Give("ann"): NotYours, none, 4, none'])
      }),
    patience
  )
})
