import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { check, describeTlc, directory, module, tools } from "./support.ts"

/** Counts up by 1 or 2 to N, and from the end back to 0. */
const counter = [
  "EXTENDS Naturals",
  "CONSTANT N",
  "ASSUME N > 0",
  "VARIABLES x, last",
  "vars == <<x, last>>",
  "Init == x = 0 /\\ last = 0",
  "One == x + 1 <= N /\\ x' = x + 1 /\\ last' = 1",
  "Two == x + 2 <= N /\\ x' = x + 2 /\\ last' = 2",
  "Back == x = N /\\ x' = 0 /\\ last' = 0",
  "Next == One \\/ Two \\/ Back",
  "Spec == Init /\\ [][Next]_vars",
  "FairSpec == Spec /\\ WF_vars(Next)",
  "Small == x < 3",
  "NeverBack == [][x' > x]_vars",
  "Reaches == <>(x = 3)",
  "Stays == <>[](x = 0)"
]

const N = (n: number, ...lines: ReadonlyArray<string>) => [`CONSTANT N = ${n}`, ...lines, ""].join("\n")

const actions = (steps: ReadonlyArray<{ readonly action: string }>) => steps.map((step) => step.action)

describeTlc("a property that holds", () => {
  it.effect("comes with counts, depth, version and what the specification printed", () =>
    Effect.gen(function* () {
      const printed: Array<string> = []
      const lines = [...counter.slice(0, -4), 'Show == PrintT(ToString(<<x, "a \\"b\\"">>))', ...counter.slice(-4)]
      const result = yield* check(
        "Counter",
        lines.map((line) => (line === "EXTENDS Naturals" ? "EXTENDS Naturals, TLC" : line)),
        N(4, "SPECIFICATION Spec", "INVARIANT Show"),
        { onOutput: (line) => void printed.push(line) }
      )
      assert.isTrue(result.holds)
      assert.strictEqual(result.exitCode, 0)
      assert.deepStrictEqual(result.violations, [])
      assert.deepStrictEqual(result.counts, { initial: 1, generated: 13, distinct: 8, queued: 0, depth: 4 })
      assert.strictEqual(result.outputLines, 8)
      assert.strictEqual(printed[0], '"<<0, \\"a \\\\\\"b\\\\\\"\\">>"')
      assert.match(result.version.text, /^2\.\d+ of /)
      assert.match(result.version.jarSha256, /^[0-9a-f]{64}$/)
      assert.isAbove(result.millis, 0)
      assert.deepStrictEqual(result.warnings, [])
    })
  )

  it.effect("may have modules in several directories", () =>
    Effect.gen(function* () {
      const root = directory({
        "models/Main.tla": module("Main", "EXTENDS Here, There", "VARIABLE x", "Init == x = A", "Next == x' = B"),
        "models/Here.tla": module("Here", "A == 1"),
        "base/There.tla": module("There", "B == 2"),
        "configs/Main.cfg": "INIT Init\nNEXT Next\n"
      })
      const result = yield* runTlc({
        module: join(root, "models/Main.tla"),
        config: join(root, "configs/Main.cfg"),
        library: [join(root, "base")],
        workers: 2
      }).pipe(Effect.provide(tools))
      assert.isTrue(result.holds)
      assert.strictEqual(result.counts?.distinct, 2)
    })
  )
})

