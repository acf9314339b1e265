import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { renderMarkdown } from "../../../conformance/diff/report/markdown.ts"
import { bare } from "../../../conformance/diff/report/phrase.ts"
import { configTexts } from "../../../conformance/diff/report/words.ts"
import { describeTlc, module } from "../tlc/support.ts"
import { diff, patience } from "./support.ts"
import type { Files } from "./support.ts"

const main = (...lines: ReadonlyArray<string>): string =>
  module("Main", "EXTENDS Part", "CONSTANT Most", "ASSUME Most > 0", ...lines)

const part = (...lines: ReadonlyArray<string>): string =>
  module("Part", "EXTENDS Naturals", "VARIABLE x", "Init == x = 0", ...lines)

const below = "Below(n) == x + n <= 2"
const files = (mainText: string, partText: string): Files => ({
  "Main.tla": mainText,
  "Part.tla": partText,
  "Main.cfg": "SPECIFICATION Spec\nCONSTANT Most = 2\nINVARIANT Small\nCHECK_DEADLOCK FALSE\n"
})
const next = "Next == \\E n \\in 1..2 : Below(n) /\\ x' = x + n"
const specification = "Spec == Init /\\ [][Next]_x /\\ WF_x(Next)"
const base = files(main(next, specification, "Small == x <= Most"), part(below))

/** key, change, role and where it is. */
const changes = (head: Files) =>
  Effect.map(diff(base, head), ({ text, problems }) => {
    assert.deepStrictEqual(problems, [])
    return text.map(
      ({ key, change, role, users, reaches }) => `${change} ${role} ${key}: ${users.join(" ")}; ${reaches.join(" ")}`
    )
  })

