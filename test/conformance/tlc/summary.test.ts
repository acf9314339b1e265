import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Code, Severity } from "../../../conformance/tlc/messages.ts"
import type { Progress } from "../../../conformance/tlc/result.ts"
import { summary, violationsKept } from "../../../conformance/tlc/summary.ts"

const about = { module: "M", config: "M.cfg", java: "17", jarSha256: "abc", onlyProperty: undefined }

type Said = readonly [code: number, text: string, severity?: number]

const version: Said = [Code.version, "TLC2 Version 2.18 of 20 March 2023"]
const counts: Said = [Code.counts, "1,234,567 states generated, 2,345 distinct states found, 0 states left on queue."]

const fold = (exitCode: number, ...said: ReadonlyArray<Said>) => {
  const progress: Array<Progress> = []
  const folded = summary(about, (each) => void progress.push(each))
  for (const [code, text, severity = 0] of said) folded.onMessage({ code, text, severity, inner: [] })
  return { progress, ended: folded.end(exitCode, 0) }
}

const ok = (exitCode: number, ...said: ReadonlyArray<Said>) => Result.getOrThrow(fold(exitCode, ...said).ended)

describe("the summary of what TLC says", () => {
  it("has the revision that newer versions print", () => {
    const result = ok(0, [Code.version, "TLC2 Version 2.20 of Day Month 20?? (rev: 1a2b3c4)"], counts)
    assert.deepStrictEqual(result.version, {
      text: "2.20 of Day Month 20?? (rev: 1a2b3c4)",
      revision: "1a2b3c4",
      jarSha256: "abc"
    })
    assert.isUndefined(ok(0, version, counts).version.revision)
  })

  it("has numbers with thousands, initial states with duplicates, and the duration", () => {
    const result = ok(
      0,
      version,
      [
        Code.initialStatesDuplicated,
        "Finished computing initial states: 2,000 states generated, with 1,500 of them distinct at ..."
      ],
      counts,
      [Code.depth, "The depth of the complete state graph search is 1,017."],
      [Code.finished, "Finished in 01h 02min at (2026-11-23 08:29:15)"]
    )
    assert.deepStrictEqual(result.counts, { generated: 1234567, distinct: 2345, queued: 0, initial: 1500, depth: 1017 })
    assert.strictEqual(result.millis, 62 * 60_000)
  })

  it("passes progress on", () => {
    const { progress } = fold(0, version, [
      Code.progress,
      "Progress(12) at 2026-11-23 08:29:15: 1,071 states generated (9,240 s/min), 250 distinct states found (3,253 ds/min), 17 states left on queue."
    ])
    assert.deepStrictEqual(progress, [{ depth: 12, generated: 1071, distinct: 250, queued: 17 }])
  })

  it("has the parameters that newer versions print with an action", () => {
    const result = ok(
      12,
      version,
      [Code.invariant, "Invariant Inv is violated.", Severity.error],
      [Code.state, "2: <Step(2) line 9, col 12 to line 9, col 46 of module M>\nx = 2\n", 4]
    )
    assert.strictEqual(result.violations[0]?.trace.steps[0]?.action, "Step(2)")
    assert.strictEqual(result.violations[0]?.trace.steps[0]?.location?.line, 9)
  })

  it("does not believe an exit code that nothing else confirms", () => {
    for (const said of [[], [version], [counts]]) {
      const { ended } = fold(0, ...said)
      assert.isTrue(Result.isFailure(ended) && ended.failure._tag === "TlcFailed")
    }
    const { ended } = fold(12, version, counts)
    assert.isTrue(Result.isFailure(ended) && ended.failure._tag === "TlcFailed")
  })

  it("holds nothing to be fine that was violated, whatever the exit code", () => {
    const violated: Said = [Code.invariant, "Invariant Inv is violated.", Severity.error]
    assert.isFalse(ok(0, version, counts, violated).holds)
    assert.lengthOf(ok(0, version, counts, ...Array.from({ length: 1000 }, () => violated)).violations, violationsKept)
  })

  it("says what an unexpected end said", () => {
    const { ended } = fold(1, version, [Code.general, "Java ran out of memory.", Severity.error])
    assert.isTrue(Result.isFailure(ended) && ended.failure.message.includes("Java ran out of memory."))
    assert.isTrue(Result.isFailure(ended) && ended.failure.message.includes("heapMegabytes"))
  })
})
