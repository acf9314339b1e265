/** Prints how many tests passed, failed and were skipped, from vitest's JSON report; fails unless some passed and none failed. */
import { readFileSync } from "node:fs"

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: ReadonlyArray<{ readonly status: string; readonly assertionResults: ReadonlyArray<unknown> }>
}

const [path = "reports/vitest.json"] = process.argv.slice(2)

const read = (): Report | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report
  } catch {
    return undefined
  }
}

const report = read()
if (report === undefined) {
  console.log(`No tests were run: there is no report ${path}.`)
  process.exitCode = 1
} else {
  // A file that could not be loaded has no tests that could fail: it counts as one.
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0)
  const passed = report.numPassedTests
  const failed = report.numFailedTests + unloaded.length
  const skipped = report.numPendingTests + report.numTodoTests
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}
