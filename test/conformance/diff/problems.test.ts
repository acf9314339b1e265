/** What cannot be compared is told in one message each, with the side, the file and the line; the rest is compared all the same. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc, directory, module } from "../tlc/support.ts"
import { renderPage } from "../../../conformance/diff/page/page.ts"
import { renderMarkdown } from "../../../conformance/diff/report/markdown.ts"
import { diff, patience, spec } from "./support.ts"
import type { Files } from "./support.ts"

const counter = ["EXTENDS Naturals", "VARIABLE x", "Init == x = 0", "Up == x < 2 /\\ x' = x + 1", "Next == Up"]

/** A model that is the same on both sides but for a guard, beside one that is asked for more. */
const sound = spec(counter)
const other = (name: string, ...lines: ReadonlyArray<string>): Files => ({
  [`${name}.tla`]: module(name, ...lines),
  [`${name}.cfg`]: "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"
})
const weaker = spec(counter.map((line) => line.replace("x < 2", "x < 3")))

/** What is said of a head that has another Other, while Main is compared. */
const saidOf = (files: Files) =>
  Effect.gen(function* () {
    const base = { ...sound, ...other("Other", ...counter) }
    const { problems, models } = yield* diff(base, { ...base, ...weaker, ...files })
    assert.deepStrictEqual(
      models.map(({ model, verdict }) => [model, verdict]),
      [["Main", "extends"]]
    )
    assert.lengthOf(problems, 1)
    return problems[0]!
  })

