/** The comment and the JSON: what they say, and how long they may be. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Result } from "effect"
import * as fc from "fast-check"
import { readJson, renderJson, reportJsonSchema } from "../../../conformance/diff/report/json.ts"
import { commentLimit, renderMarkdown } from "../../../conformance/diff/report/markdown.ts"
import { Report } from "../../../conformance/diff/report/model.ts"
import { propertyOptions, seedOf } from "../seed.ts"
import { difference, hostile, model, report } from "./sample.ts"

const schemaFile = join(import.meta.dirname, "../../../docs/spec-diff.schema.json")

describe("the report as JSON", () => {
  const committed: unknown = JSON.parse(readFileSync(schemaFile, "utf8"))
  const valid = new Ajv2020({ strict: true, allErrors: true }).compile(committed as object)

  it("has the schema that `node scripts/diff-schema.ts` writes", () => {
    assert.deepStrictEqual(committed, JSON.parse(JSON.stringify(reportJsonSchema())))
  })

  const seed = seedOf()
  it.prop(
    `is valid by that schema, and read back as it was (seed ${seed})`,
    { any: Report },
    ({ any }) => {
      const text = renderJson(any)
      assert.isTrue(valid(JSON.parse(text)), JSON.stringify(valid.errors))
      assert.deepStrictEqual(Result.getOrThrow(readJson(text)), JSON.parse(text))
    },
    { arbitrary: { runs: 100, seed } }
  )

  it("is refused with a field that nobody knows, or without one, by schema and reader alike", () => {
    const { problems: _, ...less } = report
    for (const wrong of [{ ...report, more: 1 }, less, { ...report, models: [{ ...model, verdict: "fine" }] }]) {
      assert.isFalse(valid(wrong))
      assert.isTrue(Result.isFailure(readJson(JSON.stringify(wrong))))
    }
  })
})

const count = (text: string, part: string): number => text.split(part).length - 1

describe("the comment", () => {
  it("says the verdict first, and a witness for each action", () => {
    const text = renderMarkdown(report)
    const order = [
      "## Specification: ",
      "**Not compared:**",
      "- `holds/MCLocks`: **incomparable** in the variables that both have; the base holds, the head violates `OneOwner`, `no deadlock` and leaves `Small` undecided\n- **equal** in 1 of the models\n- 1 of the models uses nothing that changed\n- 7 more models that both sides have were not asked for\n" +
        "- fairness and liveness show in no graph; of what models claim of them TLC checked, on both sides, `Fair` of `holds/MCLocks`, `Fair` of `holds/MCSame`\n",
      "### `holds/MCLocks`: incomparable",
      "- `held` is now `owner`",
      "- `Fair` is no longer claimed",
      "- which change makes a difference was not looked for: variables have other names",
      "- `Most`, `Spare` alone is no specification that can be explored, so what it does was not tried",
      "<summary>newly allowed: <code>Give</code> after 2 steps (3 such steps), because of <code>Give</code> together with <code>Spare</code>, or of <code>Most</code></summary>",
      "<summary>newly forbidden: <code>Take</code> (3 such steps), because of <code>Take</code>, or of less, since not all of it could be tried</summary>",
      "<summary>newly violated: <code>OneOwner</code> after 2 steps, for ever</summary>",
      "and again 1. Take(two)",
      "- newly violated: `no deadlock`\n",
      "<summary>told otherwise: <code>Take</code> was <code>Held</code>, is <code>Spare</code>, 1 request</summary>",
      "<summary>invariant <code>OneOwner</code>: weakened</summary>",
      "- invariant `Small`: no difference in 4 states",
      "Digests: base `0123456789abcdef`, head `fedcba9876543210`.",
      "<summary>changed: action <code>Give</code> (Locks.tla, line 12)</summary>",
      "-   /\\ owner = p\n",
      "### Code and tests",
      "- changed `Give`: `give` (src/locks.ts:7)",
      '- `holds/MCLocks`: the code as it stands replays 6 of 7 transitions, 9 of 9 refusals\n  - first: differs at `Give("two")` after `Take("one")`',
      "  - corpus: states 1 new, 0 gone, 4 unchanged",
      "- as before: 28 transitions and refusals, which the code replays, of `holds/MCSame`, `holds/MCAlike`",
      "TLC 2.19 of 8 August 2024, revision 5a47802, jar `0011223344556677`. Files of the models: base `0123456789abcdef`, head `fedcba9876543210`."
    ]
    const places = order.map((part) => text.indexOf(part))
    assert.notInclude(places, -1, order[places.indexOf(-1)])
    assert.deepStrictEqual(
      places,
      places.toSorted((a, b) => a - b)
    )
  })

  it("shows what has one action and one cause once, and says where", () => {
    const alone = { ...difference, causes: [["Give"]] }
    const named = (name: string, ...allowed: ReadonlyArray<typeof difference>) => ({ ...model, model: name, allowed })
    const text = renderMarkdown({ ...report, models: [named("A", alone), named("B", alone, difference)] })
    assert.strictEqual(count(text, "<summary>newly allowed: <code>Give</code>"), 2)
    assert.include(text, "\n- newly allowed: `Give` after 2 steps (3 such steps), because of `Give`, as in `A`\n")
  })

  it("says why a claim falls where both allow the same", () => {
    const said = "- both allow the same steps, so what falls on one side only falls by what no graph has"
    const same = report.models[1]!
    const falls = { violated: [{ claim: "Fair", behaviour: null }], undecided: [] }
    const rendered = (head: (typeof same)["outcomes"]["head"]) =>
      renderMarkdown({ ...report, models: [{ ...same, outcomes: { ...same.outcomes, head } }] })
    assert.include(rendered(falls), said)
    assert.notInclude(rendered(same.outcomes.head), said)
  })

  it("takes no text of a specification for marks", () => {
    const outside = renderMarkdown(report)
      .replaceAll(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, "")
      .replaceAll(/(`+)[^`][\s\S]*?\1(?!`)/g, "")
    assert.notInclude(outside, "<script>")
    assert.notInclude(outside, "@someone")
    assert.strictEqual(count(outside, "<details>"), count(outside, "</details>"))
  })

  it("is never longer than a comment may be, and never leaves anything unfolded", () => {
    const models = fc.array(
      fc.record({
        differences: fc.nat({ max: 100 }),
        padding: fc.nat({ max: 10_000 }),
        name: fc.string({ unit: "binary", maxLength: 200 })
      }),
      { maxLength: 8 }
    )
    const shape = { changes: fc.nat({ max: 200 }), lines: fc.nat({ max: 500 }), models, problems: fc.nat({ max: 200 }) }
    fc.assert(
      fc.property(fc.record(shape), ({ changes, lines, models, problems }) => {
        const text = renderMarkdown({
          ...report,
          problems: Array.from({ length: problems }, () => hostile),
          text: Array.from({ length: changes }, () => ({
            ...report.text[0]!,
            base: { module: "Locks", line: 1, text: "x\n".repeat(lines) }
          })),
          models: models.map(({ differences, padding, name }) => ({
            ...model,
            model: `holds/${name}`,
            allowed: Array.from({ length: differences }, () => ({
              ...difference,
              action: `${name}${"é".repeat(padding % 100)}`,
              behaviour: {
                variables: ["x"],
                states: [{ step: null, values: [`"${"é".repeat(padding)}"`] }],
                loop: null
              }
            }))
          }))
        })
        assert.isAtMost(Buffer.byteLength(text), commentLimit)
        assert.match(text, /^## Specification: /)
        assert.match(text, /jar `0011223344556677`\. Files [^\n]*\.\n\n<!-- leasehold\.diff\/1 -->\n$/)
        assert.strictEqual(count(text, "\n<details>"), count(text, "\n</details>\n"))
      }),
      propertyOptions(40)
    )
  })

  it("gives way with details before it gives way with findings, and says so", () => {
    const long = { variables: ["x"], states: [{ step: null, values: [`"${"y".repeat(commentLimit)}"`] }], loop: null }
    const text = renderMarkdown({
      ...report,
      models: [{ ...model, allowed: [{ ...difference, behaviour: long }, difference] }]
    })
    assert.include(text, "<p>newly allowed: an initial state (3 such states), because of")
    assert.include(text, "<details><summary>newly allowed: <code>Give</code> after 2 steps")
    assert.include(text, "Some details are too long for a comment: the page and the JSON have all of them.\n\nTLC ")
    assert.notInclude(text, "not even named")
  })
})