describeTlc("a violated", () => {
  it.effect("invariant has a trace", () =>
    Effect.gen(function* () {
      const result = yield* check("Counter", counter, N(4, "SPECIFICATION Spec", "INVARIANT Small"))
      assert.isFalse(result.holds)
      assert.strictEqual(result.exitCode, 12)
      assert.lengthOf(result.violations, 1)
      const [violation] = result.violations
      assert.strictEqual(violation?.kind, "invariant")
      assert.strictEqual(violation?.name, "Small")
      assert.deepStrictEqual(violation?.trace, {
        steps: [
          { action: "Initial predicate", location: undefined, state: "/\\ last = 0\n/\\ x = 0" },
          {
            action: "One",
            location: { module: "Counter", line: 8, column: 8, endLine: 8, endColumn: 44 },
            state: "/\\ last = 1\n/\\ x = 1"
          },
          {
            action: "Two",
            location: { module: "Counter", line: 9, column: 8, endLine: 9, endColumn: 44 },
            state: "/\\ last = 2\n/\\ x = 3"
          }
        ],
        goesOn: undefined
      })
    })
  )

  it.effect("invariant of an initial state has that state", () =>
    Effect.gen(function* () {
      const result = yield* check(
        "D",
        ["VARIABLE x", "Init == x = {}", "Next == x' = x", "Inv == x # {}"],
        ["INIT Init", "NEXT Next", "INVARIANT Inv"].join("\n")
      )
      assert.strictEqual(result.violations[0]?.name, "Inv")
      assert.deepStrictEqual(result.violations[0]?.trace.steps, [
        { action: "Initial predicate", location: undefined, state: "x = {}" }
      ])
    })
  )

  it.effect("action property is named, and told from a temporal one", () =>
    Effect.gen(function* () {
      const result = yield* check("Counter", counter, N(2, "SPECIFICATION Spec", "PROPERTY NeverBack Reaches"))
      assert.strictEqual(result.violations[0]?.kind, "action property")
      assert.strictEqual(result.violations[0]?.name, "NeverBack")
      assert.strictEqual(result.violations[0]?.trace.steps.at(-1)?.action, "Back")
    })
  )

  it.effect("temporal property goes on by stuttering", () =>
    Effect.gen(function* () {
      const result = yield* check("Counter", counter, N(4, "SPECIFICATION Spec", "PROPERTY Reaches"))
      assert.strictEqual(result.exitCode, 13)
      assert.strictEqual(result.violations[0]?.kind, "temporal property")
      assert.strictEqual(result.violations[0]?.name, "Reaches")
      assert.strictEqual(result.violations[0]?.trace.goesOn, "stuttering")
    })
  )

  it.effect("temporal property goes on in a loop", () =>
    Effect.gen(function* () {
      const config = N(1, "SPECIFICATION FairSpec", "PROPERTIES Reaches Stays \\* TLC does not say which")
      const result = yield* check("Counter", counter, config)
      const [violation] = result.violations
      assert.strictEqual(violation?.kind, "temporal property")
      assert.isUndefined(violation?.name)
      assert.deepStrictEqual(actions(violation?.trace.steps ?? []), ["Initial predicate", "One"])
      assert.deepStrictEqual(violation?.trace.goesOn, { from: 0 })
    })
  )

  it.effect("assumption has its place", () =>
    Effect.gen(function* () {
      const result = yield* check("Counter", counter, N(0, "SPECIFICATION Spec"))
      assert.strictEqual(result.exitCode, 10)
      assert.strictEqual(result.violations[0]?.kind, "assumption")
      assert.strictEqual(result.violations[0]?.location?.line, 4)
      assert.isUndefined(result.counts)
    })
  )

  it.effect("assertion has a trace", () =>
    Effect.gen(function* () {
      const lines = [
        "EXTENDS Naturals, TLC",
        "VARIABLE x",
        "Init == x = 0",
        'Next == x\' = x + 1 /\\ Assert(x < 1, "no")'
      ]
      const result = yield* check("A", lines, "INIT Init\nNEXT Next\n")
      assert.strictEqual(result.exitCode, 14)
      assert.strictEqual(result.violations[0]?.kind, "assertion")
      assert.include(result.violations[0]?.text, '"no"')
      assert.lengthOf(result.violations[0]?.trace.steps ?? [], 2)
    })
  )

  it.effect("rule against deadlock has a trace", () =>
    Effect.gen(function* () {
      const lines = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Next == x < 2 /\\ x' = x + 1"]
      const result = yield* check("D", lines, "INIT Init\nNEXT Next\n")
      assert.strictEqual(result.exitCode, 11)
      assert.strictEqual(result.violations[0]?.kind, "deadlock")
      assert.deepStrictEqual(actions(result.violations[0]?.trace.steps ?? []), ["Initial predicate", "Next", "Next"])
    })
  )

  it.effect("invariant does not end a run that continues", () =>
    Effect.gen(function* () {
      const config = N(4, "SPECIFICATION Spec", "INVARIANT Small")
      const result = yield* check("Counter", counter, config, { args: ["-continue"] })
      assert.isFalse(result.holds)
      assert.isAbove(result.violations.length, 1)
      assert.strictEqual(result.counts?.distinct, 8)
    })
  )
})

