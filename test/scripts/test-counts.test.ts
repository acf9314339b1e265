// What CI says last: which tests failed, and how many there were.
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const script = fileURLToPath(new URL("../../scripts/test-counts.ts", import.meta.url))

const counted = (report: unknown) => {
  const directory = mkdtempSync(join(tmpdir(), "leasehold-counts-"))
  try {
    const path = join(directory, "vitest.json")
    if (report !== undefined) writeFileSync(path, JSON.stringify(report))
    const { status, stdout } = spawnSync(process.execPath, [script, path], { cwd: directory, encoding: "utf8" })
    return { status, lines: stdout.trimEnd().split("\n") }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const passed = { status: "passed", fullName: "holds", failureMessages: [] }

const reportOf = (failed: number, testResults: ReadonlyArray<unknown>) => ({
  numPassedTests: 1,
  numFailedTests: failed,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults
})

describe("the counts of tests", () => {
  it("say which failed and why, and the sum last", () => {
    const message = [
      "Error: \u001B[31mexpected 1\u001B[39m",
      "    at ours.ts:1",
      "    at run (/w/node_modules/vitest/index.js:1)"
    ]
    const failed = { status: "failed", fullName: "the sum is right", failureMessages: [message.join("\n")] }
    const broken = { name: "/w/b.test.ts", status: "failed", message: "no such module", assertionResults: [] }
    const { status, lines } = counted(
      reportOf(1, [{ name: "/w/a.test.ts", status: "failed", message: "", assertionResults: [passed, failed] }, broken])
    )
    assert.strictEqual(status, 1)
    assert.deepStrictEqual(
      lines.map((line) => line.replace(/(?:\.\.\/)+w\//, "/w/")),
      [
        "failed: /w/b.test.ts",
        "  no such module",
        "failed: /w/a.test.ts, the sum is right",
        "  Error: expected 1",
        "      at ours.ts:1",
        "tests: 1 passed, 2 failed, 0 skipped"
      ]
    )
  })

  it("pass where all did", () => {
    const { status, lines } = counted(
      reportOf(0, [{ name: "/w/a.test.ts", status: "passed", message: "", assertionResults: [passed] }])
    )
    assert.strictEqual(status, 0)
    assert.deepStrictEqual(lines, ["tests: 1 passed, 0 failed, 0 skipped"])
  })

  it("fail where no test was run", () => {
    const { status, lines } = counted(undefined)
    assert.strictEqual(status, 1)
    assert.match(lines[0]!, /^No tests were run: there is no report /)
  })
})
