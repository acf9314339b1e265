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

/** A variable of each type, and what a step beside its values breaks. */
const kinds = [
  "EXTENDS Integers, Sequences, FiniteSets",
  "CONSTANT Clients",
  "VARIABLES number, members, flag, owns, queue, message",
  "Init ==",
  "  /\\ number = 0 /\\ members = {} /\\ flag = TRUE /\\ owns = [c \\in Clients |-> {}] /\\ queue = <<>>",
  '  /\\ message = [kind |-> "none", of |-> 0]',
  "Next == \\E c \\in Clients :",
  "  /\\ number' = 1 - number /\\ members' = {c} /\\ flag' = TRUE",
  "  /\\ owns' = [d \\in Clients |-> IF c = d THEN {1} ELSE {}] /\\ queue' = <<c>>",
  '  /\\ message\' = [kind |-> "some", of |-> 1]',
  "Beyond == number <= 1",
  "Below == number >= 0",
  "Single == Cardinality(members) <= 1",
  "Flagged == flag",
  "Mutex == \\A c, d \\in Clients : c # d => owns[c] \\cap owns[d] = {}",
  "Short == Len(queue) <= 1",
  'Whole == message.kind = "none" <=> message.of = 0'
]
const claims = kinds
  .slice(10)
  .map((line) => line.split(" == ", 2) as [string, string])
  .toSorted((a, b) => (a[0] < b[0] ? -1 : 1))

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
        assert.deepStrictEqual(yield* became(other), ["equal", ["Bounded", "incomparable", "1 Nobody", "3 Nobody"]])
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
        // Seven is farther from the values that count has than is looked.
        const narrow = changed(lines, bounded, "Bounded == count <= Limit \\/ count = 7")
        assert.deepStrictEqual(yield* became(narrow), ["equal", ["Bounded", "same", "", ""]])
      }),
    patience
  )

  it.live(
    "is asked one step beside what a side reaches, whatever the type of a variable",
    () =>
      Effect.gen(function* () {
        const { invariants } = yield* diffOne(
          spec(kinds, "CONSTANT Clients = {c1, c2}", `INVARIANTS ${claims.map(([name]) => name).join(" ")}`),
          spec(
            claims.reduce<ReadonlyArray<string>>(
              (all, [name, old]) => changed(all, `${name} == ${old}`, `${name} == TRUE`),
              kinds
            ),
            "CONSTANT Clients = {c1, c2}",
            `INVARIANTS ${claims.map(([name]) => name).join(" ")}`
          )
        )
        assert.deepStrictEqual(
          invariants.map(({ invariant, change, onlyHead }) => [invariant, change, onlyHead?.reached]),
          claims.map(([name]) => [name, "weakened", false])
        )
      }),
    patience
  )

  it.live(
    "is asked where it makes sense, though it makes none beside that",
    () =>
      Effect.gen(function* () {
        const partial = [
          "EXTENDS Naturals, Sequences",
          "VARIABLES queue, count",
          "Init == queue = <<1>> /\\ count = 0",
          "Next == count < 2 /\\ count' = count + 1 /\\ queue' = <<1>>",
          "Small == Head(queue) = 1 /\\ [i \\in 0..3 |-> i][count] <= 2"
        ]
        const { invariants } = yield* diffOne(
          spec(partial, "INVARIANT Small"),
          spec(changed(partial, partial[4]!, "Small == Head(queue) = 1"), "INVARIANT Small")
        )
        assert.deepStrictEqual(
          invariants.map(({ change, onlyHead }) => [change, onlyHead?.values]),
          [["weakened", ["3", "<<1>>"]]]
        )
      }),
    patience
  )

  it.live(
    "is asked everywhere, though another one makes no sense in many states",
    () =>
      Effect.gen(function* () {
        const names = ["a", "b", "c", "d"]
        const indexed = [
          "EXTENDS Naturals",
          `VARIABLES ${names.join(", ")}`,
          "Zeros == [i \\in 0..1 |-> 0]",
          `Init == ${names.map((name) => `${name} = 0`).join(" /\\ ")}`,
          `Next == ${names.map((name) => `${name}' = 1 - ${name}`).join(" /\\ ")}`,
          `Indexed == ${names.map((name) => `Zeros[${name}] = 0`).join(" /\\ ")}`,
          "Last == d <= 1"
        ]
        const head = changed(changed(indexed, indexed[5]!, "Indexed == TRUE"), "Last == d <= 1", "Last == TRUE")
        const { invariants } = yield* diffOne(
          spec(indexed, "INVARIANTS Indexed Last"),
          spec(head, "INVARIANTS Indexed Last")
        )
        assert.deepStrictEqual(
          invariants.map(({ invariant, change }) => [invariant, change]),
          [
            ["Indexed", "same"],
            ["Last", "weakened"]
          ]
        )
      }),
    patience
  )

  it.live(
    "is asked where two variables have other values, if one of them says what goes with it",
    () =>
      Effect.gen(function* () {
        const paired = [
          "EXTENDS Naturals",
          "VARIABLES busy, holders",
          "Init == busy = FALSE /\\ holders = 0",
          "Next == busy' = ~busy /\\ holders' = 1 - holders",
          "Paired == (busy <=> holders > 0) /\\ ~(busy /\\ holders > 1)"
        ]
        const { invariants } = yield* diffOne(
          spec(paired, "INVARIANT Paired"),
          spec(changed(paired, paired[4]!, "Paired == busy <=> holders > 0"), "INVARIANT Paired")
        )
        assert.deepStrictEqual(
          invariants.map(({ change, onlyHead }) => [change, onlyHead?.values]),
          [["weakened", ["TRUE", "2"]]]
        )
      }),
    patience
  )
})
