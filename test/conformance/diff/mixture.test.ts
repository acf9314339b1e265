/** Changes that are hard to take one at a time: what two versions have cannot be put together line by line. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { openStore } from "../../../conformance/diff/kept.ts"
import { describeTlc, directory, module } from "../tlc/support.ts"
import { changed, diffOne, patience, spec } from "./support.ts"
import type { Files } from "./support.ts"

const counter = [
  "EXTENDS Naturals, Sequences",
  "VARIABLE x",
  "Init == x = 0",
  "Lim == 2",
  "Up == x < Lim /\\ x' = x + 1",
  "Down == x > 1 /\\ x' = x - 1",
  "Next == Up \\/ Down"
]

/** The same with other lines, by how those begin; a line that is there no longer is empty. */
const edited = (edits: Readonly<Record<string, string>>, lines: ReadonlyArray<string> = counter) =>
  Object.entries(edits).reduce(
    (text, [start, to]) =>
      changed(
        text,
        text.find((line) => line.startsWith(start))!,
        to
      ),
    lines
  )

const down = { Down: "Down == x > 0 /\\ x' = x - 1" }
const up = { Up: "Up == x < 3 /\\ x' = x + 1" }
const limited = (limit: string): Files => ({
  "M.tla": module("M", "EXTENDS Naturals", "CONSTANT Lim", "VARIABLE x", limit)
})
const fromM = limited("Up == x < Lim /\\ x' = x + 1")

/** What each new action comes from, and what of that is not known; each mixture is written and explored anew. */
const causes = (base: Files, head: Files) =>
  Effect.map(
    diffOne(base, head, { store: openStore(directory()) }),
    ({ allowed, causesUntried }): Readonly<Record<string, unknown>> => ({
      ...Object.fromEntries(allowed.map(({ action, causes }) => [action.replace("I!", ""), causes])),
      ...(allowed.some(({ causesUnsure }) => causesUnsure) ? { unsure: true } : {}),
      ...(causesUntried.length > 0 ? { untried: causesUntried } : {})
    })
  )

const taken: Readonly<Record<string, readonly [base: Files, head: Files, up: ReadonlyArray<ReadonlyArray<string>>]>> = {
  "a helper that calls itself, announced before it": [
    spec(counter),
    spec(
      edited({
        ...down,
        Lim: "RECURSIVE F(_)\nF(n) == IF n = 0 THEN 0 ELSE 1 + F(n - 1)",
        Up: "Up == x < F(3) /\\ x' = x + 1"
      })
    ),
    [["Up"]]
  ],
  "and one that is gone": [
    spec(
      edited({ Lim: "RECURSIVE F(_)\nF(n) == IF n = 0 THEN 0 ELSE 1 + F(n - 1)", Up: "Up == x < F(2) /\\ x' = x + 1" })
    ),
    spec(edited({ ...down, ...up, Lim: "" })),
    [["Up"]]
  ],
  "modules that are extended, in several lines": [
    spec(counter),
    spec(edited({ ...down, EXTENDS: "EXTENDS Naturals,\n  FiniteSets", Lim: "Lim == Cardinality({1, 2, 3})" })),
    [["Lim"]]
  ],
  "modules that are extended no more": [
    spec(edited({ Lim: "Lim == Len(<<1, 2>>)" })),
    spec(edited({ ...down, EXTENDS: "EXTENDS Naturals", Lim: "Lim == 3" })),
    [["Lim"]]
  ],
  "a definition that stands before another one now": [
    spec(edited({ Lim: "", Up: "Up == x < 2 /\\ x' = x + 1\nLim == 2" })),
    spec(edited({ ...down, Up: "Up == x < Lim + 1 /\\ x' = x + 1" })),
    [["Up"]]
  ],
  "or behind it": [
    spec(counter),
    spec(edited({ ...down, Lim: "", ...up, Next: "Lim == 2\nNext == Up \\/ Down" })),
    [["Up"]]
  ],
  "a helper that takes another number of arguments": [
    spec(edited({ Lim: "L(a) == a\nLim == L(2)" })),
    spec(edited({ ...down, Lim: "L(a, b) == a + b\nUnused == L(1, 2)\nLim == L(1, 2)" })),
    [["L", "Lim"]]
  ],
  "an assumption that the base does not meet": [
    spec(edited({ EXTENDS: "EXTENDS Naturals\nCONSTANT Lim", Lim: "" }), "CONSTANT Lim = 2"),
    spec(edited({ ...down, EXTENDS: "EXTENDS Naturals\nCONSTANT Lim\nASSUME Lim > 2", Lim: "" }), "CONSTANT Lim = 3"),
    [["the configuration"]]
  ],
  "a list of variables with comments in it": [
    spec(
      ["EXTENDS Naturals", "VARIABLES", "  x,  \\* counts", "  y   \\* nothing", "Init == x = 0 /\\ y = 0"].concat(
        counter.slice(3, 4),
        "Up == x < Lim /\\ x' = x + 1 /\\ y' = y",
        "Down == x > 1 /\\ x' = x - 1 /\\ y' = y",
        counter.slice(6)
      )
    ),
    spec(edited({ Lim: "Lim == 3" })),
    [["Lim"]]
  ],
  "a claim that only the head has, of what only the head has": [
    spec(counter),
    spec(
      edited({
        ...down,
        Lim: "Lim == 3\nBound == 3",
        Next: "Next == Up \\/ Down\nInv == x <= Bound\nTHEOREM Init => Inv"
      })
    ),
    [["Lim"]]
  ],
  "an INSTANCE that is new": [
    spec(counter),
    { ...fromM, ...spec(edited({ ...down, Lim: "I == INSTANCE M WITH Lim <- 3", Up: "Up == I!Up" })) },
    [["Up"]]
  ],
  "what an INSTANCE puts in the place of a constant": [
    { ...fromM, ...spec(edited({ Lim: "I == INSTANCE M WITH Lim <- 2", Up: "", Next: "Next == I!Up \\/ Down" })) },
    {
      ...fromM,
      ...spec(
        edited({
          ...down,
          Init: "Init == x \\in {0}",
          Lim: "I == INSTANCE M WITH Lim <- 3",
          Up: "",
          Next: "Next == I!Up \\/ Down"
        })
      )
    },
    [["I"]]
  ],
  "or one without a name": [
    { ...fromM, ...spec(edited({ Lim: "INSTANCE M WITH Lim <- 2", Up: "" })) },
    { ...fromM, ...spec(edited({ ...down, Lim: "INSTANCE M WITH Lim <- 3", Up: "" })) },
    [["INSTANCE M"]]
  ],
  "a definition of a module that is instanced": [
    { ...fromM, ...spec(edited({ Lim: "I == INSTANCE M WITH Lim <- 2", Up: "", Next: "Next == I!Up \\/ Down" })) },
    {
      ...limited("Up == x <= Lim /\\ x' = x + 1"),
      ...spec(edited({ ...down, Lim: "I == INSTANCE M WITH Lim <- 2", Up: "", Next: "Next == I!Up \\/ Down" }))
    },
    [["M.Up"]]
  ]
}