describeTlc("a model that cannot be compared", () => {
  it.live(
    "is named with its side, file and line, and the other models are compared",
    () =>
      Effect.gen(function* () {
        assert.match(
          yield* saidOf(other("Other", ...counter.with(3, "Up == x < < 2 /\\ x' = x + 1"))),
          /^head \(new\), model Other: it does not parse: Other\.tla, line 5, column \d+: /
        )
        assert.match(
          yield* saidOf(other("Other", ...counter.with(3, "Up == y < 2 /\\ x' = x + 1"))),
          /^head \(new\), model Other: it does not parse: Other\.tla, line 5, column 7: Unknown operator: `y'/
        )
        assert.match(
          yield* saidOf(other("Other", ...counter.with(0, "EXTENDS Naturals, Missing"))),
          /^head \(new\), model Other: it does not parse: Other\.tla, line 2: .*Missing.* --library DIRECTORY$/
        )
        assert.match(
          yield* saidOf(other("Other", counter[0]!, "CONSTANTS Least, Most", ...counter.slice(1))),
          /^head \(new\), model Other: Other\.cfg: .*parameter (?:Least|Most) is not assigned .* \(declared in Other\.tla, line 3\)$/s
        )
        assert.match(
          yield* saidOf({
            ...other("Other", ...counter),
            "Other.cfg": "INIT Init\nNEXT Next\n\nINVARIANT Small\n"
          }),
          /^head \(new\), model Other: Other\.cfg, line 4: .*Small/s
        )
        assert.match(
          yield* saidOf(other("Other", ...counter.with(3, "Up == x < 2 /\\ x' = x + IF x = 1 THEN TRUE ELSE 1"))),
          /^head \(new\), model Other: Other\.tla, line 5: TLC could not evaluate an expression: /
        )
        assert.match(
          yield* saidOf(other("Other", ...counter, "ASSUME", "  1 > 2")),
          /^head \(new\), model Other: Other\.tla, line 8: it violates this assumption, so /
        )
      }),
    patience
  )

  it.live(
    "is one without a module, or one that only one side has, or one with more states than may be",
    () =>
      Effect.gen(function* () {
        const { problems } = yield* diff({ ...sound, "More_Small.cfg": "" }, { ...weaker, "More_Small.cfg": "" })
        assert.strictEqual(
          problems[0],
          "base (old), model More_Small: there is no module for More_Small.cfg: put More_Small.tla, or a module whose name begins this one, beside it or above"
        )
        const long = spec(counter.map((line) => line.replace("x < 2", "x < 200")))
        const many = yield* diff(sound, long, { stateLimit: 100 })
        assert.deepStrictEqual(many.problems, [
          "head (new), model Main: it has more than 100 states: bound it tighter, or allow more with --states"
        ])
      }),
    patience
  )

  it.live(
    "is not every model beside a manifest of others, nor one with modules from elsewhere",
    () =>
      Effect.gen(function* () {
        const lines = ["EXTENDS Elsewhere", ...counter.slice(1)]
        const foreign = { "manifest.json": '{ "models": [] }' }
        const library = [directory({ "Elsewhere.tla": module("Elsewhere", "EXTENDS Naturals") })]
        const side = (files: Files) => ({ root: directory({ ...files, ...foreign }), library })
        const { models, problems } = yield* diff(
          {},
          {},
          {
            base: { side: "base", title: "old", ...side(spec(lines)) },
            head: { side: "head", title: "new", ...side(spec(lines.with(3, "Up == x < 3 /\\ x' = x + 1"))) }
          }
        )
        assert.deepStrictEqual([problems, models.map(({ verdict }) => verdict)], [[], ["extends"]])
      }),
    patience
  )

  it.live(
    "may have another name on either side",
    () =>
      Effect.gen(function* () {
        const [old, now] = [other("Old", ...counter), other("New", ...counter.with(3, "Up == x < 3 /\\ x' = x + 1"))]
        const { models } = yield* diff(old, now, { wanted: [], pairs: [["Old", "New"]] })
        assert.deepStrictEqual(
          models.map(({ model, verdict }) => [model, verdict]),
          [["Old = New", "extends"]]
        )
        const { problems } = yield* diff(old, now, {
          wanted: [],
          pairs: [
            ["New", "New"],
            ["Old", "Old"]
          ]
        })
        assert.deepStrictEqual(problems, [
          "only the head has the model New; if the base calls it otherwise, say --model OLD=New",
          "only the base has the model Old; if the head calls it otherwise, say --model Old=NEW"
        ])
        const unknown = yield* diff(old, now, { wanted: [], pairs: [["Oldest", "New"]] })
        assert.deepStrictEqual(unknown.problems, ["the base has no model Oldest; it has Old"])
      }),
    patience
  )
})

describeTlc("what is asked for", () => {
  it.live(
    "is a model of the module whose name is the longest that its own begins with",
    () =>
      Effect.gen(function* () {
        const config = sound["Main.cfg"]!
        const names = ["Can100Beans", "CanTiny", "CanNotTiny", "Can_2", "Canister", "below/CanDeep"]
        const side = {
          ...Object.fromEntries(names.map((name) => [`${name}.cfg`, config])),
          "Can.tla": module("Can", ...counter),
          "CanNot.tla": module("CanNot", ...counter.with(2, "Init == x = 1"))
        }
        const { unaffected, problems, text } = yield* diff(side, {
          ...side,
          "CanNot.tla": module("CanNot", ...counter.with(2, "Init == x = 2"))
        })
        assert.deepStrictEqual(unaffected, ["Can100Beans", "CanTiny", "Can_2", "below/CanDeep"])
        assert.deepStrictEqual(
          text.map(({ key, head }) => [key, head?.module]),
          [["Init", "CanNot"]]
        )
        assert.deepStrictEqual(
          problems.map((problem) => problem.split(": ")[0]),
          ["base (old), model Canister", "head (new), model Canister"]
        )
      }),
    patience
  )

  it.live(
    "and is not there is said, and how many there are that nobody asked for",
    () =>
      Effect.gen(function* () {
        const base = { ...sound, ...other("Other", ...counter), ...other("Third", ...counter) }
        const found = yield* diff(base, { ...base, ...weaker }, { wanted: ["Main", "Nope", "None*"] })
        assert.deepStrictEqual(found.problems, [
          "no model is called Nope; there are Main, Other, Third",
          "no model is called None*; there are Main, Other, Third"
        ])
        assert.deepStrictEqual([found.models.length, found.notAsked], [1, 2])
        assert.include(renderMarkdown(found), "\n- 2 more models that both sides have were not asked for\n")
        assert.include(renderPage(found), "<li>2 more models that both sides have were not asked for</li>")
        const none = yield* diff({ "Main.tla": sound["Main.tla"]! }, {})
        assert.deepStrictEqual(none.problems, [
          "there is no model on either side: a model is a configuration, X.cfg beside X.tla"
        ])
      }),
    patience
  )

  it.live(
    "and no model has is said, and changes nothing else",
    () =>
      Effect.gen(function* () {
        const { models, problems } = yield* diff(sound, weaker, {
          renames: new Map([
            ["x", "y"],
            ["z", "x"]
          ]),
          names: { event: "happened", verdicts: "Answers" }
        })
        assert.deepStrictEqual(problems, [
          "--rename x=y: no model has x in the base and y in the head",
          "--rename z=x: no model has z in the base and x in the head",
          "--event happened: no model has steps that name themselves in such a variable",
          "--verdicts Answers: no model whose steps name themselves has such an operator"
        ])
        const [{ seen, allowed, causesSkipped }] = models as [(typeof models)[0]]
        assert.deepStrictEqual([seen.common, allowed[0]!.causes, causesSkipped], [["x"], [["Up"]], null])
      }),
    patience
  )

  it.live(
    "is told once where one reason holds for several models",
    () =>
      Effect.gen(function* () {
        const [broken, bad] = [other("Other", "EXTENDS Missing", ...counter.slice(1)), sound["Main.cfg"]!]
        const head = { ...sound, ...broken, "Other_Two.cfg": bad, "Other_Three.cfg": bad }
        const base = { ...head, ...other("Other", ...counter) }
        const { problems } = yield* diff(base, head)
        assert.lengthOf(problems, 1)
        assert.match(problems[0]!, /^head \(new\), models Other, Other_Three, Other_Two: it does not parse: /)
      }),
    patience
  )
})
