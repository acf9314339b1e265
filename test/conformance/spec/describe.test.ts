import { assert, beforeAll, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Ast } from "../../../conformance/spec/ast.ts"
import { actionsOf, armsOf, conjunctsOf, NotReplayable } from "../../../conformance/spec/describe.ts"
import { generateTypes } from "../../../conformance/spec/generate.ts"
import { describeTlc } from "../tlc/support.ts"
import { lineOf, parseLockers } from "./lockers.ts"

describeTlc("what a parse says", () => {
  let ast: Ast
  beforeAll(async () => {
    ast = await Effect.runPromise(parseLockers)
  })

  const reason = (run: () => unknown): string => {
    try {
      run()
    } catch (error) {
      if (error instanceof NotReplayable) return error.message
      throw error
    }
    return assert.fail("it can be replayed")
  }

  it("has the declarations of all modules, and each definition with its place", () => {
    assert.strictEqual(ast.root, "Lockers")
    assert.deepStrictEqual(ast.variables, ["alarm", "event", "held"])
    assert.deepStrictEqual(ast.constants, ["Codes", "Lockers", "Users"])
    assert.deepStrictEqual(ast.definitions.get("Journal")?.place, { module: "Base", line: 5 })
    const take = ast.definitions.get("Take")
    assert.deepStrictEqual(take?.place, { module: "Lockers", line: lineOf("Take(") })
    assert.deepStrictEqual(
      take?.parameters.map(({ name }) => name),
      ["u", "l"]
    )
    assert.isUndefined(ast.definitions.get("held"))
  })

  it("has every action, whatever it is wrapped in, with the sets of its parameters", () => {
    const shown = actionsOf(ast).map(
      ({ name, parameters }) => `${name}(${parameters.map((p) => `${p.name} in ${p.domain}`).join(", ")})`
    )
    assert.deepStrictEqual(shown, [
      "Alarm()",
      "Down()",
      "First()",
      "Fixed( in an expression, l in Lockers)",
      "Give(l in Lockers, v in Users, code in Codes)",
      "Reset(l in Lockers)",
      "Second()",
      "Take(u in Users, l in Lockers)"
    ])
  })

  it("is of no use where no step names itself, or there is no Next", () => {
    assert.include(
      reason(() => actionsOf(ast, "Silent")),
      "no step of Silent names itself"
    )
    assert.include(
      reason(() => actionsOf(ast, "Nothing")),
      "Lockers does not define Nothing"
    )
  })

  it("has the guards of a verdict in the order of checking, negated or not", () => {
    const shown = (verdict: string) => armsOf(ast, verdict).map(({ guard, conflict }) => `${guard} ${conflict}`)
    assert.deepStrictEqual(shown("TakeVerdict"), ["IsQuiet Loud", "IsFree Taken", "MayOpen Own"])
    assert.deepStrictEqual(shown("ResetVerdict"), ["IsFree Taken"])
    assert.deepStrictEqual(shown("ChainVerdict"), ["IsQuiet Loud", "IsFree Taken"])
    assert.deepStrictEqual(shown("FreeVerdict"), [])
  })

  for (const [verdict, what] of [
    ["NoOtherVerdict", "has no last arm, so that one of its guards would be passed over"],
    ["NeverVerdict", "never allows"],
    ["TurnedVerdict", "allows first"],
    ["UnnamedVerdict", "has a conflict that is no name"],
    ["IsQuiet", "is no verdict"],
    ["AbsentVerdict", "is not defined"]
  ] as const) {
    it(`does not guess at a verdict that ${what}`, () => {
      assert.include(
        reason(() => armsOf(ast, verdict)),
        `${verdict} is not a CASE or IF`
      )
    })
  }

  it("has the conjuncts of a definition in order, written as a list or in a line", () => {
    assert.deepStrictEqual(conjunctsOf(ast, "Take").slice(0, 3), ["IsQuiet", "IsFree", "MayOpen"])
    assert.deepStrictEqual(conjunctsOf(ast, "Alarm"), ["IsQuiet", "MayOpen", "Step"])
    assert.deepStrictEqual(conjunctsOf(ast, "Only"), ["IsQuiet"])
    assert.deepStrictEqual(conjunctsOf(ast, "Absent"), [])
  })

  it("becomes a module of types", () => {
    assert.strictEqual(
      generateTypes(ast, "spec/Lockers.tla"),
      [
        "// Generated from spec/Lockers.tla; do not edit.",
        "",
        "/** The specification's variables. */",
        'export const specVariables = ["alarm", "event", "held"] as const',
        "",
        "/** The specification's actions: for each parameter the set that it is taken from. */",
        "export const specParameters = {",
        "  Alarm: [],",
        "  Down: [],",
        "  First: [],",
        '  Fixed: ["an expression", "Lockers"],',
        '  Give: ["Lockers", "Users", "Codes"],',
        '  Reset: ["Lockers"],',
        "  Second: [],",
        '  Take: ["Users", "Lockers"]',
        "} as const",
        "",
        "export type SpecVariable = (typeof specVariables)[number]",
        "export type SpecAction = keyof typeof specParameters",
        ""
      ].join("\n")
    )
  })
})
