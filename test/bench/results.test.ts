/** What the pages say of speed is what was recorded. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { figuresText, missedBy, pageText, type Results } from "../../bench/results.ts"
import { withSection } from "../../conformance/leasehold/generate/files.ts"

const root = join(import.meta.dirname, "../..")
const read = (path: string): string => readFileSync(join(root, path), "utf8")
const results = JSON.parse(read("bench/results.json")) as Results

describe("what was measured", () => {
  it("is told by RESULTS.md as it was recorded", () => {
    assert.strictEqual(read("bench/RESULTS.md"), pageText(results))
  })

  it("is quoted by the README", () => {
    const readme = read("README.md")
    assert.strictEqual(readme, withSection(readme, "bench", figuresText(results)))
  })

  it("names by how much a target is missed", () => {
    const of = (is: "at most" | "at least", value: number, median: number) =>
      missedBy({ what: "", unit: "x", target: { is, value }, measured: { median, low: median, high: median } })
    assert.strictEqual(of("at most", 2, 3), 0.5)
    assert.strictEqual(of("at most", 2, 2), 0)
    assert.strictEqual(of("at least", 2, 1), 0.5)
    assert.strictEqual(of("at least", 2, 3), 0)
  })
})
