/**
 * Prints which tests failed and why, and last how many passed, failed and were skipped, from vitest's JSON report; fails unless some
 * passed and none failed. What vitest says itself is far above, before all that `make verify` prints.
 */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { stripVTControlCharacters } from "node:util"

interface Assertion {
  readonly status: string
  readonly fullName: string
  readonly failureMessages: ReadonlyArray<string>
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: ReadonlyArray<Assertion>
  }>
}

/** Of one message, in lines: that much says what is wrong. */
const shown = 20

const told = (name: string, message: string): void => {
  const lines = stripVTControlCharacters(message).split("\n")
  // Where in our code it was, without the frames of the test runner.
  const said = lines.filter((line) => !/^\s+at /.test(line) || !line.includes("node_modules"))
  const rest = said.length > shown ? [`… and ${said.length - shown} more lines`] : []
  console.log([`failed: ${name}`, ...[...said.slice(0, shown), ...rest].map((line) => `  ${line}`)].join("\n"))
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
  for (const { name, message } of unloaded) told(relative(process.cwd(), name), message)
  for (const { name, assertionResults } of report.testResults) {
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "failed") told(`${relative(process.cwd(), name)}, ${fullName}`, failureMessages.join("\n"))
  }
  const passed = report.numPassedTests
  const failed = report.numFailedTests + unloaded.length
  const skipped = report.numPendingTests + report.numTodoTests
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}
