import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { conformLine } from "../../../conformance/leasehold/conform.ts"
import { makeDriver } from "../../../conformance/leasehold/driver/driver.ts"
import { makeLifeDriver } from "../../../conformance/leasehold/lifecycle/driver.ts"
import { specVariables as lifeVariables } from "../../../conformance/leasehold/lifecycle/spec.generated.ts"
import { corpusDirectory } from "../../../conformance/leasehold/paths.ts"
import { instance, makeStoreDriver } from "../../../conformance/leasehold/store/driver.ts"
import { specVariables as storeVariables } from "../../../conformance/leasehold/store/spec.generated.ts"
import { specParameters, specVariables } from "../../../conformance/leasehold/spec.generated.ts"
import { defaultThresholds, findGaps, makeMatrix } from "../../../conformance/replay/matrix.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { step } from "../../../src/protocol/index.ts"
import { committed, lifeGraphs, models, storeGraphs } from "./graphs.ts"

/** A figure of a corpus's header, read from its text and not by the reader. */
const promised = (model: string, field: string): number => {
  const text = readFileSync(join(corpusDirectory, `${model}.txt`), "utf8")
  const figure = new RegExp(`^# ${field} (\\d+)$`, "m").exec(text)?.[1]
  assert.isDefined(figure)
  return Number(figure)
}

describe("the core", () => {
  const driver = makeDriver(step)
  const storeDriver = makeStoreDriver(instance)
  const lifeDriver = makeLifeDriver(step)

  it("takes every step of the committed corpora, and refuses all that they refuse", () => {
    const all = [replay(driver, models), replay(lifeDriver, lifeGraphs), replay(storeDriver, storeGraphs)]
    console.log(conformLine(...all))
    for (const { passed, failures, vacuity } of all) {
      assert.deepStrictEqual(failures, [])
      assert.deepStrictEqual(vacuity, [])
      assert.isTrue(passed)
    }
    const results = all.flatMap((one) => one.models)
    assert.strictEqual(results.length, committed.length)
    assert.isAtLeast(results.length, 4)
    for (const { model, states, transitions, refusals, actions } of results) {
      const [allStates, allTransitions] = [promised(model, "states"), promised(model, "transitions")]
      assert.deepStrictEqual(states, { passed: allStates, total: allStates })
      assert.deepStrictEqual(transitions, { passed: allTransitions, total: allTransitions })
      assert.strictEqual(
        Object.values(actions).reduce((sum, { passed }) => sum + passed, 0),
        allTransitions
      )
      const graph = [...models, ...lifeGraphs, ...storeGraphs].find(({ name }) => name === model)!.graph
      const refused = graph.states.flatMap(({ verdicts }) => verdicts.filter(({ verdict }) => verdict !== "ok")).length
      assert.deepStrictEqual(refusals, { passed: refused, total: refused })
      assert.isAbove(refused, 0)
    }
  }, 120_000)

  it("is asked often enough for each action and each verdict", () => {
    const matrix = makeMatrix(models, Object.keys(specParameters))
    assert.deepStrictEqual(findGaps(matrix, defaultThresholds), [])
    const actions = matrix.rows.filter(({ kind }) => kind === "action").map(({ name }) => name)
    assert.deepStrictEqual(actions, Object.keys(specParameters).toSorted())
  })

  it("is compared in every variable of the specification but the one that labels transitions", () => {
    assert.deepStrictEqual(
      Object.keys(driver.variables).toSorted(),
      specVariables.filter((name) => name !== "event").toSorted()
    )
    assert.deepStrictEqual(
      Object.keys(storeDriver.variables).toSorted(),
      storeVariables.filter((name) => name !== "event").toSorted()
    )
    assert.deepStrictEqual(
      Object.keys(lifeDriver.variables).toSorted(),
      lifeVariables.filter((name) => name !== "event").toSorted()
    )
    const roles = [driver, lifeDriver, storeDriver].flatMap(({ variables }) => Object.values(variables))
    for (const role of roles) assert.strictEqual(role, "compared")
  })
})
