import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Graph } from "../../../conformance/graph/graph.ts"
import { explore } from "../../../conformance/spec/explore.ts"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { describeTlc, directory, module, tools } from "../tlc/support.ts"

const journal = "Journal(name, args) == event' = [action |-> name, args |-> args]"

const start = 'event = [action |-> "Init", args |-> <<>>]'

/** A switch and a counter: parallel edges, self-loops, several initial states and a bound. */
const counter = [
  "EXTENDS Naturals",
  "CONSTANT Max",
  "VARIABLES count, light, event",
  journal,
  `Init == count \\in {0, 2} /\\ light = "off" /\\ ${start}`,
  'IsOn == light = "on"',
  'Toggle == light\' = (IF IsOn THEN "off" ELSE "on") /\\ UNCHANGED count /\\ Journal("Toggle", <<>>)',
  'Flip == ~IsOn /\\ light\' = "on" /\\ UNCHANGED count /\\ Journal("Flip", <<>>)',
  'Add(n) == IsOn /\\ count\' = count + n /\\ UNCHANGED light /\\ Journal("Add", <<n>>)',
  "Next == Toggle \\/ Flip \\/ \\E n \\in 0..1 : Add(n)",
  "view == <<count, light>>",
  "vars == <<count, light, event>>",
  "Bound == count' <= Max",
  "Small == count <= Max",
  'Verdicts == [Flip |-> IF IsOn THEN "AlreadyOn" ELSE "ok", Add |-> [n \\in 0..1 |-> IF IsOn THEN "ok" ELSE "IsOff"]]',
  "Positive == count >= 0",
  "Dark == ~IsOn",
  'FlipAgrees == (Verdicts.Flip = "ok") <=> ENABLED Flip',
  "Adds == [][count' >= count]_vars"
]

const config = (...more: ReadonlyArray<string>) =>
  ["INIT Init", "NEXT Next", "CONSTANT Max = 2", "CHECK_DEADLOCK FALSE", ...more, ""].join("\n")

const written = (lines: ReadonlyArray<string>, cfg: string) => {
  const path = directory({ "Main.tla": module("Main", ...lines), "Main.cfg": cfg })
  return { module: join(path, "Main.tla"), config: join(path, "Main.cfg") }
}

const explored = (lines: ReadonlyArray<string>, cfg: string, variables: ReadonlyArray<string>) =>
  explore({ ...written(lines, cfg), library: [], variables, event: "event", verdicts: "Verdicts" }).pipe(
    Effect.provide(tools)
  )

/** Every state with its verdicts and its edges, in plain words. */
const shown = ({ variables, states, initial }: Graph): Readonly<Record<string, ReadonlyArray<string>>> => {
  const nameOf = (index: number): string => states[index]!.values.map(({ text }) => text).join(" ")
  assert.deepStrictEqual(variables, variables.toSorted())
  return Object.fromEntries(
    states.map(({ verdicts, edges }, index) => [
      `${initial.includes(index) ? "! " : ""}${nameOf(index)}`,
      [
        verdicts.map(({ label, verdict }) => `${label.text} ${verdict}`).join(", "),
        ...edges.map(({ label, target }) => `${label.text} -> ${nameOf(target)}`)
      ]
    ])
  )
}

const whenOn = "Add(0) ok, Add(1) ok, Flip AlreadyOn"
const whenOff = "Add(0) IsOff, Add(1) IsOff, Flip ok"

/** The whole graph of the counter, with 2 as its bound. */
const expected = {
  '! 0 "off"': [whenOff, 'Flip -> 0 "on"', 'Toggle -> 0 "on"'],
  '0 "on"': [whenOn, 'Add(0) -> 0 "on"', 'Add(1) -> 1 "on"', 'Toggle -> 0 "off"'],
  '1 "off"': [whenOff, 'Flip -> 1 "on"', 'Toggle -> 1 "on"'],
  '1 "on"': [whenOn, 'Add(0) -> 1 "on"', 'Add(1) -> 2 "on"', 'Toggle -> 1 "off"'],
  '! 2 "off"': [whenOff, 'Flip -> 2 "on"', 'Toggle -> 2 "on"'],
  '2 "on"': [whenOn, 'Add(0) -> 2 "on"', 'Toggle -> 2 "off"']
}

const variables = ["light", "count"]