describeTlc("an unusable", () => {
  const some = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Next == x' = x"]
  const plain = "INIT Init\nNEXT Next\n"

  it.effect("module has its syntax error's line", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check("S", [...some, "Wrong == x = = 0"], plain))
      assert.strictEqual(error._tag, "SpecInvalid")
      if (error._tag !== "SpecInvalid") return
      assert.lengthOf(error.problems, 1)
      assert.deepInclude(error.problems[0], { module: "S", line: 6, column: 16 })
      assert.include(error.message, "module S, line 6, column 16: Was expecting")
    })
  )

  it.effect("module has the places of its unknown names", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check("S", [...some, "Wrong == y", "Worse == z"], plain))
      assert.strictEqual(error._tag, "SpecInvalid")
      if (error._tag !== "SpecInvalid") return
      assert.deepStrictEqual(error.problems, [
        { text: "Unknown operator: `y'.", module: "S", line: 6, column: 10 },
        { text: "Unknown operator: `z'.", module: "S", line: 7, column: 10 }
      ])
    })
  )

  it.effect("module names the module that it lacks", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check("S", ["EXTENDS Absent"], plain))
      assert.strictEqual(error._tag, "SpecInvalid")
      assert.include(error.message, "Cannot find source file for module Absent imported in module S.")
    })
  )

  it.effect("path of a module or a configuration is said", () =>
    Effect.gen(function* () {
      const root = directory({ "S.tla": module("S", ...some), "S.cfg": plain })
      const at = (name: string) => join(root, name)
      const noModule = yield* Effect.flip(runTlc({ module: at("T.tla"), config: at("S.cfg") }))
      assert.strictEqual(noModule._tag, "SpecInvalid")
      assert.include(noModule.message, at("T.tla"))
      const noConfig = yield* Effect.flip(runTlc({ module: at("S.tla"), config: at("T.cfg") }))
      assert.strictEqual(noConfig._tag, "ConfigInvalid")
      assert.include(noConfig.message, at("T.cfg"))
    }).pipe(Effect.provide(tools))
  )

  it.effect("configuration says which constant has no value", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check("Counter", counter, "SPECIFICATION Spec\n"))
      assert.strictEqual(error._tag, "ConfigInvalid")
      assert.include(error.message, "The constant parameter N is not assigned a value")
    })
  )

  it.effect("configuration says which name or keyword it got wrong", () =>
    Effect.gen(function* () {
      const name = yield* Effect.flip(check("S", some, `${plain}INVARIANT Absent\n`))
      assert.strictEqual(name._tag, "ConfigInvalid")
      assert.include(name.message, "Absent")
      const keyword = yield* Effect.flip(check("S", some, `${plain}FROBNICATE Init\n`))
      assert.strictEqual(keyword._tag, "ConfigInvalid")
      assert.include(keyword.message, "line 3")
      assert.notInclude(keyword.message, "unexpected exception")
    })
  )

  it.effect("expression comes with its place and the behaviour before it", () =>
    Effect.gen(function* () {
      const lines = [
        "EXTENDS Naturals",
        "VARIABLE x",
        "Init == x = 0",
        "F(n) == IF n = 2 THEN n.a ELSE n",
        "Next == x' = F(x + 1)"
      ]
      const error = yield* Effect.flip(check("E", lines, plain))
      assert.strictEqual(error._tag, "EvaluationFailed")
      if (error._tag !== "EvaluationFailed") return
      assert.include(error.text, "a")
      assert.deepInclude(error.nested.at(-1), { module: "E", line: 5 })
      assert.deepStrictEqual(actions(error.trace.steps), ["Initial predicate", "Next"])
      assert.include(error.message, "(at E, line 5, column")
    })
  )

  it.effect("jar is told from a wrong model", () =>
    Effect.gen(function* () {
      const root = directory({ "S.tla": module("S", ...some), "S.cfg": plain, "no.jar": "no jar" })
      const error = yield* Effect.flip(
        runTlc({ module: join(root, "S.tla"), config: join(root, "S.cfg") }).pipe(
          Effect.provideService(TlcTools, {
            java: { program: "java", version: "17" },
            jar: { path: join(root, "no.jar"), source: "environment", sha256: "" }
          })
        )
      )
      assert.strictEqual(error._tag, "TlcFailed")
      assert.include(error.message, "tlc2.TLC")
    })
  )
})
