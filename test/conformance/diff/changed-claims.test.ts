/** Which claims count as changed, and what is said of those that no state shows. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { findingsOf } from "../../../conformance/diff/gate/findings.ts"
import type { DiffOptions } from "../../../conformance/diff/diff.ts"
import { describeTlc, module } from "../tlc/support.ts"
import { changed, diff, diffOne, patience, spec } from "./support.ts"
import type { Files } from "./support.ts"

/** What became of each claim that changed. */
const became = (base: Files, head: Files, options: Partial<DiffOptions> = {}) =>
  Effect.map(diffOne(base, head, options), ({ invariants }) =>
    invariants.map(({ role, invariant, change }) => `${role} ${invariant}: ${change}`)
  )

const lines = [
  "EXTENDS Naturals",
  "CONSTANT Most",
  "VARIABLE x",
  "Bound == 1",
  "ModelBound == 3",
  "Init == x = 0",
  "CanUp == x < 3",
  "Up == CanUp /\\ x' = x + 1",
  "Next == Up",
  "Spec == Init /\\ [][Next]_x /\\ WF_x(Next)",
  "Inv == x <= Bound",
  "Top == x > 2 => x < Most",
  "Goes == x < 3 => ENABLED Up",
  "Grows == [][x' > x]_x",
  "Ends == <>(x = 3)",
  "Steps == []<>(x = 3) \\/ []<><<Up>>_x"
]
const config = ["CONSTANTS Most = 4 Bound <- ModelBound"]
const base = spec(lines, ...config, "INVARIANTS Inv Top Goes", "PROPERTIES Grows Ends Steps Spec")
const head = (from: string, to: string): Files =>
  spec(changed(lines, from, to), ...config, "INVARIANTS Inv Top Goes", "PROPERTIES Grows Ends Steps Spec")

