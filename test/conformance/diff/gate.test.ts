/** What a gate can forbid, kind by kind. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { findingsOf, objections, readKinds } from "../../../conformance/diff/gate/findings.ts"
import { describeTlc } from "../tlc/support.ts"
import { changed, diff, patience, spec } from "./support.ts"
import type { Files } from "./support.ts"

/** A door that says why it does not open. */
const door = [
  "VARIABLES open, event",
  "Says(name) == event' = [action |-> name, args |-> <<>>]",
  'Init == open = FALSE /\\ event = [action |-> "Init", args |-> <<>>]',
  'Open == ~open /\\ open\' = TRUE /\\ Says("Open")',
  'Close == open /\\ open\' = FALSE /\\ Says("Close")',
  "Next == Open \\/ Close",
  'Verdicts == [Open |-> IF open THEN "IsOpen" ELSE "ok"]',
  "IsDoor == open \\in BOOLEAN",
  "Shut == ~open"
]
const [, , , open = "", , next = "", verdicts = ""] = door

/** What is forbidden by these kinds, and that it is by no others. */
const forbidden = (base: Files, head: Files, kinds: string) =>
  Effect.map(diff(base, head), (report) => {
    const found = objections(report, readKinds(kinds))
    const all = findingsOf(report).map(({ kind, text }) => `${kind}: ${text}`)
    assert.deepStrictEqual(objections(report, readKinds("all")), all)
    const others = new Set([...readKinds("all")].filter((kind) => !readKinds(kinds).has(kind)))
    assert.deepStrictEqual(
      objections(report, others),
      all.filter((one) => !found.includes(one))
    )
    return found
  })

describeTlc("a gate", () => {
  it.live(
    "forbids that a request is told something else",
    () =>
      Effect.gen(function* () {
        const already = changed(door, verdicts, verdicts.replace("IsOpen", "Already"))
        assert.deepStrictEqual(yield* forbidden(spec(door), spec(already), "told"), [
          "told: Main: Open was IsOpen, is Already"
        ])
      }),
    patience
  )

  it.live(
    "forbids that the head violates what the base does not",
    () =>
      Effect.gen(function* () {
        const locked = changed(door, open, `${open} /\\ FALSE`)
        const claim = "INVARIANT Shut"
        assert.deepStrictEqual(yield* forbidden(spec(locked, claim), spec(door, claim), "violated"), [
          "violated: Main: Shut"
        ])
        assert.deepStrictEqual(yield* forbidden(spec(door, claim), spec(locked, claim), "violated"), [])
      }),
    patience
  )

  it.live(
    "forbids actions that are new, and that are gone",
    () =>
      Effect.gen(function* () {
        const breakable = changed(door, next, `Break == ${open.slice("Open == ".length)}\n${next} \\/ Break`)
        assert.deepStrictEqual(yield* forbidden(spec(door), spec(breakable), "added,removed"), ["added: action Break"])
        assert.deepStrictEqual(yield* forbidden(spec(breakable), spec(door), "added,removed"), [
          "removed: action Break"
        ])
      }),
    patience
  )

  it.live(
    "forbids that something is no longer claimed, or newly",
    () =>
      Effect.gen(function* () {
        const [more, less] = [spec(door, "INVARIANTS IsDoor"), spec(door)]
        assert.deepStrictEqual(yield* forbidden(more, less, "weakened,strengthened"), ["weakened: Main: IsDoor"])
        assert.deepStrictEqual(yield* forbidden(less, more, "weakened,strengthened"), ["strengthened: Main: IsDoor"])
      }),
    patience
  )
})
