import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { XMLParser, XMLValidator } from "fast-xml-parser"
import { pathCover } from "../../../conformance/graph/paths.ts"
import { action } from "../../../conformance/replay/action.ts"
import { modelOrString } from "../../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../../conformance/replay/driver.ts"
import type { Driver } from "../../../conformance/replay/driver.ts"
import { findGaps, makeMatrix } from "../../../conformance/replay/matrix.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { walk } from "../../../conformance/replay/walk.ts"
import { renderConsole } from "../../../conformance/report/console.ts"
import { readJson, renderJson, reportJsonSchema } from "../../../conformance/report/json.ts"
import { renderJUnit } from "../../../conformance/report/junit.ts"
import { makeReport } from "../../../conformance/report/make.ts"
import { cuts, lockDriver, lockGraph, withActions } from "../lock.ts"
import type { Lock } from "../lock.ts"

const graph = lockGraph()
const model = { name: "MCLock", graph, cuts }
const origin = {
  bounds: "2 clients, count <= 3",
  digests: { spec: "sha256:aa", config: "sha256:bb", corpus: "sha256:cc" },
  tlc: "2.18"
}

const reportOf = (driver: Driver<Lock>, edgesPerAction = 1) => {
  const cover = pathCover(graph)
  const matrix = makeMatrix([model], Object.keys(driver.actions))
  const thresholds = { edgesPerAction, statesPerVerdict: 1, exemptions: [] }
  return makeReport(driver, {
    replay: replay(driver, [model]),
    origins: { MCLock: origin },
    walks: [{ result: walk(driver, model, cover, { refusals: true }), ratio: cover.ratio }],
    matrix,
    matrixGaps: findGaps(matrix, thresholds),
    thresholds,
    unexercised: {},
    seconds: 0.25,
    reproduce: ({ failure }) => `again '${failure.label?.text}' <&> "now"`
  })
}

const green = reportOf(lockDriver)
const red = reportOf(
  withActions({
    Release: action([modelOrString], (lock: Lock, who) =>
      lock.holder === who ? stepped({ ...lock, holder: null, count: 0 }) : refused("No <&> \u0001 'key'", lock)
    )
  }),
  11
)

const junitOf = (report: typeof green) => {
  const text = renderJUnit(report)
  assert.isTrue(XMLValidator.validate(text))
  return { text, xml: new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "testcase" }).parse(text) }
}

describe("a green report", () => {
  it("passes and says what was not checked", () => {
    assert.isTrue(green.passed)
    assert.deepEqual(green.unchecked, [
      { name: "variable log", reason: "the implementation keeps no log" },
      { name: "refusals of Look", reason: "it is never refused" }
    ])
    const text = renderConsole(green)
    for (const line of [
      "MCLock (2 clients, count <= 3; TLC 2.18)",
      "  states 12 of 12, transitions 38 of 38, refusals 64 of 64",
      "  cut by bounds, target not compared: Raise 6",
      "  variable log: the implementation keeps no log",
      "conforms: 0 kinds of failure, 0 gaps, 0.3 s"
    ]) {
      assert.include(text.split("\n"), line)
    }
  })

  it("is JUnit with a case for each action, refusals and states", () => {
    const { text, xml } = junitOf(green)
    assert.strictEqual(xml.testsuites["@_tests"], "7")
    assert.strictEqual(xml.testsuites["@_failures"], "0")
    assert.notInclude(text, "<failure")
    assert.deepStrictEqual(
      xml.testsuites.testsuite[0].testcase.map((one: Record<string, string>) => one["@_name"]),
      ["Acquire", "Look", "Raise", "Release", "(refusals)", "(states)"]
    )
  })
})

describe("a red report", () => {
  it("names failures and gaps on the console", () => {
    assert.isFalse(red.passed)
    const text = renderConsole(red)
    assert.include(text, "wrong-target: Release: count (12 failures)")
    assert.include(text, "  too-few: Acquire: 8 of at least 11")
    assert.include(text, "DOES NOT CONFORM")
  })

  it("is well-formed JUnit whatever the texts contain", () => {
    const { text, xml } = junitOf(red)
    assert.strictEqual(xml.testsuites["@_failures"], "3")
    assert.notInclude(text, "\u0001")
    assert.include(text, "No &lt;&amp;&gt; \uFFFD &apos;key&apos;".replaceAll("&apos;", "'"))
  })
})

describe("several models with one fault", () => {
  it("is red in every model that has it, although one example explains the cluster", () => {
    const driver = withActions({ Look: action([], (lock: Lock) => refused("Blind", lock)) })
    const models = [model, { name: "MCOther", graph, cuts }]
    const matrix = makeMatrix(models, Object.keys(driver.actions))
    const thresholds = { edgesPerAction: 1, statesPerVerdict: 1, exemptions: [] }
    const report = makeReport(driver, {
      replay: replay(driver, models),
      origins: { MCLock: origin, MCOther: origin },
      walks: [],
      matrix,
      matrixGaps: findGaps(matrix, thresholds),
      thresholds,
      unexercised: {},
      seconds: 1,
      reproduce: () => "again"
    })
    const { text, xml } = junitOf(report)
    assert.strictEqual(xml.testsuites["@_failures"], "2")
    assert.include(text, "0 of 12; explained under another model")
  })
})

describe("JSON", () => {
  it("reads back as the report, and refuses other versions and unknown fields", () => {
    for (const report of [green, red]) assert.deepEqual(Result.getOrThrow(readJson(renderJson(report))), report)
    const text = renderJson(green)
    assert.isTrue(Result.isFailure(readJson(text.replace("conformance/1", "conformance/2"))))
    assert.isTrue(Result.isFailure(readJson(text.replace('"passed"', '"extra": 1, "passed"'))))
  })

  it("has a JSON Schema", () => {
    const text = JSON.stringify(reportJsonSchema())
    for (const field of ["leasehold.conformance/1", "transitions", "refusals", "unchecked"]) assert.include(text, field)
    assert.deepEqual(JSON.parse(text), reportJsonSchema())
  })
})