describeTlc("a claim that changed", () => {
  it.live(
    "is one whose meaning under the configuration changed",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* became(base, head("ModelBound == 3", "ModelBound == 5")), [
          "invariant Inv: weakened"
        ])
        const { models } = yield* diff(base, head("Bound == 1", "Bound == 2"))
        assert.deepStrictEqual(models, [])
        const other = spec(
          lines,
          "CONSTANTS Most = 5 Bound <- ModelBound",
          "INVARIANTS Inv Top Goes",
          "PROPERTIES Grows Ends Steps Spec"
        )
        assert.deepStrictEqual(yield* became(base, other), ["invariant Top: weakened"])
      }),
    patience
  )

  it.live(
    "is said not to be compared, if no state shows it, and the gate finds that",
    () =>
      Effect.gen(function* () {
        const goes = yield* diff(base, head("Goes == x < 3 => ENABLED Up", "Goes == TRUE"))
        assert.deepStrictEqual(
          findingsOf(goes).filter(({ kind }) => kind === "uncompared"),
          [{ kind: "uncompared", text: "Main: Goes" }]
        )
        const grows = yield* diff(base, head("Grows == [][x' > x]_x", "Grows == [][TRUE]_x"))
        assert.deepStrictEqual(
          findingsOf(grows).filter(({ kind }) => kind === "uncompared"),
          [{ kind: "uncompared", text: "Main: Grows" }]
        )
        assert.deepStrictEqual(yield* became(base, head("Ends == <>(x = 3)", "Ends == <>(x = 1)")), [
          "property Ends: not compared"
        ])
      }),
    patience
  )

  it.live(
    "is none that speaks of actions, where only these changed",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* became(base, head("CanUp == x < 3", "CanUp == x < 2")), [])
        assert.deepStrictEqual(
          yield* became(base, head("Goes == x < 3 => ENABLED Up", "Goes == x < 2 => ENABLED Up")),
          ["invariant Goes: not compared"]
        )
      }),
    patience
  )

  it.live(
    "is asked with the events that come about, if it asks for the event",
    () =>
      Effect.gen(function* () {
        const named = [
          "EXTENDS Naturals",
          "VARIABLES x, event",
          'Init == x = 0 /\\ event = [action |-> "Init", args |-> <<>>]',
          "Up == x < 2 /\\ x' = x + 1 /\\ event' = [action |-> \"Up\", args |-> <<x>>]",
          "Down == x > 1 /\\ x' = x - 1 /\\ event' = [action |-> \"Down\", args |-> <<x>>]",
          "Next == Up \\/ Down",
          'Inv == event.action = "Down" => x >= 1'
        ]
        const { invariants } = yield* diffOne(
          spec(named, "INVARIANT Inv"),
          spec(changed(named, named[6]!, 'Inv == event.action = "Down" => x >= 0'), "INVARIANT Inv")
        )
        assert.deepStrictEqual(
          invariants.map(({ change, onlyHead }) => [change, onlyHead?.variables, onlyHead?.values]),
          [["weakened", ["x", "event"], ["0", '[action|->"Down",args|-><<2>>]']]]
        )
        const reached = yield* diffOne(
          spec(named, "INVARIANT Inv"),
          spec(changed(named, named[6]!, 'Inv == event.action = "Down" => x >= 2'), "INVARIANT Inv")
        )
        assert.deepStrictEqual(
          reached.invariants.map(({ change, onlyBase }) => [change, onlyBase]),
          [
            [
              "strengthened",
              { variables: ["x", "event"], values: ["1", '[action|->"Down",args|-><<2>>]'], reached: true }
            ]
          ]
        )
      }),
    patience
  )

  it.live(
    "is asked under the name that a variable has on each side, and where it depends on no other one",
    () =>
      Effect.gen(function* () {
        const counter = (name: string, limit: number, also = "") => [
          "EXTENDS Naturals",
          `VARIABLES a, ${name}${also === "" ? "" : `, ${also}`}`,
          `Init == a = 0 /\\ ${name} = 1${also === "" ? "" : ` /\\ ${also} = 0`}`,
          `Next == ${name} < 3 /\\ ${name}' = ${name} + 1 /\\ a' = a${also === "" ? "" : ` /\\ ${also}' = ${also}`}`,
          `Inv == a = 0 /\\ ${name} <= ${limit}`
        ]
        const old = spec(counter("z", 4), "INVARIANT Inv")
        const now = spec(counter("little", 3), "INVARIANT Inv")
        const { invariants } = yield* diffOne(old, now, { renames: new Map([["z", "little"]]) })
        assert.deepStrictEqual(
          invariants.map(({ change, onlyBase }) => [change, onlyBase?.variables, onlyBase?.values]),
          [["strengthened", ["a", "little"], ["0", "4"]]]
        )
        assert.deepStrictEqual(yield* became(old, now), ["invariant Inv: not compared"])
        assert.deepStrictEqual(yield* became(old, spec(counter("z", 3, "more"), "INVARIANT Inv")), [
          "invariant Inv: strengthened"
        ])
      }),
    patience
  )

  it.live(
    "is looked at in the first three models that claim it",
    () =>
      Effect.gen(function* () {
        const names = ["A", "B", "C", "D"]
        const models = (files: Files): Files => ({
          "Main.tla": files["Main.tla"]!,
          ...Object.fromEntries(
            names.flatMap((name) => [
              [`${name}.tla`, module(name, "EXTENDS Main")],
              [`${name}.cfg`, files["Main.cfg"]!.replace(/PROPERTIES.*/, "")]
            ])
          )
        })
        const { models: found } = yield* diff(models(base), models(head("ModelBound == 3", "ModelBound == 5")))
        assert.deepStrictEqual(found.map(({ model, invariants }) => [model, invariants.length]).toSorted(), [
          ["A", 1],
          ["B", 1],
          ["C", 1],
          ["D", 0]
        ])
      }),
    patience
  )
})