describeTlc("exploring a model", () => {
  it.effect("gives its whole graph, with parallel edges, loops, verdicts, and several initial states", () =>
    Effect.gen(function* () {
      const cfg = config("VIEW view", "ACTION_CONSTRAINT Bound", "INVARIANT Positive")
      const { graph, tlc, lost } = yield* explored(counter, cfg, variables)
      assert.deepStrictEqual(shown(graph), expected)
      assert.deepStrictEqual([graph.states.length, graph.initial.length, graph.transitions], [6, 2, 14])
      assert.isTrue(tlc.holds)
      assert.strictEqual(tlc.counts?.distinct, 6)
      // What lies beyond the bound was not printed.
      assert.strictEqual(lost, 0)
      const plain = yield* runTlc(written(counter, config("VIEW view", "ACTION_CONSTRAINT Bound"))).pipe(
        Effect.provide(tools)
      )
      assert.deepStrictEqual(
        [plain.counts?.distinct, plain.counts?.initial],
        [graph.states.length, graph.initial.length]
      )
    })
  )

  it.effect(
    "fails where an invariant does not hold, so that no verdict is explored that the specification belies",
    () =>
      Effect.gen(function* () {
        const bounded = ["VIEW view", "ACTION_CONSTRAINT Bound"]
        const dark = yield* Effect.flip(explored(counter, config(...bounded, "INVARIANT Dark"), variables))
        assert.strictEqual(dark._tag, "DoesNotHold")
        assert.include(dark.message, "Main.cfg violates Dark")
        const agrees = config(...bounded, "INVARIANT FlipAgrees", "PROPERTY Adds")
        assert.deepStrictEqual(shown((yield* explored(counter, agrees, variables)).graph), expected)
        const tooWide = counter.map((line) => line.replace('IF IsOn THEN "AlreadyOn" ELSE "ok"', '"ok"'))
        assert.include((yield* Effect.flip(explored(tooWide, agrees, variables))).message, "violates FlipAgrees")
      })
  )

  it.effect("fails where no graph can come of it, and says why", () =>
    Effect.gen(function* () {
      const reasonOf = (exploration: { readonly config: string; readonly variables: ReadonlyArray<string> }) =>
        explore({
          ...written(counter, config("SYMMETRY Lights")),
          library: [],
          event: "event",
          verdicts: "Verdicts",
          ...exploration
        }).pipe(Effect.provide(tools), Effect.flip)
      const { module: main, config: cfg } = written(counter, config("SYMMETRY Lights"))
      assert.include((yield* reasonOf({ config: cfg, variables })).message, "Main.cfg has a SYMMETRY")
      const absent = yield* reasonOf({ config: `${main}.cfg`, variables })
      assert.match(absent.message, /^The configuration .*Main\.tla\.cfg cannot be read: .*ENOENT/)
      const eventToo = yield* reasonOf({ config: cfg, variables: [...variables, "event"] })
      assert.include(eventToo.message, "take it out of the variables of a state")
    })
  )

  it.effect("gives the same graph without a VIEW, where TLC counts a state for each event that leads to it", () =>
    Effect.gen(function* () {
      const { graph, tlc } = yield* explored(counter, config("ACTION_CONSTRAINT Bound"), variables)
      assert.deepStrictEqual(shown(graph), expected)
      assert.isAbove(tlc.counts?.distinct ?? 0, graph.states.length)
    })
  )

  it.effect("gives the same graph where a CONSTRAINT on states is the bound", () =>
    Effect.gen(function* () {
      const { graph } = yield* explored(counter, config("VIEW view", "CONSTRAINT Small"), variables)
      assert.deepStrictEqual(shown(graph), expected)
    })
  )

  it.effect("takes no state for an initial one because a bound cut the steps that came before it", () =>
    Effect.gen(function* () {
      const lines = counter.map((line) =>
        line.replace("Bound == count' <= Max", "Bound == count' <= Max /\\ event'.action # \"Flip\"")
      )
      const reversed = lines.map((line) =>
        line.startsWith("Next ==") ? "Next == Flip \\/ \\E n \\in 0..1 : Add(n) \\/ Toggle" : line
      )
      const { graph } = yield* explored(reversed, config("VIEW view", "ACTION_CONSTRAINT Bound"), variables)
      assert.deepStrictEqual([graph.states.length, graph.initial.length, graph.transitions], [6, 2, 11])
    })
  )

  it.effect("takes no value for the sign of an unchanged one", () =>
    Effect.gen(function* () {
      const lines = [
        "VARIABLES sign, event",
        journal,
        `Init == sign = "a" /\\ ${start}`,
        'Next == \\E s \\in {"=", "<<>>", "a"} : s # sign /\\ sign\' = s /\\ Journal("Write", <<s>>)',
        "Verdicts == <<>>"
      ]
      const { graph } = yield* explored(lines, "INIT Init\nNEXT Next\n", ["sign"])
      assert.deepStrictEqual(shown(graph), {
        '! "a"': ["", 'Write("<<>>") -> "<<>>"', 'Write("=") -> "="'],
        '"="': ["", 'Write("<<>>") -> "<<>>"', 'Write("a") -> "a"'],
        '"<<>>"': ["", 'Write("=") -> "="', 'Write("a") -> "a"']
      })
    })
  )

  it.effect("fails where an event is not a record of an action and its arguments", () =>
    Effect.gen(function* () {
      const lines = ["VARIABLES x, event", 'Init == x = 0 /\\ event = ""', "Next == x' = 1 - x /\\ event' = \"Flip\""]
      const base = ["EXTENDS Naturals", ...lines, "Verdicts == <<>>"]
      const error = yield* Effect.flip(explored(base, "INIT Init\nNEXT Next\n", ["x"]))
      assert.strictEqual(error._tag, "Unreadable")
      assert.include(error.message, "the event is not [action |-> a string, args |-> a tuple]")
    })
  )

  it.effect("fails where a choice inside an action has no parameter", () =>
    Effect.gen(function* () {
      const lines = [
        "VARIABLES x, event",
        journal,
        `Init == x = 0 /\\ ${start}`,
        'Next == x\' \\in {1, 2} /\\ Journal("Pick", <<>>)',
        "Verdicts == <<>>"
      ]
      const error = yield* Effect.flip(explored(["EXTENDS Naturals", ...lines], "INIT Init\nNEXT Next\n", ["x"]))
      assert.strictEqual(error._tag, "AmbiguousTransition")
      assert.include(error.message, "Pick has two targets from one state")
    })
  )

  it.effect("keeps many initial states apart, and leaves out one that the bound cuts", () =>
    Effect.gen(function* () {
      const lines = counter.map((line) => line.replace("count \\in {0, 2}", "count \\in 0..60"))
      const cfg = config("VIEW view", "CONSTRAINT Small").replace("Max = 2", "Max = 50")
      const { graph, tlc } = yield* explored(lines, cfg, variables)
      assert.strictEqual(graph.initial.length, 51)
      assert.strictEqual(graph.states.length, 102)
      assert.strictEqual(tlc.counts?.distinct, 102)
    })
  )
})