describeTlc("of several changes each is tried by itself, though the other one brings", () => {
  for (const [title, [base, head, up]] of Object.entries(taken)) {
    it.live(
      title,
      () =>
        Effect.gen(function* () {
          const { Down, ...rest } = yield* causes(base, head)
          assert.deepStrictEqual(rest, { Up: up })
          assert.deepStrictEqual(Down, Object.values(head).join().includes("x > 0") ? [["Down"]] : undefined)
        }),
      patience
    )
  }
})

describeTlc("what cannot be tried", () => {
  it.live(
    "is blamed on nothing, where it is within a module within a module",
    () =>
      Effect.gen(function* () {
        const within = (limit: number) => [
          ...counter.slice(0, 2),
          "---- MODULE Inner ----",
          `Most == ${limit}`,
          "====",
          "I == INSTANCE Inner"
        ]
        const rest = (init: string) => [init, "Up == x < I!Most /\\ x' = x + 1", "Next == Up"]
        assert.deepStrictEqual(
          yield* causes(
            spec([...within(2), ...rest("Init == x = 0")]),
            spec([...within(3), ...rest("Init == x \\in {0}")])
          ),
          { Up: [] }
        )
      }),
    patience
  )

  it.live(
    "is named, and makes nobody say that it only acts with others",
    () =>
      Effect.gen(function* () {
        // Without the new Next it counts for ever.
        const head = edited({ Lim: "", Down: "", Up: "Up == x' = x + 1", Next: "Next == Up /\\ x < 4" })
        assert.deepStrictEqual(yield* causes(spec(edited({ Down: "", Next: "Next == Up" })), spec(head)), {
          Next: [["Next", "Up"]],
          unsure: true,
          untried: [["Up"]]
        })
      }),
    patience
  )

  it.live(
    "of pairs is told before larger sets, each that is enough",
    () =>
      Effect.gen(function* () {
        const flags = (value: string, guard: string) => [
          "EXTENDS Naturals",
          "VARIABLE x",
          ...["A", "B", "C", "D", "E"].map((name) => `${name} == ${value}`),
          "Init == x = 0",
          `Up == (${guard}) /\\ x < 1 /\\ x' = x + 1`,
          "Next == Up"
        ]
        const of = (guard: string) => causes(spec(flags("FALSE", guard)), spec(flags("TRUE", guard)))
        assert.deepStrictEqual(yield* of("(A /\\ B) \\/ (C /\\ D /\\ E)"), { Up: [["A", "B"]] })
        assert.deepStrictEqual(yield* of("(A /\\ B) \\/ (C /\\ D)"), {
          Up: [
            ["A", "B"],
            ["C", "D"]
          ]
        })
        assert.deepStrictEqual(yield* of("A /\\ C /\\ (D \\/ E)"), { Up: [["A", "C", "E"]] })
      }),
    patience
  )
})
