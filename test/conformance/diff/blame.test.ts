import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { DiffOptions } from "../../../conformance/diff/diff.ts"
import { describeTlc } from "../tlc/support.ts"
import { changed, diff, diffOne, spec, told, patience } from "./support.ts"
import type { Files } from "./support.ts"

/** Two guards, each in a definition of its own, and a limit. */
const gate = [
  "EXTENDS Naturals",
  "VARIABLES open, inside",
  "Init == open = FALSE /\\ inside = 0",
  "IsOpen == open",
  "HasRoom == inside < 2",
  "Open == ~open /\\ open' = TRUE /\\ UNCHANGED inside",
  "Close == open /\\ inside = 0 /\\ open' = FALSE /\\ UNCHANGED inside",
  "Enter ==",
  "  /\\ IsOpen",
  "  /\\ HasRoom",
  "  /\\ inside' = inside + 1",
  "  /\\ UNCHANGED open",
  "Leave == inside > 0 /\\ inside' = inside - 1 /\\ UNCHANGED open",
  "Next == Open \\/ Close \\/ Enter \\/ Leave"
]

/** Each difference with its causes. */
const causes = (base: Files, head: Files) =>
  Effect.map(diffOne(base, head), ({ allowed, forbidden }) => ({
    allowed: allowed.map((each) => [told(each), each.causes]),
    forbidden: forbidden.map((each) => [told(each), each.causes])
  }))

describeTlc("what a difference comes from", () => {
  it.live(
    "is the one changed definition that makes it, each difference its own",
    () =>
      Effect.gen(function* () {
        const room = changed(gate, "HasRoom == inside < 2", "HasRoom == inside < 3")
        const both = changed(room, gate[6]!, "Close == open /\\ inside = 1 /\\ open' = FALSE /\\ UNCHANGED inside")
        assert.deepStrictEqual(yield* causes(spec(gate), spec(both)), {
          allowed: [
            ["0 FALSE > Open > Enter > Close", [["Close"]]],
            ["0 FALSE > Open > Enter > Enter > Enter", [["HasRoom"]]]
          ],
          forbidden: [["0 FALSE > Open > Close", [["Close"]]]]
        })
      }),
    patience
  )

  it.live(
    "is two changes together where neither acts alone, and each of two that both do",
    () =>
      Effect.gen(function* () {
        const doubled = changed(gate, "  /\\ IsOpen", "  /\\ IsOpen /\\ open")
        const neither = changed(
          changed(doubled, "  /\\ IsOpen /\\ open", "  /\\ IsOpen"),
          "IsOpen == open",
          "IsOpen == TRUE"
        )
        assert.deepStrictEqual(yield* causes(spec(doubled), spec(neither)), {
          allowed: [["0 FALSE > Enter", [["Enter", "IsOpen"]]]],
          forbidden: []
        })
        assert.deepStrictEqual(
          yield* causes(spec(neither), spec(changed(doubled, "HasRoom == inside < 2", "HasRoom == inside + 0 < 2"))),
          {
            allowed: [],
            forbidden: [["0 FALSE > Enter", [["Enter"], ["IsOpen"]]]]
          }
        )
      }),
    patience
  )

  it.live(
    "takes a new variable with all that needs it, and new definitions where they are used",
    () =>
      Effect.gen(function* () {
        const counted = [
          ...gate.slice(0, 1),
          "VARIABLES open, inside, opened",
          "Init == open = FALSE /\\ inside = 0 /\\ opened = 0",
          "Limit == 1",
          ...gate.slice(3, 4),
          "HasRoom == inside < Limit",
          "Open == ~open /\\ opened = 0 /\\ open' = TRUE /\\ opened' = 1 /\\ UNCHANGED inside",
          ...gate
            .slice(6)
            .map((line) =>
              line
                .replace("UNCHANGED inside", "UNCHANGED <<inside, opened>>")
                .replace("UNCHANGED open", "UNCHANGED <<open, opened>>")
            )
        ]
        const found = yield* causes(spec(gate), spec(counted))
        assert.deepStrictEqual(found, {
          allowed: [],
          forbidden: [
            ["0 FALSE > Open > Close > Open", [["Close", "Enter", "Init", "Leave", "Open", "opened"]]],
            ["0 FALSE > Open > Enter > Enter", [["HasRoom"]]]
          ]
        })
      }),
    patience
  )

  it.live(
    "is not looked for where no mixture makes sense, or too many would, and that is said",
    () =>
      Effect.gen(function* () {
        const wide = changed(gate, "HasRoom == inside < 2", "HasRoom == inside < 3")
        const skipped = (head: Files, options: Partial<DiffOptions> = {}, base = spec(gate)) =>
          Effect.map(diffOne(base, head, options), ({ allowed, causesSkipped }) => {
            assert.isNotEmpty(allowed)
            return [allowed[0]!.causes, causesSkipped]
          })
        const renamed = wide.map((line) => line.replaceAll("inside", "within"))
        assert.deepStrictEqual(yield* skipped(spec(renamed), { renames: new Map([["inside", "within"]]) }), [
          null,
          "variables have other names"
        ])
        const { "Main.tla": text, "Main.cfg": config } = spec(wide)
        const elsewhere = { "Other.tla": text!.replace("MODULE Main", "MODULE Other"), "Other.cfg": config! }
        assert.deepStrictEqual(yield* skipped(elsewhere, { wanted: [], pairs: [["Main", "Other"]] }), [
          null,
          "the models are of modules with other names"
        ])
        // The limit is a sum of them, and each of them changed.
        const parts = Array.from({ length: 25 }, (_, i) => `Part${i}`)
        const many = (value: number) =>
          spec([
            ...gate.slice(0, 4),
            ...parts.map((part) => `${part} == ${value}`),
            `HasRoom == inside < 2 + ${parts.join(" + ")}`,
            ...gate.slice(5)
          ])
        assert.deepStrictEqual(yield* skipped(many(1), {}, many(0)), [
          null,
          "25 changes would have to be tried, and more than 24 are not"
        ])
        assert.isNull((yield* diffOne(spec(gate), spec(wide))).causesSkipped)
      }),
    patience
  )

  it.live(
    "is the configuration, a constant with all that needs it, or the definition that a new action is put into",
    () =>
      Effect.gen(function* () {
        const counter = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Up == x < 2 /\\ x' = x + 1", "Next == Up"]
        const limited = [
          "EXTENDS Naturals",
          "CONSTANT Max",
          "VARIABLE x",
          "Init == x = 0",
          "Up == x < Max /\\ x' = x + 1",
          "Next == Up"
        ]
        const three = ["0 > Up > Up > Up", [["Max", "Up", "the configuration"]]]
        assert.deepStrictEqual((yield* causes(spec(counter), spec(limited, "CONSTANT Max = 3"))).allowed, [three])
        assert.deepStrictEqual(
          (yield* causes(spec(limited, "CONSTANT Max = 2"), spec(limited, "CONSTANT Max = 3"))).allowed,
          [["0 > Up > Up > Up", [["the configuration"]]]]
        )
        const down = [...counter.slice(0, 4), "Down == x > 0 /\\ x' = x - 1", "Next == Up \\/ Down"]
        assert.deepStrictEqual((yield* causes(spec(counter), spec(down))).allowed, [["0 > Up > Down", [["Next"]]]])
        // An action that nothing takes changes nothing.
        const unused = yield* diff(spec(counter), spec([...down.slice(0, 5), "Next == Up"]))
        assert.deepStrictEqual([unused.unaffected, unused.models], [["Main"], []])
      }),
    patience
  )
})
