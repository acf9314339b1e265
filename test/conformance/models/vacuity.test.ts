import { assert, describe, it } from "@effect/vitest"
import { manifestFormat, summaryLine } from "../../../conformance/models/manifest.ts"
import type { Manifest, ModelRecord } from "../../../conformance/models/manifest.ts"
import { groupOf } from "../../../conformance/models/model.ts"
import type { Model } from "../../../conformance/models/model.ts"
import { unclaimed, unfallen } from "../../../conformance/models/vacuity.ts"

const model = (name: string, ...claims: ReadonlyArray<string>): Model => ({
  name,
  group: groupOf(name),
  module: "",
  config: "",
  claims,
  about: "",
  large: false
})

/** What a model shows if it holds, or if the first of its claims falls, as its name says. */
const recordOf = ({ name, group, claims }: Model): ModelRecord => {
  const falls = group === "falls" || group === "reaches"
  return {
    model: name,
    claims,
    outcome: falls ? "falls" : "holds",
    property: falls ? claims[0]! : null,
    initial: 1,
    distinct: 2,
    transitions: 2,
    depth: 2,
    budgetSeconds: 30
  }
}

const manifestOf = (models: ReadonlyArray<Model>): Manifest => ({
  format: manifestFormat,
  tlc: { version: "", jarSha256: "" },
  models: models.map(recordOf)
})

const found = (...models: ReadonlyArray<Model>): ReadonlyArray<string> => [
  ...unfallen(models, manifestOf(models)),
  ...unclaimed(manifestOf(models))
]

const holds = (name: string): string => `Safe (of ${name}) falls in no model: nothing shows that it can`
const falls = (name: string): string => `Safe (of ${name}) falls as it must, but no model that holds claims it`

describe("a claim", () => {
  it("is shown to say something by a model in which it falls", () => {
    assert.deepStrictEqual(found(model("holds/MC_A", "Safe"), model("falls/MC_B", "Safe")), [])
    assert.deepStrictEqual(found(model("holds/MC_A", "Safe")), [holds("holds/MC_A")])
    assert.deepStrictEqual(found(model("falls/MC_B", "Safe")), [falls("falls/MC_B")])
  })

  it("is not shown anything by a claim of that name in another specification", () => {
    const of = (specification: string): ReadonlyArray<Model> => [
      model(`${specification}holds/MC_A`, "Safe"),
      model(`${specification}falls/MC_B`, "Safe")
    ]
    const [own, others] = [of(""), of("other/")]
    assert.deepStrictEqual(found(...own, ...others), [])
    assert.deepStrictEqual(found(own[0]!, ...others), [holds("holds/MC_A")])
    assert.deepStrictEqual(found(own[1]!, ...others), [falls("falls/MC_B")])
    assert.deepStrictEqual(found(...own, others[0]!), [holds("other/holds/MC_A")])
    assert.deepStrictEqual(found(...own, others[1]!), [falls("other/falls/MC_B")])
  })

  it("need not be made of what is only to be reached, in any specification", () => {
    assert.deepStrictEqual(found(model("reaches/MC_C", "Nothing"), model("other/reaches/MC_C", "Nothing")), [])
  })
})

describe("the line about all models", () => {
  it("counts by what is expected of them, in all specifications", () => {
    const { models } = manifestOf(
      ["holds/MC_A", "falls/MC_B", "reaches/MC_C", "other/holds/MC_A", "other/falls/MC_B", "other/reaches/MC_C"].map(
        (name) => model(name, "Safe")
      )
    )
    assert.strictEqual(
      summaryLine(models),
      "6 models: 2 hold (4 states), 2 fall as they must, 2 reach what they should"
    )
  })
})