describeTlc("what changed in the text", () => {
  it.live(
    "is nothing where comments, layout and bound variables changed",
    () =>
      Effect.gen(function* () {
        const same = files(
          main(
            "(* Steps. *)",
            "Next == \\E by  \\in 1..2 : Below(by) /\\ x' = x + by",
            "",
            specification,
            "Small ==\n  \\* Bounded.\n  x <= Most"
          ),
          part("Below(m) ==", "  x + m <= 2 \\* no more")
        )
        assert.deepStrictEqual(yield* changes(same), [])
      }),
    patience
  )

  it.live(
    "names each definition, what it is for, what uses it and what it is a part of",
    () =>
      Effect.gen(function* () {
        const helper = files(main(next, specification, "Small == x <= Most"), part("Below(n) == x + n <= 3"))
        assert.deepStrictEqual(yield* changes(helper), ["changed helper Below: Next; Next Spec"])
        const claim = files(main(next, specification, "Small == x < Most"), part(below))
        assert.deepStrictEqual(yield* changes(claim), ["changed invariant Small: ; "])
        const fair = files(main(next, specification.replace("WF", "SF"), "Small == x <= Most"), part(below))
        assert.deepStrictEqual(yield* changes(fair), ["changed fairness Spec: ; "])
        const moved = files(main(below, next, specification, "Small == x <= Most"), part())
        assert.deepStrictEqual(yield* changes(moved), [])
        const assumption = files(
          main(next, specification, "Small == x <= Most").replace("Most > 0", "Most > 1"),
          part(below)
        )
        assert.deepStrictEqual(
          (yield* diff(base, assumption)).text.map(({ change, role }) => `${change} ${role}`),
          ["removed assumption", "added assumption"]
        )
      }),
    patience
  )

  it.live(
    "names an INSTANCE by what it is called, and what it takes where that stands",
    () =>
      Effect.gen(function* () {
        const upTo = (limit: number, named: string, up: string) => ({
          "Main.tla": module(
            "Main",
            "EXTENDS Naturals",
            "VARIABLE x",
            `${named}INSTANCE Part WITH Most <- ${limit}`,
            "Init == x = 0",
            `Next == ${named.startsWith("I") ? "I!" : ""}Up`
          ),
          "Part.tla": module("Part", "EXTENDS Naturals", "CONSTANT Most", "VARIABLE x", up),
          "Main.cfg": "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"
        })
        const [below, notAbove] = ["Up == x < Most /\\ x' = x + 1", "Up == x <= Most /\\ x' = x + 1"]
        const told = (old: Files, now: Files) =>
          Effect.map(diff(old, now), ({ text }) => text.map(({ key, users }) => `${key}: ${users.join(" ")}`))
        assert.deepStrictEqual(yield* told(upTo(1, "I == ", below), upTo(2, "I == ", below)), ["I: Next"])
        assert.deepStrictEqual(yield* told(upTo(1, "", below), upTo(2, "", below)), ["INSTANCE Part: Next"])
        assert.deepStrictEqual(yield* told(upTo(1, "I == ", below), upTo(1, "I == ", notAbove)), ["Part.Up: Next"])
      }),
    patience
  )

  it.live(
    "shows both texts and where they are, and goes on where a side fails",
    () =>
      Effect.gen(function* () {
        const helper = files(main(next, specification, "Small == x <= Most"), part("", "Below(n) ==", "  x + n <= 3"))
        const { text } = yield* diff(base, helper)
        assert.deepStrictEqual(
          text.map(({ base, head }) => [base, head]),
          [
            [
              { module: "Part", line: 5, text: below },
              { module: "Part", line: 6, text: "Below(n) ==\n  x + n <= 3" }
            ]
          ]
        )
        const unbound = { ...helper, "Main.cfg": "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n" }
        const report = yield* diff(base, unbound)
        assert.strictEqual(report.text.length, 1)
        assert.lengthOf(report.problems, 1)
        assert.match(
          report.problems[0]!,
          /^head \(new\), model Main: Main\.cfg: .*Most.*\(declared in Main\.tla, line 3\)$/s
        )
        const broken = { ...helper, "Part.tla": module("Part", "EXTENDS Naturals, Missing", "VARIABLE x") }
        const unparsed = yield* diff(base, broken)
        assert.match(unparsed.problems.join(), /head \(new\), model Main: .*Missing/s)
        assert.notInclude(renderMarkdown(unparsed), "No definition changed")
      }),
    patience
  )

  it.live(
    "is not all that may change: an algorithm may, and its translation stay",
    () =>
      Effect.gen(function* () {
        const algorithm = (guard: string, translated: string): Files => ({
          "Main.tla": module(
            "Main",
            "EXTENDS Naturals",
            "(* --algorithm Count {",
            "  variable x = 0; \\* counted",
            `  { while (${guard}) { x := x + 1 } }`,
            "} *)",
            "\\* BEGIN TRANSLATION",
            "VARIABLE x",
            "Init == x = 0",
            `Next == ${translated} /\\ x' = x + 1`,
            "\\* END TRANSLATION"
          ),
          "Main.cfg": "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"
        })
        const problems = (head: Files) =>
          Effect.map(diff(algorithm("x < 2", "x < 2"), head), (report) => report.problems)
        assert.deepStrictEqual(yield* problems(algorithm("x < 3", "x < 2")), [
          "head (new): Main.tla, line 3: the PlusCal algorithm changed, and its translation did not: translate it, and compare again"
        ])
        assert.deepStrictEqual(yield* problems(algorithm("x < 3", "x < 3")), [])
        assert.deepStrictEqual(yield* problems(algorithm("x  <  2", "x < 2")), [])
      }),
    patience
  )

  it.live(
    "comes once where INSTANCE copies it, and has no users among copies of standard operators",
    () =>
      Effect.gen(function* () {
        const instances = (guard: string, most: string): Files => ({
          "Part.tla": module(
            "Part",
            "EXTENDS Naturals",
            "CONSTANT Most",
            "VARIABLE x",
            `Up == ${guard} /\\ x' = x + 1`
          ),
          "Main.tla": module(
            "Main",
            "EXTENDS Naturals",
            "CONSTANT Most",
            "VARIABLE x",
            "Init == x = 0",
            "INSTANCE Part",
            `I == INSTANCE Part WITH Most <- ${most}`,
            "Next == Up \\/ I!Up"
          ),
          "Main.cfg": "INIT Init\nNEXT Next\nCONSTANT Most = 2\nCHECK_DEADLOCK FALSE\n"
        })
        const before = instances("x < Most", "3")
        const told = (head: Files) =>
          Effect.map(diff(before, head), ({ text }) =>
            text.map(({ key, change, role, users, head }) => [
              `${change} ${role} ${key}: ${users.join(" ")}`,
              head?.text
            ])
          )
        assert.deepStrictEqual(yield* told(instances("x <= Most", "3")), [
          ["changed action Part.Up: Next", "Up == x <= Most /\\ x' = x + 1"]
        ])
        assert.deepStrictEqual(yield* told(instances("x < Most", "4")), [
          ["changed helper I: Next", "I == INSTANCE Part WITH Most <- 4"]
        ])
        const added = instances("x < Most", "3")["Part.tla"]!.replace(
          "Up ==",
          "Half(n) == n % 2\nUp == Half(x) = 0 /\\"
        )
        const users = (yield* diff(before, { ...before, "Part.tla": added })).text.flatMap((change) => change.users)
        assert.deepStrictEqual([...new Set(users)].toSorted(), ["Next", "Part.Up"])
      }),
    patience
  )

  it.live(
    "is told of a configuration one by one, with the spaces of its strings",
    () =>
      Effect.gen(function* () {
        const configured = (config: string): Files => ({
          "Main.tla": module(
            "Main",
            "CONSTANTS Name, Other",
            "VARIABLE x",
            "Init == x = Name",
            "Next == x = Name /\\ x' = Other"
          ),
          "Main.cfg": config
        })
        const before = configured('CONSTANTS Name = "a b" Other = "c"\nINIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n')
        const texts = (config: string) =>
          Effect.map(diff(before, configured(config)), ({ models, problems }) => {
            assert.deepStrictEqual(problems, [])
            return models.flatMap(configTexts).map(bare)
          })
        assert.deepStrictEqual(
          yield* texts('INIT Init \nNEXT Next\n\nCONSTANT Name="a b"\nCONSTANT Other = "c" \nCHECK_DEADLOCK FALSE'),
          []
        )
        assert.deepStrictEqual(
          yield* texts('CONSTANTS Name = "a  b" Other = "c"\nINIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n'),
          ['the configuration no longer has CONSTANT Name = "a b"', 'the configuration now has CONSTANT Name = "a  b"']
        )
      }),
    patience
  )
})
